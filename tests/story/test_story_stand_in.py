"""What happened at a gate is written whatever becomes of its side's key: by the side where it can sign, else by the desk, and told (ADR 0159)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from safepassage.cli.gate_words import told
from safepassage.gate.facts import SessionOpened
from safepassage.gate.model import Bundle, Close, Record
from safepassage.gate.records import record_id, said
from safepassage.gate.state import ScanRow, SessionRow
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger.actors import rotation_message
from safepassage.ledger.entries import read_header
from safepassage.operations import gate, keys, passes
from safepassage.operations.house import DESK
from safepassage.operations.keys import Handed
from safepassage.operations.post import Post
from safepassage.operations.record import Scribe
from safepassage.seal.keys import public_key

NUMBER, OTHER = "900000003", "900000001"
NEW = bytes([9]) * 32  # the seed of a key that the side keeps where it sits
NOT_OURS = "coordination does not run side gaza"


@pytest.fixture
def opened(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    return story


def bundle_of(story, *numbers, closed=True):
    """A phone's bundle, signed with the key that the side had."""
    records = []
    for place, number in enumerate(numbers, 1):
        read, _ = passes.verify_text(story.house, story.texts[number], story.at("11-01T09:05"))
        bare = Record(
            "",
            "gaza/2023-11-01/1",
            "gaza",
            read.pass_id,
            "admit",
            "in-order",
            "exited",
            "officer 7",
            drawn=f"{place:016x}",
        )
        records.append(replace(bare, record=record_id("gaza-phone", place, said(bare))))
    closes = (Close("gaza/2023-11-01/1", "gaza-phone", len(records)),) if closed else ()
    return gate.bundle_text(story.house, "gaza", "gaza-crossings", Bundle(tuple(records), closes))


def key_file(story):
    return story.folder / "keys" / "gaza-crossings.key"


def kept_elsewhere(story):
    """The side makes its next key where it sits; none of its keys lies in the cell any more."""
    message = rotation_message(story.house.name, "gaza-crossings", 2, public_key(NEW).hex())
    handed = Handed(public_key(NEW).hex(), story.house.keys.sign("gaza-crossings", message).hex())
    keys.rotate(story.house, "gaza-crossings", "its own", story.at("11-01T09:30"), handed=handed)


def set_back(story):
    """A rotation, after which somebody brings the older key file again."""
    old = key_file(story).read_text()
    keys.rotate(story.house, "gaza-crossings", "yearly", story.at("11-01T09:30"))
    key_file(story).unlink()
    key_file(story).write_text(old)


def hands(story, kind):
    """Who signed each entry of this kind, in the record's order."""
    with story.house.store.reading() as work:
        headers = [read_header(entry.header) for entry, _ in work.entries()]
    return [one.actor for one in headers if one.kind == kind]


@pytest.mark.parametrize("lost", [kept_elsewhere, set_back])
@pytest.mark.parametrize("crossed", [(NUMBER,), (NUMBER, OTHER, "900000002")])
def test_a_bundle_waits_for_no_key(opened, lost, crossed):
    text = bundle_of(opened, *crossed)
    lost(opened)
    done = gate.sync(opened.house, text, opened.at("11-01T12:00"))
    assert (done.fresh, done.in_place_of, done.looks) == (len(crossed), "gaza-crossings", True)
    assert {opened.state(number) for number in crossed} == {"in-between"}
    assert set(hands(opened, "gate.scanned/1")) == set(hands(opened, "gate.device-closed/1")) == {DESK}
    says = "\n".join(told(done))
    assert "signed by coordination in the place of gaza-crossings, whose key in force does not lie here" in says
    assert "Tell the cell to bring that key as gaza-crossings.key" in says
    # Told for ever, one by one, and nothing else is wrong: every signature holds.
    flaws = opened.verdict().flaws
    assert [one.code for one in flaws] == ["actor"] * (len(crossed) + 1)
    assert all(one.says.endswith(NOT_OURS) for one in flaws)
    again = gate.sync(opened.house, text, opened.at("11-01T12:05"))
    assert (again.fresh, again.known, again.in_place_of) == (0, len(crossed), "")


