"""Use case of erasure: two people agree, or the time that the terms keep data is over; keys are destroyed and rows lose what names anybody.

Nothing is taken out of the record: the tree, every count and every place stay, and a replay goes by what is left of each entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from safepassage.account.state import MoveRow, StandRow
from safepassage.clearance import erasing as clearance
from safepassage.clearance.facts import RowAnswered, RowHeld
from safepassage.clearance.state import ClearanceRow
from safepassage.gate import erasing as gate
from safepassage.identity import erasing as identity
from safepassage.identity.facts import Judged, Linked
from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.facts import Fact, Recorded
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain, to_plain
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.ledger import erasing as trust
from safepassage.ledger.entries import read_header
from safepassage.ledger.facts import Asked, Erased, Remains
from safepassage.ledger.model import Entry
from safepassage.ledger.state import RemainsRow, RequestRow
from safepassage.operations.consent import ERASE, Request, ask_or_agree, why_not
from safepassage.operations.details import details_of
from safepassage.operations.house import DESK, House
from safepassage.operations.people import GONE
from safepassage.operations.ports import Swept, Traces, Work
from safepassage.operations.project import KINDS
from safepassage.operations.record import Scribe, read_recorded
from safepassage.operations.terms import agreement_in_force
from safepassage.passes import erasing as passes
from safepassage.passes.state import PassRow
from safepassage.people import erasing as people
from safepassage.people import naming
from safepassage.people.facts import ListReceived
from safepassage.people.facts import RowHeld as ListRowHeld
from safepassage.people.model import Details
from safepassage.people.naming import Finder, Sought, fields_of, folded, squeezed
from safepassage.people.state import EntryRow, PersonRow

REFUSED = "refused"
SAID_NO = frozenset({"refused", "withdrawn"})  # a yes that ran out is no refusal: who waits for it anew still waits
NAMING = people.KINDS | identity.KINDS | passes.KINDS | gate.KINDS | clearance.KINDS | trust.KINDS | {Erased.KIND}
NAMES_SOMEBODY = Problem(
    "--reason", "it names the person", "Say why in words that name nobody: they stay in the record"
)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did: whom it was of, how many bodies nobody can read any more."""

    subject: str
    ids: tuple[str, ...]
    bodies: int


@dataclass(frozen=True, slots=True)
class Done:
    """What a call erased, and what became of the files that may name those people."""

    erased: tuple[Erasure, ...]
    files: Swept


@dataclass(slots=True)
class _Named:
    """What files may call those who are being erased, the days of their slips, and what was read on the way; it ends with the erasure."""

    fields: Mapping[str, tuple[str, ...]]  # by list, what its columns were taken for
    sought: Sought = field(default_factory=Sought)
    days: set[str] = field(default_factory=set)
    memory: people.Squeezed = field(default_factory=people.Squeezed)


def erase(house: House, subject: str, reason: str, actor: str, at: Moment, traces: Traces) -> Request | Done:
    """Ask for a person (or a held row, by its entry's id) to be erased, or agree to it, upon which it is done.

    Files go last before the transaction commits: what makes the erasure impossible spares them, and after a crash in between the record
    still knows what they may be called, so that the same command finishes. Given again for somebody erased, it tries once more to
    destroy the files that could not be.

    Raises:
        ProblemsError: there is nobody of that id, who was not erased before; or this actor may not ask or agree.
    """
    with house.store.work() as work:
        if _is_erased(work.tables, subject):
            again = traces.remove(Sought(), ())
            if again != Swept():
                return Done((Erasure(subject, (), 0),), again)
        ids = _ids(work.tables, subject)
        if Finder(_sought(work.tables, ids, {}, ())).names(reason):
            raise ProblemsError([NAMES_SOMEBODY])
        scribe = Scribe(house, work, actor, at)
        request = ask_or_agree(scribe, ERASE, subject, reason, _stale(work, subject, ids))
        if not request.agreed:
            return request
        readable = list(_readable(work))
        named = _Named(_columns(readable))
        done = _destroy(scribe, request.request, subject, ids, readable, named)
        return Done((done,), traces.remove(named.sought, named.days))


def retain(house: House, at: Moment, traces: Traces) -> Done:
    """Erase everybody whose data the terms keep no longer; nobody where the terms say nothing of it. Files go as in `erase`."""
    with house.store.work() as work:
        agreement = agreement_in_force(work.tables)
        persons = overdue(work.tables, at)
        if agreement.retention is None or not persons:
            return Done((), traces.remove(Sought(), ()))
        scribe = Scribe(house, work, DESK, at)
        clause = agreement.cite(agreement.retention.clause)
        # Read once for all of them, and the files once after all of them: a day may end for many.
        readable = list(_readable(work))
        named = _Named(_columns(readable))
        done = tuple(_destroy(scribe, "", one, _ids(work.tables, one), readable, named, clause) for one in persons)
        return Done(done, traces.remove(named.sought, named.days))


