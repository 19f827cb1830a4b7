"""Where each person is and was, as tables, and what each fact does to them.

`apply` is called after the other rooms have written their rows of the same entry, and reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from safepassage.account.model import MERGED, Known
from safepassage.account.reckon import answers_now, gone_now, linked_with, root_of, step_now
from safepassage.account.standing import CARRIED_OVER, DID_NOT_COME, alarm, shown
from safepassage.clearance.facts import Answered, Lapsed, Submitted
from safepassage.gate.facts import Scanned
from safepassage.identity.facts import Judged, Linked
from safepassage.kernel.canonical import canonical
from safepassage.kernel.facts import Recorded
from safepassage.kernel.rows import Row, Tables
from safepassage.passes.state import PassRow
from safepassage.people.facts import EntryRead, PersonReinstated, PersonWithdrawn
from safepassage.people.state import PersonRow
from safepassage.plan.facts import DayEnded, ListPublished
from safepassage.plan.state import CallListRow, CallRow


@dataclass(frozen=True, slots=True)
class StandRow(Row):
    """Where a person is now. A person merged into another has none.

    `also` is JSON text: the ids of the persons merged into this one, sorted.
    """

    TABLE: ClassVar[str] = "stand"
    KEY: ClassVar[tuple[str, ...]] = ("person_id",)
    person_id: str
    state: str
    since: str
    entry: int
    category: str
    why: str
    also: str = "[]"


@dataclass(frozen=True, slots=True)
class MoveRow(Row):
    """A person came into a state: the whole past, in the ledger's order."""

    TABLE: ClassVar[str] = "move"
    KEY: ClassVar[tuple[str, ...]] = ("person_id", "entry")
    person_id: str
    entry: int
    state: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class PlaceRow(Row):
    """What call lists and the gate last said of a person; there is none for a person neither has spoken of.

    `place` is what the list of `day` said of this very id, at `placed`, in entry `placed_entry`. `step` is the last effect of the
    gate on the person, counted with everybody merged into this one, at `stepped`, in entry `stepped_entry`. `asks_nobody`: the
    person was submitted under a clause that requires no party's answer.
    """

    TABLE: ClassVar[str] = "place"
    KEY: ClassVar[tuple[str, ...]] = ("person_id",)
    person_id: str
    place: str = ""
    day: str = ""
    placed: str = ""
    placed_entry: int = -1
    step: str = ""
    stepped: str = ""
    stepped_entry: int = -1
    asks_nobody: bool = False


def apply(recorded: Recorded, tables: Tables) -> None:
    """Write what the fact means for where people are."""
    match recorded.fact:
        case EntryRead() as fact:
            _entry_read(fact, recorded, tables)
        case Submitted() as fact:
            _submitted(fact, recorded, tables)
        case Answered() as fact:
            _answered((one.person_id for one in fact.answers), f"answered by {fact.party}", recorded, tables)
        case Lapsed() as fact:
            _answered(fact.persons, f"grant of {fact.party} lapsed", recorded, tables)
        case ListPublished() as fact:
            _published(fact, recorded, tables)
        case DayEnded() as fact:
            _day_ended(fact, recorded, tables)
        case Scanned() as fact:
            _scanned(fact, recorded, tables)
        case PersonWithdrawn() as fact:
            _stand(root_of(tables, fact.person_id), f"withdrawn: {fact.reason}", recorded, tables)
        case PersonReinstated() as fact:
            _stand(root_of(tables, fact.person_id), "asks to leave again", recorded, tables)
        case Linked() as fact:
            _regroup((fact.kept, fact.other), recorded, tables)
        case Judged() as fact:
            _regroup((fact.left, fact.right), recorded, tables)


def _place_of(tables: Tables, person_id: str) -> PlaceRow:
    return tables.get(PlaceRow, person_id) or PlaceRow(person_id)


def _known(tables: Tables, root: str, also: str) -> Known:
    """Everything the state of a person follows from. `also` is the JSON text of the ids merged into it."""
    ids = (root, *json.loads(also))
    places = [_place_of(tables, one) for one in ids]
    own = places[0]
    last = max(places, key=lambda one: (one.placed_entry, one.place))
    answers = answers_now(tables, ids)
    if answers == "unasked" and any(one.asks_nobody for one in places):
        answers = "cleared"
    return Known(
        gone=gone_now(tables, ids),
        step=own.step,
        stale=(last.placed, last.placed_entry) > (own.stepped, own.stepped_entry),
        answers=answers,
        place=last.place,
    )


