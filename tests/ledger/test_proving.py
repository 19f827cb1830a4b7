"""Proofs out of what a party holds: an honest record proves nothing against anybody; two histories and two signatures at one place do."""

import base64
import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage.cli.main import application
from safepassage.kernel.canonical import canonical
from safepassage.kernel.plain import to_plain
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger import checkpoint, entries, evidence, export, merkle, proving
from safepassage.ledger.evidence import EvidenceError, SplitView, check_evidence, read_evidence
from safepassage.ledger.facts import ActorAdmitted
from safepassage.ledger.model import ActorHead, Entry
from safepassage.ledger.proving import keys_of, proofs, shown_by
from safepassage.ledger.receipt import read_receipt, receipt_of
from safepassage.operations.proving import prove

sys.path.insert(0, str(Path(__file__).parents[2] / "verify"))

from safepassage_audit.receipts import read_receipts

NAME = "rafah-2023"
ACTORS = ("desk", "side-a")


class Record:
    """An invented record of two actors, that can be written twice from any place on."""

    def __init__(self, writer, public_of, signer_of):
        self.pen, self.public_of, self.signer_of, self.points = writer, public_of, signer_of, []
        for actor in ACTORS:
            fact = to_plain(ActorAdmitted(actor, "party", public_of(actor).hex(), "role", "invented"))
            self.pen.write(
                "desk", body=canonical({"at": "2023-11-01T05:00:00Z", "fact": fact}).encode(), kind=ActorAdmitted.KIND
            )

    @property
    def log(self):
        return checkpoint.log_key(NAME, self.public_of("desk"))

    def answers(self, count, word):
        for number in range(count):
            self.pen.write("side-a", body=f"{word} {number}".encode(), kind="clearance.answered/1")
        return self

    def sign(self):
        root = merkle.root(self.pen.head.frontier)
        self.points.append(
            checkpoint.make_checkpoint(NAME, self.pen.head.size, root, self.public_of("desk"), self.signer_of("desk"))
        )
        return self

    def copy(self):
        other = object.__new__(Record)
        other.public_of, other.signer_of, other.points = self.public_of, self.signer_of, list(self.points)
        other.pen = type(self.pen)()
        other.pen.head, other.pen.written, other.pen.keys = self.pen.head, list(self.pen.written), list(self.pen.keys)
        return other

    def lines(self):
        def key_of(entry, header):
            return self.pen.keys[entry.index] if header.kind.startswith("ledger.") else None

        return export.write_export(
            self.pen.written, operation=NAME, log=self.log, checkpoints=self.points, totals={}, key_of=key_of
        )

    def shown(self):
        return shown_by(self.lines(), "export")


@pytest.fixture
def record(writer, public_of, signer_of):
    return Record(writer, public_of, signer_of).answers(5, "yes").sign()


def found(*exports, kept=(), receipts=(), log):
    return dict(proofs([one.shown() for one in exports], [one.note for one in kept], receipts, [log]))


def test_one_honest_record_proves_nothing_whoever_holds_which_part(record):
    later = record.copy().answers(3, "yes").sign()
    assert found(record, log=record.log) == {}
    assert found(record, later, kept=later.points, log=record.log) == {}


def test_two_histories_are_proved_to_who_knows_the_logs_key_alone(record):
    other = record.copy()
    record.answers(2, "yes").sign()
    other.answers(3, "no").sign()
    (mine, theirs) = (
        found(record, kept=other.points, log=record.log),
        found(other, kept=record.points, log=record.log),
    )
    # The larger tree proves it; who holds the smaller one alone has to ask for the other's export.
    assert (list(mine), list(theirs)) == ([], ["split-view"])
    check_evidence(read_evidence(theirs["split-view"].text()), record.log)


def test_two_signatures_of_one_actor_at_one_place_are_proved_beside_the_histories(record, public_of):
    other = record.copy()
    record.answers(2, "yes").sign()
    other.answers(3, "no").sign()
    both = found(record, other, log=record.log)
    assert sorted(both) == ["fork-side-a", "split-view"]
    check_evidence(read_evidence(both["fork-side-a"].text()), checkpoint.log_key(NAME, public_of("side-a")))
    # It is the first place at which the two differ.
    assert entries.read_header(both["fork-side-a"].first[0]).sequence == 6


