"""Use cases of witnesses: agree on a quorum, ask for a cosignature, take it back, say what is recorded and what is witnessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.kernel.wording import counted
from safepassage.ledger import merkle
from safepassage.ledger.entries import leaf_hash
from safepassage.ledger.evidence import check_evidence, read_evidence
from safepassage.ledger.facts import QuorumAgreed
from safepassage.ledger.model import Checkpoint
from safepassage.ledger.note import ED25519, NoteError, NoteKey
from safepassage.ledger.policy import Policy, judge, parse_policy
from safepassage.ledger.policy import Standing as Judged
from safepassage.ledger.state import QuorumRow, RequestRow
from safepassage.ledger.witness import Request as Shown
from safepassage.ledger.witness import gathered
from safepassage.operations.consent import Request, ask_or_agree, digest_of
from safepassage.operations.house import DESK, House
from safepassage.operations.ports import Witness, Work
from safepassage.operations.record import Scribe
from safepassage.operations.signing import log_of, logs_of, sign_checkpoint

QUORUM = "change-quorum"
"""What two people are asked for where the witnesses' quorum is to change."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the record goes: `recorded` entries, the largest signed checkpoint, the largest `witnessed` one, and by whom.

    `quorum` is False while the parties agreed on no quorum: nothing can then be witnessed.
    """

    recorded: int
    signed: int
    witnessed: int
    by: tuple[str, ...]
    quorum: bool

    def sentence(self) -> str:
        """For people, both apart."""
        if not self.quorum:
            return f"{counted(self.recorded, 'entry', 'entries')} recorded; no quorum was agreed, so nothing is witnessed (safepassage ledger quorum FILE)"
        by = f" by {', '.join(self.by)}" if self.by else ""
        return f"{counted(self.recorded, 'entry', 'entries')} recorded, {self.witnessed:,} witnessed{by}"


@dataclass(frozen=True, slots=True)
class Quorum:
    """A quorum that is in force, or that one person asked for. `request` is None where nobody had to agree; `changes` are in words."""

    policy: Policy
    request: Request | None
    changes: tuple[str, ...]


def agree_quorum(house: House, text: str, source: str, reason: str, at: Moment, actor: str = DESK) -> Quorum:
    """Put an operation's first quorum in force; ask for another one, or agree to the very file that somebody asked for, which puts it in force.

    The file that is in force already changes nothing.

    Raises:
        ProblemsError: the file has faults, names another log, or needs nobody; no reason is given; this actor may not ask or agree.
    """
    policy = parse_policy(text, source)
    with house.store.work() as work:
        own = log_of(house, work)
        if any(one != own for one in policy.logs):
            what = "it names another log than this operation's"
            raise ProblemsError([Problem(source, what, f"Write: log {own.text()}")])
        if policy.holds(frozenset()):
            raise ProblemsError([Problem(source, "its quorum needs nobody", "Name the witnesses of the opposed sides")])
        before = quorum_before(work.tables)
        if before == text:
            return Quorum(policy, None, ())
        if before is None:
            if not reason.strip():
                raise ProblemsError([Problem("--reason", "no reason is given", "Say who agreed on it, and when")])
            Scribe(house, work, DESK, at).write(QuorumAgreed(text, reason))
            return Quorum(policy, None, ())
        changes = tuple(_differences(before, text))
        request = ask_or_agree(Scribe(house, work, actor, at), QUORUM, digest_of(text), reason)
        if request.agreed:
            # Why stands in the request alone: this body is open to everybody and cannot be erased.
            Scribe(house, work, DESK, at).write(QuorumAgreed(text, "", request.request))
    return Quorum(policy, request, changes)


def quorum_before(tables: Tables) -> str | None:
    """The quorum file agreed last, None where none was."""
    row = max(tables.select(QuorumRow), key=lambda one: one.entry, default=None)
    return None if row is None else row.text


def quorum_changes(tables: Tables) -> Iterator[tuple[int, str]]:
    """Every change of the quorum: the place of its entry, and what changed on whose word."""
    rows = sorted(tables.select(QuorumRow), key=lambda one: one.entry)
    asked = {one.done: one for one in tables.select(RequestRow, act=QUORUM)}
    for before, after in pairwise(rows):
        if before.text != after.text:
            two = asked.get(after.entry)
            who = f"{two.asked_by} asked, {two.seconded_by or 'nobody'} agreed" if two else "nobody asked for it"
            changed = "; ".join(_differences(before.text, after.text))
            why = two.reason if two else after.reason
            yield after.entry, f"the quorum of the witnesses was changed ({who}): {changed}. Reason given: {why}"


def _differences(before: str, after: str) -> Iterator[str]:
    """What another quorum file changes, in words; a name that stays with another key is another witness."""
    try:
        old, new = _policy(before), _policy(after)
    except ProblemsError:
        yield "one of the two files cannot be read"
        return
    same = sorted(name for name, key in new.witnesses.items() if old.witnesses.get(name) == key)
    gone, come = (
        sorted(old.witnesses.keys() - new.witnesses.keys()),
        sorted(new.witnesses.keys() - old.witnesses.keys()),
    )
    rekeyed = sorted(new.witnesses.keys() & old.witnesses.keys() - set(same))
    for names, what in (
        (gone, "no longer a witness"),
        (come, "a new witness"),
        (rekeyed, "a witness with another key"),
    ):
        if names:
            yield f"{what}: {', '.join(names)}"
    if not (gone or come or rekeyed):
        yield "the witnesses stay, and the file says something else of them"
    elif same:
        yield f"as before: {', '.join(same)}"


@lru_cache(maxsize=8)
def _policy(text: str) -> Policy:
    return parse_policy(text, "quorum in force")


def policy_in_force(house: House, work: Work) -> Policy | None:
    """The quorum agreed last, None where none was."""
    text = quorum_before(work.tables)
    return None if text is None else replace(_policy(text), logs=tuple(key for _, key in logs_of(house, work)))


def standing(house: House, work: Work) -> Standing:
    """How the record stands."""
    kept = work.checkpoints()
    size, signed = work.head().size, kept[-1].size if kept else 0
    policy = policy_in_force(house, work)
    if policy is None:
        return Standing(size, signed, 0, (), quorum=False)
    for checkpoint in reversed(kept):
        found = judged(checkpoint.note, policy)
        if found is not None and found.witnessed:
            return Standing(size, signed, checkpoint.size, tuple(sorted(found.words)), quorum=True)
    return Standing(size, signed, 0, (), quorum=True)


def judged(note: str, policy: Policy) -> Judged | None:
    """How a checkpoint stands, None where it holds a signature that does not: `ledger verify` names it."""
    try:
        return judge(note, policy)
    except NoteError:
        return None


def request_for(house: House, old: int, tree: merkle.Hashes | None = None) -> tuple[str, Checkpoint]:
    """What a witness that cosigned `old` entries is asked: the C2SP `add-checkpoint` request, and the checkpoint in it.

    `tree`, where given, holds the record's first entries and is grown: who asks often need not hash them all again.

    Raises:
        ProblemsError: the record has fewer entries than the witness is said to know.
    """
    with house.store.work() as work:
        checkpoint = sign_checkpoint(house, work)
        if not 0 <= old <= checkpoint.size:
            what = (
                f"this ledger has {counted(checkpoint.size, 'entry', 'entries')}, and the witness is said to know {old}"
            )
            raise ProblemsError([Problem("--old", what, "Give the size the witness answered with")])
        grown = tree if tree is not None else merkle.Hashes()
        if 0 < old < checkpoint.size:
            grow(grown, work)
        steps = grown.consistency(old, checkpoint.size) if 0 < old < checkpoint.size else ()
    return Shown(old, steps, checkpoint.note).text(), checkpoint


def grow(tree: merkle.Hashes, work: Work) -> None:
    """Take the entries into the tree that it does not hold yet."""
    for entry, _ in work.entries(len(tree)):
        tree.append(leaf_hash(entry))


def take_cosignatures(house: House, answer: str) -> tuple[Checkpoint, Standing]:
    """Take a witness's answer back: signature lines of a checkpoint kept here. Taken twice, it changes nothing.

    Raises:
        ProblemsError: no quorum was agreed, or no witness of the quorum signed a checkpoint kept here in this answer.
    """
    with house.store.work() as work:
        policy = policy_in_force(house, work)
        if policy is None:
            raise ProblemsError(
                [Problem("quorum", "none was agreed", "Agree on one first: safepassage ledger quorum FILE")]
            )
        known = tuple(policy.witnesses.values())
        for checkpoint in reversed(work.checkpoints()):
            try:
                more = gathered(checkpoint, answer, known)
            except NoteError:
                continue  # it is of another checkpoint, or of none: the loop's end says so
            if more.note != checkpoint.note:
                work.keep_checkpoint(more)
                return more, standing(house, work)
            if any(line and line in checkpoint.note for line in answer.splitlines()):
                return checkpoint, standing(house, work)
    what = "it holds no cosignature, by a witness of the quorum, of a checkpoint kept here"
    raise ProblemsError([Problem("answer", what, "Ask again: safepassage ledger checkpoint --request FILE")])


@dataclass(slots=True)
class Watchers:
    """Witnesses that are asked from here whenever something is to be witnessed, and the tree that proves to them."""

    witnesses: Sequence[Witness]
    tree: merkle.Hashes = field(default_factory=merkle.Hashes)
    size: int = 0

    def agree(self, house: House, at: Moment) -> None:
        """Put a quorum of all of them in force."""
        lines = [f"witness {one.name} {one.line()}" for one in self.witnesses]
        names = " ".join(one.name for one in self.witnesses)
        text = "\n".join([*lines, f"group everybody all {names}", "quorum everybody", ""])
        agree_quorum(house, text, "quorum", "each side and the mediator", at)

    def ask(self, house: House, at: Moment) -> None:
        """Sign the record as it stands and have it cosigned."""
        request, checkpoint = request_for(house, self.size, self.tree)
        for one in self.witnesses:
            take_cosignatures(house, one.cosign(request, at))
        self.size = checkpoint.size


def faults_of_cosignatures(house: House, work: Work) -> Iterator[tuple[int, str]]:
    """Checkpoints kept on which a witness of the quorum in force has a signature that does not hold: size and sentence."""
    policy = policy_in_force(house, work)
    if policy is None:
        return
    for checkpoint in work.checkpoints():
        try:
            judge(checkpoint.note, policy)
        except NoteError as error:
            yield checkpoint.size, f"the checkpoint of size {checkpoint.size}: {error}"


def convinced(text: str, source: str, *keys: str) -> str:
    """What a piece of evidence proves against the holder of these keys, in words; several are an actor's one after the other.

    Raises:
        ProblemsError: a key cannot be read, the text is no evidence, or it proves nothing against these keys.
    """
    try:
        accused = [
            NoteKey.parse(one) if "+" in one else NoteKey("accused", ED25519, bytes.fromhex(one)) for one in keys
        ]
        found = read_evidence(text.strip())
        check_evidence(found, *accused)
    except ValueError as error:
        raise ProblemsError([Problem(source, f"it proves nothing: {error}", "Check the file and the keys")]) from None
    return found.says()
