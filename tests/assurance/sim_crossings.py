"""What the verification says of each crossing: told where its hour or its key is odd, and never silent where a record is twisted."""

from __future__ import annotations

from dataclasses import replace

from sim_events import Violation
from sim_run import Run
from sim_trust import TOLERANCE
from sim_world import Paper

from safepassage.adapters.memory import MemoryTables
from safepassage.gate.facts import Scanned
from safepassage.gate.reasons import DEGRADED, IN_ORDER
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.operations.invariants import before
from safepassage.operations.oddities import odd_before
from safepassage.passes.state import PassRow


def check_crossing(run: Run, recorded: Recorded, tables: MemoryTables) -> None:
    """An hour outside the pass is told, and only where a clock was ahead; a limit of the key is told only where there was one.

    Raises:
        Violation: it is not so.
    """
    fact = recorded.fact
    assert isinstance(fact, Scanned)
    paper = next((one for one in run.server.papers if one.pass_id == fact.pass_id), None)
    told = {code for code, _ in odd_before(recorded, tables)}
    if paper is None or fact.reason not in (IN_ORDER, DEGRADED):
        if told:
            raise Violation("I5 nothing is odd where two people answered", fact.record)
        return
    outside = _outside(paper, recorded.at)
    if ("window" in told) != outside:
        raise Violation("I5 an hour outside the pass is told", fact.record)
    said = next(one.record.at for one in run.truth if one.record.record == fact.record)
    if outside and not recorded.at < Moment.parse(said):
        raise Violation("I5 no gate lets somebody pass outside the pass's hours", fact.record)
    limits = [limit for epoch, limit in run.server.ever if epoch == paper.epoch]
    if "scope" in told and not any(limit.forbids(paper) for limit in limits):
        raise Violation("I5 no limit is told of that nobody set", fact.record)


def _outside(paper: Paper, at: Moment) -> bool:
    assert paper.valid_from is not None
    assert paper.expires is not None
    early, late = paper.valid_from.seconds - at.seconds, at.seconds - paper.expires.seconds
    return early > TOLERANCE or late >= TOLERANCE


def check_twisted(recorded: Recorded, tables: MemoryTables) -> None:
    """The same crossing as a gate that does not keep the rule would have written it: what is wrong is named, by its code.

    Raises:
        Violation: it is not.
    """
    fact = recorded.fact
    assert isinstance(fact, Scanned)
    never = "00" * 10
    held = {"reason": "document-mismatch", "officer": "officer 1", "override": "known to one"}
    twisted = (
        ("an override by one person", {"two-people"}, {**held, "second": ""}),
        ("an override by one person twice", {"two-people"}, {**held, "second": " Officer 1"}),
        ("one person for a pass that was never issued", {"two-people", "pass"}, {**held, "second": "", "pass_id": never}),
        ("a pass that was never issued", {"pass"}, {"reason": IN_ORDER, "pass_id": never}),
        ("a refusal overridden", {"gate"}, {**held, "second": "officer 2", "reason": "revoked"}),
        ("a way out for the reason of a way back", {"gate"}, {**held, "second": "officer 2", "reason": "returned"}),
        ("a hold that is a crossing", {"gate"}, {"verdict": "hold", "reason": IN_ORDER}),
    )  # fmt: skip
    for what, codes, instead in twisted:
        found = {code for code, _ in before(replace(recorded, fact=replace(fact, **instead)), tables)}
        if not codes <= found:
            raise Violation("I5 what no gate that keeps the rule writes is named", what)
    late = replace(recorded, at=recorded.at.plus(days=90), fact=replace(fact, reason=IN_ORDER))
    if not _issued(fact, tables) or "window" in {code for code, _ in odd_before(late, tables)}:
        return
    raise Violation("I5 what no gate that keeps the rule writes is named", "a pass that had ended")


def _issued(fact: Scanned, tables: MemoryTables) -> bool:
    """Whether the pass was issued: two people may have let somebody pass on one that never was."""
    return tables.get(PassRow, fact.pass_id) is not None
