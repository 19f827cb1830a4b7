"""Days at the crossing, from the terms to the last person, each ending with the whole record verified."""

from __future__ import annotations

import pytest

from safepassage.kernel.problems import ProblemsError
from safepassage.operations import account, gate, people, plan
from safepassage.people.state import CaseRow, PersonRow

DAJANI = ["CX200001", "CX200002", "CX200003", "CX200004"]
NABULSI = ["JX100001", "JX100002", "JX100003"]
PATIENTS = ["900000001", "900000002", "900000003"]
EVERYBODY = [*NABULSI, "JX100004", *DAJANI, *PATIENTS]


def states(story) -> dict[str, str]:
    return {number: story.state(number) for number in EVERYBODY}


def test_a_good_day(story):
    story.begin()
    assert set(states(story).values()) == {"pending"}
    story.everybody_cleared()
    assert set(states(story).values()) == {"cleared"}
    made = story.called()
    assert made.persons == len(EVERYBODY)
    assert set(states(story).values()) == {"called"}
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    gate.open_side(story.house, "egypt", story.at("11-01T09:00"))
    for minute, number in enumerate([*PATIENTS, *NABULSI, "JX100004", *DAJANI]):
        assert story.scan("gaza", number, f"11-01T09:{10 + minute}") == "admit in-order"
        assert story.state(number) == "in-between"
        assert story.scan("egypt", number, f"11-01T10:{10 + minute}") == "admit in-order"
    gate.close_side(story.house, "gaza", "end of the day", story.at("11-01T17:00"))
    gate.close_side(story.house, "egypt", "end of the day", story.at("11-01T18:00"))
    ended = plan.end_day(story.house, "2023-11-01", story.at("11-01T22:00"))
    assert (ended.no_show, ended.carried_over, ended.lapsed) == ((), (), ())
    assert set(states(story).values()) == {"entered"}
    found = account.status(story.house, story.at("11-01T22:00"))
    assert found.accounted.sentence() == "11 people, 11 accounted for"
    assert story.verify() == []