def test_a_record_set_back_is_proved_by_the_checkpoint_that_somebody_kept(record):
    before = record.copy().answers(4, "yes").sign()
    record.answers(1, "yes").answers(4, "no").sign()
    assert list(found(record, kept=before.points, log=record.log)) == ["split-view"]


def test_what_the_log_did_not_sign_proves_nothing(record, public_of, signer_of):
    root = bytes(32)
    stranger = checkpoint.make_checkpoint(NAME, 7, root, public_of("side-a"), signer_of("side-a"))
    assert found(record, kept=[stranger], log=record.log) == {}
    # And it hides nothing that comes after it.
    before = record.copy().answers(4, "yes").sign()
    record.answers(5, "no").sign()
    assert list(found(record, kept=[stranger, *before.points], log=record.log)) == ["split-view"]


def noted(record, size, root=bytes(32), name=NAME):
    """A checkpoint's note as a log signs it, whatever it says."""
    return checkpoint.make_checkpoint(name, size, root, record.public_of("desk"), record.signer_of("desk"))


def test_of_two_histories_the_smallest_checkpoint_that_shows_them_is_given(record):
    lies = [noted(record, size) for size in (6, 5, 3, 4)]
    proved = found(record, kept=lies, log=record.log)["split-view"]
    assert (proved.first, proved.second) == (lies[2].note, record.points[-1].note)
    check_evidence(proved, record.log)


@pytest.mark.parametrize("size", [1, 2])
def test_a_checkpoint_of_one_entry_counts_and_hides_nothing(record, size):
    true = noted(record, 1, entries.leaf_hash(record.pen.written[0]))
    assert found(record, kept=[true], log=record.log) == {}
    lie = noted(record, size)
    for kept in ([true, lie], [lie]):
        proved = found(record, kept=kept, log=record.log)["split-view"]
        assert lie.note in (proved.first, proved.second)
        check_evidence(proved, record.log)


def test_a_checkpoint_of_nothing_with_a_senseless_root_hides_no_second_history(record):
    """No proof can be made of it, for every tree begins with nothing; what comes after it is compared all the same."""
    senseless, lie = noted(record, 0), noted(record, 4)
    assert found(record, kept=[senseless], log=record.log) == {}
    assert list(found(record, kept=[senseless, lie], log=record.log)) == ["split-view"]


def test_a_forged_second_entry_accuses_nobody(record):
    other = record.copy().answers(1, "no")
    record.answers(1, "yes").sign()
    place = len(other.pen.written) - 1
    entry = other.pen.written[place]
    other.pen.written[place] = type(entry)(entry.index, entry.header, bytes(64), entry.body)
    assert found(record, other, log=record.log) == {}


@pytest.mark.parametrize(
    ("lines", "rows"), [(["{}\n", "x\n"], [1]), (['{"export":"safepassage-export/1"}', "x", '{"entry":0}'], [2, 3])]
)
def test_lines_that_are_none_are_named_all_at_once(lines, rows):
    with pytest.raises(ProblemsError) as told:
        shown_by(lines, "mine.jsonl")
    assert [(one.source, one.row) for one in told.value.problems] == [("mine.jsonl", row) for row in rows]


