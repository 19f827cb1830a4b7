"""What follows from the terms for persons, cases and amendments."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from safepassage.kernel.plain import from_plain, to_plain
from safepassage.kernel.problems import ProblemsError
from safepassage.terms.model import CASE_KINDS, Agreement
from safepassage.terms.rules import (
    case_minutes,
    category_of,
    differences,
    in_words,
    missing_documents,
    next_version,
    person_view,
    source_view,
    weights_of,
)
from safepassage.terms.words import statements

DAY = date(2030, 1, 2)


def test_the_first_category_whose_condition_holds_counts(small: Agreement) -> None:
    jordanian = person_view("1990-01-01", DAY, nationality="JOR")
    stranger = person_view("1990-01-01", DAY, nationality="ESP")
    green, red = source_view(small, "green"), source_view(small, "red")
    assert category_of(small, jordanian, green) == ("patients", "1/C1")
    assert category_of(small, jordanian, red) == ("families", "1/C2")
    assert category_of(small, stranger, red) is None
    assert category_of(small, jordanian, source_view(small, "nobody")) == ("families", "1/C2")


def test_a_source_that_is_no_party_has_no_roles(small: Agreement) -> None:
    assert source_view(small, "nobody") == {"id": "nobody", "roles": []}
    assert source_view(small, "green") == {"id": "green", "roles": ["clears", "runs-side", "refers"]}


@pytest.mark.parametrize(
    ("birth", "parents", "kinds", "missing"),
    [
        ("1990-01-01", -1, ("passport",), []),
        ("1990-01-01", -1, ("visa", "other"), []),
        ("1990-01-01", -1, ("id-card",), ["D1"]),
        ("1990-01-01", 1, (), ["D1"]),
        ("2020-01-01", 2, (), []),
        ("2020-01-01", 1, ("passport",), ["D2"]),
        ("2020-01-01", 1, ("passport", "no-objection"), []),
        ("2020-01-01", -1, (), []),
    ],
)
def test_missing_papers(small: Agreement, birth: str, parents: int, kinds: tuple[str, ...], missing: list[str]) -> None:
    person = person_view(birth, DAY, parents_present=parents)
    assert [rule.clause for rule in missing_documents(small, "families", person, kinds)] == missing
    assert missing_documents(small, "patients", person, kinds) == ()


def test_each_weight_that_holds_for_a_person_has_its_reason(small: Agreement) -> None:
    critical = weights_of(small, person_view("", DAY, triage="critical"))
    assert [(one.clause, one.says, one.weight) for one in critical] == [
        ("W1", "a patient in critical condition", 20),
        ("W2", "each person", 1),
    ]
    assert [one.clause for one in weights_of(small, person_view("", DAY))] == ["W2"]


def test_the_lane_and_the_minutes_of_a_case(small: Agreement) -> None:
    assert case_minutes(small, "families", 1) == ("hall", 5)
    assert case_minutes(small, "families", 3) == ("hall", 9)
    assert case_minutes(small, "patients", 2) == ("hall", 7)
    assert case_minutes(small, "patients", 2, ambulance=True) == ("bay", 7)
    assert case_minutes(small, "families", 3, ambulance=True) == ("hall", 9)
    with pytest.raises(KeyError):
        case_minutes(small, "others", 1)


def test_an_amendment_is_the_next_version_of_the_same_operation(small: Agreement, small_text: str) -> None:
    text = small_text.replace("version = 1", "version = 2").replace("most = 1", "most = 2")
    amended = next_version(small, text, "two.toml")
    assert (amended.version, amended.companions[0].most, amended.cite("P1")) == (2, 2, "2/P1")
    rest = "may go with a patient of patients."
    assert differences(small, amended) == [
        "Version 2, agreed on 2030-01-01, follows version 1.",
        f"Changed, clause P1. It said: At most 1 companion {rest} It now says: At most 2 companions {rest}",
    ]


def test_an_amendment_with_other_faults_names_all_of_them(small: Agreement, small_text: str) -> None:
    text = small_text.replace('id = "small"', 'id = "other"').replace("most = 1", "most = -1")
    with pytest.raises(ProblemsError) as caught:
        next_version(small, text, "two.toml")
    assert [(one.column, one.code) for one in caught.value.problems] == [
        ("version", "version"),
        ("id", "version"),
        ("companions[1].most", "wrong-value"),
    ]
    assert [one.do for one in caught.value.problems][:2] == ["write version = 2", 'write id = "small"']


def test_a_version_may_not_be_skipped(small: Agreement, small_text: str) -> None:
    with pytest.raises(ProblemsError):
        next_version(small, small_text.replace("version = 1", "version = 3"), "three.toml")


def test_what_is_new_and_what_no_longer_holds_is_said(small: Agreement, small_text: str) -> None:
    start, end = small_text.index("[[orders]]"), small_text.index("[[couplings]]")
    text = small_text[:start] + small_text[end:].replace('clause = "N1"', 'clause = "N2"')
    amended = next_version(small, text.replace("version = 1", "version = 2"), "two.toml")
    onward = "families: out of the receiving country within 72 hours of entry."
    assert differences(small, amended)[1:] == [
        f"New, clause N2: {onward}",
        "No longer, clause O1: On each day patients go before families.",
        f"No longer, clause N1: {onward}",
    ]


def test_the_same_terms_differ_in_nothing(small: Agreement) -> None:
    assert differences(small, small) == ["Version 1, agreed on 2030-01-01, follows version 1."]


def test_every_clause_is_cited_once_in_the_words(small: Agreement, rafah: Agreement) -> None:
    for agreement in (small, rafah):
        clauses = [value for key, value in leaves(to_plain(agreement)) if key[-1] == "clause"]
        sentences = [one for _, group in in_words(agreement) for one in group]
        cited = [one.split(":")[0] for one in sentences if one.startswith(f"{agreement.version}/")]
        assert len(clauses) > 10
        assert sorted(cited) == sorted(f"{agreement.version}/{clause}" for clause in clauses)
        assert len({one.label for one in statements(agreement)}) == len(statements(agreement))


def leaves(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in leaves(value, (*path, key))]
    if isinstance(data, list):
        return [leaf for key, value in enumerate(data) for leaf in leaves(value, (*path, key))]
    return [(path, data)]


def changed(data: Any, path: tuple[Any, ...]) -> Any:
    if not path:
        if isinstance(data, bool):
            return not data
        if isinstance(data, int):
            return data + 1
        if data in CASE_KINDS:
            return CASE_KINDS[1 - CASE_KINDS.index(data)]
        return "2031-07-07" if data is None or data[:2] == "20" else f"{data}-x"
    key, *rest = path
    if isinstance(data, dict):
        return {**data, key: changed(data[key], tuple(rest))}
    return [changed(one, tuple(rest)) if at == key else one for at, one in enumerate(data)]


def test_whatever_an_amendment_changes_some_sentence_says_so(small: Agreement) -> None:
    full = dataclasses.replace(
        small,
        crossing=dataclasses.replace(small.crossing, closed_weekdays=(4,), names={"ar": "جسر"}),
        categories=tuple(dataclasses.replace(one, names={"ar": "فئة"}) for one in small.categories),
    )
    plain = to_plain(full)
    seen = 0
    for path, _ in leaves(plain):
        if path == ("version",):
            continue
        other = from_plain(Agreement, changed(plain, path))
        assert len(differences(full, other)) > 1, path
        seen += 1
    assert seen > 100


def test_a_person_in_general_falls_under_the_reference_agreement(rafah: Agreement) -> None:
    embassy, ministry = source_view(rafah, "jor"), source_view(rafah, "gaza-health")
    child = person_view("2019-05-05", date(2023, 11, 1), relation="child", nationality="PSE")
    assert category_of(rafah, child, embassy) == ("foreign", "1/C2")
    assert category_of(rafah, child, ministry) == ("injured", "1/C1")
    assert category_of(rafah, child, source_view(rafah, "isr")) is None
    assert category_of(rafah, child, source_view(rafah, "gaza-crossings")) == ("foreign", "1/C2")
