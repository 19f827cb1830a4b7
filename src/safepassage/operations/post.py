"""One side of the crossing at work: its station loaded once, each scan decided and made durable before anybody moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from safepassage.account.state import StandRow
from safepassage.gate.model import (
    Before,
    Coupled,
    Decision,
    Flow,
    Limits,
    ManifestInHand,
    Presented,
    Record,
    Station,
)
from safepassage.gate.records import DRAWN_BYTES, place_of, said
from safepassage.gate.rules import decide, journal_of, override, record_of, return_of, scanned, turn_away, with_record
from safepassage.gate.state import ScanRow, SessionRow
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.operations.house import House
from safepassage.operations.issuing import issuer_keys, read_with
from safepassage.operations.manifests import filled, newest
from safepassage.operations.people import is_patient
from safepassage.operations.ports import Work
from safepassage.operations.record import Scribe
from safepassage.operations.terms import agreement_in_force
from safepassage.operations.witnessing import standing
from safepassage.passes.model import Manifest
from safepassage.passes.state import PassRow
from safepassage.passes.wire import Fault
from safepassage.people.state import PersonRow
from safepassage.seal.tags import document_tag, manifest_tag
from safepassage.terms.model import Agreement, Side

NOT_OURS = "-"  # what a record names where the paper belongs to another operation


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


def latest_session(tables: Tables, side: str) -> SessionRow | None:
    """The side's newest session."""
    return max(tables.select(SessionRow, side=side), key=lambda row: (row.opened, row.session), default=None)