def test_a_closure_with_people_waiting_keeps_their_place(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    for side in ("gaza", "egypt"):
        gate.open_side(story.house, side, story.at("11-01T09:00"))
    for number in PATIENTS[:2]:
        story.scan("gaza", number, "11-01T09:05")
        story.scan("egypt", number, "11-01T09:30")
    gate.close_side(story.house, "gaza", "closed by the authority", story.at("11-01T09:40"))
    gate.close_side(story.house, "egypt", "closed by the authority", story.at("11-01T09:45"))
    for number in [PATIENTS[2], *DAJANI]:  # they stand in the hall
        assert story.scan("gaza", number, "11-01T09:50") == "refuse closed"
    plan.end_day(story.house, "2023-11-01", story.at("11-01T22:00"))
    assert {story.state(number) for number in DAJANI} == {"carried-over"}
    assert {story.state(number) for number in PATIENTS[:2]} == {"entered"}
    again = story.called("2023-11-02", "11-01T23:00", "11-02T02:00")
    assert again.carried >= 1
    assert {story.state(number) for number in DAJANI} == {"called"}
    assert story.verify() == []


def test_a_family_refused_on_the_second_side_goes_home_and_is_not_lost(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    for side in ("gaza", "egypt"):
        gate.open_side(story.house, side, story.at("11-01T09:00"))
    story.scan("gaza", PATIENTS[2], "11-01T09:05")  # nobody else may go before a patient did
    for number in NABULSI:
        assert story.scan("gaza", number, "11-01T09:20") == "admit in-order"
    for number in NABULSI:
        assert story.scan("egypt", number, "11-01T10:00", turned_away=True) == "refuse turned-away"
        assert story.state(number) == "in-between", "a no of the second side leaves the body between the gates"
    late = account.status(story.house, story.at("11-03T09:20"))
    assert len(late.between_too_long) == 4, "two nights between the gates are not unseen"
    for number in NABULSI:
        assert story.scan("gaza", number, "11-01T20:00", comes_back=True).startswith("admit returned")
        assert story.state(number) == "turned-back"
    assert story.verify() == []


def test_a_pass_scanned_twice_goes_out_once(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    story.scan("gaza", PATIENTS[2], "11-01T09:05")
    assert story.scan("gaza", "JX100004", "11-01T09:20") == "admit in-order"
    assert story.scan("gaza", "JX100004", "11-01T09:21") == "refuse already-exited"
    assert story.state("JX100004") == "in-between"
    assert story.verify() == []


def test_the_wrong_document_needs_two_people(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    text = story.texts["JX100004"]
    at = story.at("11-01T09:20")
    assert story.present("gaza", text, "JX100001", at).reason == "document-mismatch"
    with pytest.raises(ProblemsError, match="two different people"):
        story.present("gaza", text, "JX100001", at, second="officer 1", words="known to me")
    overridden = story.present("gaza", text, "JX100001", at, second="officer 2", words="new passport, old one shown")
    assert overridden.verdict == "admit"
    assert story.verify() == []


def test_a_family_is_not_called_while_one_answer_is_missing_and_the_reason_is_said(story):
    story.begin()
    for party in ("gaza-crossings", "egy"):
        story.answers(party, [*NABULSI, *DAJANI, PATIENTS[2]])
    story.answers("isr", [*NABULSI, *DAJANI[:3], PATIENTS[2]])
    made = plan.make(story.house, "2023-11-01", story.at("10-31T21:00"))
    with story.house.store.reading() as work:
        cases = {row.case_id: row.principal for row in work.tables.select(CaseRow)}
        families = {work.tables.get(PersonRow, cases[placed.case]).full_name for placed in made.plan.order}
    assert families == {"Yazan Nabulsi", "Karim Qasim"}
    barred = [one for one in made.barred if one.code == "missing-answer"]
    assert [one.says for one in barred] == [
        "an answer is missing or not a yes for a member of the case (isr: pending); 2 of the adults have not agreed to a call in part"
    ]


def test_a_family_leaves_in_part_only_with_each_adults_consent(story):
    story.begin("can")
    for party in ("gaza-crossings", "egy"):
        story.answers(party, [*DAJANI, PATIENTS[2]])
    story.answers("isr", [DAJANI[0], *DAJANI[2:], PATIENTS[2]])  # the mother has no answer
    with story.house.store.reading() as work:
        rows = {row.full_name: row for row in work.tables.select(PersonRow, source="can")}
    case_id, mother = rows["Omar Dajani"].case_id, rows["Lina Dajani"].person_id
    assert plan.make(story.house, "2023-11-01", story.at("10-31T21:00")).persons == 1
    for adult in ("Omar Dajani", "Lina Dajani"):
        people.consent(
            story.house, case_id, rows[adult].person_id, (mother,), "was told that she stays", story.at("10-31T21:10")
        )
    # The children now travel with one parent, so each needs the paper that the terms ask for.
    barred = plan.make(story.house, "2023-11-01", story.at("10-31T21:20"))
    assert [one.code for one in barred.barred] == ["documents"]
    assert story.verify() == []


def test_a_closed_day_changes_nobodys_standing_but_keeps_every_place(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    plan.end_day(story.house, "2023-11-01", story.at("11-01T22:00"))
    assert set(states(story).values()) == {"carried-over"}
    assert story.verify() == []


def test_who_died_is_accounted_for_and_never_called(story):
    story.begin()
    story.everybody_cleared()
    with story.house.store.reading() as work:
        row = next(one for one in work.tables.select(PersonRow) if one.full_name == "Karim Qasim")
    people.withdraw(story.house, row.person_id, "died", "gaza-health", story.at("10-31T20:00"))
    made = story.called()
    assert made.persons == len(EVERYBODY) - 1
    assert story.state("900000003") == "died"
    assert account.status(story.house, story.at("11-01T12:00")).accounted.sentence() == "11 people, 11 accounted for"
    assert story.verify() == []


def test_without_a_patient_nobody_else_is_called_and_the_gate_says_why(story):
    story.begin("jor")
    for party in ("gaza-crossings", "isr", "egy"):
        story.answers(party, [*NABULSI, "JX100004"])
    assert plan.make(story.house, "2023-11-01", story.at("10-31T21:00")).persons == 0


def test_who_withdraws_is_still_family_so_the_others_must_agree_to_go_without(story):
    story.begin()
    story.everybody_cleared()
    with story.house.store.reading() as work:
        rows = {row.full_name: row for row in work.tables.select(PersonRow, source="jor")}
    people.withdraw(story.house, rows["Hala Nabulsi"].person_id, "own-wish", "jor", story.at("10-31T20:00"))
    made = plan.make(story.house, "2023-11-01", story.at("10-31T21:00"))
    assert [one.says for one in made.barred] == ["1 of the adults have not agreed to a call in part"]
    assert made.persons == len(EVERYBODY) - 3


def test_a_companion_is_not_called_without_the_patient(story):
    story.begin()
    story.everybody_cleared()
    with story.house.store.reading() as work:
        row = next(one for one in work.tables.select(PersonRow) if one.full_name == "Salim Habash")
    people.withdraw(story.house, row.person_id, "died", "gaza-health", story.at("10-31T20:00"))
    made = plan.make(story.house, "2023-11-01", story.at("10-31T21:00"))
    assert [one.code for one in made.barred] == ["no-patient"]
