"""Answers that name a person by name and birth date only."""

import pytest

from safepassage.clearance.state import ClearanceRow
from safepassage.operations import clearance
from safepassage.people.state import PersonRow

HEADER = "full_name,birth_date,answer\n"


def answer(story, *lines):
    path = story.folder / f"egy-{abs(hash(lines))}.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n")
    return clearance.import_answers(story.house, path, path.read_bytes(), "egy", story.at("10-31T15:00"))


def granted(story):
    with story.house.store.reading() as work:
        rows = work.tables.select(ClearanceRow, party="egy", status="granted")
        return sorted(work.tables.get(PersonRow, row.person_id).full_name for row in rows)


@pytest.mark.parametrize("name", ["Yazan Nabulsi", "NABULSI Yazan", "يزن نابلسي", "Yazan Samir Nabulsi"])
def test_a_name_with_its_birth_date_is_found_in_either_script(story, name):
    story.begin()
    assert answer(story, f"{name},1980-03-14,granted").taken == 1
    assert granted(story) == ["Yazan Nabulsi"]


@pytest.mark.parametrize(
    "line",
    [
        "Yazan Nabulsi,,granted",  # a name alone names nobody
        "Yazan Nabulsi,1980,granted",
        "Yazan Nabulsi,1981-03-14,granted",
        "Ramzi Nabulsi,1980-03-14,granted",  # a brother
        "Samir Khaled Nabulsi,1980-03-14,granted",
        "Nobody Anywhere,1980-03-14,granted",
    ],
)
def test_anybody_else_is_held(story, line):
    story.begin()
    done = answer(story, line)
    assert (done.taken, len(done.held)) == (0, 1)
    assert granted(story) == []


def test_two_of_one_name_and_day_are_held(story):
    story.begin()
    story.list_in("usa", "Full name,Passport no,Date of birth,Sex,Family no\nYazan Nabulsi,UX300001,1980-03-14,F,1\n")
    done = answer(story, "Yazan Nabulsi,1980-03-14,granted", "Suha Karmi,1990-11-25,granted")
    assert (done.taken, len(done.held)) == (1, 1)
    assert granted(story) == ["Suha Karmi"]
    assert "Nabulsi" not in str(done.held)
