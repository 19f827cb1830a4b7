"""Invented households on an Arabic and a Latin list, with the faults that real lists have, from held-out spellings.

A spelling is a pair of parts of one held-out person's name (two parts in each script), so nothing here was trained on.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace

from benchmarks.identity.data import split

from safepassage.identity.letters import fold
from safepassage.identity.model import ListPerson

ON_THE_LEFT, ON_THE_RIGHT = 0.92, 0.75  # how many of the people each list holds
PLACEHOLDER, WRONG_DATE = 0.12, 0.08


@dataclass(frozen=True, slots=True)
class Lists:
    """Two lists and the pairs of row ids that are one person."""

    left: tuple[ListPerson, ...]
    right: tuple[ListPerson, ...]
    truth: frozenset[tuple[str, str]]


def pools() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Given and family names of held-out persons with two parts in each script: Arabic and Latin spelling, as they are."""
    given, family = [], []
    for person in split()[1]:
        words, label = person.arabic.split(" "), person.labels[0].split(" ")
        if len(words) == len(label) == 2 and _two_parts(person.labels[0]):
            given.append((words[0], label[0]))
            family.append((words[1], label[1]))
    return given, family


_OPENING = re.compile(r"al|el|ul|il|abd[oue]?[aeou]?[lrsndztn]?|abd[aeou]sh|abed|ab(?:u|ou|oul|ul|i|y)|um|umm|oum")
_SUN = re.compile(r"[aeu](ch|sh|dh|th|[dlnrstz]) \1")
_CLOSING = re.compile(r"(?:[aeu]l?|[aeu]d)d[iey]{1,2}ne?")


def _two_parts(label: str) -> bool:
    """Two names, neither being half of the other: by rules of its own, so that a change to the tokeniser leaves the households as they were."""
    words = [word for word in fold(label, "latn").split() if word]
    parts, pending = 0, ""
    for at, word in enumerate(words):
        rest = words[at + 1 :]
        article = word in ("al", "el", "ul", "il") or bool(rest and _SUN.match(f"{word} {rest[0]}"))
        closes = bool(parts and pending in ("", "+")) and _closes(word, pending)
        if rest and (article or _OPENING.fullmatch(word)):
            pending += "+" if article else word
        else:
            parts += not closes
            pending = ""
    return parts == 1 + 1


def _closes(word: str, pending: str) -> bool:
    if pending:
        return bool(re.fullmatch(r"d[iey]{1,2}ne?", word)) or word == "lah"
    return word in ("allah", "ullah", "alla", "ollah") or bool(len(word) > len("adin") and _CLOSING.fullmatch(word))


def households(count: int, seed: int = 23, *, documents: bool = False, family_ids: bool = True) -> Lists:
    """`count` households of one to eight; the left list in four-part Arabic names, the right one as an embassy writes."""
    dice = random.Random(seed)
    given, family = pools()
    left: list[ListPerson] = []
    right: list[ListPerson] = []
    truth: set[tuple[str, str]] = set()
    for number in range(count):
        for place, (names, sex, year) in enumerate(_members(dice, given, family)):
            one = ListPerson(
                f"a{number}-{place}",
                " ".join(arabic for arabic, _ in names),
                birth=f"{year}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
                sex=sex,
                document=f"{dice.randrange(10**8):08}" if documents else "",
                family_id=f"f{number}" if family_ids else "",
            )
            other = replace(
                one,
                row_id=f"b{number}-{place}",
                full_name=_latin(dice, names),
                family_id=one.family_id.replace("f", "g"),
            )
            both = dice.random() < ON_THE_LEFT, dice.random() < ON_THE_RIGHT
            left += [_faulty(one, dice)] if both[0] else []
            right += [other] if both[1] else []
            truth |= {(one.row_id, other.row_id)} if all(both) else set()
    return Lists(tuple(dice.sample(left, len(left))), tuple(dice.sample(right, len(right))), frozenset(truth))


def _members(dice: random.Random, given: list[tuple[str, str]], family: list[tuple[str, str]]):
    """Father, mother from another family, children of the father's name; each with four parts of a name, sex, birth year."""
    father, grandfather, name = dice.choice(given), dice.choice(given), dice.choice(family)
    born = dice.randint(1945, 1995)
    yield (father, grandfather, dice.choice(given), name), "M", born
    if dice.random() < 0.8:
        yield (
            (dice.choice(given), dice.choice(given), dice.choice(given), dice.choice(family)),
            "F",
            born + dice.randint(-2, 8),
        )
    used = {father}
    for child in range(dice.choice((0, 1, 2, 3, 3, 4, 5, 6))):
        own = dice.choice([one for one in dice.sample(given, 20) if one not in used])
        used.add(own)
        yield (own, father, grandfather, name), dice.choice("FM"), min(2023, born + 20 + 2 * child + dice.randint(0, 1))


def _latin(dice: random.Random, names: tuple[tuple[str, str], ...]) -> str:
    """Two to four parts as an embassy has them, some in capitals, some with the family name first."""
    parts = [latin for _, latin in names]
    kept = dice.choice(([0, 3], [0, 3], [0, 1, 3], [0, 1, 2, 3]))
    chosen = [parts[at] for at in kept]
    if dice.random() < 0.25:
        chosen = [chosen[-1], *chosen[:-1]]
    text = " ".join(chosen)
    return text.upper() if dice.random() < 0.5 else text


def _faulty(person: ListPerson, dice: random.Random) -> ListPerson:
    """Birth dates as lists have them: a placeholder, a wrong digit, day and month turned, the year only, or none."""
    year, month, day = person.birth.split("-")
    if dice.random() < PLACEHOLDER:
        return replace(person, birth=f"{year}-01-01")
    if dice.random() >= WRONG_DATE:
        return person
    kinds = [f"{year}-{month}-{(int(day) % 28) + 1:02}", f"{int(year) - 1}-{month}-{day}", year, ""]
    kinds.append(f"{year}-{day}-{month}" if int(day) <= 12 else f"{year}-{month}-{(int(day) + 9) % 28 + 1:02}")
    return replace(person, birth=dice.choice(kinds))