def test_on_the_command_line_a_proof_is_written_and_holds_for_a_stranger(record, tmp_path):
    other = record.copy()
    record.answers(2, "yes").sign()
    other.answers(3, "no").sign()
    runner, app, log = CliRunner(), application(), record.log.text()
    (tmp_path / "theirs").write_text("".join(other.lines()))
    (tmp_path / "kept").write_text(record.points[-1].note)
    words = ["ledger", "prove", str(tmp_path / "theirs"), "--log", log, "--out", str(tmp_path / "out")]
    nothing = runner.invoke(app, words)
    assert (nothing.exit_code, nothing.stdout) == (
        0,
        "Nothing here contradicts anything else: there is nothing to prove.\n",
    )
    assert not (tmp_path / "out").exists()
    told = runner.invoke(app, [*words, "--checkpoint", str(tmp_path / "kept")])
    assert told.exit_code == 1
    assert "the log signed two histories" in told.stdout
    proof = str(tmp_path / "out" / "split-view.json")
    assert runner.invoke(app, ["ledger", "evidence", proof, "--key", log]).exit_code == 0
    assert runner.invoke(app, ["ledger", "evidence", proof, "--key", record.public_of("side-a").hex()]).exit_code == 2


def test_a_key_or_a_file_that_cannot_be_read_is_named(record, tmp_path):
    (tmp_path / "bad").write_bytes(b"\xff\xfe")
    words = ["ledger", "prove", str(tmp_path / "bad"), "--out", str(tmp_path / "out"), "--log"]
    runner, app = CliRunner(), application()
    assert [runner.invoke(app, [*words, log]).exit_code for log in ("no key", record.log.text())] == [2, 2]


# Receipts


def given(record, place=-1):
    """The receipt of the last entry, or of another."""
    return receipt_of(record.pen.written[place], record.signer_of("desk"))


def test_an_entry_left_out_is_proved_by_its_receipt_and_every_entry_before_it_too(record):
    honest, without = record.copy(), record.copy()
    honest.answers(3, "yes")
    # The entries are written again without the first of the three; the last one's place then holds another leaf.
    without.answers(3, "instead").sign()
    kept = given(honest).text()
    proved = found(without, receipts=[kept], log=record.log)
    assert list(proved) == ["omission-9"]
    check_evidence(read_evidence(proved["omission-9"].text()), record.log)
    honest.sign()
    assert found(honest, receipts=[kept], log=record.log) == {}


@pytest.mark.parametrize("odd", ['{"version": 1}', "no header"])
def test_an_entry_with_an_odd_header_hides_nothing_that_stands_before_it(record, odd):
    """Whoever keeps the record writes one such entry and signs the tree with it: the line cannot be cut out, and all evidence stands."""
    honest, without = record.copy(), record.copy()
    kept = given(honest.answers(3, "yes")).text()
    seen = honest.sign().points
    without.answers(3, "instead")
    strange = Entry(without.pen.head.size, odd.encode(), bytes(64), b"")
    tree = merkle.Hashes(entries.leaf_hash(one) for one in (*without.pen.written, strange))
    size, desk = len(tree), record.public_of("desk")
    point = checkpoint.make_checkpoint(NAME, size, tree.root(), desk, record.signer_of("desk"))
    without.points.append(point)
    *lines, last = without.lines()
    entry = canonical({"entry": strange.index, "header": odd, "signature": base64.b64encode(bytes(64)).decode()})
    shown = shown_by([*lines, entry + "\n", last], "export")
    notes = [one.note for one in seen]
    proved = dict(proofs([shown], notes, [kept], [record.log]))
    assert {"omission-9", "split-view"} <= set(proved)
    for one in proved.values():
        check_evidence(read_evidence(one.text()), record.log)
    odd_receipt = replace(read_receipt(kept), place=strange.index)
    assert "false-receipt" not in str(list(dict(proofs([shown], [], [odd_receipt.text()], [record.log]))))


def test_a_receipt_beyond_the_newest_checkpoint_proves_nothing_yet(record):
    before = record.shown()
    kept = given(record.answers(1, "yes")).text()
    assert dict(proofs([before], [], [kept], [record.log])) == {}


def test_a_receipt_of_an_entry_after_the_exports_newest_checkpoint_proves_nothing_yet(record):
    lost = given(record.copy().answers(1, "no"))
    record.answers(1, "yes")
    assert found(record, receipts=[lost.text()], log=record.log) == {}
    assert list(found(record.sign(), receipts=[lost.text()], log=record.log)) == ["omission-7"]


