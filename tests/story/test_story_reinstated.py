"""A family that changes its mind, from the withdrawal to the gate. All people are invented."""

import re

import pytest

from safepassage.account.state import MoveRow, StandRow
from safepassage.adapters.traces import FolderTraces
from safepassage.clearance.state import ClearanceRow
from safepassage.identity.model import Answer
from safepassage.kernel.problems import ProblemsError
from safepassage.operations import account, erasing, gate, identity, passes, people, plan
from safepassage.operations.details import details_of
from safepassage.operations.record import Scribe, read_recorded
from safepassage.operations.reinstating import reinstate
from safepassage.passes.state import PassRow
from safepassage.people.facts import PersonReinstated, PersonWithdrawn
from safepassage.people.state import CaseRow, ConsentRow, PersonRow
from safepassage.plan.state import CallListRow

SUHA, HALA, YAZAN, SALIM, WIDAD = "JX100004", "JX100002", "JX100001", "900000001", "900000002"
WHY = "she says the first word was not hers"


def rows(story, kind):
    with story.house.store.reading() as work:
        return list(work.tables.select(kind))


def person(story, number):
    return next(
        row
        for row in rows(story, PersonRow)
        if not row.merged_into and any(one.number == number for one in details_of(row).documents)
    )


def out(story, number, reason="own-wish", by="jor", when="10-31T20:00"):
    people.withdraw(story.house, person(story, number).person_id, reason, by, story.at(when))


def back(story, number, by="jor", when="10-31T20:30", reason=WHY):
    return reinstate(story.house, person(story, number).person_id, reason, by, story.at(when))


def faults(story, number, **more):
    with pytest.raises(ProblemsError) as found:
        back(story, number, **more)
    return [(one.source, one.what) for one in found.value.problems]


def facts(story):
    with story.house.store.reading() as work:
        return [read_recorded(entry, key) for entry, key in work.entries() if key is not None]


def named_again(story, source="usa", number=SUHA, when="10-31T10:00"):
    """Another source names Suha Karmi too, by the same passport."""
    head = "Full name,Passport no,Date of birth,Sex,Nationality\n"
    path = story.folder / f"{source}.csv"
    path.write_text(f"{head}Suha Karmi,{number},1990-11-25,F,JOR\n")
    return people.import_list(story.house, path, path.read_bytes(), source, story.at(when))


@pytest.mark.parametrize("reason", ["own-wish", "source"])
def test_who_asks_again_is_called_in_the_place_they_had(story, reason):
    story.begin()
    story.everybody_cleared()
    before = plan.make(story.house, "2023-11-01", story.at("10-31T19:00"), planner="first-come")
    out(story, SUHA, reason)
    without = plan.make(story.house, "2023-11-01", story.at("10-31T20:10"), planner="first-come")
    done = back(story, SUHA)
    after = plan.make(story.house, "2023-11-01", story.at("10-31T21:00"), planner="first-come")
    assert without.persons == before.persons - 1
    assert after.persons == before.persons
    assert (done.state, done.ids, done.without) == ("cleared", (person(story, SUHA).person_id,), ())
    assert done.case_id == person(story, SUHA).case_id
    problems = [row.problem for row in rows(story, CallListRow)]
    assert problems[0] == problems[2] != problems[1]
    assert story.verify() == []


def test_the_withdrawal_stays_in_the_record_with_its_undoing_behind_it(story):
    story.begin()
    out(story, SUHA)
    back(story, SUHA)
    said = [(one.actor, one.fact) for one in facts(story) if one.fact.KIND.startswith("people.")][-2:]
    who = person(story, SUHA).person_id
    assert said == [("jor", PersonWithdrawn(who, "own-wish")), ("jor", PersonReinstated(who, WHY))]
    assert [dict(fact.deltas()) for _, fact in said] == [{"withdrawn": 1}, {"reinstated": 1}]
    path = [row.state for row in rows(story, MoveRow) if row.person_id == who]
    assert path == ["pending", "withdrawn", "pending"]


