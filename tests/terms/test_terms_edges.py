"""The edges of the rules on terms: the last value that is in order, and the first that is not."""

from __future__ import annotations

from datetime import date

import pytest

from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.terms.condition_faults import faults
from safepassage.terms.conditions import age_on, person_view
from safepassage.terms.model import ROLES, Agreement
from safepassage.terms.reading import read_terms
from safepassage.terms.rules import documents_for, weights_of

DAY = date(2023, 11, 1)


def codes(text: str) -> list[str]:
    return [f"{one.code}: {one.what}" for one in problems(text)]


def problems(text: str) -> tuple[Problem, ...]:
    try:
        read_terms(text, "t.toml")
    except ProblemsError as error:
        return error.problems
    return ()


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for before, after in pairs:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def test_terms_may_end_on_the_day_they_were_concluded_and_not_before(small_text: str) -> None:
    concluded = "concluded = 2030-01-01"
    assert codes(changed(small_text, (concluded, f"{concluded}\nends = 2030-01-01"))) == []
    (found,) = codes(changed(small_text, (concluded, f"{concluded}\nends = 2029-12-31")))
    assert "ends before it was concluded" in found


def test_a_crossing_that_closes_as_it_opens_is_never_open(small_text: str) -> None:
    same = changed(
        small_text, ('closes = "17:00"', 'closes = "09:00"'), ("[planning]", "[planning]\nconvoy_minutes = 5")
    )
    assert codes(same) == ["times: closes before it opens"]
    assert codes(changed(small_text, ('closes = "17:00"', 'closes = "09:01"'))) == []


@pytest.mark.parametrize(
    ("opens", "closes", "minutes"),
    [("09:00", "17:00", 480), ("09:30", "17:15", 465), ("08:45", "09:00", 15), ("08:59", "09:00", 1)],
)
def test_convoys_may_take_all_of_a_day_but_a_minute(small_text: str, opens: str, closes: str, minutes: int) -> None:
    hours = (('opens = "09:00"', f'opens = "{opens}"'), ('closes = "17:00"', f'closes = "{closes}"'))
    whole = changed(small_text, *hours, ("[planning]", f"[planning]\nconvoy_minutes = {minutes}"))
    assert codes(whole) == ["times: convoys take the whole day"]
    if minutes > 1:
        less = changed(small_text, *hours, ("[planning]", f"[planning]\nconvoy_minutes = {minutes - 1}"))
        assert codes(less) == []


def test_an_ambulance_lane_needs_that_somebody_said_how_many_there_are(small_text: str) -> None:
    for text in ("", "ambulances = 0\n"):
        found = codes(changed(small_text, ("ambulances = 2\n", text)))
        assert any("an ambulance lane, but no ambulances" in one for one in found)
    one = changed(small_text, ("ambulances = 2\n", "ambulances = 1\n"))
    assert codes(one) == []


def test_a_condition_where_none_belongs_is_one_fault_and_is_not_judged(small_text: str) -> None:
    found = codes(changed(small_text, ('first = "patients"\n', 'first = "patients"\ncondition = "nonsense("\n')))
    assert len(found) == 1
    assert "condition" in found[0]


@pytest.mark.parametrize(
    "pair",
    [
        ('[[quotas]]\nclause = "Q1"\ncategory = "families"', '[[quotas]]\nclause = "Q1"\ncategory = ["families"]'),
        ('[[companions]]\nclause = "P1"\ncategory = "patients"', '[[companions]]\nclause = "P1"\ncategory = ["patients"]'),
        ('first = "patients"', 'first = ["patients"]'),
        ('then = "families"', "then = 3"),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_a_fault_and_ends_nothing(small_text: str, pair: tuple[str, str]) -> None:
    assert problems(changed(small_text, pair))


# Ages: the protection of a child must not be lost to a boundary.
@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("2005-11-01", DAY, 18), ("2005-11-02", DAY, 17), ("2023-11-01", DAY, 0), ("2023-11-02", DAY, -1), ("2025-01-01", DAY, -1),
        ("2005", date(2023, 12, 30), 17), ("2005", date(2023, 12, 31), 18),
        ("2005-07", date(2023, 7, 30), 17), ("2005-07", date(2023, 7, 31), 18),
    ],
)  # fmt: skip
def test_age_at_its_edges(birth: str, day: date, age: int) -> None:
    assert age_on(birth, day) == age


@pytest.mark.parametrize(
    ("birth", "relation", "minor"),
    [
        ("2005-11-01", "child", False), ("2005-11-02", "spouse", True), ("2023-11-01", "other", True),
        ("", "child", True), ("", "other", False),
    ],
)  # fmt: skip
def test_who_is_a_minor(birth: str, relation: str, minor: bool) -> None:
    assert person_view(birth, DAY, relation=relation)["minor"] is minor


# Conditions are tried for made-up persons of every kind that a rule may turn on.
@pytest.mark.parametrize("age", [-1, 0, 17, 18, 80])
def test_a_condition_that_fails_at_one_age_is_found(age: int) -> None:
    assert faults(f"1 / (person.age - ({age})) == 1", ())


@pytest.mark.parametrize(
    "condition",
    [
        "person.companion || 1 / (person.age - person.age) == 1",
        "!person.companion || 1 / (person.age - person.age) == 1",
        "1 / size(person.documents) == 1",
        "1 / (size(person.documents) - 1) == 1",
        "1 / (size(person.documents) - 2) == 1",
        f"1 / (size(source.roles) - {len(ROLES)}) == 1",
        "1 / size(person.nationality) == 1",
        "1 / (size(person.nationality) - 3) == 1",
        "1 / (size(person.sex) - 1) == 1",
    ],
)
def test_a_condition_that_fails_for_one_kind_of_person_is_found(condition: str) -> None:
    assert faults(condition, ())


def test_rules_ask_the_source_that_is_given(small_text: str) -> None:
    text = changed(
        small_text,
        ('condition = "!person.minor"', "condition = '\"sends\" in source.roles'"),
        ("condition = 'person.triage == \"critical\"'", "condition = '\"sends\" in source.roles'"),
    )
    agreement: Agreement = read_terms(text, "t.toml")
    person, source = person_view("1990-01-01", DAY), {"id": "red", "roles": ["sends"]}
    assert [one.clause for one in documents_for(agreement, "families", person, source)] == ["D1"]
    assert [one.clause for one in weights_of(agreement, person, source)] == ["W1", "W2"]
    assert [one.clause for one in documents_for(agreement, "families", person)] == []
    assert [one.clause for one in weights_of(agreement, person)] == ["W2"]
