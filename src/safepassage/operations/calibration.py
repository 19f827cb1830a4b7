"""What a weight is worth between two sources, from what the desk has judged so far."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from safepassage.identity.evidence import evidence
from safepassage.identity.sources import SourceFit, fit
from safepassage.identity.state import PairRow
from safepassage.operations.house import House
from safepassage.operations.identity import list_person
from safepassage.people.state import PersonRow


@dataclass(frozen=True, slots=True)
class BetweenSources:
    """Two sources by name, and the fit of their judged pairs: `fit.judged` says how many those are."""

    one: str
    other: str
    fit: SourceFit


def source_fits(house: House) -> tuple[BetweenSources, ...]:
    """A fit for every two sources of which a human judged a pair; with few judgements it changes nothing."""
    with house.store.reading() as work:
        tables = work.tables
        prior = math.log(max(2, sum(1 for _ in tables.select(PersonRow))))
        judged: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
        for answer in ("different", "same"):
            for pair in tables.select(PairRow, answer=answer):
                one, other = tables.get(PersonRow, pair.left), tables.get(PersonRow, pair.right)
                if one is not None and other is not None:
                    odds = evidence(list_person(one), list_person(other)).bits * math.log(2) - prior
                    sources = sorted((one.source, other.source))
                    judged[sources[0], sources[1]].append((odds, answer == "same"))
    return tuple(BetweenSources(*sources, fit(rows)) for sources, rows in sorted(judged.items()))
