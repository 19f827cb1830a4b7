"""What the public part of an entry says, against the body that it commits to."""

from __future__ import annotations

from safepassage.kernel.facts import Fact
from safepassage.ledger.model import Header


def counts_otherwise(header: Header, fact: Fact) -> str | None:
    """Why the counts that everybody sees are not those of the fact, in words; None where they are.

    The published totals are the sums of these counts, and most readers see nothing else of an entry.
    """
    means = dict(fact.deltas())
    names = sorted(name for name in header.deltas.keys() | means.keys() if header.deltas.get(name) != means.get(name))
    if not names:
        return None
    told = ", ".join(f"{header.deltas.get(name, 0)} {name} instead of {means.get(name, 0)}" for name in names)
    return f"it counts {told}: the published totals are not of what was written"
