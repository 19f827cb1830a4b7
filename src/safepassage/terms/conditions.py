"""Conditions of the terms, in CEL (the Common Expression Language), over one person and the source that named the person."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from safepassage.terms.model import ROLES

ADULT_AGE = 18
Value = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a condition may ask for. `unknown` is its value where nobody said; `words` all it may be, empty where free."""

    name: str
    says: str
    unknown: Value
    words: tuple[str, ...] = ()


PERSON_FIELDS = (
    Field("nationality", "state, three letters of ISO 3166 in capitals (JOR)", ""),
    Field("age", "whole years on the day asked about; -1 where the birth date is not known", -1),
    Field("sex", "as on a travel document", "", ("F", "M", "X", "")),
    Field(
        "relation",
        "to the principal applicant",
        "",
        ("principal", "spouse", "child", "parent", "sibling", "companion", "dependant", "other", ""),
    ),
    Field("triage", "medical urgency that a referral gives", "", ("critical", "urgent", "stable", "")),
    Field("transport", "how a patient must travel", "", ("ambulance", "wheelchair", "walking", "")),
    Field("needs", "specific needs, as the source wrote them", ""),
    Field("documents", "kinds of papers in hand, e.g. passport", ()),
    Field("companion", "travels with a patient, is none", unknown=False),
    Field("minor", "under 18; where the birth date is not known, a child of the principal applicant", unknown=False),
    Field("parents_present", "how many parents are in the same case; -1 where not known", -1),
)
SOURCE_FIELDS = (
    Field("id", "party that sent the list", ""),
    Field("roles", "roles of that party", (), ROLES),
)
FIELDS = {"person": PERSON_FIELDS, "source": SOURCE_FIELDS}

NAMED = {root: {field.name: field for field in fields} for root, fields in FIELDS.items()}
TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
USE = re.compile(r"(?<![\w.])(person|source)\b(?:\s*\.\s*(\w+))?")


class ConditionError(ValueError):
    """A condition could not be decided; the text says which condition and never whom it was asked about."""


def holds(condition: str, person: Mapping[str, Any], source: Mapping[str, Any]) -> bool:
    """Whether the CEL condition holds. What `person` or `source` leaves out counts as not known, what is more is not looked at.

    Raises:
        ConditionError: the condition cannot be decided; `faults` on its text says why beforehand.
        TypeError: a value is not of its field's kind.
    """
    given = {"person": person, "source": source}
    return outcome(condition, tuple(_value(root, name, given[root]) for root, name in uses(condition)))


def person_view(birth: str, day: date, **said: Any) -> dict[str, Any]:
    """A person as conditions see one: `age` and `minor` on `day` from the birth date, the rest as said, every field there.

    Raises:
        TypeError: something was said that is no field of a person.
    """
    unknown = set(said) - set(NAMED["person"])
    if unknown:
        raise TypeError(f"no fields of a person: {sorted(unknown)}")
    age = age_on(birth, day)
    view = {field.name: field.unknown for field in PERSON_FIELDS} | {"age": age}
    view["minor"] = age < ADULT_AGE if age >= 0 else said.get("relation") == "child"
    return view | said


def age_on(birth: str, day: date) -> int:
    """Whole years on that day of somebody born on `YYYY-MM-DD`; of `YYYY-MM` or `YYYY` the youngest possible; -1 unknown.

    The youngest, because protection that goes with being a child must not be lost to a missing month.
    """
    parts = [int(part) for part in birth.split("-")] if birth else []
    if not parts:
        return -1
    year, month, last = (*parts, *(12, 31)[len(parts) - 1 :])[:3]
    return max(day.year - year - ((day.month, day.day) < (month, last)), -1)


def _value(root: str, name: str, given: Mapping[str, Any]) -> Value:
    unknown = NAMED[root][name].unknown
    value = given.get(name, unknown)
    kept: Value = tuple(value) if isinstance(value, list) else value
    if type(kept) is not type(unknown):
        raise TypeError(f"{root}.{name} is {type(kept).__name__}, not {type(unknown).__name__}")
    return kept


@functools.cache
def uses(condition: str) -> tuple[tuple[str, str], ...]:
    """The fields that the condition looks at, as (`person` or `source`, field), in its order."""
    bare = TEXT.sub("@", condition)
    return tuple(dict.fromkeys((root, name) for root, name in USE.findall(bare) if name in NAMED[root]))


@functools.cache
def compiled(condition: str) -> Any:
    """The engine's program for the condition.

    Raises:
        ConditionError: the text is no CEL; says where.
    """
    import cel  # noqa: PLC0415 - it loads a command line of its own, which a gate would wait for a second for

    try:
        return cel.compile(condition)
    except ValueError as error:
        where = str(error).split("\n", 1)[0].rsplit("ERROR: ", 1)[-1]
        raise ConditionError(f"the condition is no CEL: {where}") from error


# People are many and the values a condition looks at are few: asking the engine once per combination is a hundredfold faster.
@functools.lru_cache(maxsize=65_536)
def outcome(condition: str, values: tuple[Value, ...]) -> bool:
    """What the condition says where the fields that `uses` names have these values.

    Raises:
        ConditionError: the condition cannot be decided.
    """
    context: dict[str, dict[str, Any]] = {root: {} for root in FIELDS}
    for (root, name), value in zip(uses(condition), values, strict=True):
        context[root][name] = list(value) if isinstance(value, tuple) else value
    try:
        decided = compiled(condition).execute(context)
    except (ArithmeticError, LookupError, RuntimeError, TypeError) as error:
        raise ConditionError(f"the condition {condition!r} cannot be decided: {type(error).__name__}") from error
    if not isinstance(decided, bool):
        raise ConditionError(f"the condition {condition!r} gives {type(decided).__name__}, not true or false")
    return decided
