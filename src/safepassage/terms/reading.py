"""From the text of a terms file to the agreement, or to every problem in it at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from typing import Any

from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.terms.checks import check
from safepassage.terms.lines import KeyPath, locate, nearest
from safepassage.terms.model import Agreement, Crossing
from safepassage.terms.shape import Fault, read_shape

_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

More = Callable[[dict[str, Any]], Iterable[Fault]]


def read_terms(text: str, source: str, more: More = lambda _: ()) -> Agreement:
    """The agreement that a TOML text describes.

    Args:
        text: the file's text, UTF-8 decoded.
        source: how problems name the file.
        more: further checks on the data that `tomllib` read.

    Raises:
        ProblemsError: the text is no terms file; every problem with its line and what to do, in the order of the lines.
    """
    text = text.removeprefix("\ufeff")  # some editors put a byte order mark before the first line
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProblemsError([_syntax(str(error), text, source)]) from error
    shaped = read_shape(data)
    faults = [*shaped.faults, *check(data), *more(data)]
    if faults:
        lines = locate(text)
        raise ProblemsError(sorted({_problem(fault, lines, source) for fault in faults}, key=_place))
    return _agreement(shaped.nouns)


def recorded_terms(text: str) -> Agreement:
    """The agreement of a text that `read_terms` took before it was recorded: it is not checked a second time.

    Raises:
        ValueError: the text was never taken.
    """
    shaped = read_shape(tomllib.loads(text.removeprefix("\ufeff")))
    if shaped.faults:
        raise ValueError("these terms were recorded without being read")
    return _agreement(shaped.nouns)


def _syntax(said: str, text: str, source: str) -> Problem:
    found = _TOML_PLACE.search(said)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    what = _TOML_PLACE.sub("", said)
    do = "mend the line: texts stand in quotation marks, every table and key appears once"
    return Problem(source, f"the file is no TOML: {what}", do, row=line, code="toml")


def _problem(fault: Fault, lines: dict[KeyPath, int], source: str) -> Problem:
    return Problem(source, fault.what, fault.do, nearest(lines, fault.path), _written(fault.path), fault.code)


def _written(path: KeyPath) -> str:
    """`parties[2].roles`: entries count from 1 as a reader does."""
    return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


def _place(problem: Problem) -> tuple[int, str, str]:
    return (problem.row, problem.column, problem.what)


def _agreement(nouns: dict[str, Any]) -> Agreement:
    crossing = Crossing(**nouns["crossing"], sides=nouns["crossing.sides"], lanes=nouns["crossing.lanes"])
    rest = {name: noun for name, noun in nouns.items() if name and "." not in name and name != "crossing"}
    return Agreement(**nouns[""], **rest, crossing=crossing)
