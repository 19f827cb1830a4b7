"""An export, and the receipt that comes with it, held together by the program that stands alone; the record itself goes on here."""

from __future__ import annotations

import pytest
from test_story_audit import Party

from safepassage.operations import exporting, keys


@pytest.fixture
def party(story, capsys):
    """Israel, which answered for everybody; nobody kept a checkpoint."""
    story.begin()
    story.everybody_cleared()
    return Party(story, capsys)


def exported(party, at):
    """An export for Israel that two people agreed on, and the receipt beside it."""
    house = party.story.house
    exporting.ask_export(house, "isr", "its own check", "coordination", party.story.at(at))
    assert exporting.ask_export(house, "isr", "", "qat", party.story.at(at)).agreed
    with exporting.export(house, "isr") as made:
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
