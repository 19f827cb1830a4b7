"""What an alignment of two names looks like, as the numbers that the calibration weighs."""

from __future__ import annotations

from safepassage.identity.align import CAP, MOST_INFO, Alignment
from safepassage.identity.spelling import LEAST, Spelling
from safepassage.identity.tokens import Name

NAMES = (
    "bits",  # of matched parts
    "joined-bits",  # of those, by neighbours written as one
    "left-over-left",  # parts without a partner
    "left-over-right",
    "left-over-both",  # parts that could have been partners and are not
    "info-left",  # bits of what is left over
    "info-right",
    "turned",  # matched out of order
    "first",  # first part with first part
    "last",  # last with last
    "alone",  # one part matched
    "light-bits",  # of particles
    "loss",  # bits short of the best spelling, together
    "worst-loss",
    "capped-bits",  # rare parts counted less
    "complete",  # nothing left over
    "two",  # two parts matched
    "joins",
    "both-ends",  # first with first and last with last
    "plain",  # as many parts, in order, none joined, none left
    "nearest",  # how near the nearest two left over are
    "first-left-over",  # the left name's first part has no partner: a grandfather's is dropped more easily
    "last-left-over",
    "first-right-over",
    "last-right-over",
)
COUNT = len(NAMES)
FAR_APART = -LEAST


def features(left: Name, right: Name, found: Alignment, spelling: Spelling) -> tuple[float, ...]:
    """The numbers in the order of `NAMES`."""
    heavy = [one for one in found.matches if not (left.light[one.left[0]] and right.light[one.right[0]])]
    over = (
        tuple(i for i in found.left_over if not left.light[i]),
        tuple(j for j in found.right_over if not right.light[j]),
    )
    joins = [one for one in found.matches if len(one.left) + len(one.right) > 2]  # noqa: PLR2004 - one part and one word are two
    starts = [one.right[0] for one in found.matches]
    first = bool(found.matches) and found.matches[0].left[0] == 0 and starts[0] == 0
    last = any(one.left[-1] == len(left.parts) - 1 and one.right[-1] == len(right.parts) - 1 for one in found.matches)
    turned = starts != sorted(starts)
    complete = not over[0] and not over[1]
    plain = complete and len(left.parts) == len(right.parts) and not turned and not joins
    nearest = max((spelling.bits(left.parts[i], right.parts[j]) for i in over[0] for j in over[1]), default=LEAST)
    return (
        sum(one.bits for one in heavy),
        sum(one.bits for one in joins),
        float(len(over[0])),
        float(len(over[1])),
        float(min(map(len, over))),
        sum(min(-spelling.parts.log2(left.parts[i]), MOST_INFO) for i in over[0]),
        sum(min(-spelling.words.log2(right.parts[j]), MOST_INFO) for j in over[1]),
        float(turned),
        float(first),
        float(last),
        float(len(heavy) == 1),
        sum(one.bits for one in found.matches if one not in heavy),
        sum(one.loss for one in heavy),
        max((0.0, *(one.loss for one in heavy))),
        sum(min(one.bits, CAP) for one in heavy),
        float(complete),
        float(len(heavy) == 2),  # noqa: PLR2004 - given and family name
        float(len(joins)),
        float(first and last),
        float(plain),
        nearest - LEAST if over[0] and over[1] else 0.0,
        float(0 in over[0]),
        float(len(left.parts) - 1 in over[0]),
        float(0 in over[1]),
        float(len(right.parts) - 1 in over[1]),
    )
