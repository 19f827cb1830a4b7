"""The reference operation's terms and record: every clause says where it comes from, the record is what it was."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from safepassage.terms.model import Agreement
from safepassage.terms.reading import read_terms

FOLDER = Path(__file__).parents[2] / "examples" / "rafah-2023"
TEXT = (FOLDER / "terms.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def terms() -> Agreement:
    return read_terms(TEXT, "terms.toml")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_agreement_of_1_november_2023(terms: Agreement) -> None:
    assert (terms.version, terms.id, terms.mediator, terms.concluded, terms.ends) == (
        1, "rafah-2023", "qat", date(2023, 11, 1), None,
    )  # fmt: skip
    assert (terms.side("exit").party, terms.side("entry").party) == ("gaza-crossings", "egy")
    assert [(one.id, one.case, one.clearances) for one in terms.categories] == [
        ("injured", "patient", ("gaza-crossings", "isr", "egy")),
        ("foreign", "family", ("gaza-crossings", "isr", "egy")),
    ]
    assert (terms.publication.publish_by, terms.publication.present_from) == (3 * 60, 7 * 60)
    assert not terms.publication.evening_before()
    assert [(one.first, one.then) for one in terms.orders] == [("injured", "foreign")]
    assert [(one.category, one.needs) for one in terms.couplings] == [("foreign", "injured")]
    assert [(one.category, one.most) for one in terms.companions] == [("injured", 1)]
    assert [(one.categories, one.hours) for one in terms.onward] == [(("foreign",), 72)]
    assert any(one.any_of == ("no-objection",) for one in terms.documents)


def test_the_quotas_of_the_first_day_and_after(terms: Agreement) -> None:
    injured, foreign = terms.quota("injured"), terms.quota("foreign")
    assert injured is not None
    assert foreign is not None
    days = (date(2023, 11, 1), date(2023, 11, 2))
    assert ([injured.ceiling(day) for day in days], injured.total, injured.unit) == ([81, 50], None, "patients")
    assert ([foreign.ceiling(day) for day in days], foreign.total, foreign.unit) == ([500, 1000], 7500, "persons")


def test_sixty_states_send_lists(terms: Agreement) -> None:
    embassies = [one for one in terms.parties if one.name.startswith("Embassy of ")]
    assert len(embassies) == 60
    assert all(re.fullmatch(r"[a-z]{3}", one.id) and one.roles == ("sends",) and one.names["ar"] for one in embassies)
    assert len({one.names["ar"] for one in embassies}) == 60


def test_the_coupling_forbids_no_recorded_day(terms: Agreement) -> None:
    coupling = terms.couplings[0]
    recorded = 0
    for row in rows("days.csv"):
        through, patients = row["foreign_and_dual_nationals_out"], row["injured_out"]
        if row["note"].startswith("PRIMARY") and through and patients and row["date"] <= "2023-11-12":
            assert int(through) <= coupling.ratio * int(patients) + coupling.allowance
            recorded += 1
    assert recorded >= 6


def test_the_validity_covers_the_lists_that_were_honoured_on_6_november(terms: Agreement) -> None:
    opened = {row["date"] for row in rows("days.csv") if row["note"].startswith("PRIMARY") and row["status"] in {"open", "partial"}}  # fmt: skip
    from_first = sorted(day for day in opened if "2023-11-01" <= day <= "2023-11-06")
    assert from_first == ["2023-11-01", "2023-11-02", "2023-11-03", "2023-11-06"]
    assert terms.validity.days == len(from_first)
    assert terms.validity.carry_over


def test_every_clause_says_where_it_comes_from() -> None:
    """A comment in the clause's paragraph, or over the first of a row of paragraphs of one kind."""
    clauses, sourced_kind = 0, ""
    for paragraph in TEXT.split("\n\n"):
        header = next((line for line in paragraph.split("\n") if line.startswith("[")), "")
        sourced = re.search(r"[Ff]acts? \d|CHOSEN|heading of the record", paragraph) is not None
        if "clause = " in paragraph:
            clauses += 1
            assert sourced or sourced_kind == header, paragraph
        sourced_kind = header if sourced or sourced_kind == header else ""
    assert clauses >= 20


def test_sources_have_addresses() -> None:
    assert len(re.findall(r"https?://", TEXT)) > 20
    assert TEXT.count("CHOSEN") >= 10


def test_every_recorded_day_has_one_primary_row_and_a_source() -> None:
    days = rows("days.csv")
    primary = [row["date"] for row in days if row["note"].startswith("PRIMARY")]
    first, last = date(2023, 11, 1), date(2024, 5, 7)
    assert primary == [(first + timedelta(days=at)).isoformat() for at in range((last - first).days + 1)]
    assert all(row["note"].startswith(("PRIMARY", "ALT")) and row["source_url"].startswith("http") for row in days)
    assert {row["status"] for row in days} == {"open", "partial", "closed", "unknown"}


def test_the_first_twelve_days_are_as_the_record_has_them() -> None:
    status = {row["date"][-2:]: row["status"] for row in rows("days.csv") if row["note"].startswith("PRIMARY") and row["date"] <= "2023-11-12"}  # fmt: skip
    assert " ".join(status.values()) == "open open open closed closed partial open closed open partial closed open"


def test_listed_against_crossed() -> None:
    first = rows("listed_vs_crossed.csv")[0]
    assert (first["date"], first["listed"], first["crossed"]) == ("2023-11-01", "491", "361")
    assert all(row["listed_source"].startswith("http") for row in rows("listed_vs_crossed.csv"))


def test_the_readme_counts_what_is_planted(full: tuple[Path, object]) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    faults = full[1].faults  # type: ignore[attr-defined] # the generator is loaded by its path
    listed = {name: int(count) for name, count in re.findall(r"\(`([a-z-]+)`\) \| (\d+) \|", readme)}
    assert listed == {name: len(places) for name, places in faults.items()}
