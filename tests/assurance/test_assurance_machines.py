"""State machines: a ledger that is written, erased from, witnessed and tampered with; terms that are amended, well and badly.

The third, two sides with their gates and a server, stands in tests/gate/test_gate_machine.py.
"""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sim_disk import CrashingStore
from sim_world import OPERATION, ROOT, at, world
from sweep import NIGHTLY, dice, note, size

from safepassage.kernel.problems import ProblemsError
from safepassage.ledger import entries, merkle, verify, witness
from safepassage.ledger.checkpoint import log_key, make_checkpoint, witness_key
from safepassage.ledger.evidence import check_split_view, split_view
from safepassage.ledger.model import EMPTY, ActorHead
from safepassage.operations import ledger, terms
from safepassage.seal import keys
from safepassage.terms.state import TermsRow

EXAMPLES = size(200, 5_000)
ACTORS = ("coordination", "isr", "egy")


def seed_of(name: str) -> bytes:
    return hashlib.sha256(b"invented " + name.encode()).digest()


class Ledger(RuleBasedStateMachine):
    """Whatever is done in whatever order: what was written verifies, what is erased is gone, what is changed is found."""

    @initialize()
    def begin(self):
        self.head, self.written, self.keys, self.bodies, self.points = EMPTY, [], [], [], []
        self.log = log_key(OPERATION, keys.public_key(seed_of("coordination")))
        cosigner = witness_key("monitor", keys.public_key(seed_of("monitor")))
        self.cosigner = witness.Cosigner(cosigner, lambda message: keys.sign(seed_of("monitor"), message))
        self.memory = {OPERATION: witness.Watched(OPERATION, (self.log,))}

    @rule(actor=st.sampled_from(ACTORS), body=st.binary(max_size=40), count=st.integers(-2, 5), sees=st.booleans())
    def write(self, actor, body, count, sees):
        key = hashlib.sha256(b"%d" % len(self.written)).digest()
        seen = (
            (self.points[-1].size, self.points[-1].root.hex())
            if sees and self.points and self.points[-1].size
            else (0, "")
        )
        last = max((entries.read_header(one.header).seen_size for one in self.written
                    if entries.read_header(one.header).actor == actor), default=0)  # fmt: skip
        entry, self.head = entries.write_entry(
            self.head, operation=OPERATION, kind="test.wrote/1", actor=actor, clause="1/x", deltas={"wrote": count}, body=body,
            key=key, sign=lambda message: keys.sign(seed_of(actor), message), seen=seen if seen[0] >= last else (0, ""),
        ) if seen[0] >= last else (None, self.head)  # fmt: skip
        if entry is not None:
            self.written.append(entry)
            self.keys.append(key)
            self.bodies.append(body)

    @precondition(lambda self: any(self.keys))
    @rule(pick=st.integers(0, 1000))
    def erase(self, pick):
        held = [place for place, key in enumerate(self.keys) if key is not None]
        place = held[pick % len(held)]
        before = merkle.root(self.head.frontier)
        self.keys[place] = None
        assert self.found().root == before

    @rule()
    def checkpoint(self):
        root = merkle.root(self.head.frontier)
        sign = lambda message: keys.sign(seed_of("coordination"), message)  # noqa: E731 - one use
        point = make_checkpoint(OPERATION, self.head.size, root, self.log.public, sign)
        self.points.append(point)
        known = self.memory[OPERATION]
        proof = self.tree().consistency(known.size, point.size) if 0 < known.size < point.size else ()
        answer = witness.add_checkpoint(
            witness.Request(known.size, proof, point.note).text(), self.memory, [self.cosigner], at("11-01T09:00")
        )
        assert answer.status == witness.OK
        self.memory[OPERATION] = answer.remember or known

    def tree(self, held=None):
        return merkle.Hashes(entries.leaf_hash(one) for one in held or self.written)

    def found(self, held=None):
        published = {point.size: point.root for point in self.points}
        return verify.verify_chain(
            held if held is not None else self.written, lambda actor, _: keys.public_key(seed_of(actor)), operation=OPERATION,
            checkpoints=published,
        )  # fmt: skip

    @invariant()
    def what_was_written_verifies(self):
        if self.written and len(self.written) % 4:
            return
        found = self.found()
        assert found.findings == []
        assert found.head == self.head
        assert found.sums.get("wrote", 0) == sum(
            entries.read_header(one.header).deltas["wrote"] for one in self.written
        )

    @invariant()
    def a_body_is_readable_exactly_while_its_key_is_there(self):
        for entry, key, body in list(zip(self.written, self.keys, self.bodies, strict=True))[-3:]:
            if key is not None:
                assert entries.open_entry(entry, key) == body
            else:
                with pytest.raises(entries.EntryError):
                    entries.open_entry(entry, bytes(32))

    @precondition(lambda self: self.written)
    @rule(pick=st.integers(0, 1000), how=st.sampled_from(["drop", "swap", "twice", "header", "signature"]))
    def tamper(self, pick, how):
        """Any change of what is held is found, where a checkpoint or a later entry of the same actor stands on it, or by itself."""
        place = pick % len(self.written)
        other = list(self.written)
        one = other[place]
        if how == "drop":
            del other[place]
        elif how == "swap":
            other[place], other[place - 1] = other[place - 1], other[place]
        elif how == "twice":
            other.insert(place, one)
        else:
            raw = bytearray(getattr(one, how))
            raw[len(raw) // 2] ^= 1
            other[place] = replace(one, **{how: bytes(raw)})
        if other == self.written or (how == "swap" and len(other) == 1):
            return
        renumbered = [replace(entry, index=number) for number, entry in enumerate(other)]
        whole = self.found(renumbered).whole
        first = min(place, (place - 1) % len(self.written)) if how == "swap" else place
        covered = any(point.size > first for point in self.points)
        followed = any(self.actor(entry) == self.actor(one) for entry in self.written[place + 1 :])
        if how == "swap":  # two actors' entries may change places unseen until a checkpoint fixes them
            followed = self.actor(self.written[place]) == self.actor(self.written[place - 1])
        if how in ("header", "signature", "twice") or followed or covered:
            assert not whole, how
        if covered and how != "header":
            assert self.evidence(other)

    def actor(self, entry):
        return entries.read_header(entry.header).actor

    def evidence(self, other):
        """Whoever signs the changed history as well gives everybody a proof of it."""
        point = self.points[-1]
        if len(other) < point.size:
            return True
        tree = self.tree(other)
        sign = lambda message: keys.sign(seed_of("coordination"), message)  # noqa: E731 - one use
        second = make_checkpoint(OPERATION, len(other), tree.root(), self.log.public, sign)
        found = split_view(point.note, second.note, tree)
        if found is None:
            return tree.root(point.size) == point.root
        check_split_view(found, self.log)
        return True


TOML = (ROOT / "tests" / "terms" / "small.toml").read_text()
SECOND = "blue"  # the mediator of the small terms, who agrees to what the coordination cell asks


class Terms(RuleBasedStateMachine):
    """Versions follow one another without a gap; an amendment that is not the next version, or has a fault, changes nothing."""

    @initialize()
    def begin(self):
        house = world().house("terms")
        self.house = replace(house, store=CrashingStore())
        terms.start(self.house, TOML, "terms.toml", at("10-31T08:00"))
        self.expected = [TOML]
        self.minutes = 0

    def text(self, version: int, companions: int, validity: int) -> str:
        changed = TOML.replace("version = 1", f"version = {version}", 1).replace("most = 1", f"most = {companions}", 1)
        return changed.replace("\ndays = 1\n", f"\ndays = {validity}\n", 1)

    @rule(step=st.sampled_from([1, 1, 1, 0, 2, -1]), companions=st.integers(0, 4), validity=st.integers(1, 9))
    def amend(self, step, companions, validity):
        version = len(self.expected) + step
        self.try_to(self.text(version, companions, validity), good=step == 1)

    @rule(fault=st.sampled_from(["[[", "\nversion = 1\n", "\n[unknown]\na = 1\n", "\udcc0"]))
    def amend_badly(self, fault):
        self.try_to(self.text(len(self.expected) + 1, 1, 4) + fault, good=False)

    @rule()
    def of_another_operation(self):
        self.try_to(self.text(len(self.expected) + 1, 1, 4).replace('id = "small"', 'id = "elsewhere"', 1), good=False)

    def try_to(self, toml: str, *, good: bool) -> None:
        self.minutes += 1
        before = self.house.store.latest
        now = at("11-02T08:00").plus(minutes=self.minutes)
        try:
            asked = terms.amend(self.house, toml, "amended.toml", "agreed", now)
            assert not asked.request.agreed
            assert terms.in_force(self.house).version == len(self.expected)
            assert terms.amend(self.house, toml, "amended.toml", "agreed", now, actor=SECOND).request.agreed
        except ProblemsError as error:
            self.refused = error.problems
        else:
            self.refused = ()
            self.expected.append(toml)
        assert good is not bool(self.refused)
        assert all(problem.do for problem in self.refused)
        assert good or self.house.store.latest == before

    @invariant()
    def the_versions_are_those_that_were_agreed(self):
        with self.house.store.reading() as work:
            rows = list(work.tables.select(TermsRow))
        assert [row.toml for row in rows] == self.expected
        assert [row.version for row in rows] == list(range(1, len(rows) + 1))
        assert terms.in_force(self.house).version == len(rows)

    def teardown(self):
        if hasattr(self, "house"):
            assert ledger.verify(self.house, CrashingStore()).flaws == ()


def tried(machine, examples: int, steps: int) -> None:
    kept = settings(max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, database=None)
    # At night each part draws examples of its own; at a check they are the same every time.
    drawn = seed(dice(1))(lambda: machine()) if NIGHTLY else machine  # noqa: PLW0108 - a seed on the class would stay there
    run_state_machine_as_test(drawn, settings=kept)
    note("machines", machine.__name__, tried=examples, found=0, steps=steps)


def test_a_ledger_whatever_is_done_to_it():
    tried(Ledger, EXAMPLES, 14)


def test_terms_whatever_is_proposed():
    tried(Terms, EXAMPLES, 6)


def breaking(machine) -> None:
    kept = settings(
        max_examples=1_000,
        stateful_step_count=14,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
    )
    with pytest.raises((AssertionError, ExceptionGroup, IndexError)):
        run_state_machine_as_test(machine, settings=kept)


@pytest.mark.parametrize(
    ("where", "what", "bug"),
    [
        (entries, "leaf_hash", lambda entry: merkle.leaf_hash(entry.header)),
        (keys, "verify", lambda *_: True),
        (entries, "follow", lambda head, actor, leaf: replace(head, size=head.size + 1, actors={**head.actors, actor: ActorHead(1, leaf.hex())})),
        (verify.Chain, "published", lambda *_: None),
    ],
    ids=["a leaf without its signature", "no signatures", "no sequence", "no checkpoints"],
)  # fmt: skip
def test_the_ledger_machine_finds_a_bug_that_is_put_in(monkeypatch, where, what, bug):
    monkeypatch.setattr(where, what, bug)
    breaking(Ledger)


def test_the_terms_machine_finds_a_bug_that_is_put_in(monkeypatch):
    monkeypatch.setattr(terms, "next_version", lambda _, text, source: terms.read_terms(text, source))
    breaking(Terms)
