"""Doubles across lists: found with all the evidence, counted, judged, and taken back without a trace."""

from dataclasses import replace

import pytest

from safepassage.account.state import StandRow
from safepassage.clearance.state import ClearanceRow
from safepassage.identity.model import Answer, Finding
from safepassage.identity.state import PairRow
from safepassage.kernel.problems import ProblemsError
from safepassage.operations import identity
from safepassage.operations.calibration import asked_instead, source_fits
from safepassage.operations.compare import ROWS
from safepassage.operations.doubles import Planted, count_planted, counts
from safepassage.people.state import ListRow, PersonRow

ARABIC = "الاسم الكامل,تاريخ الميلاد,الجنس,رقم العائلة\n"
# The first three are of jor's list, written by another hand; then a look-alike of Omar Dajani, and a stranger.
AUTHORITY = (
    ARABIC
    + """يزن سمير نابلسي,1980-03-14,ذكر,G1
هلا نابلسي,1983-05-21,أنثى,G1
رامي يزن نابلسي,2012-07-30,ذكر,G1
عمر الدجاني,1962-11-02,ذكر,G2
سلمى البغدادي,1991-02-19,أنثى,G3
"""
)
# A sister of Hala with her birth date and no given name that meets hers; Suha Karmi without a birth date.
HOSPITAL = "Full name,Date of birth,Sex,Referral no,Triage,Transport,Companion of\nDima Nabulsi,1983-05-21,F,R1,urgent,walking,\nSuha Karmi,,F,R2,urgent,walking,\n"


def person(story, name):
    with story.house.store.reading() as work:
        (found,) = [row for row in work.tables.select(PersonRow) if row.full_name == name]
        return found


def pair(story, one, other):
    left, right = sorted((person(story, one).person_id, person(story, other).person_id))
    with story.house.store.reading() as work:
        return work.tables.get(PairRow, left, right)


@pytest.fixture
def lists(story):
    story.begin()
    story.list_in("gaza-crossings", AUTHORITY)
    story.list_in("hospital-north", HOSPITAL)
    return story


def test_a_family_is_found_in_another_script_without_a_document(lists):
    for arabic, latin in (
        ("يزن سمير نابلسي", "Yazan Nabulsi"),
        ("هلا نابلسي", "Hala Nabulsi"),
        ("رامي يزن نابلسي", "Rami Nabulsi"),
    ):
        found = pair(lists, arabic, latin)
        assert (found.verdict, found.matcher) == ("linked", "evidence/1")
        assert person(lists, arabic).merged_into == person(lists, latin).person_id


def test_nobody_is_merged_by_name_alone_or_with_a_sister(lists):
    assert person(lists, "عمر الدجاني").merged_into == ""
    assert person(lists, "Dima Nabulsi").merged_into == ""
    suha = [row for row in rows(lists, PersonRow) if row.full_name == "Suha Karmi"]
    assert [row.merged_into for row in suha] == ["", ""]
    with lists.house.store.reading() as work:
        asked = work.tables.get(PairRow, *sorted(row.person_id for row in suha))
    assert asked.verdict == "doubt"
    assert "birth-missing" in asked.reasons


def rows(story, kind):
    with story.house.store.reading() as work:
        return list(work.tables.select(kind))


def test_what_was_planted_is_counted(lists):
    names = {row.source: row.filename for row in rows(lists, ListRow)}
    jor, authority, hospital, can = (names[one] for one in ("jor", "gaza-crossings", "hospital-north", "can"))
    planted = Planted(
        doubles=(
            ((jor, 2), (authority, 2)), ((jor, 5), (hospital, 3)), ((can, 3), (authority, 6)), ((can, 3), (authority, 99)),
        ),
        look_alikes=((((can, 2),), ((authority, 5),)), (((jor, 2),), ((authority, 2),))),
    )  # fmt: skip
    found = count_planted(lists.house, planted)
    assert (found.doubles, found.linked, found.asked, found.missed, found.held) == (4, 1, 1, 1, 1)
    assert (found.look_alikes, found.apart, found.merged) == (2, 1, 1)
    assert "2 planted look-alikes: 1 kept apart, 1 merged" in found.sentence()
    with lists.house.store.reading() as work:
        said = dict(counts(work.tables))
    assert (said["linked"], said["waiting"], said["judged-same"]) == (3, said["waiting"], 0)
    assert said["waiting"] >= 1