def _stand(person_id: str, why: str, recorded: Recorded, tables: Tables) -> None:
    """Reckon where a person is, and write it where it, or what contradicts it, changed."""
    stand = tables.get(StandRow, person_id) if person_id else None
    if stand is None:
        return
    known = _known(tables, person_id, stand.also)
    state, against = shown(known), alarm(known)
    moved = state != stand.state
    if not moved and against == stand.why.partition("; ")[2]:
        return
    at = recorded.at.iso()
    says = f"{why}; {against}" if against else why
    since, entry = (at, recorded.index) if moved else (stand.since, stand.entry)
    tables.put(replace(stand, state=state, since=since, entry=entry, why=says))
    if moved:
        tables.put(MoveRow(person_id, recorded.index, state, at, says))


def _entry_read(fact: EntryRead, recorded: Recorded, tables: Tables) -> None:
    stand = tables.get(StandRow, fact.person_id)
    if stand is None and root_of(tables, fact.person_id) == fact.person_id:
        at = recorded.at.iso()
        tables.put(StandRow(fact.person_id, "pending", at, recorded.index, fact.category, "registered"))
        tables.put(MoveRow(fact.person_id, recorded.index, "pending", at, "registered"))
    elif stand is not None:
        if stand.category != fact.category:
            tables.put(replace(stand, category=fact.category))
        _stand(fact.person_id, "named again", recorded, tables)


def _submitted(fact: Submitted, recorded: Recorded, tables: Tables) -> None:
    for person_id in fact.persons:
        if not fact.parties:
            tables.put(replace(_place_of(tables, person_id), asks_nobody=True))
        stand = tables.get(StandRow, person_id)
        # One more unanswered question leaves a pending person pending: thousands are submitted at once.
        if stand is None or stand.state != "pending" or stand.also != "[]" or not fact.parties:
            _stand(root_of(tables, person_id), "submitted", recorded, tables)


def _answered(persons: Iterable[str], why: str, recorded: Recorded, tables: Tables) -> None:
    for person_id in persons:
        stand = tables.get(StandRow, person_id)
        # Most answers leave a pending person pending: two look-ups instead of six, 35,000 times.
        if stand is not None and stand.state == "pending" and stand.also == "[]":
            if answers_now(tables, (person_id,)) != "pending":
                _stand(person_id, why, recorded, tables)
        else:
            _stand(root_of(tables, person_id), why, recorded, tables)


def _scanned(fact: Scanned, recorded: Recorded, tables: Tables) -> None:
    held = tables.get(PassRow, fact.pass_id)
    root = root_of(tables, held.person_id) if held is not None else ""
    stand = tables.get(StandRow, root) if root else None
    if stand is None:
        return
    _step(root, stand.also, tables)
    did = fact.step or fact.verdict
    _stand(root, f"{did} at {fact.side}" + (f": {fact.reason}" if fact.reason else ""), recorded, tables)


def _placed(persons: Iterable[str], place: str, day: str, recorded: Recorded, tables: Tables) -> list[str]:
    """Write what a list says of these persons; who they are now."""
    roots = []
    for person_id in persons:
        row = _place_of(tables, person_id)
        tables.put(replace(row, place=place, day=day, placed=recorded.at.iso(), placed_entry=recorded.index))
        roots.append(root_of(tables, person_id))
    return roots


def _published(fact: ListPublished, recorded: Recorded, tables: Tables) -> None:
    replaced = {row.draft for row in tables.select(CallListRow, day=fact.day, status="replaced")}
    on_it: dict[str, None] = {}
    before: dict[str, None] = {}
    for call in tables.select(CallRow, day=fact.day):
        if call.draft == fact.draft:
            on_it.update(dict.fromkeys(json.loads(call.persons)))
        elif call.draft in replaced:
            before.update(dict.fromkeys(json.loads(call.persons)))
    off = [one for one in before if one not in on_it and _still_called(tables, one, fact.day)]
    fallen = _placed(off, "", fact.day, recorded, tables)
    # Who was called for the day and came already is not called anew: what the gate said last still holds.
    new = [one for one in on_it if not (_still_called(tables, one, fact.day) and _is_here(tables, one))]
    called = _placed(new, "called", fact.day, recorded, tables)
    for root in fallen:
        _stand(root, f"not on the new list of {fact.day}", recorded, tables)
    for root in called:
        _stand(root, f"on the list of {fact.day}", recorded, tables)


