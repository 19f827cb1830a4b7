"""Who will come? Learnt from the days that ended: who was seen at the crossing, who did not come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from safepassage.account.state import MoveRow
from safepassage.gate.state import ScanRow
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.rows import Tables
from safepassage.passes.state import PassRow
from safepassage.people.state import CaseRow
from safepassage.plan.model import ShowCount
from safepassage.plan.rules import show_rates
from safepassage.plan.state import CallListRow, CallRow
from safepassage.terms.model import Agreement

AGAIN = "again"  # called once more after not coming
LONGEST = 3  # days of notice; more days than that are one sort
NOTICES = (*(str(days) for days in range(LONGEST + 1)), AGAIN)
PRIOR_CALLS = 20
"""What the terms expect counts as so many calls of each category at each notice, so that the first day's dozen families do not overrule it."""

Sort = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Shows:
    """Chances to come in thousandths by list, category and notice; `otherwise` where nothing is known. `called` cases taught it, `came` of them came."""

    otherwise: int
    rates: Mapping[Sort, int] = field(default_factory=dict)
    called: int = 0
    came: int = 0

    def of(self, source: str, category: str, notice: str) -> int:
        """The chance of such a case, in thousandths."""
        return self.rates.get((source, category, notice), self.otherwise)


def notice_of(day: str, carried_from: str, *, again: bool) -> str:
    """The sort of notice: whole days since the case was first called, or `again`."""
    if again:
        return AGAIN
    days = (date.fromisoformat(day) - date.fromisoformat(carried_from)).days if carried_from else 0
    return str(min(max(days, 0), LONGEST))


def shows_so_far(tables: Tables, agreement: Agreement) -> Shows:
    """What the days so far teach; what the terms expect where they teach nothing.

    A case counts once, whatever its size, for a family comes or stays together. No list says where people are, so the category stands for the
    distance: patients are brought from hospitals, families come by themselves.
    """
    expected = agreement.planning.show_permille
    outcomes = list(_outcomes(tables))
    if not outcomes:
        return Shows(expected)
    called, came = Counter[Sort](), Counter[Sort]()
    for sort, showed in outcomes:
        called[sort] += 1
        came[sort] += showed
    # A sort never called is named with no calls, so that the room says what its list, category and notice let expect.
    sources = {row.source for row in tables.select(CaseRow)}
    known = {(source, one.id, notice) for source in sources for one in agreement.categories for notice in NOTICES}
    counts = [ShowCount(*sort, called[sort], came[sort]) for sort in sorted(known | set(called))]
    # The room multiplies what list, distance and notice each make of the odds: were the terms' calls a sort of their own, all three would be blamed
    # for one difference. So they stand under every category and notice, and under no list.
    prior = (PRIOR_CALLS, round(PRIOR_CALLS * expected / 1000))
    counts += [ShowCount("", one.id, notice, *prior) for one in agreement.categories for notice in NOTICES]
    rates = {(one.list, one.distance, one.notice): one.permille for one in show_rates(counts)}
    return Shows(expected, rates, len(outcomes), sum(came.values()))


def _outcomes(tables: Tables) -> Iterator[tuple[Sort, bool]]:
    """Each call of a day that ended, with whether anybody of the case came. Whose window was not reached teaches nothing."""
    ended = sorted((row for row in tables.select(CallListRow) if row.ended), key=lambda row: row.day)
    if not ended:
        return
    seen = _seen(tables)
    missed = {(move.person_id, move.at) for move in tables.select(MoveRow, state="no-show")}
    stayed_away: set[str] = set()
    for row in ended:
        for call in tables.select(CallRow, day=row.day, draft=row.draft):
            case = tables.get(CaseRow, call.case_id)
            persons = read_canonical(call.persons)
            came = any((one, row.day) in seen for one in persons)
            if case is None or not (came or any((one, row.ended) in missed for one in persons)):
                continue
            notice = notice_of(row.day, call.carried_from, again=call.case_id in stayed_away)
            yield (case.source, call.category, notice), came
            stayed_away.discard(call.case_id) if came else stayed_away.add(call.case_id)


def _seen(tables: Tables) -> set[tuple[str, str]]:
    """Who was seen at a gate on which day."""
    bearers = {row.pass_id: row.person_id for row in tables.select(PassRow)}
    return {
        (bearers[scan.pass_id], scan.session.split("/")[1])
        for scan in tables.select(ScanRow)
        if scan.pass_id in bearers and scan.session
    }
