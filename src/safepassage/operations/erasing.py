"""Use case of erasure: two people agree, or the time that the terms keep data is over; keys are destroyed and rows lose what names anybody.

Nothing is taken out of the record: the tree, every count and every place stay, and a replay goes by what is left of each entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from safepassage.account.state import StandRow
from safepassage.clearance import erasing as clearance
from safepassage.identity import erasing as identity
from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.facts import Fact, Recorded
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain, to_plain
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.ledger.entries import read_header
from safepassage.ledger.facts import Erased, Remains
from safepassage.ledger.model import Entry
from safepassage.ledger.state import RemainsRow
from safepassage.operations.consent import ERASE, Request, ask_or_agree, why_not
from safepassage.operations.house import DESK, House
from safepassage.operations.people import details_of
from safepassage.operations.ports import Traces, Work
from safepassage.operations.project import KINDS
from safepassage.operations.record import Scribe, read_recorded
from safepassage.operations.terms import agreement_in_force
from safepassage.passes import erasing as passes
from safepassage.passes.state import PassRow
from safepassage.people import erasing as people
from safepassage.people.state import EntryRow, PersonRow

GONE = ("entered", "withdrawn", "died")  # who has left the operation
NAMING = people.KINDS | identity.KINDS | passes.KINDS | clearance.KINDS | {Erased.KIND}


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did: whom it was of, how many bodies nobody can read any more, which files were destroyed."""

    subject: str
    ids: tuple[str, ...]
    bodies: int
    files: tuple[str, ...]


def erase(house: House, subject: str, reason: str, actor: str, at: Moment, traces: Traces) -> Request | Erasure:
    """Ask for a person (or a held row, by its entry's id) to be erased, or agree to it, upon which it is done.

    Files go first, keys and rows with the transaction: a crash in between leaves less than the record says, never more.

    Raises:
        ProblemsError: there is nobody of that id, who was not erased before; or this actor may not ask or agree.
    """
    with house.store.work() as work:
        ids = _ids(work.tables, subject)
        scribe = Scribe(house, work, actor, at)
        request = ask_or_agree(scribe, ERASE, subject, reason)
        if not request.agreed:
            return request
        return _destroy(scribe, request.request, subject, ids, traces)


def retain(house: House, at: Moment, traces: Traces) -> tuple[Erasure, ...]:
    """Erase everybody whose data the terms keep no longer; nobody where the terms say nothing of it."""
    with house.store.work() as work:
        agreement = agreement_in_force(work.tables)
        persons = overdue(work.tables, at)
        if agreement.retention is None or not persons:
            return ()
        scribe = Scribe(house, work, DESK, at)
        clause = agreement.cite(agreement.retention.clause)
        # Read once for all of them: a day may end for many.
        readable = list(_readable(work))
        return tuple(_destroy(scribe, "", one, _ids(work.tables, one), traces, clause, readable) for one in persons)


def overdue(tables: Tables, at: Moment) -> tuple[str, ...]:
    """The persons whose data the terms keep no longer, and who were not erased; nobody where the terms say nothing of it."""
    agreement = agreement_in_force(tables)
    if agreement.retention is None:
        return ()
    over = at.plus(days=-agreement.retention.days).iso()
    due = [row.person_id for state in GONE for row in tables.select(StandRow, state=state) if row.since <= over]
    return tuple(one for one in due if not _is_bare(tables, one))


def _is_bare(tables: Tables, person_id: str) -> bool:
    row = tables.get(PersonRow, person_id)
    return row is None or not row.full_name


def _ids(tables: Tables, subject: str) -> tuple[str, ...]:
    """Every id the person is known by; for a held row its own."""
    entry = tables.get(EntryRow, subject)
    if entry is not None and entry.status == "held" and entry.cells != "[]":
        return (subject,)
    person = tables.get(PersonRow, subject)
    if person is None or not person.full_name:
        what = "nobody has this id, or is erased already"
        raise ProblemsError([Problem("person", what, "Give a person's id, or that of a held row")])
    root = person.merged_into or person.person_id
    return tuple(sorted({root, *(row.person_id for row in tables.select(PersonRow, merged_into=root))}))


