"""What is wrong with a condition of the terms, found before anybody is judged by it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from safepassage.terms.conditions import (
    ADULT_AGE,
    FIELDS,
    NAMED,
    TEXT,
    USE,
    ConditionError,
    Value,
    compiled,
    outcome,
    uses,
)

FUNCTIONS = ("contains", "endsWith", "matches", "size", "startsWith")

_BOUND = re.compile(r"\.\s*(?:all|exists|exists_one|filter|map)\s*\(\s*(\w+)\s*,")
_EQUALS = re.compile(r"(?P<root>person|source)\.(?P<name>\w+)\s*(?:==|!=)\s*@(?P<text>\d+)")
_MEMBER = re.compile(r"@(?P<text>\d+)\s+in\s+(?P<root>person|source)\.(?P<name>\w+)")
_LISTED = re.compile(r"(?P<root>person|source)\.(?P<name>\w+)\s+in\s+\[(?P<items>[^\]]*)\]")
_AGES = (-1, 0, ADULT_AGE - 1, ADULT_AGE, 80)
_MOST_TRIED = 4096


def faults(condition: str, papers: tuple[str, ...]) -> list[tuple[str, str]]:
    """What is wrong with a condition's text and what to do about it; nothing where it can be decided for everybody.

    Looks at the grammar, at names and functions, at words compared with fields of a closed vocabulary, and then decides
    the condition for several hundred made-up persons that cover every such word. `papers` are the kinds of papers known.
    """
    try:
        program = compiled(condition)
    except ConditionError as error:
        return [(str(error), 'write something like person.nationality == "JOR"')]
    bare, texts = _without_texts(condition)
    found = [*_unknown_names(program, bare), *_unknown_words(bare, texts, papers)]
    return found or _undecided(condition)


def _without_texts(condition: str) -> tuple[str, list[str]]:
    texts: list[str] = []

    def number(found: re.Match[str]) -> str:
        texts.append(found.group()[1:-1])
        return f"@{len(texts) - 1}"

    return TEXT.sub(number, condition), texts


def _unknown_names(program: Any, bare: str) -> Iterator[tuple[str, str]]:
    for name in sorted(set(program.variables()) - {*FIELDS, *_BOUND.findall(bare)}):
        yield f"the condition asks for {name!r}", "ask for person.FIELD or source.FIELD"
    for name in program.functions():
        if name[0].isalpha() and name not in FUNCTIONS:
            yield f"the condition uses the function {name!r}", f"use one of {', '.join(FUNCTIONS)}"
    for root, name in dict.fromkeys(USE.findall(bare)):
        if name not in NAMED[root]:
            asked = f"{root}.{name}" if name else f"{root} as a whole"
            yield f"the condition asks for {asked}", f"ask for {root}.{f', {root}.'.join(NAMED[root])}"


def _unknown_words(bare: str, texts: list[str], papers: tuple[str, ...]) -> list[tuple[str, str]]:
    found = []
    for root, name, number in _compared(bare):
        field = NAMED.get(root, {}).get(name)
        words = papers if (root, name) == ("person", "documents") else field.words if field else ()
        if words and texts[number] not in words:
            known = ", ".join(word for word in words if word)
            found.append((f"{root}.{name} is never {texts[number]!r}", f"use one of {known}"))
    return found


def _compared(bare: str) -> Iterator[tuple[str, str, int]]:
    for pattern in (_EQUALS, _MEMBER):
        for one in pattern.finditer(bare):
            yield one["root"], one["name"], int(one["text"])
    for one in _LISTED.finditer(bare):
        for number in re.findall(r"@(\d+)", one["items"]):
            yield one["root"], one["name"], int(number)


def _undecided(condition: str) -> list[tuple[str, str]]:
    samples = (_samples(root, name) for root, name in uses(condition))
    tried = itertools.islice(itertools.product(*samples), _MOST_TRIED)
    for values in tried:
        try:
            outcome(condition, values)
        except ConditionError as error:
            return [(str(error), "make it true or false for everybody; an unknown age is -1, an unknown word is empty")]
    return []


def _samples(root: str, name: str) -> tuple[Value, ...]:
    field = NAMED[root][name]
    if isinstance(field.unknown, bool):
        return (False, True)
    if isinstance(field.unknown, int):
        return _AGES
    if isinstance(field.unknown, tuple):
        return ((), ("passport",), field.words or ("passport", "id-card"))
    return field.words or ("", "JOR")
