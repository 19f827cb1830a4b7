"""The rebuilt tables against the live ones: the same rows, the same values, nothing more and nothing less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from safepassage.account.state import MoveRow, PlaceRow, StandRow
from safepassage.clearance.state import AnswerFileRow, ClearanceRow, HeldAnswerRow, StatementLineRow, StatementRow
from safepassage.gate.state import DeviceCloseRow, ScanRow, SessionRow
from safepassage.identity.state import PairRow
from safepassage.kernel.rows import Row, Tables
from safepassage.ledger.state import ActorRow, KeyRow, QuorumRow, RemainsRow, RequestRow, ScopeRow, ViewRow
from safepassage.passes.state import ManifestRow, PassRow
from safepassage.people.state import CaseRow, ConsentRow, DocumentRow, EntryRow, ListRow, PersonRow
from safepassage.plan.state import CallListRow, CallRow, ReconsideredRow
from safepassage.terms.state import TermsRow

ROWS: tuple[type[Row], ...] = (
    ActorRow,
    KeyRow,
    ScopeRow,
    QuorumRow,
    RequestRow,
    RemainsRow,
    ViewRow,
    TermsRow,
    ListRow,
    EntryRow,
    PersonRow,
    CaseRow,
    DocumentRow,
    ConsentRow,
    PairRow,
    ClearanceRow,
    HeldAnswerRow,
    AnswerFileRow,
    StatementRow,
    StatementLineRow,
    CallListRow,
    CallRow,
    ReconsideredRow,
    PassRow,
    ManifestRow,
    SessionRow,
    ScanRow,
    DeviceCloseRow,
    StandRow,
    MoveRow,
    PlaceRow,
)


def compare(live: Tables, again: Tables) -> Iterator[str]:
    """A sentence for each difference, naming table, row and column; never a value, for it may be personal."""
    for kind in ROWS:
        yield from _compare_table(kind, live, again)


def _compare_table(kind: type[Row], live: Tables, again: Tables) -> Iterator[str]:
    ours, theirs = live.every(kind), again.every(kind)
    one, other = next(ours, None), next(theirs, None)
    while one is not None or other is not None:
        if one == other:
            one, other = next(ours, None), next(theirs, None)
        elif other is None or (one is not None and one.key() < other.key()):
            assert one is not None
            yield f"table {kind.TABLE}, row {_named(one)}: no entry makes it"
            one = next(ours, None)
        elif one is None or other.key() < one.key():
            yield f"table {kind.TABLE}, row {_named(other)}: it is missing"
            other = next(theirs, None)
        else:
            columns = [field.name for field in fields(kind) if getattr(one, field.name) != getattr(other, field.name)]
            yield f"table {kind.TABLE}, row {_named(one)}: {', '.join(columns)} is not what the entries make it"
            one, other = next(ours, None), next(theirs, None)


def _named(row: Row) -> str:
    return "/".join(str(part) for part in row.key())
