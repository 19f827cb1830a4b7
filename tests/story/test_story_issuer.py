"""The limits of an issuer's key bind new passes, and never stand in the way of taking one back."""

from __future__ import annotations

import pytest

from safepassage.kernel.problems import ProblemsError
from safepassage.operations import gate, keys, passes
from safepassage.passes.state import ManifestRow, PassRow


def newest(story):
    with story.house.store.reading() as work:
        return max(work.tables.select(ManifestRow), key=lambda row: row.number)


def test_a_number_lowered_below_what_was_signed_stops_no_withdrawal_and_no_reprint(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    with story.house.store.reading() as work:
        held = [row.pass_id for row in work.tables.select(PassRow)]
    before = newest(story)
    keys.limit_issuer(story.house, (), 1, (None, None), "as agreed", story.at("11-01T03:00"))
    number = passes.revoke_pass(story.house, held[0], "withdrawn", story.at("11-01T03:10"))
    assert (number, newest(story).passes) == (before.number + 1, before.passes - 1)
    # Whose pass was withdrawn would get a new one: that the key may not sign.
    with pytest.raises(ProblemsError, match=f"may sign 1 pass, and would have signed {len(held) + 1}"):
        passes.issue(story.house, "2023-11-01", story.at("11-01T03:20"))
    assert newest(story).number == number
    keys.limit_issuer(story.house, (), len(held) + 1, (None, None), "more", story.at("11-01T03:30"))
    assert passes.issue(story.house, "2023-11-01", story.at("11-01T03:40")).passes == 1
    keys.limit_issuer(story.house, (), 1, (None, None), "fewer", story.at("11-01T03:50"))
    again = passes.issue(story.house, "2023-11-01", story.at("11-01T04:00"))
    assert (again.passes, len([one for slip in again.slips for one in slip.persons])) == (0, len(held))
    assert story.verify() == []


def test_a_lane_with_a_long_name_stops_nobodys_pass(story):
    story.begin(changed=(('id = "bay"', 'id = "the-bay-of-the-ambulances"'),))
    story.everybody_cleared()
    story.called()
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    assert story.scan("gaza", "900000003", "11-01T09:05") == "admit in-order"
    assert story.verify() == []
