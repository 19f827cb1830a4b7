"""What the desk judged between two sources makes a link between them a question, never a question a link."""

from __future__ import annotations

import pytest

from safepassage.adapters.memory import MemoryTables
from safepassage.identity.evidence import evidence
from safepassage.identity.model import Finding, ListPerson
from safepassage.identity.sources import ENOUGH
from safepassage.identity.state import PairRow
from safepassage.operations.calibration import asked_instead, source_fits
from safepassage.people.state import PersonRow

GIVEN = ("Yazan", "Lina", "Omar", "Suha", "Rami")  # invented people
FAMILY = ("Karmi", "Nabulsi", "Dajani", "Baghdadi", "Halabi", "Masri")


def read(row: PersonRow) -> ListPerson:
    return ListPerson(row.person_id, row.full_name, birth=row.birth)


class Desk:
    """Two sources with as many people; the first person of each is the first of the other, and so on."""

    def __init__(self) -> None:
        self.tables = MemoryTables()
        names = [f"{given} {family}" for given in GIVEN for family in FAMILY]
        for at, name in enumerate(names):
            for source in ("jor", "usa", "can"):
                birth = f"19{60 + at}-03-14"
                self.tables.put(
                    PersonRow(
                        f"{source}-{at:02}", "", "", "", source, name, birth, "", "", "", "", "", "{}", 1, "", "", ""
                    )
                )

    def judge(self, one: str, other: str, count: int, answers: tuple[str, str]) -> None:
        """Pairs of one person and of two, half of each kind, answered as said."""
        for at in range(count):
            theirs = at if at % 2 else (at + 6) % 30
            left, right = sorted((f"{one}-{at:02}", f"{other}-{theirs:02}"))
            self.tables.put(PairRow(left, right, "doubt", "evidence/1", "[]", answers[at % 2], "d", "w", "", "", ""))


@pytest.fixture
def desk() -> Desk:
    return Desk()


LINKS = (
    Finding("jor-29", "usa-29", "same", "evidence/1", ("name-equal", "birth-equal")),
    Finding("can-29", "jor-29", "same", "evidence/1", ("name-equal", "birth-equal")),
    Finding("jor-28", "usa-28", "same", "exact/1", ("document-shared", "name-equal")),
    Finding("jor-27", "usa-28", "doubt", "evidence/1", ("rival",)),
)


def test_without_judgements_every_finding_stands(desk):
    assert source_fits(desk.tables, read) == {}
    assert asked_instead(desk.tables, LINKS, read) == LINKS


def test_judgements_as_the_weights_say_leave_links_alone(desk):
    desk.judge("jor", "usa", 24, ("different", "same"))
    assert list(source_fits(desk.tables, read)) == [("jor", "usa")]
    assert asked_instead(desk.tables, LINKS, read) == LINKS


def test_where_people_judge_otherwise_a_link_between_these_two_sources_is_asked_about(desk):
    desk.judge("jor", "usa", 24, ("same", "different"))
    first, *others = asked_instead(desk.tables, LINKS, read)
    assert (first.verdict, first.reasons) == ("doubt", ("name-equal", "birth-equal", "judged-otherwise"))
    assert tuple(others) == LINKS[1:]  # another source, a shared document, and what was a doubt already


def test_one_judgement_too_few_changes_nothing(desk):
    desk.judge("jor", "usa", ENOUGH - 1, ("same", "different"))
    assert asked_instead(desk.tables, LINKS, read) == LINKS


def test_enough_in_all_but_not_between_the_two_changes_nothing(desk):
    desk.judge("jor", "usa", 12, ("same", "different"))
    desk.judge("can", "usa", 12, ("same", "different"))
    assert source_fits(desk.tables, read) == {}


def test_judgements_never_make_a_link(desk):
    desk.judge("jor", "usa", 24, ("same", "same"))
    doubt = Finding("jor-27", "usa-27", "doubt", "evidence/1", ())
    assert evidence(read(desk.tables.get(PersonRow, "jor-27")), read(desk.tables.get(PersonRow, "usa-27"))).bits > 15
    assert asked_instead(desk.tables, (doubt,), read) == (doubt,)


def test_the_answer_is_the_same_for_any_order_of_the_judgements(desk):
    desk.judge("jor", "usa", 24, ("same", "different"))
    other = Desk()
    for pair in reversed(list(desk.tables.select(PairRow))):
        other.tables.put(pair)
    assert source_fits(other.tables, read) == source_fits(desk.tables, read)
