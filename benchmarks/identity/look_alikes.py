"""People who look alike and are not one, among households: nobody tuned anything on these. `python -m benchmarks.identity.look_alikes N`.

With `house`, other kinds: namesakes inside one family, of whom another member stands on both lists (decision 0068).

Of each pair one stands on the left list only and the other on the right one only, so that every link between them is a false merge.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from benchmarks.identity.households import Lists, households, pools
from benchmarks.identity.metrics import memory, rounded

from safepassage.adapters.matching.engine import duckdb_engine
from safepassage.identity.linking import match
from safepassage.identity.model import ListPerson

SEED = 20240311  # used nowhere else; with another one the rules of decision 0055 were found wanting
ONE_KIND = 8  # households to one pair of each kind
ASKED = 0.05  # probability from which a pair is put to a human
Spelt = tuple[str, str]
Both = tuple[tuple[Spelt, ...], tuple[Spelt, ...]]
Kind = Callable[[random.Random, Callable[[], Spelt], Spelt], tuple[Both, str, str]]


def twins(dice: random.Random, draw: Callable[[], Spelt], family: Spelt) -> tuple[Both, str, str]:
    """Same day, same sex, same father; another given name."""
    father, grandfather, day = draw(), draw(), _day(dice, 1985, 2022)
    one, other = draw(), draw()
    while other[0] == one[0]:
        other = draw()
    return ((one, father, grandfather, family), (other, father, grandfather, family)), day, day


def father_and_son(dice: random.Random, draw: Callable[[], Spelt], family: Spelt) -> tuple[Both, str, str]:
    """The son bears his father's given name."""
    given, grandfather, year = draw(), draw(), dice.randint(1945, 1985)
    names = (given, grandfather, draw(), family), (given, given, grandfather, family)
    return names, _day(dice, year, year), _day(dice, year + 20, year + 35)


def cousins(dice: random.Random, draw: Callable[[], Spelt], family: Spelt) -> tuple[Both, str, str]:
    """Given, father's, grandfather's and family name are the same; born within three years."""
    names, year = (draw(), draw(), draw(), family), dice.randint(1960, 2015)
    return (names, names), _day(dice, year, year + 1), _day(dice, year + 1, year + 3)


def cousins_on_one_first(dice: random.Random, draw: Callable[[], Spelt], family: Spelt) -> tuple[Both, str, str]:
    """Given, father's and family name are the same, and both are written down as born on the first of one January."""
    given, father, day = draw(), draw(), f"{dice.randint(1940, 2010)}-01-01"
    return ((given, father, draw(), family), (given, father, draw(), family)), day, day


def cousins_one_on_a_first(dice: random.Random, draw: Callable[[], Spelt], family: Spelt) -> tuple[Both, str, str]:
    """Given, father's and family name are the same; of one the day is known, of the other only the year, which is the same."""
    (names, _, _), year = cousins_on_one_first(dice, draw, family), dice.randint(1960, 2015)
    return names, _day(dice, year, year), f"{year}-01-01"


def brothers_on_one_first(dice: random.Random, draw: Callable[[], Spelt], family: Spelt) -> tuple[Both, str, str]:
    """Two sons of one father, both written down as born on the first of one January."""
    (names, _, _), day = twins(dice, draw, family), f"{dice.randint(1940, 2010)}-01-01"
    return names, day, day


KINDS = {one.__name__.replace("_", " "): one for one in (twins, father_and_son, cousins, cousins_on_one_first, cousins_one_on_a_first, brothers_on_one_first)}  # fmt: skip


def cousins_of_one_house(dice: random.Random, draw: Callable[[], Spelt], family: Spelt) -> tuple[Both, str, str]:
    """Two grandsons named after one grandfather, of two fathers, in one family of the lists; born within three years."""
    given, grandfather, year = draw(), draw(), dice.randint(1960, 2015)
    names = (given, draw(), grandfather, family), (given, draw(), grandfather, family)
    return names, _day(dice, year, year + 1), _day(dice, year + 1, year + 3)


def bearers_of_one_name(dice: random.Random, draw: Callable[[], Spelt], family: Spelt) -> tuple[Both, str, str]:
    """A child who died, and a brother born a year to three later who was given the whole name."""
    names, year = (draw(), draw(), draw(), family), dice.randint(1960, 2015)
    return (names, names), _day(dice, year, year), _day(dice, year + 1, year + 3)


