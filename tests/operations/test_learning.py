"""Who comes: learnt from days that ended, as the terms expect where nothing is known."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from safepassage.account.state import MoveRow
from safepassage.adapters.memory import MemoryTables
from safepassage.gate.state import ScanRow
from safepassage.operations.learning import notice_of, shows_so_far
from safepassage.passes.state import PassRow
from safepassage.people.state import CaseRow
from safepassage.plan.state import CallListRow, CallRow
from safepassage.terms.rules import read_terms

ROOT = Path(__file__).parents[2]
TERMS = read_terms((ROOT / "examples" / "rafah-2023" / "terms.toml").read_text(), "terms.toml")
ENDED = "2023-11-0{}T20:00:00Z"


class Days:
    """Days that ended, with cases of one person each who came, stayed away, or were not reached."""

    def __init__(self) -> None:
        self.tables = MemoryTables()

    def call(self, day: int, case: str, what: str, source: str = "jor", kept: str = "") -> None:
        date, ended = f"2023-11-0{day}", ENDED.format(day)
        self.tables.put(CallListRow(date, 1, "published", "robust", "", "", "[]", 1, "", "", "x", ended, "[]", 0, 0))
        person = f"p-{case}"
        self.tables.put(CaseRow(case, source, "family", "foreign", person, 1))
        self.tables.put(CallRow(date, 1, case, "foreign", "hall", 0, 0, json.dumps([person]), kept))
        if what == "came":
            ticket = f"t-{case}-{day}"
            self.tables.put(PassRow(ticket, person, date, "", "", "", "", ""))
            self.tables.put(
                ScanRow(
                    f"d/{case}/{day}",
                    f"gaza/{date}/1",
                    "gaza",
                    ticket,
                    "admit",
                    "",
                    "exited",
                    "o",
                    "",
                    "",
                    "",
                    ended,
                    day,
                    "",
                    0,
                    "",
                    "",
                )
            )
        elif what == "stayed":
            self.tables.put(MoveRow(person, day, "no-show", ended, "did not come"))


def test_before_any_day_ended_the_terms_say_who_comes():
    shows = shows_so_far(MemoryTables(), TERMS)
    assert (shows.otherwise, shows.rates, shows.called) == (TERMS.planning.show_permille, {}, 0)
    assert shows.of("jor", "foreign", "0") == TERMS.planning.show_permille


def test_lists_that_come_less_are_expected_less_and_each_case_counts_once():
    days = Days()
    for at in range(40):
        days.call(1, f"j{at}", "came" if at % 10 else "stayed", "jor")
        days.call(1, f"c{at}", "stayed" if at % 2 else "came", "can")
    shows = shows_so_far(days.tables, TERMS)
    assert (shows.called, shows.came) == (80, 36 + 20)
    assert shows.of("can", "foreign", "0") < 650
    assert shows.of("jor", "foreign", "0") > 800
    assert shows.of("can", "foreign", "0") < shows.of("usa", "foreign", "0") < shows.of("jor", "foreign", "0"), (
        "a list never called"
    )


def test_whose_window_was_not_reached_teaches_nothing():
    days = Days()
    days.call(1, "c1", "not reached")
    assert shows_so_far(days.tables, TERMS).called == 0
    days.call(1, "c2", "came")
    assert shows_so_far(days.tables, TERMS).called == 1


def test_a_few_families_do_not_overrule_the_terms():
    days = Days()
    for at in range(3):
        days.call(1, f"c{at}", "stayed")
    learnt = shows_so_far(days.tables, TERMS).of("jor", "foreign", "0")
    assert TERMS.planning.show_permille // 2 < learnt < TERMS.planning.show_permille


def test_who_stayed_away_once_is_a_sort_of_its_own():
    days = Days()
    for at in range(30):
        days.call(1, f"c{at}", "stayed")
        days.call(1, f"d{at}", "came")
        days.call(2, f"c{at}", "stayed")
        days.call(2, f"e{at}", "came")
    shows = shows_so_far(days.tables, TERMS)
    assert shows.called == 120
    assert shows.of("jor", "foreign", "again") < shows.of("jor", "foreign", "0") - 100


def test_a_kept_place_has_its_days_of_notice():
    days = Days()
    for at in range(30):
        days.call(3, f"c{at}", "came", kept="2023-11-01")
        days.call(3, f"d{at}", "stayed" if at % 2 else "came")
    shows = shows_so_far(days.tables, TERMS)
    assert shows.of("jor", "foreign", "2") > shows.of("jor", "foreign", "0") + 100


@pytest.mark.parametrize(
    ("carried", "again", "notice"),
    [
        ("", False, "0"),
        ("2023-11-08", False, "1"),
        ("2023-11-01", False, "3"),
        ("2023-11-09", False, "0"),
        ("2023-11-08", True, "again"),
    ],
)
def test_notice_is_days_since_the_first_call(carried, again, notice):
    assert notice_of("2023-11-09", carried, again=again) == notice


def test_a_day_that_has_not_ended_is_not_learnt_from():
    days = Days()
    days.call(1, "c1", "came")
    (row,) = days.tables.select(CallListRow)
    days.tables.put(replace(row, ended=""))
    assert shows_so_far(days.tables, TERMS).called == 0