def _still_called(tables: Tables, person_id: str, day: str) -> bool:
    row = _place_of(tables, person_id)
    return row.place == "called" and row.day == day


def _is_here(tables: Tables, person_id: str) -> bool:
    """Whether the gate has the person on the way: there, out, or through."""
    root = root_of(tables, person_id) or person_id
    return _place_of(tables, root).step.rstrip("+") in ("presented", "in-between", "entered")


def _day_ended(fact: DayEnded, recorded: Recorded, tables: Tables) -> None:
    for persons, place, why in (
        (fact.no_show, "no-show", DID_NOT_COME + fact.day),
        (fact.carried_over, "carried-over", CARRIED_OVER + fact.day),
        (fact.lapsed, "", f"the place of {fact.day} lapsed"),
    ):
        for root in _placed(persons, place, fact.day, recorded, tables):
            _stand(root, why, recorded, tables)
    for root in _call_ended(fact.day, recorded, tables):
        _stand(root, f"the place of {fact.day} lapsed", recorded, tables)


def _call_ended(day: str, recorded: Recorded, tables: Tables) -> list[str]:
    """Who was called for the day and could not be when it ended (withdrawn, refused, gone): its call is theirs no more, should that change.

    What the gate said last still holds of them, but that somebody waits there.
    """
    roots = []
    for row in tables.select(CallListRow, day=day, status="published"):
        named = (one for call in tables.select(CallRow, day=day, draft=row.draft) for one in json.loads(call.persons))
        for person_id in named:
            place = _place_of(tables, person_id)
            if (place.place, place.day) != ("called", day):
                continue
            root = root_of(tables, person_id) or person_id
            stand = tables.get(StandRow, root)
            if stand is None or stand.state in ("called", "presented"):
                continue  # the fact itself says what became of them
            if _place_of(tables, root).step == "presented":
                place = replace(place, placed=recorded.at.iso(), placed_entry=recorded.index)
            tables.put(replace(place, place=""))
            roots.append(root)
    return roots


def _step(root: str, also: str, tables: Tables) -> None:
    """Write where the gate has the person now."""
    step = step_now(tables, (root, *json.loads(also)))
    old = _place_of(tables, root)
    new = replace(old, step=step.step, stepped=step.at, stepped_entry=step.entry)
    if new != old:
        tables.put(new)


def _regroup(named: Iterable[str], recorded: Recorded, tables: Tables) -> None:
    """Bring stands in line with who counts as one person now: a merged id loses its own, a parted one gets it back."""
    groups: dict[str, list[str]] = {}
    for one in sorted(linked_with(tables, named)):
        root = root_of(tables, one)
        group = groups.setdefault(root, [])
        if one == root or not root:
            continue
        group.append(one)
        if tables.get(StandRow, one) is not None:
            tables.drop(StandRow, one)
            tables.put(MoveRow(one, recorded.index, MERGED, recorded.at.iso(), f"same person as {root}"))
    for root, also in sorted(groups.items()):
        if root:
            _stand_as(root, also, recorded, tables)


def _stand_as(root: str, also: list[str], recorded: Recorded, tables: Tables) -> None:
    """Let this person stand for itself and for these others, and for nobody else."""
    stand = tables.get(StandRow, root)
    if stand is None:
        person = tables.get(PersonRow, root)
        assert person is not None, "a root is found through its row"
        stand = StandRow(root, MERGED, "", -1, person.category, "")
    elif stand.also == canonical(list(also)):
        return
    why = "one with another" if len(also) > len(json.loads(stand.also)) else "no longer one with another"
    stand = replace(stand, also=canonical(list(also)))
    tables.put(stand)
    _step(root, stand.also, tables)
    _stand(root, why, recorded, tables)
