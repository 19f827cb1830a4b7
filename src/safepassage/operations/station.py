"""What a side's post reads of the record: its session, its day, who may pass now, and where the record stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from safepassage.account.state import StandRow
from safepassage.gate.model import Before, Coupled, Flow, Limits, Record
from safepassage.gate.records import day_of
from safepassage.gate.rules import record_of
from safepassage.gate.sides import OwnSides, sides_of
from safepassage.gate.state import ScanRow, SessionRow
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.operations.details import is_patient
from safepassage.operations.house import House
from safepassage.operations.ports import Work
from safepassage.operations.witnessing import standing
from safepassage.people.state import PersonRow
from safepassage.terms.model import Agreement, Side

Stand = tuple[int, tuple[bytes, ...]]


def local_day(agreement: Agreement, at: Moment) -> str:
    """The calendar day at the crossing."""
    return datetime.fromtimestamp(at.seconds, UTC).astimezone(ZoneInfo(agreement.crossing.timezone)).date().isoformat()


def side_named(agreement: Agreement, name: str) -> Side:
    """The side with that id.

    Raises:
        ProblemsError: the crossing has no such side.
    """
    found = next((one for one in agreement.crossing.sides if one.id == name), None)
    if found is None:
        sides = ", ".join(one.id for one in agreement.crossing.sides)
        raise ProblemsError([Problem("side", f"the crossing has no side {name}", f"Name one of: {sides}")])
    return found


def sides_run_by(party: str, agreement: Agreement) -> OwnSides:
    """The sides that a party runs, as the terms name them."""
    return sides_of(party, ((one.id, one.party, one.step) for one in agreement.crossing.sides))


def parties_of(agreement: Agreement) -> dict[str, str]:
    """Which party runs each side, as the terms name them."""
    return {one.id: one.party for one in agreement.crossing.sides}


def latest_session(tables: Tables, side: str) -> SessionRow | None:
    """The side's session that is open, else its newest: a clock that was once ahead must not hide the one that is open now."""
    rows = tables.select(SessionRow, side=side)
    return max(rows, key=lambda row: (not row.closed, row.opened, row.session), default=None)


def day_at(agreement: Agreement, session: str, at: Moment, *, is_open: bool) -> str:
    """The day whose counts bind order and coupling: the open session's own, for midnight ends none; else the calendar's."""
    return day_of(session) if is_open else local_day(agreement, at)


def stand_of(work: Work) -> Stand:
    """Where the record stands: size and roots of the tree, the same only where every entry is."""
    head = work.head()
    return head.size, head.frontier


def limits_of(agreement: Agreement) -> Limits:
    """What the terms say of how old a manifest may be."""
    return (
        Limits()
        if agreement.witnessing is None
        else Limits(unwitnessed_minutes=agreement.witnessing.unwitnessed_minutes)
    )


def covered(house: House, work: Work) -> int | None:
    """How many entries are witnessed; None where the parties agreed on no quorum, so that nothing can be."""
    found = standing(house, work)
    return found.witnessed if found.quorum else None


def record_in(row: ScanRow, persons: dict[str, PersonRow]) -> Record:
    """The record a row stands for, with what the person of its pass adds to it; `persons` by pass id."""
    person = persons.get(row.pass_id)
    return record_of(row, person.category if person else "", patient=person is not None and is_patient(person))


def flow_of(tables: Tables, agreement: Agreement) -> Flow:
    """Who may pass now: the terms' rules, and who stands at the gate and goes first."""
    return Flow(
        categories=tuple(one.id for one in agreement.categories),
        before=tuple(Before(agreement.cite(rule.clause), rule.first, rule.then) for rule in agreement.orders),
        coupled=tuple(
            Coupled(agreement.cite(rule.clause), rule.category, rule.needs, rule.ratio, rule.allowance)
            for rule in agreement.couplings
        ),
        waiting=waiting_at(tables),
    )


def waiting_at(tables: Tables) -> dict[str, int]:
    """How many of each category stand at the gate."""
    return dict(Counter(row.category for row in tables.select(StandRow, state="presented")))


def scans_of(tables: Tables, sessions: Iterable[str]) -> list[ScanRow]:
    """Every record of these sessions, in the ledger's order."""
    rows = [row for session in sessions for row in tables.select(ScanRow, session=session)]
    return sorted(rows, key=lambda row: row.entry)