def last_erasure(house: House) -> int:
    """The place of the newest erasure in the record, -1 where nobody was erased: what ends an epoch of backups."""
    with house.store.reading() as work:
        return max((row.erased_by for row in work.tables.select(RemainsRow)), default=-1)


def overdue(tables: Tables, at: Moment) -> tuple[str, ...]:
    """The persons whose data the terms keep no longer, and who were not erased; nobody where the terms say nothing of it."""
    agreement = agreement_in_force(tables)
    if agreement.retention is None:
        return ()
    over = at.plus(days=-agreement.retention.days).iso()
    rows = (row for state in (*GONE, REFUSED) for row in tables.select(StandRow, state=state) if row.since <= over)
    return tuple(
        row.person_id
        for row in rows
        if not all(_is_bare(tables, one) for one in (row.person_id, *read_canonical(row.also)))
        and "" < _left_at(tables, row) <= over
    )


def _left_at(tables: Tables, stand: StandRow) -> str:
    """Since when the person has left the operation, empty where that cannot be said.

    It is the latest moment the record has of where the person is, or of a list that names them: a withdrawal that is said to be older
    than what was recorded before it ends nobody's time early, and who is listed anew begins it anew. A person was refused for good
    where a party said no, from the last word on the person on.
    """
    ids = (stand.person_id, *read_canonical(stand.also))
    moments = [stand.since, *(row.at for row in tables.select(MoveRow, person_id=stand.person_id))]
    moments += [row.at for one in ids if (row := tables.get(PersonRow, one)) is not None]
    if stand.state == REFUSED:
        answers = [row for one in ids for row in tables.select(ClearanceRow, person_id=one)]
        if not any(row.status in SAID_NO for row in answers):
            return ""
        moments += [row.since for row in answers]
    return max(moments)


def over_at(tables: Tables, person_id: str) -> Moment | None:
    """When the time is over for which the terms keep this person's data, None where that cannot be said."""
    agreement, stand = agreement_in_force(tables), tables.get(StandRow, person_id)
    left = _left_at(tables, stand) if stand is not None and stand.state in (*GONE, REFUSED) else ""
    return Moment.parse(left).plus(days=agreement.retention.days) if left and agreement.retention is not None else None


def _is_bare(tables: Tables, person_id: str) -> bool:
    row = tables.get(PersonRow, person_id)
    return row is None or not row.full_name


def _stale(work: Work, subject: str, ids: tuple[str, ...]) -> frozenset[str]:
    """Requests that were made before somebody else was held to be this person: nobody asked to erase those two."""
    if not any(work.tables.select(RequestRow, act=ERASE, subject=subject)) or len(ids) == 1:
        return frozenset()
    asked: set[str] = set()
    stale: set[str] = set()
    for recorded in _readable(work):
        match recorded.fact:
            case Asked(request=request, act=act, subject=of) if (act, of) == (ERASE, subject):
                asked.add(request)
            case Linked(kept=one, other=other) | Judged(left=one, right=other) if one in ids or other in ids:
                stale |= asked
    # An erasure of somebody whom its reason named took what was asked: nobody can say any more what came before what.
    requests = {row.request for row in work.tables.select(RequestRow, act=ERASE, subject=subject)}
    return frozenset(stale | (requests - asked))


def _is_erased(tables: Tables, subject: str) -> bool:
    """Whether this person, or this held row, is there and was erased before."""
    entry = tables.get(EntryRow, subject)
    if entry is not None:
        return entry.status == "held" and entry.cells == "[]"
    return tables.get(PersonRow, subject) is not None and _is_bare(tables, subject)


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
    readable: list[Recorded],
    named: _Named,
    clause: str = "",
) -> Erasure:
    """Write the erasure, destroy the keys, and say in `named` what files may call the person. What was erased leaves `readable`."""
    work = scribe.work
    words, sought = _words(work.tables, ids), _sought(work.tables, ids, named.fields, readable)
    who = people.Named(
        frozenset(ids),
        frozenset(map(squeezed, words)),
        _referrals(work.tables, ids),
        Finder(sought),
        named.fields,
        named.memory,
    )
    named.sought |= sought
    named.days |= {row.day for one in ids for row in work.tables.select(PassRow, person_id=one)}
    remains = tuple(_remains(readable, who))
    gone = {one.entry for one in remains}
    named.sought |= _salts(one.fact for one in readable if one.index in gone)
    written = scribe.write(Erased(request, subject, ids, remains), clause)
    for one in remains:
        work.destroy_key(one.entry)
    readable[:] = [*(one for one in readable if one.index not in gone), written]
    return Erasure(subject, ids, len(remains))


