"""The gate under a manifest that a quorum witnessed, and in degraded mode under one that it did not."""

from __future__ import annotations

import logging

import pytest

from safepassage.adapters.keyfile import make_witness_key
from safepassage.adapters.witness import WitnessFolder, WitnessHere
from safepassage.gate.state import ScanRow
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger import merkle
from safepassage.ledger.checkpoint import make_checkpoint, parse_checkpoint
from safepassage.ledger.evidence import read_evidence
from safepassage.ledger.witness import CONFLICT, OK, Request
from safepassage.operations import account, gate, keys, ledger, witnessing
from safepassage.operations.signing import log_of

SIDES = ("gaza-crossings", "egy", "qat")


def watchers_of(story, names=SIDES):
    with story.house.store.reading() as work:
        log = log_of(story.house, work).text()
    made = [
        WitnessHere(
            story.folder / name, make_witness_key(story.folder / f"{name}.wk", name, "ed25519", story.house.dice), log
        )
        for name in names
    ]
    return witnessing.Watchers(made)


@pytest.fixture
def watched(story):
    story.begin()
    watchers = watchers_of(story)
    watchers.agree(story.house, story.at("10-31T12:00"))
    story.everybody_cleared()
    story.called()
    return story, watchers


def reasons(story):
    with story.house.store.reading() as work:
        return sorted(row.reason for row in work.tables.select(ScanRow))


def test_under_a_witnessed_manifest_the_gate_admits(watched):
    story, watchers = watched
    watchers.ask(story.house, story.at("11-01T02:30"))
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    assert story.scan("gaza", "900000003", "11-01T09:05") == "admit in-order"
    assert story.verify() == []


def test_until_it_is_witnessed_the_gate_says_degraded_in_its_reason_and_its_record(watched):
    story, watchers = watched
    gate.open_side(story.house, "gaza", story.at("11-01T05:30"))
    assert story.scan("gaza", "900000003", "11-01T05:55") == "hold not-yet"
    story.texts, texts = {}, story.texts
    story.called("2023-11-01", "10-31T22:00", "11-01T06:00")  # a manifest of 06:05
    story.texts = texts
    assert story.scan("gaza", "900000003", "11-01T07:05") == "admit in-order-degraded"
    assert "in-order-degraded" in reasons(story)
    # The terms allow four hours; the manifest is of 06:05.
    assert story.scan("gaza", "JX100004", "11-01T10:10") == "hold manifest-unwitnessed"
    watchers.ask(story.house, story.at("11-01T10:20"))
    assert story.scan("gaza", "JX100004", "11-01T10:25") == "admit in-order"
    assert story.verify() == []


def test_a_checkpoint_from_before_the_manifest_does_not_cover_it(story):
    story.begin()
    watchers = watchers_of(story)
    watchers.agree(story.house, story.at("10-31T12:00"))
    watchers.ask(story.house, story.at("10-31T12:30"))
    story.everybody_cleared()
    story.called()
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    assert story.scan("gaza", "900000003", "11-01T09:05") == "hold manifest-unwitnessed"


def test_without_a_whole_quorum_it_is_recorded_and_not_witnessed(watched):
    story, watchers = watched
    request, _ = witnessing.request_for(story.house, 0)
    for one in watchers.witnesses[:2]:
        witnessing.take_cosignatures(story.house, one.cosign(request, story.at("11-01T02:30")))
    found = account.status(story.house, story.at("11-01T09:00")).record
    assert (found.witnessed, found.signed > 0, found.quorum) == (0, True, True)
    witnessing.take_cosignatures(story.house, watchers.witnesses[2].cosign(request, story.at("11-01T02:31")))
    found = account.status(story.house, story.at("11-01T09:00")).record
    assert (found.witnessed, found.by) == (found.signed, tuple(sorted(SIDES)))


def test_an_operator_that_shows_a_witness_another_history_leaves_proof(watched):
    """Rollback and split view at the first exchange: the witness keeps the evidence, and it convinces a stranger."""
    story, _ = watched
    (witness,) = watchers_of(story, ["isr"]).witnesses
    key = [witness._key.cosigner()]
    folder = WitnessFolder(story.folder / "isr")
    at = story.at("11-01T02:30")
    true, checkpoint = witnessing.request_for(story.house, 0)
    assert folder.answer(true, key, at).status == OK
    from safepassage.ledger.checkpoint import make_checkpoint  # noqa: PLC0415 - only this test forges

    root = merkle.leaf_hash(b"another history")
    house = story.house
    forged = make_checkpoint(
        house.name, checkpoint.size, root, house.keys.public("coordination"), lambda text: house.keys.sign("coordination", text)
    )  # fmt: skip
    answer = folder.answer(Request(checkpoint.size, (), forged.note).text(), key, at)
    assert answer.status == CONFLICT
    (kept,) = (story.folder / "isr").glob("evidence-*.json")
    with house.store.reading() as work:
        log = log_of(house, work).text()
    assert witnessing.convinced(kept.read_text(), kept.name, log) == "the log signed two histories"
    assert read_evidence(kept.read_text()).first == parse_checkpoint(checkpoint.note).note


