"""What the record itself says of an erasure by the terms' clause that a clock ahead made possible. All people are invented."""

from __future__ import annotations

import pytest

from safepassage.adapters.traces import FolderTraces
from safepassage.operations import erasing, people
from safepassage.people.state import PersonRow

NAME = "Suha Karmi"


@pytest.fixture
def gone(story):
    """One who withdrew on the last of October; the terms keep data for 180 days."""
    story.begin("jor")
    people.withdraw(story.house, person_of(story), "own-wish", "jor", story.at("10-31T12:00"))
    return story


def person_of(story, name=NAME):
    with story.house.store.reading() as work:
        return next(row.person_id for row in work.tables.select(PersonRow) if row.full_name == name)


def retain(story, days):
    at = story.at("10-31T12:00").plus(days=days)
    return at, erasing.retain(story.house, at, FolderTraces([story.folder])).erased


def odd(story):
    verdict = story.verdict()
    assert verdict.flaws == ()
    return [(one.entry, one.code, one.says) for one in verdict.odd]


def size(story):
    with story.house.store.reading() as work:
        return work.head().size


def desk_writes(story, at):
    """What the cell writes: that somebody agreed to be called without another."""
    with story.house.store.reading() as work:
        rows = {row.full_name: row for row in work.tables.select(PersonRow)}
    one, other = rows["Yazan Nabulsi"], rows["Hala Nabulsi"]
    people.consent(story.house, one.case_id, one.person_id, (other.person_id,), "agreed", at)


def test_an_erasure_by_a_clock_ahead_is_told_by_what_the_cell_writes_next(gone):
    at, erased = retain(gone, 200)
    assert len(erased) == 1
    place = size(gone) - 1
    assert odd(gone) == []
    for day in ("01", "02"):
        desk_writes(gone, gone.at(f"11-{day}T09:00"))
    says = (
        f"entry {place}: it is dated {at.iso()} and erased whose time was over on 2024-04-28T10:00:00Z; entry {place + 1}, "
        "which the cell wrote after it, is dated 2023-11-01T07:00:00Z: the clock was ahead, or that entry is dated back"
    )
    assert odd(gone) == [(place, "clock", says)]


@pytest.mark.parametrize(("days_later", "count"), [(178, 0), (177, 1), (180, 0), (900, 0)])
def test_what_is_written_from_paper_soon_after_says_nothing(gone, days_later, count):
    retain(gone, 180)
    desk_writes(gone, gone.at("10-31T12:00").plus(days=days_later))
    assert len(odd(gone)) == count


def test_what_a_party_wrote_says_nothing_of_the_cells_clock(gone):
    retain(gone, 200)
    people.withdraw(gone.house, person_of(gone, "Rami Nabulsi"), "own-wish", "jor", gone.at("11-01T09:00"))
    assert odd(gone) == []


def test_who_two_people_erase_is_erased_at_any_time(gone):
    subject = person_of(gone)
    for actor in ("coordination", "qat"):
        erasing.erase(gone.house, subject, "asked", actor, gone.at("12-24T09:00"), FolderTraces([gone.folder]))
    desk_writes(gone, gone.at("11-01T09:00"))
    assert odd(gone) == []


def test_of_several_each_is_told_once(gone):
    for name, hour in (("Yazan Nabulsi", 13), ("Rami Nabulsi", 14)):
        people.withdraw(gone.house, person_of(gone, name), "own-wish", "jor", gone.at(f"10-31T{hour}:00"))
    _, erased = retain(gone, 400)
    assert len(erased) == 3
    people.consent(
        gone.house,
        *_case_of(gone, "Hala Nabulsi"),
        (),
        "agreed",
        gone.at("11-05T09:00"),
    )
    assert sorted(one[1] for one in odd(gone)) == ["clock"] * 3
    assert len({one[0] for one in odd(gone)}) == 3


def _case_of(story, name):
    with story.house.store.reading() as work:
        row = next(row for row in work.tables.select(PersonRow) if row.full_name == name)
    return row.case_id, row.person_id
