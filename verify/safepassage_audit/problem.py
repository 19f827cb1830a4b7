"""The form of a recorded problem: a list made from anything else could call more than its quota and be within it (docs/adr/0168)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

UNITS = ("persons", "patients", "cases")


class UnformedError(Exception):
    """The problem is not of its form, at the path that this names."""


def hold_to_form(problem: dict[str, Any]) -> None:
    """Refuse a problem that the planner itself would refuse, in what the checks of a list rest on.

    Raises:
        UnformedError: naming the first place that is not of its form, such as `cases[3].units`.
        KeyError, TypeError: something is missing, or is no table or list.
    """
    for where in _wrong(problem):
        raise UnformedError(where)


def _wrong(problem: dict[str, Any]) -> Iterator[str]:
    kinds: dict[Any, Any] = {}
    for at, one in enumerate(problem["categories"]):
        yield from _named(f"categories[{at}]", one, kinds)
        yield from _whole(f"categories[{at}]", one, ("quota",))
        if one["unit"] not in UNITS:
            yield f"categories[{at}].unit"
        kinds[one["id"]] = one["unit"]
    lanes: dict[Any, Any] = {}
    for at, one in enumerate(problem["lanes"]):
        yield from _named(f"lanes[{at}]", one, lanes)
        yield from _whole(f"lanes[{at}]", one, ("desks",))
        lanes[one["id"]] = None
    cases: dict[Any, Any] = {}
    for at, one in enumerate(problem["cases"]):
        yield from _named(f"cases[{at}]", one, cases)
        yield from (
            f"cases[{at}].{name}" for name, known in (("category", kinds), ("lane", lanes)) if one[name] not in known
        )
        yield from _case(f"cases[{at}]", one, kinds[one["category"]])
        cases[one["id"]] = None
    yield from _rules(problem, kinds)
    yield from _whole("day", problem["day"], ("minutes",))
    ambulances = problem["ambulances"]
    yield from _whole("ambulances", ambulances, ("count", "return_minutes"))
    away = ambulances.get("away", [])
    if len(away) > ambulances["count"] or not all(_is_whole(minutes) for minutes in away):
        yield "ambulances.away"


def _case(where: str, one: dict[str, Any], unit: str) -> Iterator[str]:
    yield from _whole(where, one, ("persons", "minutes"), least=1)
    yield from _whole(where, one, ("units", "weight"))
    most = 1 if unit == "cases" else one["persons"]
    if one["units"] > most or (unit != "patients" and one["units"] < most):
        yield f"{where}.units"
    if not isinstance(one["ambulance"], bool):
        yield f"{where}.ambulance"
    show = one["show"]
    if not isinstance(show, int | float) or isinstance(show, bool) or not 0 <= show <= 1:
        yield f"{where}.show"
    if not isinstance(one["registered"], int) or isinstance(one["registered"], bool):
        yield f"{where}.registered"


def _rules(problem: dict[str, Any], kinds: dict[Any, Any]) -> Iterator[str]:
    for at, rule in enumerate(problem.get("order") or ()):
        yield from (f"order[{at}].{name}" for name in ("first", "then") if rule[name] not in kinds)
        if rule["first"] == rule["then"]:
            yield f"order[{at}]"
    for at, rule in enumerate(problem.get("coupling") or ()):
        yield from (f"coupling[{at}].{name}" for name in ("category", "needs") if rule[name] not in kinds)
        yield from _whole(f"coupling[{at}]", rule, ("ratio", "allowance"))


def _named(where: str, one: dict[str, Any], known: dict[Any, Any]) -> Iterator[str]:
    if not isinstance(one["id"], str) or not one["id"] or one["id"] in known:
        yield f"{where}.id"


def _whole(where: str, one: dict[str, Any], names: tuple[str, ...], least: int = 0) -> Iterator[str]:
    yield from (f"{where}.{name}" for name in names if not _is_whole(one[name], least))


def _is_whole(value: Any, least: int = 0) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
