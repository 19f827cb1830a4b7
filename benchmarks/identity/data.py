"""The names in `data/names`, and the one split of them that training and reporting share."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data" / "names"
HELD_OUT = 10_000  # persons of wd_train.tsv that no training ever sees


@dataclass(frozen=True, slots=True)
class Person:
    """One person's name in Arabic letters, Latin labels, Latin aliases, country."""

    arabic: str
    labels: tuple[str, ...]
    aliases: tuple[str, ...]
    country: str


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _many(cell: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in cell.split("|") if one.strip())


def persons(name: str) -> list[Person]:
    """The persons of one file, in its order."""
    return [
        Person(row["arabic_key"], _many(row["latin_labels"]), _many(row["latin_aliases"]), row["country"])
        for row in _rows(name)
    ]


def _lot(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def split() -> tuple[list[Person], list[Person]]:
    """Training persons and held-out persons of wd_train.tsv: the 10,000 whose Arabic name has the smallest SHA-256."""
    everyone = sorted(persons("wd_train.tsv"), key=lambda one: _lot(one.arabic))
    return everyone[HELD_OUT:], everyone[:HELD_OUT]


def dev() -> list[Person]:
    """The persons that calibration and choices are tuned on."""
    return persons("wd_dev.tsv")


def items(script: str) -> tuple[list[tuple[tuple[str, ...], tuple[str, ...]]], ...]:
    """Given and family names (spellings in the script, Latin spellings): for training, and every fifth item held out."""
    rows = sorted(_rows(f"wd_name_items_{script}.tsv"), key=lambda row: _lot(row["qid"]))
    pairs = [(_many(row["native_variants"]), _many(row["latin_variants"])) for row in rows]
    return [one for at, one in enumerate(pairs) if at % 5], pairs[::5]


def algerian() -> list[tuple[str, str]]:
    """Algerian name tokens, Arabic and Latin."""
    return [(row["arabic_key"], row["latin"]) for row in _rows("dzirinames_tokens.tsv")]
