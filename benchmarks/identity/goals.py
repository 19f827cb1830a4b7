"""The table of what identity must reach, from the figures of one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Found = dict[str, dict[str, dict[str, Any]]]
OURS = "Safe Passage"
NONE = "not measured"


def goals(found: Found) -> Iterator[tuple[str, ...]]:
    """Per goal: what, best peer, prototype, goal, measured, whether it is reached."""
    yield _name(found, "T50k top-1", "t50k", "top1", 0.964, 0.975)
    yield _name(found, "T50k recall at 99 % precision", "t50k", "r99", 0.891, 0.93)
    yield _name(found, "T5k noisy top-1", "t5kn", "top1", 0.958, 0.97)
    yield _name(found, "Hebrew 5k top-1", "hebr", "top1", 0.945, 0.95)
    yield from _fields(found)
    yield _look_alikes(found)
    for way, size in (
        ("names only", "50k x 50k, names only"),
        ("the whole matcher, Splink on DuckDB", "50k x 50k, whole matcher"),
    ):
        yield _most(found, size, ("50k", way, "seconds"), "116 s" if way == "names only" else "-", 60, " s")
        yield _most(found, size, ("50k", way, "mb"), "2,200 MB" if way == "names only" else "-", 2_000, " MB")
    yield _most(
        found,
        "one new name against 50k, 99th percentile",
        ("one", "one new name against 50,000", "p99"),
        "-",
        20,
        " ms",
    )
    yield _most(
        found,
        "one against one at the gate, 99th percentile",
        ("one", "one name against one at the gate", "p99"),
        "-",
        20,
        " ms",
    )


def _figure(found: Found, table: str, system: str, column: str) -> float | None:
    value = found.get(table, {}).get(system, {}).get(column)
    return value if isinstance(value, int | float) else None


def _best_peer(found: Found, table: str, column: str) -> str:
    values = [
        one[column] for system, one in found.get(table, {}).items() if not system.startswith(OURS) and column in one
    ]
    return f"{max(values):.4f}" if values else "absent"


def _name(found: Found, what: str, table: str, column: str, prototype: float, goal: float) -> tuple[str, ...]:
    mine = _figure(found, table, OURS, column)
    return (
        what,
        _best_peer(found, table, column),
        f"{prototype}",
        f"{goal}",
        *_said(mine, lambda one: one >= goal, "{:.4f}"),
    )


def _fields(found: Found) -> Iterator[tuple[str, ...]]:
    one = found.get("fields", {}).get(OURS, {})
    links = _figure(found, "fields", OURS, "automatic_links")
    wrong = _figure(found, "fields", OURS, "automatic_wrong_links")
    precise = links and wrong is not None and wrong / links <= 0.001
    said = _said(one.get("automatic_recall"), lambda value: bool(value >= 0.97 and precise), "{:.4f}")
    yield (
        "name and birth date: links made without a human, precision 99.9 %",
        _best_peer(found, "fields", "r999"),
        ".99 synthetic",
        "0.97",
        *said,
    )
    yield (
        "pairs sent to a human",
        "-",
        "-",
        "5 %",
        *_said(one.get("to_a_human"), lambda value: value <= 0.05, "{:.2%}"),
    )
    false = None if not links or wrong is None else 10_000 * wrong / links
    yield ("false merges in 10,000", "-", "-", "1", *_said(false, lambda value: value <= 1, "{:.2f}"))


def _look_alikes(found: Found) -> tuple[str, ...]:
    """Planted pairs that were merged; the goal for whole lists does not apply to them, so none is said to be reached."""
    kinds = found.get("alike", {}).get("with families", {}).get("kinds", {})
    merged = sum(int(said.split(" ")[0]) for said in kinds.values())
    planted = sum(int(said.rsplit(" ", 1)[1]) for said in kinds.values())
    said = f"{merged} of {planted:,} planted" if kinds else NONE
    return ("look-alikes on one list each, merged", "-", "-", "-", said, "-")


def _most(
    found: Found, what: str, place: tuple[str, str, str], prototype: str, goal: float, unit: str
) -> tuple[str, ...]:
    mine = _figure(found, *place)
    return (what, "-", prototype, f"{goal:,}{unit}", *_said(mine, lambda one: one <= goal, "{:,.1f}" + unit))


def _said(value: float | None, reached: Callable[[float], bool], form: str) -> tuple[str, str]:
    return (NONE, "-") if value is None else (form.format(value), "yes" if reached(value) else "no")
