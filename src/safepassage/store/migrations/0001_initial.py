import django.db.models.deletion
import safepassage.store.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ActorRow',
            fields=[
                ('actor', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('party', safepassage.store.models.fields.Text()),
                ('public', safepassage.store.models.fields.Text()),
                ('role', safepassage.store.models.fields.Text()),
                ('reason', safepassage.store.models.fields.Text()),
                ('since', safepassage.store.models.fields.Whole()),
                ('until', safepassage.store.models.fields.Whole()),
                ('retired', safepassage.store.models.fields.Text()),
                ('at', safepassage.store.models.fields.Text()),
            ],
            options={
                'db_table': 'actor',
            },
        ),
        migrations.CreateModel(
            name='AnswerFileRow',
            fields=[
                ('party', safepassage.store.models.fields.Text()),
                ('digest', safepassage.store.models.fields.Text()),
                ('answers', safepassage.store.models.fields.Whole()),
                ('at', safepassage.store.models.fields.Text()),
                ('pk', models.CompositePrimaryKey('party', 'digest', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'answer_file',
            },
        ),
        migrations.CreateModel(
            name='CallListRow',
            fields=[
                ('day', safepassage.store.models.fields.Text()),
                ('draft', safepassage.store.models.fields.Whole()),
                ('status', safepassage.store.models.fields.Text()),
                ('planner', safepassage.store.models.fields.Text()),
                ('problem', safepassage.store.models.fields.Text()),
                ('result', safepassage.store.models.fields.Text()),
                ('standby', safepassage.store.models.fields.Text()),
                ('calls', safepassage.store.models.fields.Whole()),
                ('valid_until', safepassage.store.models.fields.Text()),
                ('made', safepassage.store.models.fields.Text()),
                ('published', safepassage.store.models.fields.Text()),
                ('ended', safepassage.store.models.fields.Text()),
                ('dial', safepassage.store.models.fields.Text()),
                ('since', safepassage.store.models.fields.Whole()),
                ('before', safepassage.store.models.fields.Whole()),
                ('pk', models.CompositePrimaryKey('day', 'draft', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'call_list',
            },
        ),
        migrations.CreateModel(
            name='CaseRow',
            fields=[
                ('case_id', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('source', safepassage.store.models.fields.Text()),
                ('kind', safepassage.store.models.fields.Text()),
                ('category', safepassage.store.models.fields.Text()),
                ('principal', safepassage.store.models.fields.Text()),
                ('registered', safepassage.store.models.fields.Whole()),
            ],
            options={
                'db_table': 'case',
            },
        ),
        migrations.CreateModel(
            name='ConsentRow',
            fields=[
                ('case_id', safepassage.store.models.fields.Text()),
                ('person_id', safepassage.store.models.fields.Text()),
                ('without', safepassage.store.models.fields.Text()),
                ('said', safepassage.store.models.fields.Text()),
                ('entry', safepassage.store.models.fields.Whole()),
                ('pk', models.CompositePrimaryKey('case_id', 'person_id', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'consent',
            },
        ),
        migrations.CreateModel(
            name='DeviceCloseRow',
            fields=[
                ('session', safepassage.store.models.fields.Text()),
                ('device', safepassage.store.models.fields.Text()),
                ('last', safepassage.store.models.fields.Whole()),
                ('pk', models.CompositePrimaryKey('session', 'device', 'last', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'device_close',
            },
        ),
        migrations.CreateModel(
            name='HeldAnswerRow',
            fields=[
                ('digest', safepassage.store.models.fields.Text()),
                ('row', safepassage.store.models.fields.Whole()),
                ('party', safepassage.store.models.fields.Text()),
                ('cells', safepassage.store.models.fields.Text()),
                ('problem', safepassage.store.models.fields.Text()),
                ('at', safepassage.store.models.fields.Text()),
                ('pk', models.CompositePrimaryKey('digest', 'row', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'held_answer',
            },
        ),
        migrations.CreateModel(
            name='KeyRow',
            fields=[
                ('actor', safepassage.store.models.fields.Text()),
                ('epoch', safepassage.store.models.fields.Whole()),
                ('public', safepassage.store.models.fields.Text()),
                ('since', safepassage.store.models.fields.Whole()),
                ('reason', safepassage.store.models.fields.Text()),
                ('at', safepassage.store.models.fields.Text()),
                ('revoked', safepassage.store.models.fields.Text()),
                ('own', models.BooleanField()),
                ('pk', models.CompositePrimaryKey('actor', 'epoch', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'actor_key',
            },
        ),
        migrations.CreateModel(
            name='LedgerActor',
            fields=[
                ('actor', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('sequence', safepassage.store.models.fields.Whole()),
                ('last', safepassage.store.models.fields.Text()),
            ],
            options={
                'db_table': 'ledger_actor',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LedgerCheckpoint',
            fields=[
                ('size', safepassage.store.models.fields.Whole(primary_key=True, serialize=False)),
                ('origin', safepassage.store.models.fields.Text()),
                ('root', models.BinaryField()),
                ('note', safepassage.store.models.fields.Text()),
            ],
            options={
                'db_table': 'ledger_checkpoint',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('index', safepassage.store.models.fields.Whole(primary_key=True, serialize=False)),
                ('header', models.BinaryField()),
                ('signature', models.BinaryField()),
                ('body', models.BinaryField()),
            ],
            options={
                'db_table': 'ledger_entry',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LedgerHead',
            fields=[
                ('id', safepassage.store.models.fields.Whole(primary_key=True, serialize=False)),
                ('size', safepassage.store.models.fields.Whole()),
                ('frontier', safepassage.store.models.fields.Text()),
            ],
            options={
                'db_table': 'ledger_head',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ManifestRow',
            fields=[
                ('number', safepassage.store.models.fields.Whole(primary_key=True, serialize=False)),
                ('passes', safepassage.store.models.fields.Whole()),
                ('digest', safepassage.store.models.fields.Text()),
                ('at', safepassage.store.models.fields.Text()),
                ('entry', safepassage.store.models.fields.Whole()),
            ],
            options={
                'db_table': 'manifest',
            },
        ),
        migrations.CreateModel(
            name='PlaceRow',
            fields=[
                ('person_id', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('place', safepassage.store.models.fields.Text()),
                ('day', safepassage.store.models.fields.Text()),
                ('placed', safepassage.store.models.fields.Text()),
                ('placed_entry', safepassage.store.models.fields.Whole()),
                ('step', safepassage.store.models.fields.Text()),
                ('stepped', safepassage.store.models.fields.Text()),
                ('stepped_entry', safepassage.store.models.fields.Whole()),
                ('asks_nobody', models.BooleanField()),
            ],
            options={
                'db_table': 'place',
            },
        ),
        migrations.CreateModel(
            name='QuorumRow',
            fields=[
                ('entry', safepassage.store.models.fields.Whole(primary_key=True, serialize=False)),
                ('text', safepassage.store.models.fields.Text()),
                ('reason', safepassage.store.models.fields.Text()),
                ('at', safepassage.store.models.fields.Text()),
            ],
            options={
                'db_table': 'quorum',
            },
        ),
        migrations.CreateModel(
            name='ReconsideredRow',
            fields=[
                ('day', safepassage.store.models.fields.Text()),
                ('number', safepassage.store.models.fields.Whole()),
                ('minute', safepassage.store.models.fields.Whole()),
                ('reported', safepassage.store.models.fields.Text()),
                ('kept', safepassage.store.models.fields.Text()),
                ('found', safepassage.store.models.fields.Text()),
                ('margin', safepassage.store.models.fields.Whole()),
                ('draft', safepassage.store.models.fields.Whole()),
                ('why', safepassage.store.models.fields.Text()),
                ('notices', safepassage.store.models.fields.Text()),
                ('at', safepassage.store.models.fields.Text()),
                ('pk', models.CompositePrimaryKey('day', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'reconsidered',
            },
        ),
        migrations.CreateModel(
            name='RemainsRow',
            fields=[
                ('entry', safepassage.store.models.fields.Whole(primary_key=True, serialize=False)),
                ('at', safepassage.store.models.fields.Text()),
                ('fact', safepassage.store.models.fields.Text()),
                ('erased_by', safepassage.store.models.fields.Whole()),
            ],
            options={
                'db_table': 'remains',
            },
        ),
        migrations.CreateModel(
            name='ScopeRow',
            fields=[
                ('actor', safepassage.store.models.fields.Text()),
                ('epoch', safepassage.store.models.fields.Whole()),
                ('categories', safepassage.store.models.fields.Text()),
                ('most', safepassage.store.models.fields.Whole()),
                ('valid_from', safepassage.store.models.fields.Text()),
                ('expires', safepassage.store.models.fields.Text()),
                ('reason', safepassage.store.models.fields.Text()),
                ('pk', models.CompositePrimaryKey('actor', 'epoch', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'issuer_scope',
            },
        ),
        migrations.CreateModel(
            name='StatementLineRow',
            fields=[
                ('digest', safepassage.store.models.fields.Text()),
                ('row', safepassage.store.models.fields.Whole()),
                ('party', safepassage.store.models.fields.Text()),
                ('person_id', safepassage.store.models.fields.Text()),
                ('fits', safepassage.store.models.fields.Text()),
                ('entry', safepassage.store.models.fields.Whole()),
                ('bare', models.BooleanField()),
                ('pk', models.CompositePrimaryKey('digest', 'row', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'statement_line',
            },
        ),
        migrations.CreateModel(
            name='StatementRow',
            fields=[
                ('digest', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('party', safepassage.store.models.fields.Text()),
                ('number', safepassage.store.models.fields.Whole()),
                ('root', safepassage.store.models.fields.Text()),
                ('count', safepassage.store.models.fields.Whole()),
                ('at', safepassage.store.models.fields.Text()),
                ('entry', safepassage.store.models.fields.Whole()),
            ],
            options={
                'db_table': 'statement',
            },
        ),
        migrations.CreateModel(
            name='TermsRow',
            fields=[
                ('version', safepassage.store.models.fields.Whole(primary_key=True, serialize=False)),
                ('toml', safepassage.store.models.fields.Text()),
                ('reason', safepassage.store.models.fields.Text()),
                ('at', safepassage.store.models.fields.Text()),
                ('entry', safepassage.store.models.fields.Whole()),
            ],
            options={
                'db_table': 'terms',
            },
        ),
        migrations.CreateModel(
            name='CallRow',
            fields=[
                ('day', safepassage.store.models.fields.Text()),
                ('draft', safepassage.store.models.fields.Whole()),
                ('case_id', safepassage.store.models.fields.Text()),
                ('category', safepassage.store.models.fields.Text()),
                ('lane', safepassage.store.models.fields.Text()),
                ('position', safepassage.store.models.fields.Whole()),
                ('wave', safepassage.store.models.fields.Whole()),
                ('persons', safepassage.store.models.fields.Text()),
                ('carried_from', safepassage.store.models.fields.Text()),
                ('pk', models.CompositePrimaryKey('day', 'draft', 'case_id', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'call',
                'indexes': [models.Index(fields=['case_id'], name='call_case_id_bc7551_idx')],
            },
        ),
        migrations.CreateModel(
            name='ClearanceRow',
            fields=[
                ('person_id', safepassage.store.models.fields.Text()),
                ('party', safepassage.store.models.fields.Text()),
                ('status', safepassage.store.models.fields.Text()),
                ('asked', safepassage.store.models.fields.Text()),
                ('answered', safepassage.store.models.fields.Text()),
                ('since', safepassage.store.models.fields.Text()),
                ('until', safepassage.store.models.fields.Text()),
                ('reason', safepassage.store.models.fields.Text()),
                ('clause', safepassage.store.models.fields.Text()),
                ('granted_entry', safepassage.store.models.fields.Whole()),
                ('ended_entry', safepassage.store.models.fields.Whole()),
                ('earlier', safepassage.store.models.fields.Text()),
                ('pk', models.CompositePrimaryKey('person_id', 'party', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'clearance',
                'indexes': [models.Index(fields=['party', 'status'], name='clearance_party_b2dcbd_idx')],
            },
        ),
        migrations.CreateModel(
            name='DocumentRow',
            fields=[
                ('tag', safepassage.store.models.fields.Text()),
                ('entry_id', safepassage.store.models.fields.Text()),
                ('person_id', safepassage.store.models.fields.Text()),
                ('pk', models.CompositePrimaryKey('tag', 'entry_id', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'document',
                'indexes': [models.Index(fields=['entry_id'], name='document_entry_i_ad37f5_idx')],
            },
        ),
        migrations.CreateModel(
            name='EntryRow',
            fields=[
                ('entry_id', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('list_id', safepassage.store.models.fields.Text()),
                ('source', safepassage.store.models.fields.Text()),
                ('row', safepassage.store.models.fields.Whole()),
                ('status', safepassage.store.models.fields.Text()),
                ('cells', safepassage.store.models.fields.Text()),
                ('details', safepassage.store.models.fields.Text()),
                ('problems', safepassage.store.models.fields.Text()),
                ('person_id', safepassage.store.models.fields.Text()),
                ('tags', safepassage.store.models.fields.Text()),
            ],
            options={
                'db_table': 'entry',
                'indexes': [models.Index(fields=['list_id'], name='entry_list_id_81e4f7_idx'), models.Index(fields=['person_id'], name='entry_person__fca5b6_idx')],
            },
        ),
        migrations.CreateModel(
            name='LedgerKey',
            fields=[
                ('entry', models.OneToOneField(db_column='index', on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='store.ledgerentry')),
                ('key', models.BinaryField()),
            ],
            options={
                'db_table': 'ledger_key',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ListRow',
            fields=[
                ('list_id', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('source', safepassage.store.models.fields.Text()),
                ('filename', safepassage.store.models.fields.Text()),
                ('digest', safepassage.store.models.fields.Text()),
                ('accepted', safepassage.store.models.fields.Whole()),
                ('held', safepassage.store.models.fields.Whole()),
                ('notes', safepassage.store.models.fields.Text()),
                ('at', safepassage.store.models.fields.Text()),
            ],
            options={
                'db_table': 'list',
                'indexes': [models.Index(fields=['digest'], name='list_digest_8aeca1_idx')],
            },
        ),
        migrations.CreateModel(
            name='MoveRow',
            fields=[
                ('person_id', safepassage.store.models.fields.Text()),
                ('entry', safepassage.store.models.fields.Whole()),
                ('state', safepassage.store.models.fields.Text()),
                ('at', safepassage.store.models.fields.Text()),
                ('why', safepassage.store.models.fields.Text()),
                ('pk', models.CompositePrimaryKey('person_id', 'entry', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'move',
                'indexes': [models.Index(fields=['state'], name='move_state_1005ac_idx')],
            },
        ),
        migrations.CreateModel(
            name='PairRow',
            fields=[
                ('left', safepassage.store.models.fields.Text()),
                ('right', safepassage.store.models.fields.Text()),
                ('verdict', safepassage.store.models.fields.Text()),
                ('matcher', safepassage.store.models.fields.Text()),
                ('reasons', safepassage.store.models.fields.Text()),
                ('answer', safepassage.store.models.fields.Text()),
                ('by', safepassage.store.models.fields.Text()),
                ('why', safepassage.store.models.fields.Text()),
                ('second', safepassage.store.models.fields.Text()),
                ('kept', safepassage.store.models.fields.Text()),
                ('at', safepassage.store.models.fields.Text()),
                ('pk', models.CompositePrimaryKey('left', 'right', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'pair',
                'indexes': [models.Index(fields=['right'], name='pair_right_13f018_idx'), models.Index(fields=['kept'], name='pair_kept_cf98e1_idx')],
            },
        ),
        migrations.CreateModel(
            name='PassRow',
            fields=[
                ('pass_id', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('person_id', safepassage.store.models.fields.Text()),
                ('day', safepassage.store.models.fields.Text()),
                ('tag', safepassage.store.models.fields.Text()),
                ('valid_from', safepassage.store.models.fields.Text()),
                ('expires', safepassage.store.models.fields.Text()),
                ('revoked', safepassage.store.models.fields.Text()),
                ('clause', safepassage.store.models.fields.Text()),
                ('signed_with', safepassage.store.models.fields.Text()),
                ('revoked_entry', safepassage.store.models.fields.Whole()),
            ],
            options={
                'db_table': 'pass',
                'indexes': [models.Index(fields=['person_id'], name='pass_person__4fd0f9_idx'), models.Index(fields=['day'], name='pass_day_d19882_idx')],
            },
        ),
        migrations.CreateModel(
            name='PersonRow',
            fields=[
                ('person_id', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('case_id', safepassage.store.models.fields.Text()),
                ('category', safepassage.store.models.fields.Text()),
                ('clause', safepassage.store.models.fields.Text()),
                ('source', safepassage.store.models.fields.Text()),
                ('full_name', safepassage.store.models.fields.Text()),
                ('birth', safepassage.store.models.fields.Text()),
                ('sex', safepassage.store.models.fields.Text()),
                ('nationality', safepassage.store.models.fields.Text()),
                ('triage', safepassage.store.models.fields.Text()),
                ('transport', safepassage.store.models.fields.Text()),
                ('relation', safepassage.store.models.fields.Text()),
                ('details', safepassage.store.models.fields.Text()),
                ('registered', safepassage.store.models.fields.Whole()),
                ('at', safepassage.store.models.fields.Text()),
                ('withdrawn', safepassage.store.models.fields.Text()),
                ('merged_into', safepassage.store.models.fields.Text()),
                ('listed_case', safepassage.store.models.fields.Text()),
            ],
            options={
                'db_table': 'person',
                'indexes': [models.Index(fields=['case_id'], name='person_case_id_c0ea84_idx'), models.Index(fields=['listed_case'], name='person_listed__83be95_idx'), models.Index(fields=['birth'], name='person_birth_ca8e0a_idx'), models.Index(fields=['category'], name='person_categor_fe8e8c_idx')],
            },
        ),
        migrations.CreateModel(
            name='RequestRow',
            fields=[
                ('request', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('act', safepassage.store.models.fields.Text()),
                ('subject', safepassage.store.models.fields.Text()),
                ('reason', safepassage.store.models.fields.Text()),
                ('asked_by', safepassage.store.models.fields.Text()),
                ('asked', safepassage.store.models.fields.Text()),
                ('seconded_by', safepassage.store.models.fields.Text()),
                ('seconded', safepassage.store.models.fields.Text()),
                ('done', safepassage.store.models.fields.Whole()),
            ],
            options={
                'db_table': 'request',
                'indexes': [models.Index(fields=['act', 'subject'], name='request_act_025d1c_idx')],
            },
        ),
        migrations.CreateModel(
            name='ScanRow',
            fields=[
                ('record', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('session', safepassage.store.models.fields.Text()),
                ('side', safepassage.store.models.fields.Text()),
                ('pass_id', safepassage.store.models.fields.Text()),
                ('verdict', safepassage.store.models.fields.Text()),
                ('reason', safepassage.store.models.fields.Text()),
                ('step', safepassage.store.models.fields.Text()),
                ('officer', safepassage.store.models.fields.Text()),
                ('second', safepassage.store.models.fields.Text()),
                ('override', safepassage.store.models.fields.Text()),
                ('conflict', safepassage.store.models.fields.Text()),
                ('at', safepassage.store.models.fields.Text()),
                ('entry', safepassage.store.models.fields.Whole()),
                ('takes_back', safepassage.store.models.fields.Text()),
                ('manifest', safepassage.store.models.fields.Whole()),
                ('manifest_digest', safepassage.store.models.fields.Text()),
                ('drawn', safepassage.store.models.fields.Text()),
                ('device', safepassage.store.models.fields.Text()),
            ],
            options={
                'db_table': 'scan',
                'indexes': [models.Index(fields=['pass_id'], name='scan_pass_id_aebe4c_idx'), models.Index(fields=['session'], name='scan_session_ff95ba_idx'), models.Index(fields=['device'], name='scan_device_081c2d_idx'), models.Index(fields=['drawn'], name='scan_drawn_4ae77c_idx')],
            },
        ),
        migrations.CreateModel(
            name='SessionRow',
            fields=[
                ('session', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('side', safepassage.store.models.fields.Text()),
                ('manifest', safepassage.store.models.fields.Whole()),
                ('opened', safepassage.store.models.fields.Text()),
                ('closed', safepassage.store.models.fields.Text()),
                ('records', safepassage.store.models.fields.Whole()),
                ('reason', safepassage.store.models.fields.Text()),
            ],
            options={
                'db_table': 'session',
                'indexes': [models.Index(fields=['side'], name='session_side_bc4d4e_idx')],
            },
        ),
        migrations.CreateModel(
            name='StandRow',
            fields=[
                ('person_id', safepassage.store.models.fields.Text(primary_key=True, serialize=False)),
                ('state', safepassage.store.models.fields.Text()),
                ('since', safepassage.store.models.fields.Text()),
                ('entry', safepassage.store.models.fields.Whole()),
                ('category', safepassage.store.models.fields.Text()),
                ('why', safepassage.store.models.fields.Text()),
                ('also', safepassage.store.models.fields.Text()),
            ],
            options={
                'db_table': 'stand',
                'indexes': [models.Index(fields=['state'], name='stand_state_cf5d5a_idx')],
            },
        ),
        migrations.CreateModel(
            name='ViewRow',
            fields=[
                ('entry', safepassage.store.models.fields.Whole(primary_key=True, serialize=False)),
                ('subject', safepassage.store.models.fields.Text()),
                ('actor', safepassage.store.models.fields.Text()),
                ('reason', safepassage.store.models.fields.Text()),
                ('at', safepassage.store.models.fields.Text()),
            ],
            options={
                'db_table': 'view',
                'indexes': [models.Index(fields=['subject'], name='view_subject_10d344_idx')],
            },
        ),
    ]
