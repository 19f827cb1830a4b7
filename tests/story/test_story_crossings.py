"""What `ledger verify` says of crossings that a party's gate wrote against the rule, and that it accuses no gate which kept it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from safepassage.gate.merging import fresh_facts, merge
from safepassage.gate.model import Bundle, Record
from safepassage.gate.records import record_id, said
from safepassage.operations import gate, keys, ledger, passes
from safepassage.operations.overrides import in_words, overrides
from safepassage.operations.record import Scribe
from safepassage.operations.replaying import Flaw
from safepassage.operations.terms import agreement_in_force
from safepassage.passes.state import ManifestRow, PassRow

NEVER = "ab" * 10
SIDES = {"gaza": ("gaza-crossings", "exited"), "egypt": ("egy", "entered")}
HELD = {"reason": "document-mismatch", "override": "they phoned"}
TWO = {**HELD, "second": "officer 8"}
ALONE = "it needs two different people, both named"


@dataclass
class Gates:
    """A story whose two sides are open, and a hand that writes what it likes on a device of either."""

    story: object
    pass_id: str
    sessions: dict[str, str]
    manifest: int
    digest: str

    def record(self, side: str, place: int = 1, when: str = "11-01T09:10", **more: str | int) -> Record:
        values = {"officer": "officer 7", "reason": "in-order", "pass_id": self.pass_id, "verdict": "admit"}
        values |= {"manifest": self.manifest, "manifest_digest": self.digest, "drawn": f"{place:016x}"}
        values |= {"session": self.sessions[side], "side": side, "step": SIDES[side][1], **more}
        bare = Record(record="", **values)
        return Record(record_id(f"{side}-phone", place, said(bare)), *said(bare), at=self.story.at(when).iso())

    def verdict(self, *records: Record) -> ledger.Verdict:
        for side, (party, _) in SIDES.items():
            own = tuple(one for one in records if one.session.startswith(f"{side}/"))
            text = gate.bundle_text(self.story.house, side, party, Bundle(own))
            gate.sync(self.story.house, text, self.story.at("11-09T12:00"))
        return self.story.verdict()


def said_of(found: tuple[Flaw, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.says.partition(": ")[2]) for one in found]


@pytest.fixture
def gates(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    sessions = {side: gate.open_side(story.house, side, story.at("11-01T06:30")).session for side in SIDES}
    pass_id = passes.verify_text(story.house, story.texts["JX100004"], story.at("11-01T09:20"))[0].pass_id
    with story.house.store.reading() as work:
        newest = max(work.tables.select(ManifestRow), key=lambda row: row.number)
    return Gates(story, pass_id, sessions, newest.number, newest.digest)


@pytest.mark.parametrize("side", SIDES)
def test_what_is_in_order_or_answered_for_by_two_is_no_flaw(gates, side):
    step = SIDES[side][1]
    found = gates.verdict(
        gates.record(side),
        gates.record(side, 2, **TWO, pass_id=NEVER),
        gates.record(side, 3, verdict="hold", step="", reason="order"),
    )
    assert (found.flaws, found.odd) == ((), ())
    assert found.sums[step] == 2


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    "more",
    [
        {"second": ""},
        {"second": "officer 7"},
        {"second": " Officer 7 "},
        {"second": "officer 8", "officer": ""},
    ],
)
def test_an_override_by_one_person_is_a_flaw_at_either_side(gates, side, more):
    found = gates.verdict(gates.record(side, **{**HELD, **more}))
    step = SIDES[side][1]
    says = f"somebody {step} although the gate did not let them (document-mismatch): {ALONE}"
    assert said_of(found.flaws) == [("two-people", says)]


def test_an_override_without_its_reason_is_a_flaw(gates):
    found = gates.verdict(gates.record("gaza", reason="document-mismatch", second="officer 8"))
    says = "somebody exited although the gate did not let them (document-mismatch): it needs its reason in words"
    assert said_of(found.flaws) == [("two-people", says)]


def test_a_hold_that_nobody_answered_for_is_a_flaw(gates):
    found = gates.verdict(gates.record("gaza", reason="document-mismatch"))
    assert [code for code, _ in said_of(found.flaws)] == ["two-people"]


def test_one_persons_word_hides_no_invented_pass(gates):
    found = gates.verdict(gates.record("gaza", **HELD, pass_id=NEVER))
    assert [code for code, _ in said_of(found.flaws)] == ["two-people", "pass"]
    assert said_of(found.flaws)[1][1] == "somebody exited on a pass that was never issued"


def test_words_beside_a_crossing_in_order_do_not_keep_it_from_being_judged(gates):
    """A gate that needs no override notes the names all the same; they answer for nothing."""
    good = gates.record("gaza", second="officer 8", override="just in case")
    bad = gates.record("gaza", 2, second="officer 8", override="just in case", pass_id=NEVER)
    found = gates.verdict(good, bad)
    assert said_of(found.flaws) == [("pass", "somebody exited on a pass that was never issued")]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("reason", ["in-order", "in-order-degraded"])
def test_a_pass_that_was_never_issued_is_a_flaw_at_either_side(gates, side, reason):
    found = gates.verdict(gates.record(side, pass_id=NEVER, reason=reason))
    assert said_of(found.flaws) == [("pass", f"somebody {SIDES[side][1]} on a pass that was never issued")]


@pytest.mark.parametrize("side", SIDES)
def test_whose_pass_was_withdrawn_before_the_gates_manifest_passed_no_side(gates, side):
    story = gates.story
    gates.manifest = passes.revoke_pass(story.house, gates.pass_id, "lost", story.at("11-01T07:00"))
    with story.house.store.reading() as work:
        gates.digest = work.tables.get(ManifestRow, gates.manifest).digest
    found = gates.verdict(gates.record(side))
    assert said_of(found.flaws) == [("pass", f"somebody {SIDES[side][1]} without a pass in force")]


@pytest.mark.parametrize(("side", "step"), [("gaza", "entered"), ("egypt", "exited")])
def test_a_step_of_the_other_side_written_past_the_exchange_is_a_flaw(gates, side, step):
    record, house = gates.record(side, step=step, reason="in-order"), gates.story.house
    with house.store.work() as work:
        cited = agreement_in_force(work.tables).cite("crossing")
        (fact,) = fresh_facts(merge([Bundle((record,))]), Bundle(()))
        Scribe(house, work, SIDES[side][0], gates.story.at("11-01T09:10")).write(fact, cited)
    assert ("gate", f"nobody has {step} at side {side}") in said_of(gates.story.verdict().flaws)


def test_who_came_in_without_a_grant_that_the_gate_knew_of_is_told(gates):
    story = gates.story
    gates.manifest = story.answers("isr", ["JX100004"], "withdrawn", "11-01T07:00").gates.manifest
    with story.house.store.reading() as work:
        gates.digest = work.tables.get(ManifestRow, gates.manifest).digest
    found = gates.verdict(gates.record("egypt"))
    assert said_of(found.flaws) == [("clearance", "somebody entered without a grant of isr")]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({**TWO, "reason": "revoked"}, "gate"),  # a refusal is nobody's to change
        ({"verdict": "hold"}, "gate"),
        ({"verdict": "refuse", **TWO}, "gate"),
        ({"step": ""}, "gate"),
        ({"step": "", "verdict": "perhaps"}, "gate"),
        ({"reason": "returned"}, "two-people"),  # an exit is no return
    ],
)
def test_a_record_that_contradicts_itself_is_a_flaw(gates, more, code):
    found = gates.verdict(gates.record("gaza", **more))
    assert [one for one, _ in said_of(found.flaws)] == [code]


def test_under_a_lost_manifest_that_alone_is_said(gates):
    more = {"manifest": 99, "manifest_digest": "00" * 32, "pass_id": NEVER}
    found = gates.verdict(gates.record("gaza", **HELD, **more), gates.record("egypt", when="11-08T09:00", **more))
    assert [code for code, _ in said_of(found.flaws)] == ["manifest", "manifest"]
    assert found.odd == ()


def test_before_a_side_is_opened_it_may_turn_people_away_and_take_them_back(story):
    """A desk that names no session because there is none keeps the rule."""
    story.begin()
    story.everybody_cleared()
    story.called()
    assert story.scan("gaza", "JX100004", "11-01T09:00") == "refuse closed"
    assert story.scan("gaza", "JX100004", "11-01T09:01", turned_away=True) == "refuse turned-away"
    assert story.scan("gaza", "JX100004", "11-01T09:02", comes_back=True) == "admit returned-unknown"
    found = story.verdict()
    assert (found.flaws, found.odd) == ((), ())


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, ""),
        (119, ""),
        (120, "2 minutes after their pass had ended"),
        (302_400, "5,040 minutes after their pass had ended"),
    ],
)
def test_an_hour_after_the_pass_is_odd_and_no_flaw(gates, side, seconds, told):
    with gates.story.house.store.reading() as work:
        ends = work.tables.get(PassRow, gates.pass_id).expires
    record = gates.record(side)
    late = gates.story.at("11-01T09:10").parse(ends).plus(seconds=seconds)
    found = gates.verdict(Record(record.record, *said(record), at=late.iso()))
    assert found.flaws == ()
    by = "by the record's own moment: a clock was off, or this gate does not keep the rule"
    assert said_of(found.odd) == ([("window", f"somebody {SIDES[side][1]} {told}, {by}")] if told else [])


@pytest.mark.parametrize(("seconds", "told"), [(0, False), (-120, False), (-121, True)])
def test_an_hour_before_the_pass_is_odd(gates, seconds, told):
    with gates.story.house.store.reading() as work:
        begins = work.tables.get(PassRow, gates.pass_id).valid_from
    record = gates.record("gaza")
    early = gates.story.at("11-01T09:10").parse(begins).plus(seconds=seconds)
    found = gates.verdict(Record(record.record, *said(record), at=early.iso()))
    assert found.flaws == ()
    assert [code for code, _ in said_of(found.odd)] == ["window"] * told
    assert not told or "2 minutes before their pass held" in found.odd[0].says


def test_hours_that_two_people_answered_for_are_not_odd(gates):
    found = gates.verdict(gates.record("gaza", when="11-08T09:10", **{**TWO, "reason": "expired"}))
    assert (found.flaws, found.odd) == ((), ())


@pytest.mark.parametrize(("category", "told"), [("foreign", False), ("injured", True)])
def test_a_pass_outside_its_keys_limits_is_odd(gates, category, told):
    story = gates.story
    keys.limit_issuer(story.house, (category,), 0, (None, None), "as agreed", story.at("11-01T07:00"))
    found = gates.verdict(gates.record("gaza"), gates.record("gaza", 2, **{**TWO, "reason": "issuer-scope"}))
    assert found.flaws == ()
    says = "somebody exited, and its issuer may not sign passes of category foreign: the gate was not told of the limit yet, or does not keep the rule"
    assert said_of(found.odd) == [("scope", says)] * told


def test_one_persons_override_is_listed_as_one_persons(gates):
    gates.verdict(
        gates.record("gaza", **HELD),
        gates.record("gaza", 2, **{**HELD, "second": " Officer 7"}),
        gates.record("gaza", 3, **TWO),
    )
    found = overrides(gates.story.house)
    assert [(one.two, bool(one.lacking)) for one in found.overrides] == [
        (("officer 7",), True),
        (("Officer 7", "officer 7"), True),
        (("officer 7", "officer 8"), False),
    ]
    assert [pair.two for pair in found.pairs] == [("officer 7", "officer 8")]
    assert "for 2 of them two people did not answer; look at these first" in in_words(found)[0]