def test_an_omission_is_shown_in_the_very_tree_of_the_checkpoint(record):
    """Neither in a tree that has not its root, nor for the place just behind its last entry."""
    lost = given(record.copy().answers(1, "no")).text()
    small = record.points[-1].note
    tree = record.answers(1, "yes").sign().shown().tree
    assert evidence.omission(lost, small, tree) is None
    assert evidence.omission(lost, noted(record, 8).note, tree) is None
    assert evidence.omission(lost, noted(record, 9, tree.root()).note, tree) is None
    assert evidence.omission(given(record).text(), record.points[-1].note, tree) is None
    assert evidence.omission(lost, record.points[-1].note, tree) is not None


def test_a_receipt_of_one_log_says_nothing_of_the_record_of_another(record):
    """Both operations may be run by one cell, with one key."""
    lost = given(record.copy().answers(1, "no"))
    record.answers(1, "yes").sign()
    real = found(record, receipts=[lost.text()], log=record.log)["omission-7"]
    other = checkpoint.log_key("another-2023", record.public_of("desk"))
    point = noted(record, 8, record.shown().tree.root(), "another-2023")
    with pytest.raises(EvidenceError, match="of two logs"):
        check_evidence(replace(real, checkpoint=point.note), record.log, other)


def test_a_receipt_that_the_log_did_not_give_accuses_nobody(record, signer_of, public_of):
    other = record.copy().answers(1, "yes")
    record.answers(1, "no").sign()
    forged = receipt_of(other.pen.written[-1], signer_of("side-a")).text()
    assert found(record, receipts=[forged], log=record.log) == {}
    real = found(record, receipts=[given(other).text()], log=record.log)["omission-7"]
    for spoilt, key in (
        (replace(real, receipt=forged), record.log),
        (replace(real, leaf=bytes.fromhex(given(other).leaf)), record.log),
        (replace(real, steps=real.steps[1:]), record.log),
        (replace(real, receipt="{}"), record.log),
        (replace(real, checkpoint=record.points[0].note), record.log),
        (real, checkpoint.log_key(NAME, public_of("side-a"))),
    ):
        with pytest.raises(EvidenceError):
            check_evidence(read_evidence(spoilt.text()), key)


@pytest.mark.parametrize(
    "change", [{"receipt": "7"}, {"receipt": -1}, {"leaf": "ab"}, {"leaf": "AB" * 32}, {"more": 1}, {"signature": "x"}]
)
def test_a_receipt_has_one_form(record, change):
    text = given(record).text()
    assert read_receipt(text) == given(record)
    with pytest.raises(ValueError, match="no signed receipt"):
        read_receipt(canonical(json.loads(text) | change))
    with pytest.raises(ValueError, match="no signed receipt"):
        read_receipt(text.replace(",", ", "))


def test_the_program_that_stands_alone_reads_a_receipt_as_we_write_it(record):
    one = given(record)
    ((read,),) = read_receipts(one.text()).values()
    assert (read.operation, read.actor, read.sequence, read.place, read.leaf) == (NAME, "side-a", 5, 6, one.leaf)
    assert (read.message, read.signature.hex()) == (one.signed(), one.signature)


def test_receipts_that_cannot_be_read_are_named_by_line():
    with pytest.raises(ProblemsError) as told:
        prove([], [], [("mine", ["{}", "x"])], ["no key"])
    assert [(one.source, one.row) for one in told.value.problems] == [("--log", 0), ("mine", 1), ("mine", 2)]


def test_any_of_an_actors_keys_convinces_whatever_others_are_named(record, public_of):
    other = record.copy().answers(1, "no")
    record.answers(1, "yes")
    one, two = record.shown(), other.shown()
    for number in range(50):
        fact = ActorAdmitted("side-a", "party", public_of(f"stranger {number}").hex(), "role", "invented")
        body = canonical({"at": "2023-11-01T05:00:00Z", "fact": to_plain(fact)}).encode()
        named = record.pen.write("desk", body=body, kind=ActorAdmitted.KIND)
        one.named.append((named, body, record.pen.keys[-1]))
    assert len(keys_of(one, [record.log])["side-a"]) == 51
    assert list(dict(proofs([one, two], [], [], [record.log]))) == ["fork-side-a"]


