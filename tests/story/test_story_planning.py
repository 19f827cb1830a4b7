"""What the terms say of planning reaches the list: convoys, need that declines, later days, waves, shares, the dial."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from safepassage.account.state import StandRow
from safepassage.operations import account, explaining, gate, manifests, plan
from safepassage.operations.candidates import candidates
from safepassage.operations.learning import shows_so_far
from safepassage.operations.terms import agreement_in_force
from safepassage.passes.state import ManifestRow, PassRow
from safepassage.people.state import PersonRow
from safepassage.plan import rules
from safepassage.plan.state import CallListRow, CallRow
from safepassage.plan.wire import read_plan, read_problem
from safepassage.terms.reading import read_terms

DAY = "2023-11-01"
MARGIN = "publish_margin_permille = 20"


def begun(story, *said: str) -> None:
    """The small operation on terms that say more under planning, everybody cleared."""
    story.begin(changed=((MARGIN, "\n".join((MARGIN, *said))),) if said else ())
    story.everybody_cleared()


def test_convoys_have_their_share_of_the_hours(story):
    begun(story, "convoy_minutes = 100")
    made = story.called()
    assert made.problem.day.minutes == 8 * 60 - 100
    assert max(one.minute for one in made.plan.certificate) == 380


def test_convoys_may_not_take_the_whole_day(story):
    toml = (story_terms()).replace(MARGIN, f"{MARGIN}\nconvoy_minutes = 480")
    with pytest.raises(Exception, match="convoys take the whole day"):
        read_terms(toml, "terms.toml")


def story_terms() -> str:
    return (Path(__file__).parents[2] / "examples" / "rafah-2023" / "terms.toml").read_text()


def test_need_declines_with_the_hours_waited_and_tomorrow_counts(story):
    story.begin(
        changed=(
            (MARGIN, f"{MARGIN}\ntomorrow_permille = 500"),
            ("weight = 20\n", "weight = 20\nhalf_life_hours = 24\n"),
        )
    )
    story.everybody_cleared()
    (patient,) = [one for one in made_at(story, "10-31T10:00").problem.cases if one.persons == 1 and one.ambulance]
    # 20 now less half of the 10 that remain tomorrow, and the person's own 1 less a half, in hundredths.
    assert patient.weight == 100 * 20 - 50 * 10 + 100 - 50
    (later,) = [one for one in made_at(story, "11-01T10:00").problem.cases if one.id == patient.id]
    assert later.weight == 100 * 10 - 50 * 5 + 50


def made_at(story, when: str) -> plan.Made:
    return plan.make(story.house, "2023-11-02", story.at(when))


def test_later_days_may_protect_less(story):
    begun(story, "protect_later_from_minutes = 240")
    assert story.called().problem.day.protect_from == 60
    plan.end_day(story.house, DAY, story.at("11-01T22:00"))
    made = story.called("2023-11-02", "11-01T23:00", "11-02T02:00")
    assert made.problem.day.protect_from == 240


def test_what_got_through_earlier_counts_where_the_terms_say_so(story):
    begun(story, "count_earlier_days = true")
    story.called()
    for side in ("gaza", "egypt"):
        gate.open_side(story.house, side, story.at("11-01T09:00"))
    story.scan("gaza", "900000003", "11-01T09:05")
    for number in ("JX100001", "JX100002", "JX100003"):
        story.scan("gaza", number, "11-01T09:20")
    gate.close_side(story.house, "gaza", "closed", story.at("11-01T09:40"))
    gate.close_side(story.house, "egypt", "closed", story.at("11-01T09:50"))
    plan.end_day(story.house, DAY, story.at("11-01T22:00"))
    with story.house.store.reading() as work:
        agreement = agreement_in_force(work.tables)
        shows = shows_so_far(work.tables, agreement)
        found = candidates(work.tables, agreement, date(2023, 11, 2), story.at("11-01T23:00"), shows, {}, 1)
    assert found.through == (20 + 1) + 3
    made = plan.make(story.house, "2023-11-02", story.at("11-01T23:00"))
    assert made.plan.certificate[-1].value == sum(one.weight for one in made.problem.cases)


def test_waves_are_of_the_terms_length(story):
    begun(story)
    made = story.called()
    with story.house.store.reading() as work:
        calls = {row.case_id: row.wave for row in work.tables.select(CallRow, day=DAY)}
    assert calls == {one.case: one.wave // 2 for one in made.plan.order}, (
        "the planner counts half hours, the terms hours"
    )
    assert sum(one.cases for one in made.windows) == len(calls)
    assert {one.ends - one.begins for one in made.windows} == {60}


def test_the_dial_is_stored_with_the_list_and_another_risk_may_be_asked(story):
    begun(story)
    made = story.called()
    assert plan.dialled(story.house, DAY) == made.dial
    asked = plan.dialled(story.house, DAY, (300,))
    assert {one.category for one in asked} == {"foreign", "injured"}
    assert all(0 <= one.risk <= 300 and one.called <= 3 for one in asked)


def test_the_list_says_who_stands_by_and_how_far_a_list_falls_short(story):
    begun(story)
    story.called()
    with story.house.store.reading() as work:
        (row,) = work.tables.select(CallListRow, day=DAY)
    assert {one.list for one in read_plan(row.result).shares} == {"jor", "can", "gaza-health"}
    assert read_problem(row.problem).shares is not None
    (picture,) = account.report(story.house, story.at("11-01T23:00")).frame.plans
    assert picture.notes[0].startswith("0 cases stood by")
    assert picture.certificate is not None
    assert len(picture.certificate.curve) == 480 - 60 + 1


def test_the_chances_that_were_learnt_are_used_the_next_day(story):
    begun(story)
    first = story.called()
    assert {one.show for one in first.problem.cases} == {0.8}
    for side in ("gaza", "egypt"):
        gate.open_side(story.house, side, story.at("11-01T09:00"))
    story.scan("gaza", "900000003", "11-01T09:05")
    gate.close_side(story.house, "gaza", "end of the day", story.at("11-01T17:00"))
    gate.close_side(story.house, "egypt", "end of the day", story.at("11-01T18:00"))
    plan.end_day(story.house, DAY, story.at("11-01T22:00"))
    again = plan.make(story.house, "2023-11-02", story.at("11-01T23:00"))
    assert (again.shows.called, again.shows.came) == (5, 1)
    assert {one.show < 0.8 for one in again.problem.cases if one.category == "foreign"} == {True}


def test_an_explanation_that_the_checker_refuses_is_not_shown(story, monkeypatch):
    begun(story)
    made = story.called()
    case_id = made.plan.order[0].case
    at = story.at("11-01T03:00")
    good = explaining.explain_case(story.house, case_id, DAY, at)
    assert (good.reason, good.faults) == ("listed", ())
    monkeypatch.setattr(explaining, "explain", lambda *words: replace(rules.explain(*words), position=77))
    bad = explaining.explain_case(story.house, case_id, DAY, at)
    assert bad.reason == "unverified"
    assert [one.column for one in bad.faults] == ["sentences[0]", "position"]
    assert "77" not in " ".join(bad.sentences)
    with story.house.store.reading() as work:
        row = plan.newest_list(work.tables, DAY)
        shown = explaining.shown_explanations(work.tables, read_terms(story_terms(), "terms"), row)
    assert "77" not in shown.called


def test_a_called_case_is_told_its_own_window_in_local_time(story):
    begun(story)
    made = story.called()
    told = explaining.explain_case(story.house, made.plan.order[0].case, DAY, story.at("11-01T03:00"))
    assert "It presents itself from 07:00 to 08:00 (wave 1)." in told.sentences[0]


def test_a_companion_known_by_the_patient_named_is_no_patient(story):
    """The list gives no relation, only whom she accompanies: nobody may pass on her account."""
    begun(story)
    story.called()
    with story.house.store.reading() as work:
        rows = {row.full_name: row for row in work.tables.select(PersonRow)}
        tickets = list(work.tables.select(PassRow))
        patients = manifests.patients_among(work.tables, tickets)
        assert list(work.tables.select(ManifestRow))
        assert len(list(work.tables.select(StandRow, state="called"))) == len(tickets)
    assert rows["Widad Habash"].relation == ""
    assert rows["Widad Habash"].person_id not in patients
    assert rows["Salim Habash"].person_id in patients
