"""What a weight is worth between two sources, from what the desk has judged so far; and the links that are asked about because of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from safepassage.identity.evidence import evidence
from safepassage.identity.model import Finding, ListPerson
from safepassage.identity.reasons import SURE
from safepassage.identity.sources import ENOUGH, SourceFit, fit
from safepassage.identity.state import PairRow
from safepassage.kernel.rows import Tables
from safepassage.people.state import PersonRow

Sources = tuple[str, str]
Read = Callable[[PersonRow], ListPerson]  # a person as evidence: `operations.identity.list_person`
LEAST = math.log(SURE / (1.0 - SURE))  # natural log-odds from which a link is made without a human


def source_fits(tables: Tables, read: Read) -> Mapping[Sources, SourceFit]:
    """A fit for every two sources, in the order of their names, of which humans judged enough pairs in both ways."""
    judged = [pair for answer in ("different", "same") for pair in tables.select(PairRow, answer=answer)]
    if len(judged) < ENOUGH:
        return {}
    rows: dict[Sources, list[tuple[float, bool]]] = defaultdict(list)
    prior = _prior(tables)
    for pair in judged:
        sides = tables.get(PersonRow, pair.left), tables.get(PersonRow, pair.right)
        if sides[0] is not None and sides[1] is not None:
            rows[_between(sides[0], sides[1])].append(
                (_odds(read(sides[0]), read(sides[1]), prior), pair.answer == "same")
            )
    fits = {sources: fit(some) for sources, some in sorted(rows.items())}
    return {sources: one for sources, one in fits.items() if (one.scale, one.shift) != (1.0, 0.0)}


def asked_instead(tables: Tables, found: Sequence[Finding], read: Read) -> tuple[Finding, ...]:
    """The findings; a link by evidence that the desk's own judgements between the two sources make less than sure is a doubt.

    Judgements never make a link: people judge what was doubtful, which says little of what was not asked.
    """
    fits = source_fits(tables, read)
    if not fits:
        return tuple(found)
    prior = _prior(tables)
    return tuple(_worth(tables, one, fits, prior, read) for one in found)


def _worth(tables: Tables, one: Finding, fits: Mapping[Sources, SourceFit], prior: float, read: Read) -> Finding:
    left, right = tables.get(PersonRow, one.left), tables.get(PersonRow, one.right)
    if one.verdict != "same" or "document-shared" in one.reasons or left is None or right is None:
        return one
    known = fits.get(_between(left, right))
    if known is None or known.odds(_odds(read(left), read(right), prior)) >= LEAST:
        return one
    return replace(one, verdict="doubt", reasons=(*one.reasons, "judged-otherwise"))


def _between(one: PersonRow, other: PersonRow) -> Sources:
    first, second = sorted((one.source, other.source))
    return first, second


def _prior(tables: Tables) -> float:
    return math.log(max(2, sum(1 for _ in tables.select(PersonRow))))


def _odds(one: ListPerson, other: ListPerson, prior: float) -> float:
    return evidence(one, other).bits * math.log(2) - prior