def test_an_export_that_shows_its_reader_bodies_is_read_like_any_other(record):
    def key_of(entry, _):
        return record.pen.keys[entry.index]

    lines = list(
        export.write_export(
            record.pen.written, operation=NAME, log=record.log, checkpoints=record.points, totals={}, key_of=key_of
        )
    )
    own, shown = keys_of(shown_by(lines, "own"), [record.log]), keys_of(record.shown(), [record.log])
    assert own == shown == {actor: {record.public_of(actor)} for actor in ACTORS}


def test_an_export_that_shows_no_body_at_all_is_read_too(record):
    lines = export.write_export(
        record.pen.written, operation=NAME, log=record.log, checkpoints=record.points, totals={}, key_of=lambda *_: None
    )
    shown = shown_by(lines, "bare")
    assert (len(shown.held), shown.named, keys_of(shown, [record.log])) == (7, [], {})


def names(record, actor, by, signer=None):
    """Somebody writes an entry that gives an actor a key of its own."""
    fact = ActorAdmitted(actor, "party", record.public_of(f"{actor}, later").hex(), "role", "invented")
    body = canonical({"at": "2023-11-01T05:00:00Z", "fact": to_plain(fact)}).encode()
    record.pen.write(by, body=body, kind=ActorAdmitted.KIND, signer=signer)


def test_whom_the_logs_next_key_names_is_named_by_the_log(record):
    names(record, "desk", "desk")
    names(record, "side-b", "desk", signer="desk, later")
    known = keys_of(record.shown(), [record.log])
    assert known["side-b"] == {record.public_of("side-b, later")}
    assert known["desk"] == {record.public_of("desk"), record.public_of("desk, later")}


def test_whom_another_actors_key_names_is_named_by_nobody(record):
    """The log gave side-a a key, and with it side-a gives side-b one: it could accuse side-b of what it signed itself."""
    names(record, "side-a", "desk")
    names(record, "side-b", "side-a", signer="side-a, later")
    assert set(keys_of(record.shown(), [record.log])) == {"desk", "side-a"}


def test_a_signature_with_other_signs_in_it_is_no_line(record):
    lines = list(record.lines())
    place = next(at for at, line in enumerate(lines) if '"entry":3' in line)
    lines[place] = lines[place].replace('"signature":"', '"signature":"!')
    with pytest.raises(ProblemsError) as told:
        shown_by(lines, "spoilt")
    assert [one.row for one in told.value.problems] == [place + 1]


def test_another_kind_of_export_is_refused_at_its_first_line(record):
    lines = ['{"export":"safepassage-export/2"}\n', *list(record.lines())[1:]]
    with pytest.raises(ProblemsError) as told:
        shown_by(lines, "newer")
    assert [one.row for one in told.value.problems] == [1]


def test_the_very_first_entry_has_a_receipt_too(record):
    first = given(record, 0)
    assert (first.place, read_receipt(first.text())) == (0, first)


# What the log's own receipts prove


def signed(record, **said):
    """A receipt as a log that lies signs it."""
    one = replace(given(record), **said)
    return replace(one, signature=record.signer_of("desk")(one.signed()).hex()).text()


def test_a_receipt_for_somebody_elses_entry_is_proved_without_any_checkpoint(record):
    """The cell could give a party the receipt of another entry, and leave the party's own out."""
    lie = signed(record, sequence=9)
    assert found(record, receipts=[given(record).text()], log=record.log) == {}
    proved = found(record, receipts=[lie], log=record.log)
    assert list(proved) == ["false-receipt-6"]
    again = read_evidence(proved["false-receipt-6"].text())
    assert (again, again.says()) == (
        proved["false-receipt-6"],
        "the log gave a receipt for an entry, and what it signed for is another one",
    )
    check_evidence(again, record.log)
    header, signature = again.entry
    for spoilt in (
        replace(again, receipt=given(record).text()),
        replace(again, receipt="{}"),
        replace(again, entry=(header, signature[:-1])),
        replace(again, entry=(header + signature[:1], signature[1:])),
        replace(again, entry=(record.pen.written[0].header, record.pen.written[0].signature)),
    ):
        with pytest.raises(EvidenceError):
            check_evidence(spoilt, record.log)
    with pytest.raises(EvidenceError):
        check_evidence(again, checkpoint.log_key(NAME, record.public_of("side-a")))