HISTORY = ("actor", "pair", "move")  # who signed how often, what was once said of a pair, and since when


def everything(story):
    """Every row that says how things are, not what was done on the way; questions to parties of those who count for themselves."""
    found = {kind.TABLE: rows(story, kind) for kind in ROWS if kind.TABLE not in HISTORY}
    merged = {row.person_id for row in found["person"] if row.merged_into}
    found["clearance"] = [row for row in found["clearance"] if row.person_id not in merged]
    found["stand"] = [replace(row, since="", why="", entry=0) for row in found["stand"]]
    return found


def changed(before, after):
    return {
        table: (
            [row for row in before[table] if row not in after[table]],
            [row for row in after[table] if row not in before[table]],
        )
        for table in before
        if before[table] != after[table]
    }


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("هلا نابلسي", "Hala Nabulsi", "different"),
        ("هلا نابلسي", "Hala Nabulsi", "unsure"),
        ("عمر الدجاني", "Omar Dajani", "same"),
        ("سلمى البغدادي", "Lina Dajani", "same"),
    ],
)
def test_a_judgement_taken_back_leaves_everything_as_it_was(lists, one, other, answer):
    before, stood = everything(lists), pair(lists, one, other)
    ids = person(lists, one).person_id, person(lists, other).person_id
    identity.decide(lists.house, Answer(*ids, answer, "desk-1", "seen both papers"), lists.at("10-31T20:00"))
    assert everything(lists) != before
    identity.decide(lists.house, Answer(*ids, "not-judged", "desk-1", "mistaken"), lists.at("10-31T20:05"))
    assert changed(before, everything(lists)) == {}
    after = pair(lists, one, other)
    assert (after.verdict, after.kept, after.answer, after.by) == (
        ("", "", "not-judged", "") if stood is None else (stood.verdict, stood.kept, "not-judged", "")
    )
    assert lists.verify() == []


def test_a_list_added_later_changes_no_judgement(lists):
    ids = person(lists, "هلا نابلسي").person_id, person(lists, "Hala Nabulsi").person_id
    identity.decide(lists.house, Answer(*ids, "different", "desk-1", "two women"), lists.at("10-31T20:00"))
    more = ARABIC + "هلا نابلسي,1983-05-21,أنثى,H1\nيزن سمير نابلسي,1980-03-14,ذكر,H1\n"
    lists.list_in("gaza-health", more)
    with lists.house.store.reading() as work:
        judged = work.tables.get(PairRow, *sorted(ids))
        stands = {row.person_id: row.merged_into or row.person_id for row in work.tables.select(PersonRow)}
    assert (judged.answer, judged.by, judged.kept) == ("different", "desk-1", "")
    assert stands[ids[0]] != stands[ids[1]]


def test_an_unknown_person_cannot_be_judged(lists):
    with pytest.raises(ProblemsError, match="nobody has the id"):
        identity.decide(lists.house, Answer("p1", "p2", "same", "desk-1", "seen"), lists.at("10-31T20:00"))


def test_the_parties_are_asked_once_for_a_person_on_two_lists(lists):
    arabic, latin = person(lists, "هلا نابلسي"), person(lists, "Hala Nabulsi")
    asked = {row.person_id for row in rows(lists, ClearanceRow)}
    assert latin.person_id in asked
    assert arabic.person_id not in asked
    assert {row.person_id for row in rows(lists, StandRow)} >= {latin.person_id}
    assert len({row.case_id for row in rows(lists, PersonRow) if not row.merged_into}) == 9


def test_a_few_judgements_calibrate_nothing(lists):
    for at, (one, other, answer) in enumerate(
        [
            ("هلا نابلسي", "Hala Nabulsi", "same"),
            ("عمر الدجاني", "Omar Dajani", "different"),
            ("يزن سمير نابلسي", "Yazan Nabulsi", "unsure"),
        ]
    ):
        ids = person(lists, one).person_id, person(lists, other).person_id
        identity.decide(lists.house, Answer(*ids, answer, "desk-1", "seen both papers"), lists.at(f"10-31T20:0{at}"))
    with lists.house.store.reading() as work:
        assert source_fits(work.tables, identity.list_person) == {}  # two judgements are no calibration
        found = (Finding("p1", "p2", "same", "evidence/1", ()),)
        assert asked_instead(work.tables, found, identity.list_person) == found