def _destroy(
    scribe: Scribe,
    request: str,
    subject: str,
    ids: tuple[str, ...],
    traces: Traces,
    clause: str = "",
    readable: list[Recorded] | None = None,
) -> Erasure:
    work = scribe.work
    readable = list(_readable(work)) if readable is None else readable
    words = _words(work.tables, ids)
    who = people.Named(frozenset(ids), frozenset(map(str.casefold, words)), _referrals(work.tables, ids))
    days = {row.day for one in ids for row in work.tables.select(PassRow, person_id=one)}
    remains = tuple(_remains(readable, who))
    files = tuple(traces.remove(words, days))
    written = scribe.write(Erased(request, subject, ids, remains), clause)
    for one in remains:
        work.destroy_key(one.entry)
    gone = {one.entry for one in remains}
    readable[:] = [*(one for one in readable if one.index not in gone), written]
    return Erasure(subject, ids, len(remains), files)


def _words(tables: Tables, ids: Sequence[str]) -> frozenset[str]:
    """What a file or a held row may call the person: names as they were sent, numbers of documents."""
    words: set[str] = set()
    for one in ids:
        person = tables.get(PersonRow, one)
        if person is not None:
            said = details_of(person)
            words |= {person.full_name, said.latin_name, *(document.number for document in said.documents)}
        for row in tables.select(EntryRow, person_id=one):
            cells = read_canonical(row.cells)
            # A list shows the name as its own cell shows it, which may differ from how it was understood.
            words |= {
                cell for cell in cells if cell and cell.casefold() == (person.full_name if person else "").casefold()
            }
    return frozenset(word for word in words if word)


def _referrals(tables: Tables, ids: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The numbers by which a list calls them where it names whom others accompany."""
    rows = (row for one in ids if (row := tables.get(PersonRow, one)) is not None)
    said = ((row.source, details_of(row).reference.casefold()) for row in rows)
    return frozenset((source, number) for source, number in said if number)


def _readable(work: Work) -> Iterator[Recorded]:
    """Every fact that may name somebody and can still be read."""
    for entry, key in work.entries():
        if key is not None and read_header(entry.header).kind in NAMING:
            yield read_recorded(entry, key)


def _remains(readable: Sequence[Recorded], who: people.Named) -> Iterator[Remains]:
    """What will be left of each entry that names them."""
    for recorded in readable:
        left = _left(recorded.fact, who)
        if left is not None and left != recorded.fact:
            yield Remains(recorded.index, recorded.fact.KIND, recorded.at, canonical(to_plain(left)))


def _left(fact: Fact, who: people.Named) -> Fact | None:
    tries: tuple[Callable[[], Fact | None], ...] = (
        lambda: people.left_of(fact, who),
        lambda: identity.left_of(fact, who.ids),
        lambda: passes.left_of(fact, who.ids),
        lambda: clearance.left_of(fact, who.words),
        lambda: _left_of_erasure(fact, who),
    )
    return next((left for one in tries if (left := one()) is not None), None)


def _left_of_erasure(fact: Fact, who: people.Named) -> Fact | None:
    """What an earlier erasure left of somebody else's entry may name these: a companion, of whom only the patient was erased."""
    return replace(fact, remains=tuple(_again(one, who) for one in fact.remains)) if isinstance(fact, Erased) else None


def _again(one: Remains, who: people.Named) -> Remains:
    left = _left(from_plain(KINDS[one.kind], read_canonical(one.fact)), who)
    return one if left is None else replace(one, fact=canonical(to_plain(left)))


def recorded_from(entry: Entry, row: RemainsRow, kinds: dict[str, type[Fact]]) -> Recorded:
    """What a replay takes in the place of an erased entry.

    Raises:
        ValueError, TypeError, KeyError: what is said to be left is no such fact.
    """
    header = read_header(entry.header)
    fact = from_plain(kinds[header.kind], read_canonical(row.fact))
    return Recorded(fact, Moment.parse(row.at), header.actor, entry.index, header.clause)


def may_be_erased(fact: Erased, recorded: Recorded, tables: Tables) -> Iterator[str]:
    """Why an erasure should not have been, seen from the tables as they stood before it."""
    if fact.request:
        lacking = why_not(tables, fact.request, ERASE, fact.subject)
        if lacking is not None:
            yield lacking
        return
    agreement = agreement_in_force(tables)
    stand = tables.get(StandRow, fact.subject)
    if agreement.retention is None or recorded.clause != agreement.cite(agreement.retention.clause):
        yield "data was erased by no clause and without two people"
    elif stand is None or stand.state not in GONE:
        yield "data was erased of somebody who has not left the operation"
    elif stand.since > recorded.at.plus(days=-agreement.retention.days).iso():
        yield "data was erased before its time was over"
