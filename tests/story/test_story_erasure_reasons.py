"""An erasure finds the person in reasons that others gave, agrees to nothing that nobody asked, and cannot be taken round. All people are invented."""

from __future__ import annotations

import pytest

from safepassage.adapters.traces import FolderTraces
from safepassage.gate.state import SessionRow
from safepassage.identity.model import Answer
from safepassage.identity.state import PairRow, pair_key
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.wording import WITHHELD
from safepassage.ledger.entries import open_under, read_header
from safepassage.operations import erasing, gate, identity, passes, people
from safepassage.passes.state import PassRow
from safepassage.people.state import PersonRow

SUHA = "Suha Karmi"


def person(story, name):
    with story.house.store.reading() as work:
        return next(row.person_id for row in work.tables.select(PersonRow) if row.full_name == name)


def ask(story, subject, actor, when="11-02T09:00", reason="asked for"):
    return erasing.erase(story.house, subject, reason, actor, story.at(when), FolderTraces([story.folder]))


def erase(story, subject, when="11-02T09:00"):
    ask(story, subject, "coordination", when)
    assert isinstance(ask(story, subject, "qat", when), erasing.Done)


def readable(story):
    with story.house.store.reading() as work:
        held = [(entry, key) for entry, key in work.entries() if key is not None]
        return [open_under(read_header(entry.header), entry, key).decode() for entry, key in held]


def test_reasons_of_a_withdrawn_pass_a_closing_and_a_judgement_of_others_go_where_they_name_the_person(story):
    story.begin("jor")
    story.everybody_cleared()
    story.called()
    suha, yazan, hala = (person(story, name) for name in (SUHA, "Yazan Nabulsi", "Hala Nabulsi"))
    with story.house.store.reading() as work:
        held = next(row.pass_id for row in work.tables.select(PassRow, person_id=suha))
        other = next(row.pass_id for row in work.tables.select(PassRow, person_id=hala))
    passes.revoke_pass(story.house, held, f"{SUHA} lost the slip", story.at("11-01T08:00"))
    passes.revoke_pass(story.house, other, "a slip was lost", story.at("11-01T08:01"))
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    gate.close_side(story.house, "gaza", f"a crowd around {SUHA}", story.at("11-01T17:00"))
    told = Answer(yazan, hala, "different", "desk clerk", f"{SUHA}, their neighbour, told us")
    identity.decide(story.house, told, story.at("11-01T18:00"))
    assert sum(SUHA in body for body in readable(story)) > 3
    erase(story, suha)
    assert [body for body in readable(story) if SUHA in body] == []
    with story.house.store.reading() as work:
        assert work.tables.get(PassRow, held).revoked == WITHHELD
        assert work.tables.get(PassRow, other).revoked == "a slip was lost"
        assert [row.reason for row in work.tables.select(SessionRow)] == [WITHHELD]
        assert work.tables.get(PairRow, *pair_key(yazan, hala)).why == ""
    assert story.verify() == []


@pytest.mark.parametrize("between", [False, True])
def test_what_was_asked_before_somebody_was_joined_is_asked_anew_also_where_the_asking_was_erased(story, between):
    """The first reason named somebody who was erased in between: nobody can say any more what came before what."""
    story.begin("jor", "can")
    suha, lina, omar = (person(story, name) for name in (SUHA, "Lina Dajani", "Omar Dajani"))
    ask(story, suha, "coordination", reason="asked by Omar Dajani, her lawyer")
    identity.decide(story.house, Answer(suha, lina, "same", "clerk", "alike"), story.at("11-02T10:00"))
    if between:
        erase(story, omar, "11-02T11:00")
    asked = ask(story, suha, "qat", "11-02T12:00")
    assert not isinstance(asked, erasing.Done)
    assert not asked.agreed
    assert isinstance(ask(story, suha, "coordination", "11-02T13:00"), erasing.Done), "two people who knew of both"
    assert story.verify() == []


def test_nobody_who_lives_is_held_to_be_somebody_erased(story):
    story.begin("jor", "can")
    story.everybody_cleared()
    suha, lina = person(story, SUHA), person(story, "Lina Dajani")
    erase(story, suha, "10-31T16:00")
    for both in ((suha, lina), (lina, suha)):
        for answer in ("same", "not-judged"):
            with pytest.raises(ProblemsError, match="was erased, and nothing is left"):
                identity.decide(story.house, Answer(*both, answer, "clerk", "alike"), story.at("10-31T17:00"))
    identity.decide(story.house, Answer(suha, lina, "different", "clerk", "not she"), story.at("10-31T17:00"))
    people.withdraw(story.house, lina, "own-wish", "can", story.at("11-01T13:00"))
    late = Moment.parse("2024-08-01T00:00:00+02:00")
    with story.house.store.reading() as work:
        assert lina in erasing.overdue(work.tables, late)
    erasing.retain(story.house, late, FolderTraces([story.folder]))
    assert [body for body in readable(story) if "Lina Dajani" in body] == []
    assert story.verify() == []