@pytest.mark.parametrize("change", [{"leaf": "ab" * 32}, {"place": 3}, {"actor": "side-b"}])
def test_two_receipts_that_cannot_both_be_true_are_proof_by_themselves(record, change):
    lie = signed(record, **change)
    assert dict(proofs([], [], [given(record).text()] * 3, [record.log])) == {}
    proved = dict(proofs([], [], [given(record).text(), lie], [record.log]))
    assert list(proved) == ["two-receipts"]
    again = read_evidence(proved["two-receipts"].text())
    assert again == proved["two-receipts"]
    assert again.says() == "the log gave two receipts that cannot both be true of one record"
    check_evidence(again, record.log)
    for spoilt in (replace(again, second=again.first), replace(again, second=given(record, 3).text())):
        with pytest.raises(EvidenceError, match="both receipts can be true"):
            check_evidence(spoilt, record.log)


def test_receipts_of_two_operations_contradict_nothing(record):
    other = signed(record, operation="another-2023", leaf="ab" * 32)
    assert dict(proofs([], [], [given(record).text(), other], [record.log])) == {}


# A log that was given another key


def rotated(record):
    """The same record, its checkpoints from here on by another key of the log."""
    other = record.copy()
    other.public_of = lambda actor: record.public_of("desk, later" if actor == "desk" else actor)
    other.signer_of = lambda actor: record.signer_of("desk, later" if actor == "desk" else actor)
    return other


def test_a_change_of_the_logs_key_hides_no_history_and_breaks_no_receipt(record):
    """Checkpoint and receipt of the old key, and a record that the new key signed without them."""
    honest, lying = record.copy().answers(2, "yes").sign(), rotated(record)
    kept = given(honest).text()
    lying.points = []
    lying.answers(3, "no").sign()
    logs = [record.log, lying.log]
    proved = dict(proofs([lying.shown()], [honest.points[-1].note], [kept], logs))
    assert list(proved) == ["split-view", "omission-8"]
    for one in proved.values():
        check_evidence(read_evidence(one.text()), *logs)
        for alone in logs:
            with pytest.raises(EvidenceError):
                check_evidence(one, alone)


def test_checkpoints_of_two_logs_are_no_two_histories(record):
    other = checkpoint.log_key("another-2023", record.public_of("desk"))
    root = bytes(32)
    theirs = checkpoint.make_checkpoint("another-2023", 7, root, record.public_of("desk"), record.signer_of("desk"))
    with pytest.raises(EvidenceError, match="of two logs"):
        check_evidence(SplitView(record.points[0].note, theirs.note), record.log, other)


def test_two_keys_that_an_actor_had_convince_together(record, public_of):
    other = record.copy().answers(1, "no")
    fact = ActorAdmitted("side-a", "party", public_of("side-a, later").hex(), "role", "invented")
    body = canonical({"at": "2023-11-01T05:00:00Z", "fact": to_plain(fact)}).encode()
    record.pen.write("desk", body=body, kind=ActorAdmitted.KIND)
    record.pen.write("side-a", body=b"yes", kind="clearance.answered/1", signer="side-a, later")
    pair = found(record, other, log=record.log)["fork-side-a"]
    both = [checkpoint.log_key(NAME, public_of(name)) for name in ("side-a", "side-a, later")]
    check_evidence(pair, *both)
    with pytest.raises(EvidenceError):
        check_evidence(pair, both[0])


# Forks


