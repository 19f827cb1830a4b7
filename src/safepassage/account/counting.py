"""What the report counts over the days, each count by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from safepassage.account.evidence import Book
from safepassage.account.model import MERGED, STATES
from safepassage.account.report import (
    WAITING_UP_TO,
    DayCounts,
    DayDifference,
    DayStates,
    PartyAnswers,
    ReportDay,
    Stage,
)
from safepassage.account.standing import CARRIED_OVER, DID_NOT_COME
from safepassage.account.state import MoveRow
from safepassage.kernel.moment import Moment

# The states that show only once every required party has said yes.
AFTER_EVERY_YES = frozenset({"cleared", "called", "presented", "turned-back", "no-show", "carried-over"})

STAGES = (
    ("Listed", "named on a list we received, each person once"),
    ("Cleared", "had every required party's yes at some time"),
    ("Called", "on a list published for a day"),
    ("Presented", "seen at the gate, whatever was decided"),
    ("Exited", "let out by the first side"),
    ("Entered", "let in by the second side"),
)


def state_at(moves: Iterable[MoveRow], when: Moment | int) -> str | None:
    """A person's state; None before its first move, or while it counted as another.

    `when` is a moment: what is known now about then; or a place in the ledger: what was known then. Moves of one person.
    """
    if isinstance(when, Moment):
        stamp = when.iso()
        return _state([move for move in moves if move.at <= stamp])
    return _state([move for move in moves if move.entry <= when])


def _state(moves: Sequence[MoveRow]) -> str | None:
    last = max(moves, key=lambda move: move.entry, default=None)
    return None if last is None or last.state == MERGED else last.state


def states_by_day(book: Book, people: Iterable[str], days: Sequence[ReportDay]) -> tuple[DayStates, ...]:
    """How many of these people were in each state when each day ended."""
    ends = [Moment.parse(day.ends).iso() for day in days]
    counts = [Counter[str | None]() for _ in days]
    for person_id in people:
        own = book.own_moves(person_id)
        for count, end in zip(counts, ends, strict=True):
            count[_state([move for move in own if move.at <= end])] += 1
    return tuple(
        DayStates(day.day, tuple(count[state] for state in STATES)) for day, count in zip(days, counts, strict=True)
    )


def day_counts(book: Book, day: ReportDay) -> DayCounts:
    """The day's persons."""
    gate = book.gate.get(day.day, {})

    def seen(what: str) -> int:
        return len(gate.get(what, ()))

    return DayCounts(
        day=day,
        listed=len(book.listed.get(day.day, ())),
        called=len(book.called.get(day.day, ())),
        presented=seen("presented"),
        exited=seen("exited"),
        entered=seen("entered"),
        returned=seen("returned"),
        turned_away=seen("refused"),
        no_show=len(book.moved[DID_NOT_COME + day.day]),
        carried_over=len(book.moved[CARRIED_OVER + day.day]),
    )


def difference(book: Book, day: ReportDay) -> DayDifference:
    """Everybody on the day's list by what became of them: through the gate that day, else the state when the day ended."""
    listed = book.listed.get(day.day, set())
    gate = book.gate.get(day.day, {})
    end = Moment.parse(book.ended.get(day.day) or day.ends)
    reasons: Counter[str] = Counter()
    for person_id in listed:
        if person_id in gate.get("entered", ()):
            reasons["entered"] += 1
        else:
            reasons[_left_at(book, person_id, end)] += 1
    ordered = sorted(reasons.items(), key=lambda one: (one[0] != "entered", -one[1], one[0]))
    return DayDifference(day.day, len(listed), reasons["entered"], tuple(ordered))


def _left_at(book: Book, person_id: str, end: Moment) -> str:
    state = state_at(book.own_moves(person_id), end)
    return {None: "unknown", "entered": "entered on another day", "called": "call still open"}.get(state, state or "")


def funnel(book: Book, people: Iterable[str]) -> tuple[Stage, ...]:
    """How many of these people ever came how far."""
    here = set(people)
    cleared = {one for one, moves in book.moves.items() if any(move.state in AFTER_EVERY_YES for move in moves)}
    called = set().union(*book.called.values())
    at_gate = [
        set().union(*(day.get(what, set()) for day in book.gate.values()))
        for what in ("presented", "exited", "entered")
    ]
    counted = [here, cleared, called, *at_gate]
    return tuple(Stage(name, len(one & here), says) for (name, says), one in zip(STAGES, counted, strict=True))


def party_answers(party: str, waiting: Sequence[int], answered: Sequence[int], agreed: int | None) -> PartyAnswers:
    """One party's answers. `waiting` are the hours each person waits, `answered` the hours each answer took."""
    ages = [0] * (len(WAITING_UP_TO) + 1)
    for hours in waiting:
        ages[sum(hours > limit for limit in WAITING_UP_TO)] += 1
    return PartyAnswers(
        party=party,
        waiting=tuple(ages),
        oldest_hours=max(waiting, default=None),
        answered=len(answered),
        median_hours=_share(answered, 500),
        slow_hours=_share(answered, 900),
        agreed_hours=agreed,
    )


def _share(hours: Sequence[int], permille: int) -> int | None:
    """The hours within which so many thousandths of the answers came: the nearest rank, so that it is one that occurred."""
    ranked = sorted(hours)
    return ranked[-(-len(ranked) * permille // 1000) - 1] if ranked else None
