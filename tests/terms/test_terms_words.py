"""The terms in words: a whole text as a reader sees it, and each way of saying that a term has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from safepassage.terms.model import Agreement
from safepassage.terms.rules import in_words
from safepassage.terms.words import clock, statements

SMALL_IN_WORDS = """\
The agreement
  A small operation (small), agreed on 2030-01-01. No end was agreed: it may stop on any day. Mediator: blue.
Parties
  blue: Blue: mediates, coordinates.
  red: Red: clears, runs-side, sends.
  green: Green (ar: أخضر): clears, runs-side, refers.
The crossing
  The bridge, usually open 09:00 to 17:00 (Africa/Cairo); 2 ambulances, each back after 60 minutes.
  Side west, West side: people make their exit there; red runs it.
  Side east, East side: people make their entry there; green runs it.
  Lane hall, Hall: 2 desks for families, patients; 3 minutes a case and 2 for each person.
  Lane bay, Bay: 1 desk for patients; 5 minutes a case and 1 for each person; patients come by ambulance.
Who may leave
  1/C1: patients: Patients; looked at in place 1, where "refers" in source.roles. Called as patients with their companions. Yes needed from red, green, each within 24 hours.
  1/C2: families: Families; looked at in place 2, where person.nationality == "JOR". Called as family units. Yes needed from red, each within 48 hours.
  1/Q1: families: at most 100 a day, 20 on 2030-01-02, 500 in all (counted in persons); a ceiling, no promise.
  1/P1: At most 1 companion may go with a patient of patients.
Papers
  Paper visa: Visa.
  1/D1: families: an adult carries a passport or a visa (where !person.minor: one of passport, visa).
  1/D2: families: a child with one parent carries the other's no-objection (where person.minor && person.parents_present == 1: one of no-objection).
Order and coupling
  1/O1: On each day patients go before families.
  1/K1: At any moment of a day at most 8 persons of families have passed for each one of patients who passed, and 10 more.
Calls
  1/L1: The list is out by 20:00 on the evening before; people present themselves from 07:00. No personal data becomes public with it.
  1/L2: A call holds for 1 crossing day. A closure keeps everybody's place.
After the exit
  1/B1: Whoever has left one side and not reached the other after 120 minutes is reported.
  1/N1: families: out of the receiving country within 72 hours of entry.
Ranking
  1/W1: 20 for each person: a patient in critical condition (where person.triage == "critical").
  1/W2: 1 for each person: each person (where true).
Planning
  1/Z1: The plan's promise holds from minute 60; risk of turning somebody away 10 %; a list may fall short of its share by 50 %; waves of 60 minutes; 80 % of the called are expected to come; a list is changed for a gain above 2 %.
Data
  1/R1: A person's data may be erased 30 days after the person left the operation.
The record
  1/R2: A manifest that the quorum has not witnessed yet may be used for 60 minutes; after that everybody is held.
"""


def said(agreement: Agreement, label: str) -> str:
    return next(one.says for one in statements(agreement) if one.label == label)


def test_a_whole_agreement_in_words(small: Agreement) -> None:
    lines = [line for heading, group in in_words(small) for line in (heading, *(f"  {one}" for one in group))]
    assert "\n".join(lines) + "\n" == SMALL_IN_WORDS


def test_an_end_is_named(small: Agreement) -> None:
    assert "It ends on 2030-01-01." in said(replace(small, ends=small.concluded), "the agreement")


def test_what_a_closure_and_the_public_mean(small: Agreement) -> None:
    other = replace(
        small,
        publication=replace(small.publication, publish_by=180, confidential=True),
        validity=replace(small.validity, days=3, carry_over=False),
    )
    assert said(other, "clause L1") == (
        "The list is out by 03:00; people present themselves from 07:00. Nothing of it becomes public."
    )
    assert said(other, "clause L2") == "A call holds for 3 crossing days. A closure ends the call."


def test_a_coupling_without_an_allowance(small: Agreement) -> None:
    other = replace(small, couplings=(replace(small.couplings[0], allowance=0),))
    assert said(other, "clause K1").endswith("for each one of patients who passed.")


@pytest.mark.parametrize(
    ("per_day", "total", "on_days", "bounds"),
    [
        (5, None, {}, "5 a day"),
        (None, 9, {}, "9 in all"),
        (None, None, {"2030-01-03": 2, "2030-01-02": 1}, "1 on 2030-01-02, 2 on 2030-01-03"),
        (0, 0, {}, "0 a day, 0 in all"),
        (None, None, {}, "any number"),
    ],
)
def test_a_quota_says_what_it_bounds(
    small: Agreement, per_day: int | None, total: int | None, on_days: dict[str, int], bounds: str
) -> None:
    quota = replace(small.quotas[0], per_day=per_day, total=total, on_days=on_days)
    assert said(replace(small, quotas=(quota,)), "clause Q1") == (
        f"families: at most {bounds} (counted in persons); a ceiling, no promise."
    )


def test_shares_that_are_not_kept_and_weekdays_that_are_closed(small: Agreement) -> None:
    other = replace(
        small,
        planning=replace(small.planning, share_epsilon_permille=None),
        crossing=replace(small.crossing, closed_weekdays=(4, 5)),
    )
    assert "lists' shares are not kept" in said(other, "clause Z1")
    assert "(Africa/Cairo), never on Friday, Saturday; 2 ambulances" in said(other, "the crossing")


def test_no_retention_no_sentence(small: Agreement) -> None:
    assert "Data" not in dict(in_words(replace(small, retention=None)))


def test_clock() -> None:
    assert [clock(minute) for minute in (0, 59, 60, 1439)] == ["00:00", "00:59", "01:00", "23:59"]
