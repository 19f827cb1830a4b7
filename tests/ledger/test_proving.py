"""Proofs out of what a party holds: an honest record proves nothing against anybody; two histories and two signatures at one place do."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from safepassage.cli.main import application
from safepassage.kernel.canonical import canonical
from safepassage.kernel.plain import to_plain
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger import checkpoint, entries, export, merkle
from safepassage.ledger.evidence import EvidenceError, check_evidence, read_evidence
from safepassage.ledger.facts import ActorAdmitted
from safepassage.ledger.proving import proofs, shown_by
from safepassage.ledger.receipt import read_receipt, receipt_of
from safepassage.operations.proving import prove

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


def test_a_receipt_beyond_the_newest_checkpoint_proves_nothing_yet(record):
    before = record.shown()
    kept = given(record.answers(1, "yes")).text()
    assert dict(proofs([before], [], [kept], [record.log])) == {}


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


def test_the_program_that_stands_alone_reads_a_signed_receipt_as_any_other(record):
    one = json.loads(given(record).text())
    assert (
        json.loads(export.receipt(record.pen.written[-1], entries.leaf_hash(record.pen.written[-1]))).items()
        <= one.items()
    )


def test_receipts_that_cannot_be_read_are_named_by_line():
    with pytest.raises(ProblemsError) as told:
        prove([], [], [("mine", ["{}", "x"])], ["no key"])
    assert [(one.source, one.row) for one in told.value.problems] == [("--log", 0), ("mine", 1), ("mine", 2)]


def test_any_of_an_actors_keys_convinces_whatever_others_are_named(record, public_of):
    other = record.copy().answers(1, "no")
    record.answers(1, "yes")
    one, two = record.shown(), other.shown()
    one.keys["side-a"] |= {public_of(f"stranger {number}") for number in range(50)}
    assert list(dict(proofs([one, two], [], [], [record.log]))) == ["fork-side-a"]


def test_an_export_that_shows_its_reader_bodies_is_read_like_any_other(record):
    def key_of(entry, _):
        return record.pen.keys[entry.index]

    lines = list(
        export.write_export(
            record.pen.written, operation=NAME, log=record.log, checkpoints=record.points, totals={}, key_of=key_of
        )
    )
    assert shown_by(lines, "own").keys == record.shown().keys


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