def cousins_of_one_house_and_year(
    dice: random.Random, draw: Callable[[], Spelt], family: Spelt
) -> tuple[Both, str, str]:
    """Two grandsons as above, born in one year."""
    (names, _, _), year = cousins_of_one_house(dice, draw, family), dice.randint(1960, 2015)
    return names, _day(dice, year, year), _day(dice, year, year)


IN_ONE_HOUSE = {one.__name__.replace("_", " "): one for one in (cousins_of_one_house, cousins_of_one_house_and_year, bearers_of_one_name)}  # fmt: skip
# A wife or mother of theirs stands on both lists.
OF_ONE_FAMILY = (twins, father_and_son, brothers_on_one_first, *IN_ONE_HOUSE.values())


def _day(dice: random.Random, first: int, last: int) -> str:
    return f"{dice.randint(first, last)}-{dice.randint(1, 12):02}-{dice.randint(2, 28):02}"


def look_alikes(
    count: int, *, family_ids: bool, kinds: Mapping[str, Kind] = KINDS, seed: int = SEED
) -> tuple[Lists, dict[tuple[str, str], str]]:
    """`count` households with one planted pair of each kind to every `ONE_KIND` of them; the kind by the pair's row ids."""
    plain = households(count, seed, family_ids=family_ids)
    dice, (given, family) = random.Random(seed + 1), pools()
    left, right, planted, also_one = list(plain.left), list(plain.right), {}, set()

    def draw() -> Spelt:
        return dice.choice(given)

    for number in range(count // ONE_KIND):
        for kind, make in kinds.items():
            (one, other), born, also = make(dice, draw, dice.choice(family))
            key, sex = f"{kind.replace(' ', '-')}-{number}", dice.choice("FM")
            kept = dice.choice(([0, 3], [0, 1, 3], [0, 1, 2, 3]))
            said = ListPerson(f"a-{key}", " ".join(arabic for arabic, _ in one), birth=born, sex=sex)
            there = " ".join(other[at][1] for at in kept)
            ours, theirs = (f"f-{key}", f"g-{key}") if family_ids else ("", "")
            left.append(replace(said, family_id=ours))
            right.append(replace(said, row_id=f"b-{key}", full_name=there, birth=also, family_id=theirs))
            planted[f"a-{key}", f"b-{key}"] = kind
            if family_ids and make in OF_ONE_FAMILY:
                elder = ListPerson(f"e-{key}", birth=_day(dice, 1930, 1975), sex="F", family_id=ours)
                names = draw(), draw(), draw(), draw()
                left.append(replace(elder, full_name=" ".join(arabic for arabic, _ in names)))
                label = " ".join(names[at][1] for at in (0, 1, 3))
                right.append(replace(elder, row_id=f"h-{key}", full_name=label, family_id=theirs))
                also_one.add((f"e-{key}", f"h-{key}"))
    people = (tuple(dice.sample(side, len(side))) for side in (left, right))
    return Lists(*people, plain.truth | also_one), planted


def main() -> None:
    """Match by the product's whole matcher, and count."""
    kinds = IN_ONE_HOUSE if "house" in sys.argv else KINDS
    lists, planted = look_alikes(int(sys.argv[1]), family_ids="without" not in sys.argv, kinds=kinds)
    links = [one for one in match(lists.left, lists.right, duckdb_engine(), threshold=ASKED) if one.right_id]
    automatic = [(one.left_id, one.right_id) for one in links if one.automatic]
    asked = [(one.left_id, one.right_id) for one in links if not one.automatic]
    wrong = [pair for pair in automatic if pair not in lists.truth]
    merged, put = (Counter(planted[pair] for pair in some if pair in planted) for some in (wrong, asked))
    each = len(planted) // len(kinds)
    found: dict[str, Any] = {
        "people": f"{len(lists.left):,} x {len(lists.right):,}",
        "links": len(automatic),
        "wrong": len(wrong),
        "wrong_elsewhere": len(wrong) - sum(merged.values()),
        "recall": sum(pair in lists.truth for pair in automatic) / len(lists.truth),
        "to_a_human": len(asked) / max(1, len(asked) + len(automatic)),
        "kinds": {kind: f"{merged[kind]} merged, {put[kind]} asked of {each}" for kind in kinds},
        "mb": memory(),
    }
    sys.stdout.write(json.dumps(rounded(found)) + "\n")


if __name__ == "__main__":
    main()
