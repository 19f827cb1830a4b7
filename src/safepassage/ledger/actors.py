"""Who may write, learnt from the ledger itself as its entries pass."""

from __future__ import annotations

from safepassage.kernel.facts import Fact
from safepassage.ledger.facts import ActorAdmitted, ActorRetired, KeyRotated
from safepassage.seal.keys import check_public_key, verify


def rotation_message(operation: str, actor: str, epoch: int, public: str) -> bytes:
    """What an actor's old key signs so that `public` (32 bytes as hex) becomes its key of that epoch: five lines, ended by a line end each."""
    return f"safepassage/key-rotation/1\n{operation}\n{actor}\n{epoch}\n{public}\n".encode()


def is_handed_on(old: bytes, operation: str, fact: KeyRotated) -> bool:
    """Whether the key before it signed the rotation."""
    try:
        signature = bytes.fromhex(fact.signature)
    except ValueError:
        return False
    return verify(old, rotation_message(operation, fact.actor, fact.epoch, fact.public), signature)


class Actors:
    """The keys of the actors admitted so far.

    The writer of the first entry admits itself there. From then on only that actor says who may write, so that nobody who gets an
    entry into the ledger can admit himself by it. A key is replaced only by a rotation, which holds from the next entry on; the
    first writer's, by which the record is known, by an entry that its old key signs. A retired actor never returns.

    Where the operation is named, a rotation of anybody else counts only with the signature of that actor's old key: whoever says
    who may write could otherwise take over everybody. The new key is followed all the same, so that one flaw is named once.
    """

    def __init__(self, operation: str = "") -> None:
        """Know nobody."""
        self._operation = operation
        self._publics: dict[str, list[tuple[int, bytes]]] = {}
        self._retired: set[str] = set()
        self._first = ""

    def learn(self, index: int, actor: str, fact: Fact) -> str | None:
        """Take in what an entry at that place, written by that actor, says of actors; why it does not count, or None.

        Raises:
            ValueError: the admitted key is not hexadecimal.
        """
        if not isinstance(fact, ActorAdmitted | ActorRetired | KeyRotated):
            return None
        if index == 0 and isinstance(fact, ActorAdmitted) and fact.actor == actor:
            self._first = actor
        if not self._first or actor != self._first:
            return f"{actor} says who may write, and only the writer of the first entry may"
        if isinstance(fact, ActorRetired):
            self._publics.pop(fact.actor, None)
            self._retired.add(fact.actor)
            return None
        return self._keyed(index, fact)

    def _keyed(self, index: int, fact: ActorAdmitted | KeyRotated) -> str | None:
        public = bytes.fromhex(fact.public)
        weak = check_public_key(public)
        if weak is not None:
            return f"the key of {fact.actor} must not be registered: {weak}"
        if isinstance(fact, ActorAdmitted):
            if fact.actor not in self._retired:
                self._publics.setdefault(fact.actor, [(index, public)])
            return None
        known = self._publics.get(fact.actor)
        if known is None or fact.epoch != len(known) + 1:
            return f"{fact.actor} is given a new key and may not have one, or not this epoch's"
        old = known[-1][1]
        known.append((index + 1, public))
        if self._operation and fact.actor != self._first and not is_handed_on(old, self._operation, fact):
            return f"{fact.actor} is given a new key that its old one did not sign: somebody else may hold it"
        return None

    def public_of(self, actor: str, index: int) -> bytes | None:
        """The actor's key for the entry at that place, None where it may not write."""
        known = self._publics.get(actor, [])
        return next((public for since, public in reversed(known) if since <= index), None)
