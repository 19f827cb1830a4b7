"""What follows from the terms for a person, a case or a new text; every answer cites its clause as `VERSION/CLAUSE`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from safepassage.terms.conditions import holds, person_view
from safepassage.terms.model import Agreement, DocumentRule, Weight
from safepassage.terms.reading import read_terms
from safepassage.terms.schema import TOP
from safepassage.terms.shape import Fault
from safepassage.terms.words import statements

__all__ = [
    "case_minutes",
    "category_of",
    "differences",
    "in_words",
    "missing_documents",
    "next_version",
    "person_view",
    "read_terms",
    "source_view",
    "weights_of",
]


def source_view(agreement: Agreement, party_id: str) -> dict[str, Any]:
    """The source of a list as conditions see it; a source that is no party has no roles."""
    party = agreement.party(party_id)
    return {"id": party_id, "roles": list(party.roles) if party else []}


def category_of(agreement: Agreement, person: Mapping[str, Any], source: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first category whose condition holds, as (category id, clause cited); None where the agreement covers nobody such.

    Args:
        agreement: the terms in force.
        person: as `person_view` makes it; what is left out counts as not known.
        source: as `source_view` makes it.
    """
    return next(
        ((one.id, agreement.cite(one.clause)) for one in agreement.categories if holds(one.condition, person, source)),
        None,
    )


def documents_for(
    agreement: Agreement, category: str, person: Mapping[str, Any], source: Mapping[str, Any] | None = None
) -> tuple[DocumentRule, ...]:
    """The rules on papers that bind the person."""
    return tuple(
        rule
        for rule in agreement.documents
        if rule.category == category and holds(rule.condition, person, source or {})
    )


def missing_documents(
    agreement: Agreement,
    category: str,
    person: Mapping[str, Any],
    kinds: tuple[str, ...],
    source: Mapping[str, Any] | None = None,
) -> tuple[DocumentRule, ...]:
    """The rules on papers that bind the person and that none of the papers in hand (`kinds`) meets."""
    binding = documents_for(agreement, category, person, source)
    return tuple(rule for rule in binding if not set(rule.any_of) & set(kinds))


def weights_of(
    agreement: Agreement, person: Mapping[str, Any], source: Mapping[str, Any] | None = None
) -> tuple[Weight, ...]:
    """Every weight whose condition holds for a person, in the terms' order."""
    return tuple(one for one in agreement.weights if holds(one.condition, person, source or {}))


def case_minutes(agreement: Agreement, category: str, persons: int, *, ambulance: bool = False) -> tuple[str, int]:
    """The lane that serves such a case and the minutes it takes there.

    The first lane of the category that takes ambulances where one is needed and does not where none is; else its first.

    Raises:
        KeyError: no lane serves the category.
    """
    lanes = [lane for lane in agreement.crossing.lanes if category in lane.categories]
    if not lanes:
        raise KeyError(category)
    lane = next((one for one in lanes if one.ambulance == ambulance), lanes[0])
    return lane.id, lane.minutes_base + lane.minutes_per_person * persons


def next_version(current: Agreement, text: str, source: str) -> Agreement:
    """The amended agreement that the text describes.

    Raises:
        ProblemsError: the text is no terms file, is not the version after the current one, or is of another operation;
            all of it at once.
    """

    def follows(data: Mapping[str, Any]) -> Iterator[Fault]:
        wanted: dict[str, str | int] = {"version": current.version + 1, "id": current.id}
        for key in TOP.keys:
            if key.name in wanted and key.name in data and data[key.name] != wanted[key.name]:
                what = (
                    f"{key.name} is {data[key.name]!r}; the terms in force are {current.id!r} version {current.version}"
                )
                yield Fault((key.name,), what, f"write {key.name} = {_toml(wanted[key.name])}", "version")

    return read_terms(text, source, follows)


def _toml(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def differences(old: Agreement, new: Agreement) -> list[str]:
    """What an amendment changes, in sentences: what says otherwise, what is new, what no longer holds."""
    before = {one.label: one.says for one in statements(old)}
    after = {one.label: one.says for one in statements(new)}
    sentences = [f"Version {new.version}, agreed on {new.concluded}, follows version {old.version}."]
    for label, says in after.items():
        if label not in before:
            sentences.append(f"New, {label}: {says}")
        elif before[label] != says:
            sentences.append(f"Changed, {label}. It said: {before[label]} It now says: {says}")
    sentences += [f"No longer, {label}: {says}" for label, says in before.items() if label not in after]
    return sentences


def in_words(agreement: Agreement) -> list[tuple[str, list[str]]]:
    """The terms under headings; a sentence that rests on a clause begins with `VERSION/CLAUSE`."""
    headings: dict[str, list[str]] = {}
    for one in statements(agreement):
        clause = one.label.removeprefix("clause ")
        cited = f"{agreement.cite(clause)}: " if clause != one.label else ""
        headings.setdefault(one.heading, []).append(cited + one.says)
    return list(headings.items())
