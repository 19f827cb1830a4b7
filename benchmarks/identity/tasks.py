"""Lists to match, made from names with a known partner: clean, noisy, with siblings, in Hebrew and Cyrillic letters."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.identity.data import HELD_OUT, Person, dev, items, split

GLUE = frozenset(
    [
        "al",
        "el",
        "abu",
        "abou",
        "bin",
        "ben",
        "ibn",
        "bint",
        "de",
        "um",
        "umm",
        "abd",
        "abdul",
        "abdel",
        "abdol",
        "abdoul",
        "abdal",
    ]
)
CLOSING = frozenset(("din", "eddin", "eddine", "uddin"))
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WITHOUT_PARTNER = 5  # one name in so many has no partner


@dataclass(frozen=True, slots=True)
class Task:
    """Left names, right names, and for each left name the place of its partner, -1 where it has none."""

    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    partner: tuple[int, ...]


def noisy(name: str, dice: random.Random) -> str:
    """Capitals, no accents, hyphens lost; half lose a middle word, 4 in 10 change order, 15 in 100 hold a typing slip."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one)).upper()
    words = plain.replace("-", " " if dice.random() < 0.7 else "").replace("'", "").split()
    middle = [
        at
        for at in range(1, len(words) - 1)
        if not {words[at - 1].lower(), words[at].lower()} & GLUE and words[at + 1].lower() not in CLOSING
    ]
    if middle and dice.random() < 0.5:
        del words[dice.choice(middle)]
    if len(words) > 1 and dice.random() < 0.4:
        at = len(words) - 1
        while at > 1 and words[at - 1].lower() in GLUE:
            at -= 1
        words = words[at:] + words[:at]
    if dice.random() < 0.15:
        words = slipped(words, dice)
    return " ".join(words)


def slipped(words: list[str], dice: random.Random) -> list[str]:
    """One letter of one longer word changed, lost, added, or two turned round."""
    long = [at for at, word in enumerate(words) if len(word) >= 4]
    if not long:
        return words
    at = dice.choice(long)
    word, i, other = words[at], dice.randrange(len(words[at])), dice.choice(CAPITALS)
    kinds = [word[:i] + other + word[i + 1 :], word[:i] + word[i + 1 :], word[:i] + other + word[i:]]
    kinds.append(word[:i] + word[i + 1 : i + 2] + word[i] + word[i + 2 :])
    return [*words[:at], dice.choice(kinds), *words[at + 1 :]]


def sibling(name: str, dice: random.Random, given: list[str]) -> str:
    """Another person of the family: the same name after another given name."""
    words = name.split(" ")
    return " ".join([dice.choice(given), *words[1:]])


def _gallery(
    name: str, queries: list[Person], others: list[str], noise: random.Random | None, siblings: int = 0
) -> Task:
    """Queries against their first Latin labels and others; others that are spelt exactly as a partner are left out."""
    dice = random.Random(20231101)
    kept = [at % WITHOUT_PARTNER != WITHOUT_PARTNER - 1 for at in range(len(queries))]
    labels = [one.labels[0] for one in queries]
    taken = {label.casefold() for label in labels}
    right = [label for label, keep in zip(labels, kept, strict=True) if keep]
    for other in others:
        if other.casefold() not in taken:
            taken.add(other.casefold())
            right.append(other)
    given = sorted({label.split(" ")[0] for label in labels})
    right += [sibling(label, dice, given) for at, label in enumerate(labels) if siblings and at % siblings == 0]
    order = list(range(len(right)))
    dice.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    count = iter(range(len(queries)))
    partner = tuple(place[next(count)] if keep else -1 for keep in kept)
    listed = tuple(noisy(right[old], noise) if noise else right[old] for old in order)
    return Task(name, tuple(one.arabic for one in queries), listed, partner)


def dev_tasks() -> list[Task]:
    """What calibration is fitted on: a large list, a list of 5,000, and a noisy one; each with some siblings in it."""
    train, _ = split()
    others = [one.labels[0] for one in train]
    queries = dev()
    return [
        _gallery("dev large", queries, others, None, siblings=3),
        _gallery("dev 5k", queries, others[:3400], None, siblings=3),
        _gallery("dev 5k noisy", queries, others[:3400], random.Random(7), siblings=3),
    ]


def t5k(*, noise: bool = False) -> Task:
    """5,000 held-out Arabic names against 5,000 held-out Latin ones, a fifth without a partner."""
    _, test = split()
    others = [one.labels[0] for one in test[5_000:]]
    task = _gallery("T5k noisy" if noise else "T5k", test[:5_000], others, random.Random(11) if noise else None)
    return Task(task.name, task.left, *_cut(task, 5_000))


def t50k() -> Task:
    """10,000 held-out Arabic names against 50,000 Latin ones; those beyond the held-out are of training persons and dev."""
    train, test = split()
    others = [one.labels[0] for one in [*train, *dev()]]
    task = _gallery("T50k", test[:HELD_OUT], others, None)
    return Task(task.name, task.left, *_cut(task, 50_000))


def everybody(size: int) -> Task:
    """The first `size` persons of all, held-out ones first, in Arabic against the same in Latin letters."""
    train, test = split()
    people = [*test, *train][:size]
    return Task(
        "everybody", tuple(one.arabic for one in people), tuple(one.labels[0] for one in people), tuple(range(size))
    )


def _cut(task: Task, size: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The right list cut to a size without losing a partner."""
    wanted = {one for one in task.partner if one >= 0}
    kept = sorted([*wanted, *[at for at in range(len(task.right)) if at not in wanted][: size - len(wanted)]])
    place = {old: new for new, old in enumerate(kept)}
    return tuple(task.right[at] for at in kept), tuple(place.get(one, -1) for one in task.partner)


def from_held_out_items(script: str, size: int = 5_000) -> Task:
    """Invented people: two held-out names each, in the script and in Latin letters, a fifth without a partner."""
    dice = random.Random(13)
    held = [(native, latin) for native, latin in items(script)[1] if native and latin]
    left: list[str] = []
    right: list[str] = []
    seen: set[tuple[int, int]] = set()
    while len(left) < size:
        pair = dice.sample(range(len(held)), 2)
        if (pair[0], pair[1]) in seen:
            continue
        seen.add((pair[0], pair[1]))
        left.append(" ".join(dice.choice(held[one][0]) for one in pair))
        right.append(" ".join(dice.choice(held[one][1]) for one in pair))
    people = [Person(one, (other,), (), "") for one, other in zip(left, right, strict=True)]
    stranger = [
        " ".join(dice.choice(held[one][1]) for one in dice.sample(range(len(held)), 2)) for _ in range(size // 4)
    ]
    task = _gallery(f"{script} 5k", people, stranger, None)
    return Task(task.name, task.left, *_cut(task, size))


NAMES: dict[str, Callable[[], Task]] = {
    "t5k": t5k,
    "t5kn": lambda: t5k(noise=True),
    "t50k": t50k,
    "hebr": lambda: from_held_out_items("hebr"),
    "cyrl": lambda: from_held_out_items("cyrl"),
    "50k": lambda: everybody(50_000),
}
