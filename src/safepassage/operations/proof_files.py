"""Use cases of a proof file: that one entry is in the record, written where the record is, checked by whoever knows the log's key (C2SP `tlog-proof`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.wording import counted
from safepassage.ledger import merkle
from safepassage.ledger.checkpoint import verify_checkpoint
from safepassage.ledger.entries import EntryError, leaf_hash, read_header
from safepassage.ledger.model import Checkpoint, Entry, Header
from safepassage.ledger.note import NoteError, NoteKey
from safepassage.ledger.policy import Policy, Standing, judge, parse_policy
from safepassage.ledger.proof import Proof, ProofError, check_proof, read_proof
from safepassage.operations.house import House
from safepassage.operations.ports import Work
from safepassage.operations.witnessing import grow, judged, policy_in_force


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry that is in the record: its place, its public header, and the checkpoint of `size` entries under which it is proven.

    `witnessed` says whether a quorum cosigned that checkpoint, None where no quorum was asked about; `by` is who of it did.
    """

    place: int
    kind: str
    actor: str
    sequence: int
    size: int
    witnessed: bool | None
    by: tuple[str, ...] = ()

    def sentence(self) -> str:
        """For people, recorded and witnessed apart."""
        what = f"entry {self.place:,} ({self.kind}, {self.actor}'s {self.sequence:,}) is in the record of {counted(self.size, 'entry', 'entries')}"
        if self.witnessed is None:
            return f"{what}: the log's own word, for no quorum is named"
        by = f" by {', '.join(self.by)}" if self.by else ""
        return (
            f"{what}, {'witnessed' if self.witnessed else 'recorded and not witnessed; cosigned'}{by or ' by nobody'}"
        )


def write_proof(house: House, place: int) -> tuple[str, Proven]:
    """The proof of the entry at a place, with its public header: under the largest checkpoint that is witnessed, else under the largest.

    Raises:
        ProblemsError: there is no such entry, or no checkpoint that covers it.
    """
    with house.store.reading() as work:
        size = work.head().size
        if not 0 <= place < size:
            what = f"the record has {counted(size, 'entry', 'entries')}, from 0 on, and none at {place:,}"
            raise ProblemsError([Problem("PLACE", what, "Give the place that a receipt or an export says")])
        policy = policy_in_force(house, work)
        point, standing = _covering(work, place, policy)
        tree = merkle.Hashes()
        grow(tree, work)
        ((entry, _),) = work.entries(place, place + 1)
        shown = entry.header + b"\n" + entry.signature.hex().encode()
        text = Proof(place, tree.inclusion(place, point.size), point.note, shown).text()
    return text, _proven(place, read_header(entry.header), point, standing, policy)


def check_file(text: str, source: str, logs: Sequence[str], quorum: str | None = None) -> Proven:
    """What a proof file proves to whoever knows the log's key (`NAME+ID+BASE64`, each that it had) and, where given, the quorum file. Needs no operation.

    Raises:
        ProblemsError: a key or the quorum file cannot be read, or the file proves nothing under them.
    """
    try:
        keys = tuple(NoteKey.parse(one) for one in logs)
    except NoteError as error:
        raise ProblemsError([Problem("--log", str(error), "Give the log's key as NAME+ID+BASE64")]) from None
    policy = None if quorum is None else replace(parse_policy(quorum, "--quorum"), logs=keys)
    try:
        proof = read_proof(text)
        raw, _, signature = proof.extra.partition(b"\n")
        entry = Entry(proof.index, raw, bytes.fromhex(signature.decode("ascii")), b"")
        header = read_header(entry.header)
        log = next((one for one in keys if one.name == header.operation and _signed(proof.note, one)), None)
        if log is None:
            raise ProofError("no key given here is of the log that signed its checkpoint")  # noqa: TRY301 - told like every proof that proves nothing
        point = check_proof(proof, leaf_hash(entry), log)
        return _proven(proof.index, header, point, None if policy is None else judge(point.note, policy), policy)
    except (ProofError, NoteError, EntryError, ValueError) as error:
        do = "Ask for another: safepassage ledger proof PLACE --out FILE; and check the keys"
        raise ProblemsError([Problem(source, f"it proves nothing: {error}", do)]) from None


def _signed(note: str, log: NoteKey) -> bool:
    try:
        verify_checkpoint(note, log)
    except NoteError:
        return False
    return True


def _covering(work: Work, place: int, policy: Policy | None) -> tuple[Checkpoint, Standing | None]:
    """The largest witnessed checkpoint beyond a place, else the largest, and how it stands; None where a signature on it does not hold."""
    points = sorted((one for one in work.checkpoints() if one.size > place), key=lambda one: -one.size)
    if not points:
        what = f"no checkpoint covers entry {place:,} yet"
        raise ProblemsError(
            [Problem("PLACE", what, "Sign one, and let it be witnessed: safepassage ledger checkpoint")]
        )
    if policy is None:
        return points[0], None
    for point in points:
        standing = judged(point.note, policy)
        if standing is not None and standing.witnessed:
            return point, standing
    return points[0], judged(points[0].note, policy)


def _proven(place: int, header: Header, point: Checkpoint, standing: Standing | None, policy: Policy | None) -> Proven:
    what = (place, header.kind, header.actor, header.sequence, point.size)
    if policy is None:
        return Proven(*what, None)
    return Proven(*what, standing is not None and standing.witnessed, tuple(sorted(standing.words)) if standing else ())