@pytest.mark.parametrize("lost", [kept_elsewhere, set_back])
def test_who_stands_at_the_gate_is_decided_and_written_down(opened, lost):
    lost(opened)
    assert opened.scan("gaza", NUMBER, "11-01T09:35") == "admit in-order"
    assert opened.state(NUMBER) == "in-between"
    gate.close_side(opened.house, "gaza", "end of the day", opened.at("11-01T17:00"))
    assert hands(opened, "gate.closed/1") == [DESK]
    assert [one.says.partition(": ")[2] for one in opened.verdict().flaws] == [NOT_OURS, NOT_OURS]


def test_once_the_key_is_brought_the_side_writes_for_itself(opened):
    kept_elsewhere(opened)
    post = Post(opened.house, "gaza", opened.at("11-01T09:30"))
    post.scan(opened.texts[NUMBER], NUMBER, opened.at("11-01T09:35"), "officer 1")
    assert post.in_place_of == "gaza-crossings"
    key_file(opened).write_text(NEW.hex())
    post.scan(opened.texts[OTHER], OTHER, opened.at("11-01T09:40"), "officer 1")
    assert post.in_place_of == ""
    assert hands(opened, "gate.scanned/1") == [DESK, "gaza-crossings"]
    assert len(opened.verdict().flaws) == 1


def test_who_was_retired_still_signs_what_happened_and_opens_nothing(opened):
    keys.retire(opened.house, "gaza-crossings", "the office was left", opened.at("11-01T09:30"))
    done = gate.sync(opened.house, bundle_of(opened, NUMBER), opened.at("11-01T12:00"))
    gate.close_side(opened.house, "gaza", "end of the day", opened.at("11-01T17:00"))
    assert (done.fresh, done.in_place_of, opened.state(NUMBER)) == (1, "", "in-between")
    assert set(hands(opened, "gate.scanned/1")) == set(hands(opened, "gate.closed/1")) == {"gaza-crossings"}
    assert opened.verdict().flaws
    with pytest.raises(ProblemsError, match="gaza-crossings was retired and writes no more"):
        gate.open_side(opened.house, "gaza", opened.at("11-02T09:00"))
    with opened.house.store.reading() as work:
        (session,) = work.tables.select(SessionRow, side="gaza")
    assert session.closed


@pytest.mark.parametrize("lost", [kept_elsewhere, set_back])
def test_what_did_not_happen_yet_is_refused(opened, lost):
    gate.close_side(opened.house, "gaza", "noon", opened.at("11-01T09:10"))
    lost(opened)
    before = hands(opened, "gate.opened/1")
    with pytest.raises(ProblemsError, match=r"not the one in force|no key is held here for gaza-crossings"):
        gate.open_side(opened.house, "gaza", opened.at("11-01T10:00"))
    assert hands(opened, "gate.opened/1") == before
    assert opened.verify() == []


def test_without_the_desks_own_key_nothing_can_be_written(opened):
    text = bundle_of(opened, NUMBER)
    kept_elsewhere(opened)
    (opened.folder / "keys" / f"{DESK}.key").unlink()
    with pytest.raises(ProblemsError, match="no key is held here for coordination"):
        gate.sync(opened.house, text, opened.at("11-01T12:00"))
    with opened.house.store.reading() as work:
        assert not list(work.tables.select(ScanRow))


def test_a_session_opened_by_another_hand_is_found(opened):
    with opened.house.store.work() as work:
        Scribe(opened.house, work, DESK, opened.at("11-01T10:00")).write(
            SessionOpened("egypt/2023-11-01/1", "egypt", 1)
        )
    assert [one.says.partition(": ")[2] for one in opened.verdict().flaws] == ["coordination does not run side egypt"]
