"""Seven other operations, described by the terms file only: what was peculiar to each must be there and must work."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from safepassage.terms.model import Agreement
from safepassage.terms.reading import read_terms
from safepassage.terms.rules import category_of, in_words, missing_documents, person_view, source_view

FOLDER = Path(__file__).parent / "other_operations"
NAMES = ["aleppo-2016", "azovstal-2022", "homs-2014", "kabul-2021", "lebanon-2006", "rafah-2026", "sudan-2023"]


def operation(name: str) -> Agreement:
    return read_terms((FOLDER / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")


def test_there_are_seven() -> None:
    assert sorted(file.stem for file in FOLDER.glob("*.toml")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_fits_and_can_be_told_in_words(name: str) -> None:
    agreement = operation(name)
    assert agreement.id == name
    assert len(in_words(agreement)) >= 7


def test_kabul_has_an_end_a_pass_of_its_own_and_a_list_on_the_evening_before() -> None:
    kabul = operation("kabul-2021")
    assert kabul.ends == date(2021, 8, 31)
    assert kabul.publication.evening_before()
    adult = person_view("1980-01-01", kabul.concluded)
    assert [rule.clause for rule in missing_documents(kabul, "at-risk", adult, ("id-card",))] == ["D1"]
    assert missing_documents(kabul, "at-risk", adult, ("entry-pass",)) == ()


def test_azovstal_is_confidential_and_takes_whoever_comes() -> None:
    azovstal = operation("azovstal-2022")
    assert (azovstal.version, azovstal.ends, azovstal.publication.confidential) == (3, None, True)
    nobody_listed = person_view("", azovstal.concluded)
    assert category_of(azovstal, nobody_listed, {}) == ("civilians", "3/C2")


def test_aleppo_is_reciprocal_and_can_still_start() -> None:
    first, second = operation("aleppo-2016").couplings
    assert (first.category, first.needs, second.category, second.needs) == ("aleppo", "villages", "villages", "aleppo")
    assert first.allowance > 0
    assert second.allowance > 0


@pytest.mark.parametrize(
    ("sex", "birth", "category"),
    [
        ("M", "1999-02-10", "screened"),
        ("M", "1958-02-11", "screened"),
        ("M", "1999-02-11", "civilians"),
        ("F", "1980-01-01", "civilians"),
        ("M", "", "civilians"),
    ],
)
def test_homs_says_what_becomes_of_men_of_15_to_55(sex: str, birth: str, category: str) -> None:
    homs = operation("homs-2014")
    clause = {"screened": "2/C1", "civilians": "2/C2"}[category]
    assert category_of(homs, person_view(birth, date(2014, 2, 10), sex=sex), {}) == (category, clause)


def test_sudan_asks_men_for_a_visa_and_everybody_for_a_seat() -> None:
    sudan = operation("sudan-2023")

    def missing(sex: str, kinds: tuple[str, ...]) -> list[str]:
        person = person_view("1990-01-01", sudan.concluded, sex=sex, nationality="SDN")
        return [rule.clause for rule in missing_documents(sudan, "others", person, kinds)]

    assert missing("M", ("seat",)) == ["D1"]
    assert missing("F", ("seat",)) == []
    assert missing("M", ("visa",)) == ["D2"]
    assert missing("M", ("visa", "seat")) == []


def test_lebanon_has_one_sender_and_a_way_by_sea() -> None:
    lebanon = operation("lebanon-2006")
    citizen = person_view("1990-01-01", lebanon.concluded)
    assert category_of(lebanon, citizen, source_view(lebanon, "state")) == ("citizens", "1/C1")
    assert category_of(lebanon, citizen, source_view(lebanon, "cyp")) is None
    assert lebanon.between.minutes == 24 * 60


def test_rafah_2026_is_closed_on_fridays_and_saturdays_and_grants_two_companions() -> None:
    rafah = operation("rafah-2026")
    assert rafah.crossing.closed_weekdays == (4, 5)
    assert rafah.companions[0].most == 2
    assert "never on Friday, Saturday" in dict(in_words(rafah))["The crossing"][0]
