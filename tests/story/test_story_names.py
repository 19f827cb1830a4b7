"""A device's name is one party's: what another party says under it is another device's, and neither looks copied (ADR 0163)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from safepassage.cli import gate as commands
from safepassage.cli.gate_words import told
from safepassage.gate.model import Bundle, Close, Record
from safepassage.gate.records import record_id, said
from safepassage.gate.state import ScanRow
from safepassage.ledger.actors import rotation_message
from safepassage.operations import gate, keys, passes
from safepassage.operations.keys import Handed
from safepassage.passes.state import ManifestRow
from safepassage.seal.keys import public_key

ONE, TWO, THREE = "900000003", "900000001", "900000002"
PARTIES = {"gaza": "gaza-crossings", "egypt": "egy"}
BOTH = "gaza-phone (egy, gaza-crossings)"


@pytest.fixture
def opened(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    for side in PARTIES:
        gate.open_side(story.house, side, story.at("11-01T09:00"))
    return story


def record(story, side, place, number, device="gaza-phone", officer="officer 7", **changes):
    read, _ = passes.verify_text(story.house, story.texts[number], story.at("11-01T09:05"))
    step = "entered" if side == "egypt" else "exited"
    bare = Record(
        "",
        f"{side}/2023-11-01/1",
        side,
        read.pass_id,
        "admit",
        "in-order",
        step,
        officer,
        drawn=f"{side.encode().hex()[:8]}{place:08x}",
    )
    bare = replace(bare, **changes)
    return replace(bare, record=record_id(device, place, said(bare)))


def handed_over(story, side, *records, closes=()):
    text = gate.bundle_text(story.house, side, PARTIES[side], Bundle(records, closes))
    return gate.sync(story.house, text, story.at("11-01T12:00"))


def odd_names(story):
    return [one.says.partition(": ")[2] for one in story.verdict().odd if one.code == "device-name"]


def test_the_other_partys_word_under_a_devices_name_copies_nothing_and_hides_nothing(opened):
    ours = [record(opened, "gaza", place, number) for place, number in ((1, ONE), (2, TWO))]
    assert handed_over(opened, "gaza", *ours).shared == ()
    theirs = [record(opened, "egypt", place, number) for place, number in ((1, ONE), (5, TWO))]
    done = handed_over(opened, "egypt", *theirs)
    assert (done.fresh, done.forks, done.gaps) == (2, (), ("egy:gaza-phone/2-4",))
    assert (done.shared, done.looks) == ((BOTH,), True)
    assert f"devices of several parties bear one name: {BOTH}" in "\n".join(told(done))
    assert (opened.state(ONE), opened.state(TWO)) == ("entered", "entered")
    # The first party's next word is of its own device: nothing is missing of it, and nothing was said twice.
    done = handed_over(opened, "gaza", record(opened, "gaza", 3, THREE))
    assert (done.fresh, done.forks, done.gaps, done.shared) == (1, (), (), (BOTH,))
    says = "egy hands over records of a device gaza-phone, and devices of gaza-crossings bear that name too: each counts as its own"
    assert odd_names(opened) == [says]
    assert opened.verify() == []


@pytest.mark.parametrize("order", ["ours first", "theirs first"])
def test_whoever_reports_first_each_is_told_and_each_counts(opened, order):
    bundles = [("gaza", record(opened, "gaza", 1, ONE)), ("egypt", record(opened, "egypt", 1, ONE))]
    for side, one in bundles if order == "ours first" else bundles[::-1]:
        done = handed_over(opened, side, one)
    assert (done.shared, done.forks, opened.state(ONE)) == ((BOTH,), (), "entered")
    assert len(odd_names(opened)) == 1
    assert opened.verify() == []


def test_a_close_of_the_other_partys_device_closes_none_of_ours(opened):
    handed_over(opened, "egypt", closes=(Close("egypt/2023-11-01/1", "gaza-phone", 0),))
    done = handed_over(opened, "gaza", record(opened, "gaza", 1, ONE), record(opened, "gaza", 2, TWO))
    assert (done.after_close, done.gaps, done.shared) == ((), (), (BOTH,))
    done = handed_over(opened, "egypt", record(opened, "egypt", 1, ONE))
    assert [one.split("/")[0] for one in done.after_close] == ["gaza-phone"]  # and behind its own it is told
    assert opened.verify() == []


def test_the_other_party_moves_no_place_of_a_desk(opened):
    handed_over(
        opened, "egypt", record(opened, "egypt", 50, TWO, device="gaza-desk", verdict="hold", reason="order", step="")
    )
    assert opened.scan("gaza", ONE, "11-01T12:05") == "admit in-order"
    assert opened.scan("gaza", TWO, "11-01T12:06") == "admit in-order"
    with opened.house.store.reading() as work:
        rows = sorted(work.tables.select(ScanRow, side="gaza"), key=lambda row: row.entry)
    assert [row.record.split("/")[1] for row in rows] == ["1", "2"]


def test_a_device_that_had_a_newer_manifest_is_not_the_other_partys(opened):
    """What one party's phone knew says nothing of the other's, though both are called alike."""
    newer = passes.issue(opened.house, "2023-11-01", opened.at("11-01T10:00"))
    with opened.house.store.reading() as work:
        digests = {row.number: row.digest for row in work.tables.select(ManifestRow)}
    handed_over(
        opened,
        "egypt",
        record(
            opened,
            "egypt",
            1,
            TWO,
            manifest=newer.number,
            manifest_digest=digests[newer.number],
            verdict="hold",
            reason="order",
            step="",
        ),
    )
    handed_over(opened, "gaza", record(opened, "gaza", 2, ONE, manifest=1, manifest_digest=digests[1]))
    assert "manifest-back" not in {one.code for one in opened.verdict().odd}


def _keys_leave(story):
    """Both parties make their next keys where they sit, so that the desk writes in the place of both."""
    for number, party in enumerate(PARTIES.values(), 11):
        seed = bytes([number]) * 32
        message = rotation_message(story.house.name, party, 2, public_key(seed).hex())
        signed = story.house.keys.sign(party, message).hex()
        keys.rotate(
            story.house, party, "its own", story.at("11-01T11:00"), handed=Handed(public_key(seed).hex(), signed)
        )


def test_what_the_desk_wrote_for_two_parties_is_no_proof_of_a_copy(opened, monkeypatch, tmp_path):
    monkeypatch.setattr(commands, "house_of", lambda _: opened.house)
    texts = [
        gate.bundle_text(opened.house, side, PARTIES[side], Bundle((record(opened, side, 1, ONE), *more)))
        for side, more in (("egypt", ()), ("gaza", ()), ("gaza", (record(opened, "gaza", 1, TWO, officer="a copy"),)))
    ]
    _keys_leave(opened)
    for number, text in enumerate(texts):
        path, out = tmp_path / f"bundle-{number}", tmp_path / f"evidence-{number}"
        path.write_text(text)
        words = ["sync", str(path), "--evidence", str(out), "--at", "2023-11-01T12:00:00+02:00"]
        done = CliRunner().invoke(commands.app, words)
        assert done.exit_code == 1
        copied = number == 2
        assert out.exists() == copied
        assert ("two records in one place: gaza-crossings:gaza-phone/1" in done.stdout) == copied
    (proof,) = (tmp_path / "evidence-2").iterdir()
    assert '\\"side\\":\\"egypt\\"' not in proof.read_text()
