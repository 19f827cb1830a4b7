"""One side of the crossing at work: each scan decided on the tables as they are in its own work, and made durable before anybody moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from safepassage.gate.model import (
    Decision,
    ManifestInHand,
    Presented,
    Record,
    Station,
)
from safepassage.gate.records import DRAWN_BYTES, highest, place_of, said
from safepassage.gate.rules import decide, journal_of, override, return_of, scanned, turn_away, with_record
from safepassage.gate.state import ScanRow
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations.details import is_patient
from safepassage.operations.house import House
from safepassage.operations.issuing import issuer_keys, read_with
from safepassage.operations.manifests import filled, newest
from safepassage.operations.ports import Work
from safepassage.operations.record import Scribe
from safepassage.operations.station import (
    Stand,
    covered,
    day_at,
    flow_of,
    latest_session,
    limits_of,
    record_in,
    side_named,
    sides_run_by,
    stand_of,
    waiting_at,
)
from safepassage.operations.terms import agreement_in_force
from safepassage.passes.model import Manifest
from safepassage.passes.state import ManifestRow, PassRow
from safepassage.passes.wire import Fault
from safepassage.people.numbers import read_number
from safepassage.people.state import PersonRow
from safepassage.seal.tags import document_tag, manifest_tag

NOT_OURS = "-"  # what a record names where the paper belongs to another operation


class Post:
    """A side with its manifest and journal in hand. What anybody writes meanwhile is heeded by the next scan (ADR 0129)."""

    def __init__(self, house: House, side: str, at: Moment, *, device: str = "desk", lane: str = "") -> None:
        """Load the side from the ledger's tables."""
        self.house = house
        self.device = device
        self.lane = lane
        self.others: list[
            Post
        ] = []  # posts of this process, told of each record as it is made, so that they need not load
        self.known: Stand | None = (
            None  # where the record stood that this post knows; None: load before the next decision
        )
        self.in_place_of = ""  # the side's party, where the desk signed the newest record in its place (ADR 0159)
        # A work and no view: it knows what the work before it knew, and nothing is written in it.
        with house.store.work() as work:
            self._load(work, side, at)

    def _load(self, work: Work, side: str, at: Moment) -> None:
        tables, self.known = work.tables, None
        agreement = self.agreement = agreement_in_force(tables)
        self.side = side_named(agreement, side)
        session = latest_session(tables, self.side.id)
        is_open = session is not None and not session.closed
        self.day = day_at(agreement, session.session if session else "", at, is_open=is_open)
        found = ((row.pass_id, tables.get(PersonRow, row.person_id)) for row in tables.select(PassRow))
        persons = {pass_id: person for pass_id, person in found if person is not None}
        records = [record_in(row, persons) for row in tables.select(ScanRow)]
        self.patients = {pass_id for pass_id, person in persons.items() if is_patient(person)}
        self.records: dict[str, list[Record]] = {}
        for record in records:
            self.records.setdefault(record.pass_id, []).append(record)
        own = sides_run_by(self.side.party, agreement)
        # Another party's word under this desk's name moves no place of it (ADR 0163).
        places = (place_of(record.record) for record in records if own.runs(record.side))
        self.sequence = highest(sequence for device, sequence in places if device == self._device_id())
        self.keys = issuer_keys(tables, self.house.name)
        self.manifest = newest(tables)
        self.station = Station(
            operation=self.house.name,
            side=self.side.id,
            step=self.side.step,
            session=session.session if session else "",
            open=is_open,
            lane=self.lane,
            manifest=self._in_hand(work),
            flow=flow_of(tables, agreement),
            journal=journal_of(records, self.day),
            limits=limits_of(agreement),
            clauses={"closed": agreement.cite("crossing"), "document-mismatch": agreement.cite("crossing")},
        )
        self.known = stand_of(work)

    def _keep_up(self, work: Work, at: Moment) -> None:
        """Know what the record holds in this work. Most often nobody else wrote since, and a few small questions are all it takes."""
        day = day_at(self.agreement, self.station.session, at, is_open=self.station.open)
        if self.known is None or self.known != stand_of(work) or self.day != day:
            self._load(work, self.side.id, at)
            return
        held, row = self.station.manifest, self.manifest
        if row is not None and not held.witnessed and work.seen()[0] > row.entry:
            held = replace(held, witnessed=self._is_witnessed(work, row))  # a cosignature is no entry
        flow = replace(self.station.flow, waiting=waiting_at(work.tables))
        self.station = replace(self.station, manifest=held, flow=flow)

    def _device_id(self) -> str:
        return f"{self.side.id}-{self.device}"

    def _in_hand(self, work: Work) -> ManifestInHand:
        row = self.manifest
        if row is None:
            return ManifestInHand()
        # The desk reads the record, so it heeds what was said since the manifest was fixed.
        bare = Manifest(self.house.name, row.number, Moment.parse(row.at), (), row.entry, "")
        held = filled(self.house, work.tables, bare)
        return ManifestInHand(
            number=row.number,
            newest=row.number,
            made=held.made,
            tags=held.tags,
            revoked=held.revoked,
            patients=held.patients,
            witnessed=self._is_witnessed(work, row),
            digest=row.digest,
        )

    def _is_witnessed(self, work: Work, row: ManifestRow) -> bool:
        size = covered(self.house, work)
        return size is None or size > row.entry

    def read(self, text: str, document_number: str) -> Presented:
        """What the pass in hand says, with the document's keyed tag."""
        pepper = self.house.keys.pepper()
        number = read_number(document_number).number or document_number  # an officer types it as the document shows it
        document = document_tag(pepper, self.house.name, "", number) if number else ""
        read, key = read_with(text, self.keys, self.house.name)
        if isinstance(read, Fault):
            return Presented(fault=read.code, document=document)
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
            ProblemsError: an override is not two different people with a reason, or the person both comes back and is turned away.
        """
        if comes_back and turned_away:
            what, do = "nobody comes back and is turned away at once", "Say --return or --turn-away"
            raise ProblemsError([Problem("scan", what, do)])
        with self.house.store.work() as work:
            self._keep_up(work, at)
            before = self.known
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
            after = stand_of(work)
        for post in (self, *self.others):
            post.told([record], before, after)
        return decision

    def scan_family(
        self, papers: Sequence[tuple[str, str]], at: Moment, officer: str, *, turned_away: bool = False
    ) -> list[Decision]:
        """Decide the passes of a family, each pass with its document's number, and make all records durable at once.

        The first that is held ends it: a family goes through together or waits together. Nobody may move before this returns.
        """
        decisions: list[Decision] = []
        records: list[Record] = []
        try:
            with self.house.store.work() as work:
                self._keep_up(work, at)
                before = self.known
                for text, document_number in papers:
                    decision, record = self._scan(work, text, document_number, at, officer, turned_away=turned_away)
                    decisions.append(decision)
                    records.append(record)
                    self._take(record)
                    if decision.verdict == "hold":
                        break
                after = stand_of(work)
        except BaseException:
            self.known = None  # nothing of it was kept, and some of it is taken in
            raise
        self.known = after
        for post in self.others:
            post.told(records, before, after)
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
        party = self.side.party
        hand = Scribe(self.house, work, party, at).write(fact, decision.clause).actor
        self.in_place_of = party if hand != party else ""
        return decision, Record(fact.record, *said(fact), presented.category, fact.pass_id in self.patients)

    def _override(self, decision: Decision, officer: str, second: str, words: str) -> Decision:
        if decision.verdict != "hold":
            return decision  # nothing to override: an admit stands, and a refusal is not for a second person to change
        try:
            return override(decision, self.station, officer, second, words)
        except ValueError as error:
            raise ProblemsError([Problem("override", str(error), "Name a second person and say the reason")]) from None

    def close(self) -> None:
        """The side closed; who comes now is written down and not let through."""
        self.station = replace(self.station, open=False)

    def told(self, records: Sequence[Record], before: Stand | None, after: Stand) -> None:
        """Take in what a post wrote, this one or another: all that came between these two stands of the record.

        Who does not know the record as it was before that loads it at the next scan.
        """
        if self.known is None or self.known != before:
            return
        for record in records:
            self._take(record)
        self.known = after

    def _take(self, record: Record) -> None:
        """Take a record into the journal in hand."""
        device, sequence = place_of(record.record)
        if device == self._device_id() and sides_run_by(self.side.party, self.agreement).runs(record.side):
            self.sequence = max(self.sequence, sequence)
        earlier = self.records.setdefault(record.pass_id, [])
        self.station = replace(self.station, journal=with_record(self.station.journal, earlier, record, self.day))
        earlier.append(record)
