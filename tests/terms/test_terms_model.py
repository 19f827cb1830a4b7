"""The agreement's own answers."""

from __future__ import annotations

from datetime import date

import pytest

from safepassage.terms.model import Agreement, Publication, Quota


def test_finding_by_id(small: Agreement) -> None:
    party, category = small.party("red"), small.category("families")
    assert party is not None
    assert category is not None
    assert (party.name, category.clause) == ("Red", "C2")
    assert (small.party("nobody"), small.category("nobody"), small.quota("patients")) == (None, None, None)


def test_the_two_sides(small: Agreement) -> None:
    assert [small.side(step).id for step in ("exit", "entry")] == ["west", "east"]


def test_a_clause_is_cited_with_its_version(small: Agreement) -> None:
    assert small.cite("C2") == "1/C2"


@pytest.mark.parametrize(("publish_by", "evening"), [(419, False), (420, True), (421, True), (0, False)])
def test_a_list_out_at_or_after_the_presenting_time_is_of_the_evening_before(publish_by: int, evening: bool) -> None:
    assert Publication("L1", publish_by, 420).evening_before() is evening


@pytest.mark.parametrize(
    ("quota", "ceilings"),
    [
        (Quota("Q", "c", "persons", 10, None), [10, 10]),
        (Quota("Q", "c", "persons", None, 50), [None, None]),
        (Quota("Q", "c", "persons", 10, None, {"2030-01-02": 0}), [10, 0]),
        (Quota("Q", "c", "persons", None, None, {"2030-01-01": 3}), [3, None]),
    ],
)
def test_the_ceiling_of_a_day(quota: Quota, ceilings: list[int | None]) -> None:
    assert [quota.ceiling(date(2030, 1, day)) for day in (1, 2)] == ceilings