def test_a_cosignature_that_does_not_hold_is_found_by_verify(watched):
    story, watchers = watched
    watchers.ask(story.house, story.at("11-01T02:30"))
    with story.house.store.work() as work:
        kept = work.checkpoints()[-1]
        lines = kept.note.splitlines(keepends=True)
        lines[-1] = lines[-1][:-10] + ("A" if lines[-1][-10] != "A" else "B") + lines[-1][-9:]
        work.keep_checkpoint(parse_checkpoint("".join(lines)))
    assert any("does not hold" in flaw for flaw in story.verify())
    assert account.status(story.house, story.at("11-01T09:00")).record.witnessed == 0


def test_a_quorum_of_another_log_is_refused(watched):
    story, _ = watched
    text = "log other+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nquorum none\n"
    with pytest.raises(ProblemsError):
        witnessing.agree_quorum(story.house, text, "quorum", "x", story.at("11-01T03:00"))


def test_no_log_line_and_no_error_names_anybody(story, caplog, capfd):
    """A whole morning with every log on: no name, no number, no key in what is logged or printed."""
    caplog.set_level(logging.DEBUG)
    story.begin()
    story.everybody_cleared()
    story.called()
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    story.scan("gaza", "900000003", "11-01T09:05")
    told = []
    for wrong in (
        lambda: story.scan("gaza", "JX100004", "11-01T09:06", second="officer 1", words="x"),
        lambda: gate.open_side(story.house, "gaza", story.at("11-01T09:07")),
    ):
        try:
            wrong()
        except ProblemsError as error:
            told.append(str(error))
    assert told
    ledger.checkpoint(story.house)
    printed = capfd.readouterr()
    secrets = [story.house.keys.pepper().hex(), *(seed.hex() for seed in story.house.keys.everything().values())]
    texts = [*(f"{one.msg} {one.args}" for one in caplog.records), *told, printed.out, printed.err]
    for word in ("Karmi", "Nabulsi", "JX100004", "900000003", *secrets):
        assert not any(word in text for text in texts), word


def test_witnesses_follow_the_logs_new_key_when_each_of_them_was_told(watched):
    """Until its own operator tells it the new key, a witness cosigns nothing that the new key signs."""
    story, watchers = watched
    watchers.ask(story.house, story.at("11-01T02:30"))
    before = account.status(story.house, story.at("11-01T02:31")).record
    assert keys.rotate(story.house, "coordination", "yearly", story.at("11-01T03:00")) == 2
    watchers.ask(story.house, story.at("11-01T03:05"))  # the old key's last, over the rotation itself
    covered = account.status(story.house, story.at("11-01T03:06")).record
    assert covered.witnessed == covered.recorded > before.witnessed
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    keys.retire(story.house, "qat", "for the test", story.at("11-01T09:01"))
    request, checkpoint = witnessing.request_for(story.house, watchers.size, watchers.tree)
    assert [one.cosign(request, story.at("11-01T09:02")) for one in watchers.witnesses] == ["", "", ""]
    with story.house.store.reading() as work:
        new = log_of(story.house, work).text()
    for one in watchers.witnesses:
        WitnessFolder(story.folder / one.name).watch(new)
        witnessing.take_cosignatures(story.house, one.cosign(request, story.at("11-01T09:03")))
    after = account.status(story.house, story.at("11-01T09:04")).record
    assert after.witnessed == checkpoint.size > covered.witnessed
    assert story.verify() == []


def test_a_checkpoint_by_the_replaced_key_is_a_flaw_of_the_record(story):
    story.begin()
    old = story.house.keys.public("coordination")
    with story.house.store.reading() as work:
        size = work.head().size + 2
    bad = make_checkpoint(
        "rafah-2023", size, bytes(32), old, lambda message: story.house.keys.sign("coordination", message)
    )
    keys.rotate(story.house, "coordination", "stolen", story.at("11-01T03:00"))
    keys.retire(story.house, "qat", "for the test", story.at("11-01T03:01"))
    with story.house.store.work() as work:
        assert work.head().size == bad.size
        work.keep_checkpoint(bad)
    assert any("is not signed by the coordination cell" in flaw for flaw in story.verify())
