"""Problem and plan as JSON texts: `plan solve` and `plan check` read and write nothing else.

Every fault of a text is found and named by its key's path; a text that can be used is never changed silently.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from safepassage.kernel.problems import ProblemsError
from safepassage.plan import model
from safepassage.plan.faults import Faults, Reader

DECIMALS = 4
MOST = 10**9
LONGEST_DAY = 1440


def read_problem(text: str | bytes, source: str = "problem") -> model.Problem:
    """The planning problem of a JSON text.

    Raises:
        ProblemsError: with every fault found; `column` is the key's path, e.g. `cases[3].weight`.
    """
    faults = Faults(source)
    top = Reader(_parse(text, faults), "", faults)
    problem = _problem(top)
    faults.stop()
    _references(problem, faults)
    faults.stop()
    return problem


def _parse(text: str | bytes, faults: Faults) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        read = dict(pairs)
        if len(read) != len(pairs):
            faults.add("", "a key stands twice in one object", "keep one of the two")
        return read

    def no_constant(name: str) -> float:
        raise ValueError(f"{name} is no number of JSON")

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)
    except (ValueError, RecursionError) as error:
        row = getattr(error, "lineno", 0)
        faults.add("", f"the text is no JSON ({type(error).__name__})", "write one JSON document in UTF-8", row=row)
        raise ProblemsError(faults.found) from error


def _problem(top: Reader) -> model.Problem:
    top.only(
        [
            "version",
            "seed",
            "day",
            "categories",
            "lanes",
            "ambulances",
            "coupling",
            "order",
            "shares",
            "turn_away_risk",
            "cases",
        ],
    )
    top.whole("version", least=1, most=1)
    return model.Problem(
        version=1,
        seed=top.whole("seed", least=0, most=2**63 - 1),
        day=_day(top.child("day")),
        categories=top.every("categories", _category),
        lanes=top.every("lanes", _lane),
        ambulances=_ambulances(top.child("ambulances")),
        coupling=top.every("coupling", _coupling, optional=True),
        order=top.every("order", _before, optional=True),
        shares=_shares(top),
        turn_away_risk=top.number("turn_away_risk", least=0, below=1),
        cases=top.every("cases", _case),
    )


def _day(at: Reader) -> model.Day:
    at.only(["minutes", "protect_from", "grace"])
    minutes = at.whole("minutes", least=1, most=LONGEST_DAY)
    protect = at.whole("protect_from", least=0, most=LONGEST_DAY)
    if protect > minutes:
        at.fault("protect_from", "the protected time begins after the day's end", "choose a minute of the day")
    return model.Day(minutes, protect, at.truth("grace", default=False))


def _category(at: Reader) -> model.CategoryQuota:
    at.only(["id", "quota", "unit"])
    return model.CategoryQuota(
        at.text("id"), at.whole("quota", least=0, most=MOST), at.one_of("unit", ("persons", "patients", "cases"))
    )


def _lane(at: Reader) -> model.LaneDesks:
    at.only(["id", "desks"])
    return model.LaneDesks(at.text("id"), at.whole("desks", least=0, most=10_000))


def _ambulances(at: Reader) -> model.Ambulances:
    at.only(["count", "return_minutes", "away"])
    count = at.whole("count", least=0, most=100_000)
    away = at.wholes("away", least=0, most=MOST)
    if len(away) > count:
        at.fault("away", "more ambulances are out than there are", "name each that is out once")
    return model.Ambulances(count, at.whole("return_minutes", least=0, most=100_000), away)


def _coupling(at: Reader) -> model.CouplingRule:
    at.only(["category", "needs", "ratio", "allowance"])
    return model.CouplingRule(
        at.text("category"),
        at.text("needs"),
        at.whole("ratio", least=0, most=MOST),
        at.whole("allowance", least=0, most=MOST),
    )


def _before(at: Reader) -> model.BeforeRule:
    at.only(["first", "then"])
    return model.BeforeRule(at.text("first"), at.text("then"))


def _shares(top: Reader) -> model.Shares | None:
    if top.absent("shares"):
        return None
    at = top.child("shares")
    at.only(["epsilon"])
    return model.Shares(at.number("epsilon", least=0, most=1))


def _case(at: Reader) -> model.CaseToPlan:
    at.only(
        ["id", "category", "list", "lane", "persons", "units", "weight", "minutes", "ambulance", "show", "registered"]
    )
    return model.CaseToPlan(
        id=at.text("id"),
        category=at.text("category"),
        list=at.text("list"),
        lane=at.text("lane"),
        persons=at.whole("persons", least=1, most=100_000),
        units=at.whole("units", least=0, most=MOST),
        weight=at.whole("weight", least=0, most=MOST),
        minutes=at.whole("minutes", least=1, most=MOST),
        ambulance=at.truth("ambulance", default=False),
        show=at.number("show", least=0, most=1, default=1.0),
        registered=at.whole("registered", least=-(2**62), most=2**62),
    )


def _references(problem: model.Problem, faults: Faults) -> None:
    categories = {one.id for one in problem.categories}
    lanes = {one.id for one in problem.lanes}
    faults.twice("categories", [one.id for one in problem.categories])
    faults.twice("lanes", [one.id for one in problem.lanes])
    faults.twice("cases", [one.id for one in problem.cases])
    for at, rule in enumerate(problem.coupling):
        faults.unknown(f"coupling[{at}].category", rule.category, categories, "categories")
        faults.unknown(f"coupling[{at}].needs", rule.needs, categories, "categories")
    for at, before in enumerate(problem.order):
        faults.unknown(f"order[{at}].first", before.first, categories, "categories")
        faults.unknown(f"order[{at}].then", before.then, categories, "categories")
        if before.first == before.then:
            faults.add(f"order[{at}]", "a category cannot go before itself", "name two categories")
    for at, case in enumerate(problem.cases):
        faults.unknown(f"cases[{at}].category", case.category, categories, "categories")
        faults.unknown(f"cases[{at}].lane", case.lane, lanes, "lanes")


def write_problem(problem: model.Problem) -> str:
    """The one JSON text of a problem: fixed key order, one line a case, ending in a line feed."""
    head: dict[str, Any] = {
        "version": problem.version,
        "seed": problem.seed,
        "day": _fields(problem.day),
        "categories": [_fields(one) for one in problem.categories],
        "lanes": [_fields(one) for one in problem.lanes],
        "ambulances": _ambulance_fields(problem.ambulances),
        "coupling": [_fields(one) for one in problem.coupling],
    }
    if problem.order:
        head["order"] = [_fields(one) for one in problem.order]
    head["shares"] = None if problem.shares is None else _fields(problem.shares)
    head["turn_away_risk"] = problem.turn_away_risk
    return _document(head, {"cases": [_fields(one) for one in problem.cases]})


def _ambulance_fields(ambulances: model.Ambulances) -> dict[str, Any]:
    fields = _fields(ambulances)
    if not fields.pop("away"):
        return fields
    return {**fields, "away": list(ambulances.away)}


def write_plan(plan: model.Plan) -> str:
    """The one JSON text of a plan: fixed key order, floats with four decimals at most, ending in a line feed."""
    order = [_fields(one) for one in plan.order]
    tail = {
        "standby": list(plan.standby),
        "certificate": [_fields(one) for one in plan.certificate],
        "worst": round(plan.worst, DECIMALS),
        "mean": round(plan.mean, DECIMALS),
        "limit": round(plan.limit, DECIMALS),
        "calls_in_vain": plan.calls_in_vain,
        "shares": [_fields(one) for one in plan.shares],
    }
    return _document({"version": plan.version}, {"order": order}, tail)


def _fields(noun: Any) -> dict[str, Any]:
    return {name: getattr(noun, name) for name in noun.__dataclass_fields__}


def _document(*parts: Mapping[str, Any]) -> str:
    lines = []
    for part in parts:
        for key, value in part.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                items = ",\n  ".join(_compact(one) for one in value)
                lines.append(f"{_compact(key)}:[\n  {items}]")
            else:
                lines.append(f"{_compact(key)}:{_compact(value)}")
    return "{" + ",\n".join(lines) + "}\n"


_compact: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def read_plan(text: str | bytes, source: str = "plan") -> model.Plan:
    """The plan of a JSON text; whether it keeps the terms is `rules.check`'s to say.

    Raises:
        ProblemsError: with every fault found; `column` is the key's path, e.g. `order[3].wave`.
    """
    faults = Faults(source)
    top = Reader(_parse(text, faults), "", faults)
    top.only(["version", "order", "standby", "certificate", "worst", "mean", "limit", "calls_in_vain", "shares"])
    top.whole("version", least=1, most=1)
    plan = model.Plan(
        version=1,
        order=top.every("order", _placed),
        standby=top.texts("standby"),
        certificate=top.every("certificate", _certified),
        worst=top.number("worst", least=0, most=1),
        mean=top.number("mean", least=0, most=1),
        limit=top.number("limit", least=0, most=1),
        calls_in_vain=top.whole("calls_in_vain", least=0, most=2**62),
        shares=top.every("shares", _share),
    )
    faults.stop()
    return plan


def _placed(at: Reader) -> model.Placed:
    at.only(["case", "lane", "wave"])
    return model.Placed(at.text("case"), at.text("lane"), at.whole("wave", least=0, most=LONGEST_DAY))


def _certified(at: Reader) -> model.CertifiedMinute:
    at.only(["minute", "value", "bound"])
    return model.CertifiedMinute(
        at.whole("minute", least=0, most=LONGEST_DAY),
        at.whole("value", least=0, most=2**62),
        at.whole("bound", least=0, most=2**62),
    )


def _share(at: Reader) -> model.ListShare:
    at.only(["list", "shortfall"])
    return model.ListShare(at.text("list"), at.whole("shortfall", least=0, most=2**62))