def _salts(facts: Iterable[Fact]) -> Sought:
    """The salts of signed rows that are being erased: whoever keeps a file with one of them could try out whom the row was of."""
    salts = (one.signed.salt for one in facts if isinstance(one, RowAnswered | RowHeld))
    return Sought(numbers=frozenset(squeezed(salt) for salt in salts if salt))


def _words(tables: Tables, ids: Sequence[str]) -> frozenset[str]:
    """What another row may call the person in a cell of its own: names of several words, for others have one of them too, and numbers."""
    people = (tables.get(PersonRow, one) for one in ids)
    said = [details_of(row) for row in people if row is not None]
    # A list shows the name as its own cell shows it, which may differ from how it was understood.
    rows = (row for one in ids for row in tables.select(EntryRow, person_id=one))
    said += [from_plain(Details, read_canonical(row.details)) for row in rows]
    names = {name for one in said for name in (one.full_name, one.latin_name) if " " in folded(name)}
    return frozenset(names | {paper.number for one in said for paper in one.documents if squeezed(paper.number)})


def _sought(
    tables: Tables, ids: Sequence[str], lists: Mapping[str, Sequence[str]], readable: Sequence[Recorded]
) -> Sought:
    """What gives a file away that names these persons, or this held row."""
    found = Sought()
    for one in ids:
        held = tables.get(EntryRow, one)
        if held is not None:
            fields = _own_fields(one, readable) or lists.get(held.list_id, ())
            found |= naming.of_held_row(read_canonical(held.cells), fields)
        for row in tables.select(EntryRow, person_id=one):
            found |= naming.of_person(from_plain(Details, read_canonical(row.details)), read_canonical(row.cells))
    return found


def _own_fields(entry_id: str, readable: Sequence[Recorded]) -> tuple[str, ...]:
    """What the held row itself says that its columns were taken for."""
    rows = (one.fact for one in readable if isinstance(one.fact, ListRowHeld))
    return next((one.fields for one in rows if one.entry_id == entry_id), ())


def _referrals(tables: Tables, ids: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The numbers by which a list calls them where it names whom others accompany."""
    rows = (row for one in ids if (row := tables.get(PersonRow, one)) is not None)
    said = ((row.source, details_of(row).reference.casefold()) for row in rows)
    return frozenset((source, number) for source, number in said if number)


def _readable(work: Work) -> Iterator[Recorded]:
    """Every fact that may name somebody and can still be read; of a list whose file's name was erased, what is left, which tells its columns."""
    for entry, key in work.entries():
        kind = read_header(entry.header).kind
        if kind not in NAMING:
            continue
        if key is not None:
            yield read_recorded(entry, key)
        elif kind == ListReceived.KIND and (bare := work.tables.get(RemainsRow, entry.index)) is not None:
            yield recorded_from(entry, bare, KINDS)


def _columns(readable: Iterable[Recorded]) -> dict[str, tuple[str, ...]]:
    """By list, what its columns were taken for: its rows may name others."""
    lists = (one.fact for one in readable if isinstance(one.fact, ListReceived))
    return {one.list_id: fields_of(one.columns) for one in lists}


def _remains(readable: Sequence[Recorded], who: people.Named) -> Iterator[Remains]:
    """What will be left of each entry that names them."""
    for recorded in readable:
        left = _left(recorded.fact, who)
        if left is not None and left != recorded.fact:
            yield Remains(recorded.index, recorded.fact.KIND, recorded.at, canonical(to_plain(left)))


def _left(fact: Fact, who: people.Named) -> Fact | None:
    tries: tuple[Callable[[], Fact | None], ...] = (
        lambda: people.left_of(fact, who),
        lambda: identity.left_of(fact, who.ids, who.finder.names),
        lambda: passes.left_of(fact, who.ids, who.finder.names),
        lambda: gate.left_of(fact, who.finder.names),
        lambda: clearance.left_of(fact, who.words, who.finder.is_called, who.ids),
        lambda: trust.left_of(fact, who.finder.names),
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
    elif stand is None or stand.state not in (*GONE, REFUSED) or not (left := _left_at(tables, stand)):
        yield "data was erased of somebody who has not left the operation"
    elif left > recorded.at.plus(days=-agreement.retention.days).iso():
        yield "data was erased before its time was over"
