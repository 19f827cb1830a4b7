"""An export, and the receipt that comes with it, held together by the program that stands alone; the record itself goes on here."""

from __future__ import annotations

import pytest
from test_story_audit import Party, record, written_again
from test_story_signed_answers import SUHA, YAZAN, moved_out, statement, take

from safepassage.clearance.facts import RowAnswered
from safepassage.kernel.problems import ProblemsError
from safepassage.operations import exporting, keys
from safepassage.operations.house import DESK


@pytest.fixture
def party(story, capsys):
    """Israel, which answered for everybody; nobody kept a checkpoint."""
    story.begin()
    story.everybody_cleared()
    return Party(story, capsys)


def exported(party, at, whose="isr"):
    """An export for a party that two people agreed on, and the receipt beside it."""
    house = party.story.house
    exporting.ask_export(house, whose, "its own check", "coordination", party.story.at(at))
    assert exporting.ask_export(house, whose, "", "qat", party.story.at(at)).agreed
    with exporting.export(house, whose) as made:
        return list(made.lines), made.receipt


def test_an_export_and_its_receipt_go_together_though_the_logs_key_is_changed(party):
    """The receipt is signed on the day, the entries may end before the change: that pair would accuse an honest cell."""
    story = party.story
    kept = story.folder / "receipt"
    lines, given = exported(party, "10-31T18:00")
    kept.write_text(given.text())
    assert party.check(lines, "--receipts", str(kept)) == set()
    assert party.told["closed"] == {"entries": 0, "first": []}
    keys.rotate(story.house, "coordination", "yearly", story.at("10-31T18:05"))
    before, none = exported(party, "10-31T18:06")
    assert party.check(before) == set()
    assert none is None
    after, by_the_new_key = exported(party, "10-31T19:00")
    kept.write_text(by_the_new_key.text())
    assert party.check(after, "--receipts", str(kept)) == set()
    assert party.check(lines, "--receipts", str(kept)) == {"receipt-signature"}
    assert "ask for a newer export" in party.told["findings"][0]["says"]


def test_a_party_that_signs_its_own_statements_gets_a_receipt_for_what_the_desk_wrote_of_them(story, capsys):
    """Its own key lies elsewhere and writes no entry: the log's word is on the desk's entry, which binds all of the desk's before it."""
    story.begin()
    moved_out(story)
    party = Party(story, capsys)
    with pytest.raises(ProblemsError, match="nothing of egy"):
        exporting.signed_receipt(story.house, "egy")
    take(story, statement(story, (SUHA, "granted", "", ""), (YAZAN, "refused", "", "")))
    given, kept = exporting.signed_receipt(story.house, "egy"), story.folder / "receipt"
    kept.write_text(given.text())
    lines, beside = exported(party, "10-31T18:00", "egy")
    assert (given.actor, beside) == (DESK, given)
    assert party.check(lines, "--receipts", str(kept)) == set()
    assert party.told["closed"] == {"entries": 0, "first": []}  # what else the desk wrote is not the party's
    told = record(story)
    assert told[given.place][1] == RowAnswered.KIND
    del told[given.place - 1]  # the operator leaves the granted answer out and writes everything again
    assert "receipt" in party.check(written_again(story, told), "--receipts", str(kept))