class Post:
    """A side with its manifest and journal in hand. Load a new one after a manifest, a session or another side's records."""

    def __init__(self, house: House, side: str, at: Moment, *, device: str = "desk", lane: str = "") -> None:
        """Load the side from the ledger's tables."""
        self.house = house
        self.device = device
        self.others: list[Post] = []  # posts on the same network, told of each record as it is made
        # A work and no view: it knows what the work before it knew, and nothing is written in it.
        with house.store.work() as work:
            agreement = agreement_in_force(work.tables)
            self.side = side_named(agreement, side)
            self.day = local_day(agreement, at)
            self._load(work.tables, agreement, lane, covered(house, work))

    def _load(self, tables: Tables, agreement: Agreement, lane: str, witnessed: int | None) -> None:
        session = latest_session(tables, self.side.id)
        found = ((row.pass_id, tables.get(PersonRow, row.person_id)) for row in tables.select(PassRow))
        persons = {pass_id: person for pass_id, person in found if person is not None}
        records = [_record(row, persons) for row in tables.select(ScanRow)]
        self.patients = {pass_id for pass_id, person in persons.items() if is_patient(person)}
        self.records: dict[str, list[Record]] = {}
        for record in records:
            self.records.setdefault(record.pass_id, []).append(record)
        places = (place_of(record.record) for record in records)
        self.sequence = max((sequence for device, sequence in places if device == self._device_id()), default=0)
        self.keys = issuer_keys(tables, self.house.name)
        self.station = Station(
            operation=self.house.name,
            side=self.side.id,
            step=self.side.step,
            session=session.session if session else "",
            open=session is not None and not session.closed,
            lane=lane,
            manifest=self._manifest(tables, witnessed),
            flow=_flow(tables, agreement),
            journal=journal_of(records, self.day),
            limits=limits_of(agreement),
            clauses={"closed": agreement.cite("crossing"), "document-mismatch": agreement.cite("crossing")},
        )

    def _device_id(self) -> str:
        return f"{self.side.id}-{self.device}"

    def _manifest(self, tables: Tables, witnessed: int | None) -> ManifestInHand:
        row = newest(tables)
        if row is None:
            return ManifestInHand()
        # The desk reads the record, so it heeds what was said since the manifest was fixed.
        held = filled(
            self.house, tables, Manifest(self.house.name, row.number, Moment.parse(row.at), (), row.entry, "")
        )
        return ManifestInHand(
            number=row.number,
            newest=row.number,
            made=held.made,
            tags=held.tags,
            revoked=held.revoked,
            patients=held.patients,
            witnessed=witnessed is None or witnessed > row.entry,
            digest=row.digest,
        )

    def read(self, text: str, document_number: str) -> Presented:
        """What the pass in hand says, with the document's keyed tag."""
        pepper = self.house.keys.pepper()
        document = document_tag(pepper, self.house.name, "", document_number) if document_number else ""
        read, key = read_with(text, self.keys, self.house.name)
        if isinstance(read, Fault):
            return Presented(fault=_fault(read.code), document=document)
        return Presented(
            read.pass_id,
            read.operation,
            read.category,
            read.tag,
            read.valid_from,
            read.expires,
            "",
            read.lane,
            manifest_tag(pepper, read.pass_id),
            document,
            outside=key is not None and key.outside(read) is not None,
        )

    def scan(
        self,
        text: str,
        document_number: str,
        at: Moment,
        officer: str,
        *,
        second: str = "",
        words: str = "",
        comes_back: bool = False,
        turned_away: bool = False,
    ) -> Decision:
        """Decide one pass and make the record durable. Nobody may move before this returns.

        `second` and `words` are the second person and the reason that admit what is held; `comes_back` takes a person back
        who went out; `turned_away` is this side's own no to a person whose pass is in order.

        Raises:
            ProblemsError: an override is not two different people with a reason, or not of a hold.
        """
        with self.house.store.work() as work:
            decision, record = self._scan(
                work,
                text,
                document_number,
                at,
                officer,
                second=second,
                words=words,
                comes_back=comes_back,
                turned_away=turned_away,
            )
        self._tell(record)
        return decision

    def scan_family(
        self, papers: Sequence[tuple[str, str]], at: Moment, officer: str, *, turned_away: bool = False
    ) -> list[Decision]:
        """Decide the passes of a family, each pass with its document's number, and make all records durable at once.

        The first that is held ends it: a family goes through together or waits together. Nobody may move before this returns.
        """
        decisions: list[Decision] = []
        before = self.station, self.sequence
        records: list[Record] = []
        try:
            with self.house.store.work() as work:
                for text, document_number in papers:
                    decision, record = self._scan(work, text, document_number, at, officer, turned_away=turned_away)
                    decisions.append(decision)
                    records.append(record)
                    self.sequence += 1
                    self.hear(record)
                    if decision.verdict == "hold":
                        break
        except BaseException:
            self.station, self.sequence = before
            raise
        for post in self.others:
            for record in records:
                post.hear(record)
        return decisions

    def _scan(
        self,
        work: Work,
        text: str,
        document_number: str,
        at: Moment,
        officer: str,
        *,
        second: str = "",
        words: str = "",
        comes_back: bool = False,
        turned_away: bool = False,
    ) -> tuple[Decision, Record]:
        presented = self.read(text, document_number)
        if presented.fault == "other-operation":
            presented = replace(presented, fault="", operation="another", pass_id=NOT_OURS)
        decision = return_of(presented, self.station) if comes_back else decide(presented, self.station, at)
        if turned_away:
            decision = turn_away(self.station, decision)
        elif second or words:
            decision = self._override(decision, officer, second, words)
        place = (self._device_id(), self.sequence + 1)
        drawn = self.house.dice.take(DRAWN_BYTES).hex()
        fact = scanned(
            decision, presented, self.station, place, officer=officer, drawn=drawn, second=second, words=words
        )
        Scribe(self.house, work, self.side.party, at).write(fact, decision.clause)
        return decision, Record(fact.record, *said(fact), presented.category, fact.pass_id in self.patients)

    def _override(self, decision: Decision, officer: str, second: str, words: str) -> Decision:
        if decision.verdict != "hold":
            return decision  # nothing to override: an admit stands, and a refusal is not for a second person to change
        try:
            return override(decision, self.station, officer, second, words)
        except ValueError as error:
            raise ProblemsError([Problem("override", str(error), "Name a second person and say the reason")]) from None

    def _tell(self, record: Record) -> None:
        self.sequence += 1
        for post in (self, *self.others):
            post.hear(record)

    def close(self) -> None:
        """The side closed; who comes now is written down and not let through."""
        self.station = replace(self.station, open=False)

    def hear(self, record: Record) -> None:
        """Take a record into the journal in hand: this side's own, or one that another post tells of."""
        earlier = self.records.setdefault(record.pass_id, [])
        self.station = replace(self.station, journal=with_record(self.station.journal, earlier, record, self.day))
        earlier.append(record)


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


def _fault(code: str) -> str:
    return {"signature": "forged", "unknown-key": "unknown-key", "other-operation": "other-operation"}.get(
        code, "unreadable"
    )


def _record(row: ScanRow, persons: dict[str, PersonRow]) -> Record:
    person = persons.get(row.pass_id)
    return record_of(row, person.category if person else "", patient=person is not None and is_patient(person))


def _flow(tables: Tables, agreement: Agreement) -> Flow:
    """Who may pass now: the terms' rules, and who stands at the gate and goes first."""
    waiting: Counter[str] = Counter(row.category for row in tables.select(StandRow, state="presented"))
    return Flow(
        categories=tuple(one.id for one in agreement.categories),
        before=tuple(Before(agreement.cite(rule.clause), rule.first, rule.then) for rule in agreement.orders),
        coupled=tuple(
            Coupled(agreement.cite(rule.clause), rule.category, rule.needs, rule.ratio, rule.allowance)
            for rule in agreement.couplings
        ),
        waiting=dict(waiting),
    )


def scans_of(tables: Tables, sessions: Iterable[str]) -> list[ScanRow]:
    """Every record of these sessions, in the ledger's order."""
    rows = [row for session in sessions for row in tables.select(ScanRow, session=session)]
    return sorted(rows, key=lambda row: row.entry)
