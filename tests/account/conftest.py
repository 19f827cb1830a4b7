"""A small invented operation: facts go in, every room's rows change, and where people are can be asked."""

from dataclasses import replace

import pytest

from safepassage.account import state as account_state
from safepassage.account.evidence import Evidence
from safepassage.account.state import MoveRow, StandRow
from safepassage.adapters.memory import MemoryTables
from safepassage.clearance import state as clearance_state
from safepassage.clearance.facts import Answered, Lapsed, Submitted
from safepassage.clearance.model import Given
from safepassage.gate import state as gate_state
from safepassage.gate.facts import Scanned
from safepassage.gate.state import ScanRow
from safepassage.identity import state as identity_state
from safepassage.identity.facts import Judged, Linked
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.passes import state as passes_state
from safepassage.passes.facts import Issued
from safepassage.passes.state import PassRow
from safepassage.people import state as people_state
from safepassage.people.facts import EntryRead, PersonWithdrawn
from safepassage.people.model import Details
from safepassage.people.state import PersonRow
from safepassage.plan import state as plan_state
from safepassage.plan.facts import Call, DayEnded, ListMade, ListPublished
from safepassage.plan.state import CallListRow, CallRow

START = Moment.parse("2023-11-01T06:00:00Z")
PARTIES = ("egy", "isr")


class World:
    """One operation in memory; every call is one entry, a minute after the one before unless told otherwise."""

    def __init__(self):
        self.tables = MemoryTables()
        self.index = 0
        self.now = START
        self.drafts = 0

    def record(self, fact, at=None):
        if at is None:
            self.now = self.now.plus(minutes=1)
        recorded = Recorded(fact, at or self.now, "desk", self.index, "1/c")
        merged = {one.person_id: one.merged_into for one in self.tables.select(PersonRow)}
        for room in (people_state, identity_state):
            room.apply(recorded, self.tables)
        self.merge(fact, merged)
        for room in (clearance_state, plan_state, passes_state, gate_state, account_state):
            room.apply(recorded, self.tables)
        self.index += 1
        return recorded.index

    def merge(self, fact, merged):
        """What the identity and people rooms write when two persons are one, or no longer, or named again while they are."""
        match fact:
            case EntryRead(person_id=person_id):
                self.stands_for(person_id, merged.get(person_id, ""))
            case Linked(kept=kept, other=other):
                self.stands_for(other, kept)
            case Judged(left=left, right=right, answer=answer):
                self.stands_for(right, left if answer == "same" else "")

    def stands_for(self, person_id, kept):
        person = self.tables.get(PersonRow, person_id)
        self.tables.put(replace(person, merged_into=kept))

    def person(self, *ids, category="foreign"):
        for one in ids:
            self.record(
                EntryRead(f"e-{one}", "list-1", "emb", 1, ("x",), Details("Invented Person"), (), one, "case-1",
                          category, "1/c", ())
            )  # fmt: skip

    def submit(self, *ids, parties=PARTIES):
        return self.record(Submitted(tuple(ids), tuple(parties)))

    def answer(self, party, status, *ids):
        return self.record(Answered(party, "digest", tuple(Given(one, status) for one in ids)))

    def lapse(self, party, *ids):
        return self.record(Lapsed(party, tuple(ids)))

    def cleared(self, *ids):
        self.person(*ids)
        self.submit(*ids)
        for party in PARTIES:
            self.answer(party, "granted", *ids)

    def publish(self, day, *cases):
        """Each case is a tuple of ids."""
        self.drafts += 1
        calls = tuple(
            Call(f"case-{at}-{self.drafts}", "foreign", "main", at, 1, tuple(case)) for at, case in enumerate(cases)
        )
        self.record(ListMade(day, self.drafts, "simple", "{}", "{}", calls, ()))
        count = sum(len(case) for case in cases)
        return self.record(ListPublished(day, self.drafts, day, len(cases), count))

    def issue(self, pass_id, person_id, day="2023-11-01"):
        self.record(Issued(pass_id, person_id, day, "tag", self.now, self.now.plus(days=1)))

    def called(self, *ids, day="2023-11-01"):
        self.cleared(*ids)
        self.publish(day, ids)
        for one in ids:
            self.issue(f"pass-{one}", one, day)

    def scan(
        self, pass_id, what, at=None, side="gaza", *, reason="", record="", day="2023-11-01", takes_back="", conflict=""
    ):
        verdict = what if what in ("hold", "refuse") else "admit"
        step = "" if what in ("hold", "refuse") else what
        return self.record(
            Scanned(
                record or f"r-{self.index}", f"{side}/{day}/1", side, pass_id, verdict, reason, step, "officer",
                takes_back=takes_back, conflict=conflict,
            ), at,
        )  # fmt: skip

    def end(self, day, no_show=(), carried_over=(), lapsed=()):
        return self.record(DayEnded(day, tuple(no_show), tuple(carried_over), tuple(lapsed)))

    def withdraw(self, person_id, reason="own-wish"):
        return self.record(PersonWithdrawn(person_id, reason))

    def link(self, kept, other):
        return self.record(Linked(kept, other, "exact", ("same document",)))

    def judge(self, left, right, answer):
        return self.record(Judged(left, right, answer, "desk", "looked at the papers"))

    def state(self, person_id):
        stand = self.tables.get(StandRow, person_id)
        return stand.state if stand else None

    def why(self, person_id):
        return self.tables.get(StandRow, person_id).why

    def stands(self):
        return list(self.tables.select(StandRow))

    def moves(self, person_id):
        return sorted(self.tables.select(MoveRow, person_id=person_id), key=lambda one: one.entry)

    def evidence(self):
        """Every row, as an operation would load it."""
        kinds = (PersonRow, StandRow, MoveRow, CallListRow, CallRow, PassRow, ScanRow)
        return Evidence(*(tuple(self.tables.select(kind)) for kind in kinds))

    def path(self, person_id):
        return [one.state for one in self.moves(person_id)]


@pytest.fixture
def world():
    return World()
