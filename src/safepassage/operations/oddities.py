"""What is odd about a crossing that the gate alone allowed, and proves nothing: a clock may be off, a gate may not have been told."""

from __future__ import annotations

from safepassage.gate.facts import Scanned
from safepassage.gate.model import Limits
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.kernel.rows import Tables
from safepassage.kernel.wording import counted
from safepassage.ledger.state import ScopeRow
from safepassage.operations.asking import standing_person
from safepassage.operations.invariants import CROSSED, Found, answered_by_two, under_a_lost_manifest
from safepassage.operations.issuing import issuer_keys
from safepassage.operations.terms import agreement_in_force
from safepassage.passes.model import Pass
from safepassage.passes.state import PassRow

TOLERANCE = Limits().tolerance_seconds


def odd_before(recorded: Recorded, tables: Tables) -> Found:
    """What somebody should look at in a fact, seen from the tables as they stood before it. Code and sentence."""
    fact = recorded.fact
    if not isinstance(fact, Scanned) or fact.step not in CROSSED or answered_by_two(fact):
        return
    issued = tables.get(PassRow, fact.pass_id)
    if issued is None or under_a_lost_manifest(fact, tables):
        return
    yield from _window(fact.step, recorded.at, issued)
    yield from _scope(fact.step, issued, tables)


def _window(step: str, at: Moment, issued: PassRow) -> Found:
    early = Moment.parse(issued.valid_from).seconds - at.seconds
    late = at.seconds - Moment.parse(issued.expires).seconds
    why = "by the record's own moment: a clock was off, or this gate does not keep the rule"
    if early > TOLERANCE:
        yield "window", f"somebody {step} {counted(early // 60, 'minute')} before their pass held, {why}"
    elif late >= TOLERANCE:
        yield "window", f"somebody {step} {counted(late // 60, 'minute')} after their pass had ended, {why}"


def _scope(step: str, issued: PassRow, tables: Tables) -> Found:
    """The limits of the key as the record knew them when the crossing was written; nothing where the key is not known or has none."""
    if next(iter(tables.select(ScopeRow)), None) is None:
        return
    operation = agreement_in_force(tables).id
    key = next((one for one in issuer_keys(tables, operation) if one.kid.hex() == issued.signed_with), None)
    person = standing_person(tables, issued.person_id)
    if key is None or person is None:
        return
    window = Moment.parse(issued.valid_from), Moment.parse(issued.expires)
    says = Pass(issued.pass_id, operation, "", "", issued.tag, person.category, "", *window)
    outside = key.outside(says)
    if outside is not None:
        yield (
            "scope",
            f"somebody {step}, and {outside}: the gate was not told of the limit yet, or does not keep the rule",
        )
