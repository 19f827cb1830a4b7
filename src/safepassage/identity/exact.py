"""The exact matcher: a shared document with an agreeing name and birth date links; whatever else looks alike is a doubt."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from safepassage.identity.births import compare_births, readings
from safepassage.identity.model import Finding, Subject
from safepassage.identity.names import compare_names, consonants, parts

MATCHER = "exact/1"
CROWD = 40  # members of one bucket up to which every pair is compared
MANY_PARTS = 6  # parts of a name that make keys; a longer name is cut, so that keys stay few
NAMES_AGREE = ("name-equal", "name-spelling")
BIRTHS_AGREE = ("birth-equal", "birth-other-reading", "birth-coarse")

Bucket = list[Subject]


def findings(new: Sequence[Subject], known: Sequence[Subject]) -> tuple[Finding, ...]:
    """What the exact matcher says of the new subjects, among themselves and against the known, ordered by ids.

    Work grows with the number of subjects, not with its square: pairs come from buckets (document; birth date; year and
    two name parts), and in a bucket of more than `CROWD` each member is compared with its neighbours only.
    """
    fresh = {one.person_id for one in new}
    everyone = sorted({one.person_id: one for one in (*new, *known)}.values(), key=lambda one: one.person_id)
    found: dict[tuple[str, str], Finding] = {}
    for one, other, crowded in _pairs(everyone):
        key = (one.person_id, other.person_id)
        if key in found or fresh.isdisjoint(key):
            continue
        finding = judge_pair(one, other, crowded=crowded)
        if finding is not None:
            found[key] = finding
    return tuple(found[key] for key in sorted(found))


def judge_pair(one: Subject, other: Subject, *, crowded: bool = False) -> Finding | None:
    """What is to be said of two subjects; None where nothing speaks for one person."""
    left, right = sorted((one, other), key=lambda some: some.person_id)
    shared, birth = bool(set(left.tags) & set(right.tags)), compare_births(left, right)
    sexes = bool(left.sex and right.sex and left.sex != right.sex)
    same_birth = birth in BIRTHS_AGREE
    if not shared and not (same_birth and not sexes and _could_be_listed_twice(left, right)):
        return None
    name = best_name(left, right, weigh=shared)
    same_name = name in NAMES_AGREE
    if not shared and not same_name:
        return None
    reasons = ["document-shared" if shared else "document-not-shared", name, birth]
    reasons += ["sex-differs"] * sexes + ["crowded"] * crowded
    verdict = "same" if shared and same_name and same_birth and not sexes else "doubt"
    return Finding(left.person_id, right.person_id, verdict, MATCHER, tuple(reasons))


def best_name(left: Subject, right: Subject, *, weigh: bool = True) -> str:
    """The best reason that any of the names given for one and the other allows."""
    order = ("name-equal", "name-spelling", "name-short", "name-differs")
    names = [[one for one in (some.full_name, some.latin_name) if one] or [""] for some in (left, right)]
    said = (compare_names(one, other, weigh=weigh) for one in names[0] for other in names[1])
    return min(said, key=order.index)


def _could_be_listed_twice(left: Subject, right: Subject) -> bool:
    """Within one source, two documents are two people; across sources one person may show either."""
    return left.source != right.source or not left.tags or not right.tags


def _pairs(everyone: Sequence[Subject]) -> Iterator[tuple[Subject, Subject, bool]]:
    """Pairs that share a bucket, each member's neighbours only where the bucket is a crowd."""
    for bucket in (*_by_tag(everyone), *_by_birth(everyone)):
        if len(bucket) <= CROWD:
            for one, other in itertools.combinations(bucket, 2):
                yield one, other, False
            continue
        # Sorted by name, those most alike stand side by side.
        bucket.sort(key=lambda some: (sorted(parts(some.full_name)), some.person_id))
        for one, other in itertools.pairwise(bucket):
            yield one, other, True


def _by_tag(everyone: Iterable[Subject]) -> Iterable[Bucket]:
    buckets: dict[str, Bucket] = defaultdict(list)
    for subject in everyone:
        for tag in dict.fromkeys(subject.tags):
            buckets[tag].append(subject)
    return buckets.values()


def _by_birth(everyone: Iterable[Subject]) -> list[Bucket]:
    """By full date while few share it, and by year with two name parts, which also finds dates known less exactly."""
    days: dict[str, Bucket] = defaultdict(list)
    years: dict[tuple[str, ...], Bucket] = defaultdict(list)
    for subject in everyone:
        dates = readings(subject)
        for day in dates:
            days[day].append(subject)
        for key in {(day[:4], *pair) for day in dates for pair in _part_pairs(subject)}:
            years[key].append(subject)
    return [bucket for bucket in days.values() if len(bucket) <= CROWD] + list(years.values())


def _part_pairs(subject: Subject) -> Iterator[tuple[str, str]]:
    for name in (subject.full_name, subject.latin_name):
        keys = sorted({consonants(part) for part in parts(name)[:MANY_PARTS]})
        yield from itertools.combinations(keys, 2)