def test_a_pass_that_was_withdrawn_stays_so_and_a_new_one_is_issued(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    old = story.texts[SUHA]
    out(story, SUHA, when="11-01T05:00")
    assert back(story, SUHA, when="11-01T05:30").state == "called"
    issued = passes.issue(story.house, "2023-11-01", story.at("11-01T05:40"))
    assert issued.passes == 1
    held = [row for row in rows(story, PassRow) if row.person_id == person(story, SUHA).person_id]
    assert sorted(bool(row.revoked) for row in held) == [False, True]
    new = next(one.pass_text for slip in issued.slips for one in slip.persons if one.name == "Suha Karmi")
    gate.open_side(story.house, "gaza", story.at("11-01T08:00"))
    story.texts[SUHA] = old
    assert story.scan("gaza", SUHA, "11-01T08:10") == "refuse revoked"
    story.texts[SUHA] = new
    assert story.scan("gaza", SUHA, "11-01T08:20").split()[1] != "revoked"
    assert story.verify() == []


def test_the_sum_of_the_account_holds_at_every_step(story):
    story.begin()
    story.everybody_cleared()
    submitted = len(rows(story, PersonRow))
    for step in (None, out, back, out, back):
        if step:
            step(story, SUHA)
        stands = [row.state for row in rows(story, StandRow)]
        assert len(stands) == submitted
        assert stands.count("cleared") + stands.count("withdrawn") == submitted
        assert stands.count("withdrawn") == (step is out)
        assert (
            account.status(story.house, story.at("11-01T12:00")).accounted.sentence() == "11 people, 11 accounted for"
        )
    assert story.verify() == []


def test_who_was_never_put_to_the_parties_is_put_to_them_now(story):
    """Two rows judged one, then parted again while the person had withdrawn: the parted one was never submitted."""
    story.begin()
    named_again(story)
    out(story, SUHA)
    kept = person(story, SUHA)
    other = next(row for row in rows(story, PersonRow) if row.merged_into == kept.person_id)
    people.withdraw(story.house, other.person_id, "own-wish", "usa", story.at("10-31T20:05"))
    answer = Answer(kept.person_id, other.person_id, "different", "two women", "desk", "desk two")
    identity.decide(story.house, answer, story.at("10-31T20:10"))
    waiting = {row.person_id for row in rows(story, ClearanceRow)}
    assert other.person_id not in waiting
    done = reinstate(story.house, other.person_id, WHY, "usa", story.at("10-31T20:30"))
    assert (done.person_id, done.state) == (other.person_id, "pending")
    assert other.person_id in {row.person_id for row in rows(story, ClearanceRow)}
    assert story.verify() == []


def test_answers_stand_as_the_parties_gave_them(story):
    story.begin()
    story.everybody_cleared()
    out(story, SUHA)
    story.answers("isr", [SUHA], "refused", "10-31T20:10")
    assert back(story, SUHA).state == "refused"


def test_a_whole_family_is_whole_again_and_no_consent_to_part_it_is_left(story):
    story.begin()
    story.everybody_cleared()
    widad, salim = person(story, WIDAD), person(story, SALIM)
    out(story, WIDAD, by="gaza-health")
    without = (widad.person_id,)
    people.consent(story.house, widad.case_id, salim.person_id, without, "he was told", story.at("10-31T20:05"))
    assert plan.make(story.house, "2023-11-01", story.at("10-31T20:10")).persons == 10
    back(story, WIDAD, by="gaza-health")
    assert rows(story, ConsentRow) == []
    made = plan.make(story.house, "2023-11-01", story.at("10-31T21:00"))
    assert (made.barred, made.persons) == ((), 11)
    assert story.verify() == []


def test_a_list_that_calls_the_family_without_them_is_named(story):
    story.begin()
    story.everybody_cleared()
    widad, salim = person(story, WIDAD), person(story, SALIM)
    out(story, WIDAD, by="gaza-health")
    without = (widad.person_id,)
    people.consent(story.house, widad.case_id, salim.person_id, without, "he was told", story.at("10-31T20:05"))
    out(story, SUHA)
    story.called()
    assert back(story, SUHA, when="11-01T03:00").without == ()  # alone in the case: no list holds it
    assert back(story, WIDAD, "gaza-health", "11-01T03:01").without == ("2023-11-01",)
    assert story.verify() == []


def test_died_is_not_undone_and_it_is_said_what_to_do(story):
    story.begin()
    out(story, SUHA, "died")
    with pytest.raises(ProblemsError) as found:
        back(story, SUHA)
    (one,) = found.value.problems
    assert one.what == "the person is recorded as died"
    assert "judge them different: safepassage identity judge" in one.do
    for reason in ("own-wish", "source", "died"):
        with pytest.raises(ProblemsError, match="it is recorded already: died"):
            out(story, SUHA, reason)
    assert story.state(SUHA) == "died"


def test_a_death_recorded_by_mistake_is_mended_as_the_refusal_says(story):
    story.begin()
    out(story, SUHA, "died")
    named_again(story)
    dead = person(story, SUHA)
    anew = next(row for row in rows(story, PersonRow) if row.source == "usa")
    answer = Answer(
        dead.person_id, anew.person_id, "different", "she is alive and came to the desk", "desk", "desk two"
    )
    identity.decide(story.house, answer, story.at("10-31T20:30"))
    states = {row.person_id: row.state for row in rows(story, StandRow)}
    assert (states[dead.person_id], states[anew.person_id]) == ("died", "pending")
    assert story.verify() == []


def test_only_a_party_whose_list_names_the_person_may_say_so(story):
    story.begin()
    out(story, SUHA)
    said = [("--by", "no list of {} names the person, so this party cannot say that they ask again")]
    for party in ("can", "egy", "coordination"):
        assert faults(story, SUHA, by=party) == [(said[0][0], said[0][1].format(party))]
    assert story.state(SUHA) == "withdrawn"


def test_nothing_is_undone_of_who_asks_already_and_a_reason_in_words_is_needed(story):
    story.begin()
    assert faults(story, SUHA) == [("person", "the person never withdrew, or asks again already")]
    out(story, SUHA)
    assert faults(story, SUHA, reason=" ") == [("--reason", "it is empty")]
    assert faults(story, SUHA, reason="Suha Karmi wants to go") == [("--reason", "it names the person")]
    assert faults(story, SUHA, reason=f"passport {SUHA}", by="can") == [
        ("--reason", "it names the person"),
        ("--by", "no list of can names the person, so this party cannot say that they ask again"),
    ]
    back(story, SUHA)
    assert faults(story, SUHA) == [("person", "the person never withdrew, or asks again already")]
    with pytest.raises(ProblemsError, match="nobody has this id"):
        reinstate(story.house, "p0", WHY, "jor", story.at("10-31T21:00"))


def test_under_two_lists_an_own_wish_is_taken_back_by_either(story):
    story.begin()
    named_again(story)
    out(story, SUHA)
    done = back(story, SUHA, by="usa")
    assert (len(done.ids), done.state) == (1, "pending")
    assert story.verify() == []


def test_what_a_source_took_off_only_that_source_puts_back(story):
    story.begin()
    named_again(story)
    out(story, SUHA, "source")
    assert story.state(SUHA) == "pending"  # the other list still names her
    assert faults(story, SUHA, by="usa") == [
        ("--by", "the person still asks to leave: another list alone took them off")
    ]
    other = next(row for row in rows(story, PersonRow) if row.source == "usa")
    people.withdraw(story.house, other.person_id, "source", "usa", story.at("10-31T20:10"))
    assert story.state(SUHA) == "withdrawn"
    assert back(story, SUHA, by="usa").ids == (other.person_id,)
    assert story.state(SUHA) == "pending"
    assert story.verify() == []


def test_a_person_whom_another_list_still_names_is_called_and_keeps_the_pass(story):
    story.begin()
    named_again(story)
    story.everybody_cleared()
    story.called()
    out(story, SUHA, "source", when="11-01T05:00")
    assert story.state(SUHA) == "called"
    assert [row.revoked for row in rows(story, PassRow) if row.person_id == person(story, SUHA).person_id] == [""]
    plan.end_day(story.house, "2023-11-01", story.at("11-01T22:00"))
    assert plan.make(story.house, "2023-11-02", story.at("11-01T22:30")).persons == 11


def test_a_wish_told_under_the_other_id_stops_the_call_and_the_pass(story):
    story.begin()
    named_again(story)
    story.everybody_cleared()
    story.called()
    other = next(row for row in rows(story, PersonRow) if row.source == "usa")
    people.withdraw(story.house, other.person_id, "own-wish", "usa", story.at("11-01T05:00"))
    held = [row.revoked for row in rows(story, PassRow) if row.person_id == person(story, SUHA).person_id]
    assert held == ["withdrawn: own-wish"]
    assert story.state(SUHA) == "withdrawn"
    assert story.verify() == []


def test_an_import_says_by_which_command_they_ask_again(story):
    story.begin()
    out(story, SUHA)
    assert named_again(story).notes[-1].endswith("(who withdrew and asks again: safepassage people reinstate PERSON)")


def test_verification_names_who_undid_what_was_not_theirs(story):
    story.begin()
    out(story, SUHA)
    out(story, HALA, "died")
    out(story, YAZAN, "source")
    ids = [person(story, number).person_id for number in (SUHA, HALA, YAZAN)]
    with story.house.store.work() as work:
        for actor, one in (
            ("egy", ids[0]),
            ("jor", ids[1]),
            ("can", ids[2]),
            ("jor", "p0"),
            ("jor", ids[2]),
            ("jor", ids[2]),
        ):
            Scribe(story.house, work, actor, story.at("10-31T21:00")).write(PersonReinstated(one, WHY))
    assert [re.sub(r"^.*?: ", "", one) for one in story.verify()] == [
        "egy says that somebody asks to leave again whom no list of egy names",
        "somebody is said to ask to leave again who died",
        "can says that somebody asks to leave again whom no list of can names",
        "somebody is said to ask to leave again who is nobody",
        *["somebody is said to ask to leave again who never withdrew"]
        * 2,  # it was taken back, though not by whom it may
    ]


def test_who_asks_again_is_kept_and_who_is_erased_takes_the_reason_along(story):
    story.begin()
    out(story, SUHA, when="10-31T12:00")
    back(story, SUHA, when="10-31T13:00", reason="her brother at number 5 told us")
    with story.house.store.reading() as work:
        assert erasing.overdue(work.tables, story.at("11-01T09:00").plus(days=999)) == ()
    who, traces = person(story, SUHA).person_id, FolderTraces([story.folder])
    for actor, minute in (("coordination", 1), ("qat", 2)):
        done = erasing.erase(story.house, who, "asked for", actor, story.at(f"11-01T09:0{minute}"), traces)
    assert done.erased[0].ids == (who,)
    assert not any(isinstance(one.fact, PersonReinstated) for one in facts(story))
    with pytest.raises(ProblemsError, match="the person was erased"):
        reinstate(story.house, who, WHY, "jor", story.at("11-02T09:00"))
    assert story.verify() == []


def test_a_case_is_registered_when_it_was(story):
    story.begin()
    story.everybody_cleared()
    before = rows(story, CaseRow)
    for _ in range(3):
        out(story, SUHA)
        back(story, SUHA)
    assert rows(story, CaseRow) == before
