"""Who may write, learnt from the ledger itself as its entries pass."""

from __future__ import annotations

from safepassage.kernel.facts import Fact
from safepassage.ledger.facts import ActorAdmitted, ActorRetired, KeyRotated
from safepassage.seal.keys import check_public_key


class Actors:
    """The keys of the actors admitted so far.

    The writer of the first entry admits itself there. From then on only that actor says who may write, so that nobody who gets an
    entry into the ledger can admit himself by it. A key is replaced only by a rotation, which holds from the next entry on; the
    first writer's, by which the record is known, by an entry that its old key signs. A retired actor never returns.
    """

    def __init__(self) -> None:
        """Know nobody."""
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
        known.append((index + 1, public))
        return None

    def public_of(self, actor: str, index: int) -> bytes | None:
        """The actor's key for the entry at that place, None where it may not write."""
        known = self._publics.get(actor, [])
        return next((public for since, public in reversed(known) if since <= index), None)
