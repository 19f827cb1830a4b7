"""Who may write, learnt from the ledger itself as its entries pass."""

from __future__ import annotations

from safepassage.kernel.facts import Fact
from safepassage.ledger.facts import ActorAdmitted, ActorRetired


class Actors:
    """The keys of the actors admitted so far.

    The writer of the first entry admits itself there. From then on only that actor says who may write, so that nobody who gets an
    entry into the ledger can admit himself by it. A key is never replaced and a retired actor never returns: a new key is a new actor.
    """

    def __init__(self) -> None:
        """Know nobody."""
        self._publics: dict[str, bytes] = {}
        self._retired: set[str] = set()
        self._first = ""

    def learn(self, index: int, actor: str, fact: Fact) -> str | None:
        """Take in what an entry at that place, written by that actor, says of actors; why it does not count, or None.

        Raises:
            ValueError: the admitted key is not hexadecimal.
        """
        if not isinstance(fact, ActorAdmitted | ActorRetired):
            return None
        if index == 0 and isinstance(fact, ActorAdmitted) and fact.actor == actor:
            self._first = actor
        if not self._first or actor != self._first:
            return f"{actor} says who may write, and only the writer of the first entry may"
        if isinstance(fact, ActorRetired):
            self._publics.pop(fact.actor, None)
            self._retired.add(fact.actor)
        elif fact.actor not in self._retired:
            self._publics.setdefault(fact.actor, bytes.fromhex(fact.public))
        return None

    def public_of(self, actor: str, index: int) -> bytes | None:
        """The actor's key, None where it may not write; `index` is there for `verify_chain` and does not matter here."""
        del index
        return self._publics.get(actor)
