"""Train the name model from `data/names` and write it into the package: `python -m benchmarks.identity.train`."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from benchmarks.identity.calibrate import calibrate
from benchmarks.identity.data import algerian, items, split
from benchmarks.identity.learn import learn, letter_model, usable

from safepassage.identity.engine import alignments, prepare
from safepassage.identity.spelling import Lexicon, Spelling
from safepassage.identity.store_model import pack, unpack
from safepassage.identity.tokens import Name, joined, tokenise

OUT = Path(__file__).resolve().parents[2] / "src" / "safepassage" / "identity" / "names.xz"
NOTE = "Learnt from data/names (Wikidata, CC0; dzirinames, MIT), without the 10,000 persons held out for reporting."
Pairs = Counter[tuple[str, str]]
MOST_SPELLINGS = 12  # of one part, taken as spellings of each other
ALIKE = 3.0  # bits from which a word is taken to be a spelling of the part


def full_names() -> list[tuple[Name, Name]]:
    """Every training person's Arabic name with each Latin label and alias."""
    people, _ = split()
    pairs = [(tokenise(one.arabic), tokenise(text)) for one in people for text in (*one.labels, *one.aliases)]
    return [(arabic, latin) for arabic, latin in pairs if arabic.script == "arab" and latin.script == "latn"]


def item_pairs(script: str) -> Pairs:
    """Spellings of given and family names of one part in the script and in Latin letters."""
    found: Pairs = Counter()
    for natives, latins in items(script)[0]:
        found.update(_single(natives, latins, script, "latn"))
    return found


def _single(natives: Iterable[str], latins: Iterable[str], source: str, target: str) -> Pairs:
    these, those = [tokenise(one) for one in natives], [tokenise(one) for one in latins]
    return Counter(
        (one.parts[0], other.parts[0])
        for one in these
        for other in those
        if one.script == source and other.script == target and len(one.parts) == len(other.parts) == 1
    )


def variants(script: str) -> Pairs:
    """Spellings of one name in one script, each with each and with itself."""
    found: Pairs = Counter()
    column = 1 if script == "latn" else 0
    for source in ("arab", "hebr") if script == "latn" else (script,):
        for item in items(source)[0]:
            names = [
                name.parts[0] for name in map(tokenise, item[column]) if name.script == script and len(name.parts) == 1
            ]
            found.update((one, other) for one in names for other in names)
    return found


def lexicon(script: str, words: Iterable[str]) -> Lexicon:
    """How common the words are."""
    counts = Counter(word for word in words if word)
    return Lexicon(script, counts, letter_model(counts, script), sum(counts.values()))


def spelling(pairs: Pairs, source: str, target: str, parts: Lexicon, words: Lexicon) -> Spelling:
    """A channel learnt from the pairs, mixed with the pairs themselves."""
    seen: dict[str, dict[str, int]] = {}
    for (part, word), count in sorted(pairs.items()):
        seen.setdefault(part, {})[word] = count
    channel = learn(usable(pairs), source, target)
    made = Spelling(channel, seen, parts, words)
    (rounded,), _ = unpack(pack([made], {}, ""))
    return rounded


def equal_counts(names: list[tuple[Name, Name]]) -> Pairs:
    """Part by part, where both names have as many."""
    found: Pairs = Counter()
    for one, other in names:
        if len(one.parts) == len(other.parts):
            found.update(zip(one.parts, other.parts, strict=True))
    return found


def aligned(names: list[tuple[Name, Name]], known: Spelling) -> Pairs:
    """Part by part, as the model aligns them: any order, joins, what fits nothing left out."""
    lists = prepare([one for one, _ in names], [other for _, other in names], known)
    own = np.arange(len(names), dtype=np.int64)
    steps, _ = alignments(replace(lists, all_letters=True), own, own)
    found: Pairs = Counter()
    for (one, other), row in zip(names, steps.tolist(), strict=True):
        i = 0
        while i < min(len(one.parts), len(row)):
            kind, j = divmod(row[i], 100)
            if row[i] >= 0:
                part = joined(one.parts[i], one.parts[i + 1]) if kind == 2 else one.parts[i]
                word = joined(other.parts[j], other.parts[j + 1]) if kind == 1 else other.parts[j]
                found[part, word] += 1
            i += 2 if row[i] >= 0 and kind == 2 else 1
    return found


def arabic_latin() -> Spelling:
    """From full names in two rounds: part by part where the counts agree, then as the first round aligns them."""
    names = full_names()
    extra = item_pairs("arab")
    for native, latin in algerian():
        extra.update(_single([native], [latin], "arab", "latn"))
    parts = lexicon("arab", (part for one, _ in names for part in one.parts))
    words = lexicon("latn", (word for _, other in names for word in other.parts))
    first = spelling(equal_counts(names) + extra, "arab", "latn", parts, words)
    return spelling(aligned(names, first) + extra, "arab", "latn", parts, words)


def from_items(script: str, common: Lexicon | None = None) -> Spelling:
    """From given and family names alone, as there are no full names in this script."""
    pairs = item_pairs(script)
    parts = lexicon(script, (part for part, _ in sorted(pairs)))
    return spelling(pairs, script, "latn", parts, common or lexicon("latn", (word for _, word in sorted(pairs))))


def through(known: Spelling) -> Pairs:
    """Words of one script that are spellings of one part of the other: Layla and Leila are both of one Arabic name."""
    found: Pairs = Counter()
    for part, seen in sorted(known.seen.items()):
        surest = sorted(seen, key=lambda word: (-known.bits(part, word), word))[:MOST_SPELLINGS]
        alike = [word for word in surest if known.bits(part, word) > ALIKE]
        found.update({(one, other): min(seen[one], seen[other]) for one in alike for other in alike if one != other})
    return found


def same_script(script: str, words: Lexicon, pairs: Pairs) -> Spelling:
    """Spellings of one name by different hands; in the end a word is most often seen written as itself."""
    made = spelling(pairs, script, script, words, words)
    seen = {part: dict(counts) for part, counts in made.seen.items()}
    for word, count in words.counts.items():
        others = seen.setdefault(word, {})
        others[word] = max(others.get(word, 0), count, sum(others.values()))
    return Spelling(made.channel, seen, words, words)


def main() -> None:
    """Train everything, calibrate, write the file."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--calibrate-only", action="store_true", help="keep what was learnt, fit the weights again")
    asked.add_argument("--out", type=Path, default=OUT, help="where the model is written")
    given = asked.parse_args()
    spellings = list(unpack(OUT.read_bytes())[0]) if given.calibrate_only else everything()
    data = pack(spellings, calibrate(spellings), NOTE)
    given.out.write_bytes(data)
    np.testing.assert_equal(pack(*unpack(data), NOTE), data)
    sys.stdout.write(f"{given.out.name}: {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}\n")


def everything() -> list[Spelling]:
    """Every pair of scripts."""
    arabic = arabic_latin()
    return [
        arabic,
        from_items("hebr"),
        from_items("cyrl"),
        same_script("latn", arabic.words, variants("latn") + through(arabic)),
        same_script("arab", arabic.parts, variants("arab")),
    ]


if __name__ == "__main__":
    main()
