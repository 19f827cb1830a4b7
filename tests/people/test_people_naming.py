"""What gives somebody away in a line of text, and what does not. All people are invented."""

from __future__ import annotations

import pytest

from safepassage.people.model import Details, Document
from safepassage.people.naming import Finder, Sought, cells_in, fields_of, folded, of_held_row, of_person, squeezed

SAID = Details(
    "Dana Yusuf Shehadeh",
    given_name="Dana",
    father_name="Yusuf",
    family_name="Shehadeh",
    birth="1981-03-14",
    documents=(Document("passport", "JOR", "KX300001"),),
)
SENT = ("Dana", "Shehadeh", "KX 300-001", "1981-03-14", "F", "JOR", "7", "principal")
COLUMNS = ("A (Full name)", "B (Passport no)", "C (Date of birth)", "D (Sex)", "E (Nationality)", "F (Family no)")
HELD = ("Nour Awad", "", "31/31/1990", "F", "JOR", "9")


def named(sought: Sought, line: str) -> bool:
    return Finder(sought).names(line)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MÜLLER HANS", "Müller  Hans"),
        ("ÉLODIE", "élodie"),
        ("Ömer Çelik", "ÖMER ÇELİK"),
        ("IŞIK", "Işık"),
        ("ИВАН ПЕТРОВ", "Иван Петров"),
        ("Γιώργος", "ΓΙΏΡΓΟΣ"),
        ("أحمد", "احمد"),
        ("محمد كريم", "ﻣﺤﻤﺪ كريم"),
        ("Strauß", "STRAUSS"),
        ("KX ٣٠٠-001", "kx 300 001"),
    ],
)
def test_spellings_of_the_same_words_are_one(one, other):
    assert folded(one) == folded(other) != ""


def test_numbers_are_squeezed_and_cells_are_of_tables_and_of_json():
    assert squeezed("KX 300-001") == "kx300001"
    assert cells_in('{"a": ["Odeh, Rami"], "b": ""}') == ("a", "odeh", "rami", "b")


@pytest.mark.parametrize(
    "line",
    [
        "1;DANA YUSUF SHEHADEH;F",
        "room 4: Dana Shehadeh.",
        '"Shehadeh, Dana",1981',
        "7,Dana,x,Shehadeh",
        "KX300001,granted",
        "kx 300-001,granted",
        "passport KX-300 001, seen",
        "ＫＸ３００００１",
        '{"given": "Dana", "family": "Shehadeh"}',
    ],
)
def test_a_person_is_given_away_by_a_name_a_number_or_parts_in_one_row(line):
    assert named(of_person(SAID, SENT), line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Dana,Odeh,JX100001",
        "Rami,Shehadeh,JX100002",
        "Danar Shehadehs",
        "AKX300001",
        "KX3000011",
        "KX 300-002",
        "1981-03-14,F,JOR,7,principal",
    ],
)
def test_a_common_part_of_it_gives_nobody_away(line):
    assert not named(of_person(SAID, SENT), line)


def test_a_name_of_one_word_needs_something_beside_it_and_is_worth_a_look():
    sought = of_person(
        Details("Rafah", documents=(Document("passport", "JOR", "JX200005"),)), ("Rafah", "JX200005", "1990-11-26", "F")
    )
    finder = Finder(sought)
    assert finder.names("Rafah;26;1990-11-26")
    assert finder.names("JX200005,granted")
    for line in ('{"name": "rafah-2023", "format": 1}', "Rafah", "the crossing at Rafah, 1 November"):
        assert not finder.names(line)
        assert finder.hints(line)
    assert not finder.hints("Rafahs")


def test_a_short_number_gives_away_only_beside_the_name():
    sought = of_person(Details("Li Na", documents=(Document("other", "", "7781"),)), ("Li Na", "7781"))
    assert not named(sought, "7781,granted")
    assert not named(sought, "Li Na,granted")
    assert named(sought, "Li Na,F,7781")


def test_the_whole_row_as_it_was_sent_is_found_whatever_is_in_it():
    sought = of_person(Details("Aya"), ("Aya", "F", "JOR", "9"))
    assert named(sought, '"AYA",F,JOR,9')
    assert not named(sought, "Aya,F,JOR,8")


def test_the_machine_readable_line_is_one_of_the_cells_that_give_away():
    zone = "P<JORSHEHADEH<<DANA<<<<<<KX300001<4JOR8103145F"
    sought = of_person(SAID, (zone, *SENT))
    assert named(sought, zone)


@pytest.mark.parametrize("line", ["Nour Awad,room 4", "NOUR AWAD", "x,Nour Awad,,31/31/1990,F,JOR,9"])
def test_a_held_row_is_given_away_by_its_name(line):
    assert named(of_held_row(HELD, fields_of(COLUMNS)), line)


@pytest.mark.parametrize("line", ["Nour,31/31/1990", "31/31/1990,F,JOR,9", "31311990", "Awad"])
def test_a_date_or_half_a_name_of_a_held_row_gives_nobody_away(line):
    assert not named(of_held_row(HELD, fields_of(COLUMNS)), line)


def test_a_held_rows_number_gives_it_away_however_it_is_spaced():
    sought = of_held_row(("", "KX 300-009", "1990-01-01"), fields_of(COLUMNS))
    assert named(sought, "KX300009,granted")
    assert not named(sought, "1990-01-01")


@pytest.mark.parametrize("columns", [(), ("A (Foo)", "B (Bar)"), ("A (Full name)", "A (Passport no)", "B (Full name)")])
def test_without_columns_a_name_needs_another_cell_beside_it(columns):
    sought = of_held_row(("Nour Awad", "1990-13-41", "United Kingdom"), fields_of(columns))
    assert named(sought, "United Kingdom,Nour Awad,1990-13-41")
    assert named(sought, "Nour Awad,1990-13-41")
    assert not named(sought, "Omar Dajani,United Kingdom")
    assert not named(sought, "Nour Awad,room 4")


def test_columns_of_several_sheets_alike_still_tell_the_names():
    assert named(of_held_row(HELD, fields_of(COLUMNS * 2)), "Nour Awad,room 4")


def test_what_gives_away_either_is_looked_for_at_once():
    both = of_person(SAID, SENT) | of_held_row(HELD, fields_of(COLUMNS))
    assert [named(both, line) for line in ("Dana Shehadeh", "Nour Awad", "Omar Dajani")] == [True, True, False]
    assert not named(Sought(), "Dana Shehadeh")


@pytest.mark.parametrize("cells", [("", "F", "CAN", "3", "child"), ("", "7", "Female", "Canada", "principal")])
def test_a_held_row_without_a_name_gives_nothing_away(cells):
    assert of_held_row(cells, ("full_name", "sex")) == Sought()
    assert of_held_row(cells, ()).rows == frozenset()


@pytest.mark.parametrize(
    ("cell", "called"),
    [
        ("Dana Shehadeh", True),
        ("SHEHADEH, Dana", True),
        ("KX 300-001", True),
        ("Rami Dana Shehadeh", False),
        ("Dana", False),
        ("", False),
    ],
)
def test_a_cell_calls_somebody_by_the_name_alone_in_any_order_or_by_a_number(cell, called):
    finder = Finder(Sought(phrases=frozenset({"dana shehadeh"}), numbers=frozenset({"kx300001"})))
    assert finder.is_called(cell) is called
    assert not Finder(Sought()).is_called(cell)