def test_two_entries_at_one_place_in_one_export_are_proved_from_it_alone(record):
    lines = list(record.answers(1, "yes").lines())
    double = list(record.copy().lines())
    other = record.copy()
    other.pen.head = replace(other.pen.head, actors=dict(other.pen.head.actors) | {"side-a": before(record)})
    other.answers(1, "no")
    lines[-1:-1] = [list(other.lines())[-2]]
    proved = dict(proofs([shown_by(lines, "one")], [], [], [record.log]))
    assert list(proved) == ["fork-side-a"]
    assert dict(proofs([shown_by(double, "one")], [], [], [record.log])) == {}
    check_evidence(proved["fork-side-a"], checkpoint.log_key(NAME, record.public_of("side-a")))


def before(record):
    """Where side-a stood before its last entry."""
    last = record.pen.written[-2]
    return ActorHead(entries.read_header(last.header).sequence, entries.leaf_hash(last).hex())


def test_a_key_that_the_log_did_not_give_the_actor_accuses_nobody(record, public_of):
    """Whoever makes up an export names keys of its own in it, and signs twice with them."""
    pens = []
    for word in ("yes", "no"):
        made_up = record.copy()
        made_up.pen, made_up.points = type(record.pen)(), []
        for actor in ACTORS:
            fact = to_plain(ActorAdmitted(actor, "party", public_of(f"{actor} made up").hex(), "role", "invented"))
            body = canonical({"at": "2023-11-01T05:00:00Z", "fact": fact}).encode()
            made_up.pen.write("desk", body=body, kind=ActorAdmitted.KIND, signer="desk made up")
        made_up.pen.write("side-a", body=word.encode(), kind="clearance.answered/1", signer="side-a made up")
        pens.append(made_up)
    assert [list(found(*pens, log=checkpoint.log_key(NAME, public_of("desk made up"))))] == [["fork-side-a"]]
    assert found(*pens, log=record.log) == {}
    # Nor does a key in a body that the log's entry does not commit to.
    one, two = pens[0].shown(), pens[1].shown()
    for shown in (one, two):
        shown.named = [(record.pen.written[1], body, key) for _, body, key in shown.named]
    assert dict(proofs([one, two], [], [], [record.log])) == {}
    assert keys_of(one, [record.log]) == {}


def test_a_name_that_no_file_may_have_keeps_no_proof_back(writer, public_of, signer_of, tmp_path):
    """The name of an actor stands in the export: with a stroke in it the proof could not be written."""
    name = "side/../a"
    one = Record(writer, public_of, signer_of)
    fact = to_plain(ActorAdmitted(name, "party", public_of(name).hex(), "role", "invented"))
    one.pen.write(
        "desk", body=canonical({"at": "2023-11-01T05:00:00Z", "fact": fact}).encode(), kind=ActorAdmitted.KIND
    )
    other = one.copy()
    for record, word in ((one, "yes"), (other, "no")):
        record.pen.write(name, body=word.encode(), kind="clearance.answered/1")
        record.sign()
        (tmp_path / word).write_text("".join(record.lines()))
    words = ["ledger", "prove", str(tmp_path / "yes"), str(tmp_path / "no"), "--log", one.log.text()]
    told = CliRunner().invoke(application(), [*words, "--out", str(tmp_path / "out")])
    assert told.exit_code == 1
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == [f"fork-{hashlib.sha256(name.encode()).hexdigest()[:16]}.json", "split-view.json"]


def test_an_honest_record_with_many_checkpoints_and_receipts_is_gone_through_once(
    writer, public_of, signer_of, monkeypatch
):
    """Each pair of checkpoints was compared, and each receipt with each checkpoint: hours for a real record."""
    record = Record(writer, public_of, signer_of)
    for number in range(60):
        record.answers(1, f"yes {number}").sign()
    shown, receipts = record.shown(), [given(record, place).text() for place in range(60)]
    compared = []
    monkeypatch.setattr(proving, "split_view", lambda *args: compared.append(args))
    monkeypatch.setattr(proving, "omission", lambda *args: compared.append(args))
    assert dict(proofs([shown], [], receipts, [record.log])) == {}
    assert len(compared) == 60 + 60
