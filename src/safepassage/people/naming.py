"""What a copy of a list, a note or a table may call a person: the words that give a file away, and how a line is looked through for them.

A single common word gives no file away. What does: a name of several words as it stands, its parts in cells of one row, the number of a
document however it is spaced, a whole row as it was sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from safepassage.people.columns import NAMES, field_of
from safepassage.people.model import Details
from safepassage.people.numbers import LONGEST, read_number
from safepassage.people.text import DIGITS, INVISIBLE, NO_LETTER, SPELLINGS

LEAST_ALONE = 6
"""Letters and digits that a name of several words, or a number, must have to give a file away by itself."""
LEAST_CELLS = 3  # a row of fewer cells is nobody's row alone
LEAST_SHOWN = 3  # signs of a word that is worth somebody's look
LEAST_DIGITS = 4  # signs of a cell that, beside a short name, tells its bearer from others
CELLS = re.compile(r"[,;\t|\n\r:\"{}\[\]<>=]")  # of tables, and of JSON
DATE = re.compile(r"\d{1,4}\D{1,3}\d{1,2}\D{1,3}\d{1,4}(?:\D.*)?")
NAME_FIELDS = NAMES | {"father_name", "grandfather_name"}
WHOLE_NAMES = frozenset({"full_name", "latin_name", "mrz"})
FURTHER_FOLDS = {**SPELLINGS, ord("ı"): "i"}


def folded(text: str) -> str:
    """One form for all spellings of the same words: small letters without marks, western digits, one space for what is no letter."""
    if text.isascii():
        return NO_LETTER.sub(" ", text.lower()).strip()
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", INVISIBLE.sub("", text)).casefold())
    kept = "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(DIGITS)
    return NO_LETTER.sub(" ", kept.translate(FURTHER_FOLDS)).strip()


def squeezed(text: str) -> str:
    """The folded text without spaces: `KX 300-001` is `kx300001`."""
    return folded(text).replace(" ", "")


def cells_in(line: str) -> tuple[str, ...]:
    """The cells of a line of text, folded, without empty ones."""
    return tuple(cell for part in CELLS.split(line) if (cell := folded(part)))


@dataclass(frozen=True, slots=True)
class Sought:
    """What gives a file away, all folded: `phrases` of several words, `rows` of cells that stand together in one, `numbers` squeezed.

    `hints` are single words that give no file away, and are worth a look of a person.
    """

    phrases: frozenset[str] = frozenset()
    rows: frozenset[frozenset[str]] = frozenset()
    numbers: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()

    def __or__(self, other: Sought) -> Sought:
        """What gives away either."""
        return Sought(
            self.phrases | other.phrases,
            self.rows | other.rows,
            self.numbers | other.numbers,
            self.hints | other.hints,
        )


def of_person(said: Details, cells: Sequence[str]) -> Sought:
    """What an accepted entry's person may be called: names as they were understood and sent, numbers of documents, the whole row."""
    given, father, family = said.given_name, said.father_name, said.family_name
    names = [said.full_name, said.latin_name]
    if given and family:
        names += [f"{given} {family}", f"{family} {given}", f"{given} {father} {family}"]
    numbers = {squeezed(one.number) for one in said.documents}
    names += [cell for cell in cells if any(one in squeezed(cell) for one in numbers if len(one) >= LEAST_ALONE)]
    return _sought(names, [(given, family)], numbers, cells)


def of_held_row(cells: Sequence[str], fields: Sequence[str]) -> Sought:
    """What a row that could not be read may call somebody; `fields` is what each of its columns was taken for.

    Where that tells no column of names, a cell of several words counts as a name beside another cell that tells people apart. Part of a
    name is no name, though it be of two words: others have the same father, or the same family.
    """
    told = [(one, cell) for one, cell in zip(fields, cells, strict=False) if one in NAME_FIELDS and cell.strip()]
    whole = [cell for one, cell in told if one in WHOLE_NAMES or " " not in folded(cell)]
    parts = [cell for one, cell in told if one not in WHOLE_NAMES]
    numbers = {
        squeezed(read) for cell in cells if not DATE.fullmatch(cell.strip()) and (read := read_number(cell).number)
    }
    if told:
        return _sought([*whole, *names_together(cells, fields)], [parts], numbers, cells)
    beside = [cell for cell in cells if _is_name_like(cell)]
    found = _sought([], [], numbers, cells)
    return found | Sought(rows=frozenset(_beside(beside, cells)))


def names_together(cells: Sequence[str], fields: Sequence[str]) -> list[str]:
    """What the row's person is called by several cells together, with the grandfather's name and without it."""
    told = [(one, cell) for one, cell in zip(fields, cells, strict=False) if cell.strip()]
    parts = [(one, cell) for one, cell in told if one in NAME_FIELDS - {"latin_name", "mrz"}]
    shorter = [(one, cell) for one, cell in parts if one != "grandfather_name"]
    return [" ".join(cell for _, cell in some) for some in (parts, shorter) if len(some) > 1]


def fields_of(columns: Sequence[str]) -> tuple[str, ...]:
    """What the columns of a list, as `B (Full name)`, were taken for by their headings; nothing where several sheets have different ones."""
    letters = [one.partition(" ")[0] for one in columns]
    headings = [one.partition(" (")[2].removesuffix(")") for one in columns]
    width = letters.index("A", 1) if "A" in letters[1:] else len(letters)
    sheets = {tuple(headings[at : at + width]) for at in range(0, len(headings), width or 1)}
    return tuple(field_of(one) for one in headings[:width]) if len(sheets) == 1 else ()


def _is_name_like(cell: str) -> bool:
    return " " in folded(cell) and not any(sign.isdigit() for sign in cell)


def _sought(
    names: Sequence[str], together: Sequence[Sequence[str]], numbers: Collection[str], cells: Sequence[str]
) -> Sought:
    known = {one for name in names if (one := folded(name))}
    phrases = {one for one in known if " " in one and len(one.replace(" ", "")) >= LEAST_ALONE}
    short = known - phrases
    rows = {frozenset(one for name in group for one in cells_in(name)) for group in together}
    rows = {row for row in rows if len(row) > 1 and sum(map(len, row)) >= LEAST_ALONE}
    rows |= set(_beside(short, [*cells, *numbers]))
    whole = frozenset(one for cell in cells for one in cells_in(cell))
    # Without a name a row is sex, state and family number, as others have them too.
    if len(whole) >= LEAST_CELLS and (known or any(map(_is_name_like, cells))):
        rows.add(whole)
    alone = {one for one in numbers if len(one) >= LEAST_ALONE}
    hints = {one for one in short if len(one) >= LEAST_SHOWN}
    return Sought(frozenset(phrases), frozenset(rows), frozenset(alone), frozenset(hints))


def _beside(names: Collection[str], cells: Sequence[str]) -> Iterator[frozenset[str]]:
    """Each name together with each cell that has digits enough to tell its bearer from others."""
    telling = [one for cell in cells if (one := frozenset(cells_in(cell))) and _tells(cell)]
    for name in names:
        yield from (frozenset(cells_in(name)) | one for one in telling)


def _tells(cell: str) -> bool:
    signs = squeezed(cell)
    return len(signs) >= LEAST_DIGITS and any(sign.isdigit() for sign in signs)


@dataclass(slots=True)
class Finder:
    """Looks through lines for what is sought; its cost does not grow with how many people are sought."""

    sought: Sought
    _phrases: dict[str, list[list[str]]] = field(default_factory=dict)
    _rows: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    _starts: set[str] = field(default_factory=set)
    _marks: set[str] = field(default_factory=set)
    _sure: set[str] = field(default_factory=set)
    _orders: set[tuple[str, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Sort what is sought by what it begins with."""
        for phrase in self.sought.phrases:
            words = phrase.split()
            self._phrases.setdefault(words[0], []).append(words)
            self._orders.add(tuple(sorted(words)))
        for row in self.sought.rows:
            self._rows.setdefault(max(row, key=lambda cell: (len(cell), cell)), []).append(row)
        self._starts = {number[:end] for number in self.sought.numbers for end in range(1, len(number) + 1)}
        self._sure = {one.replace(" ", "") for one in (*self.sought.phrases, *self._rows)} | self.sought.numbers
        self._marks = self._sure | {one.replace(" ", "") for one in self.sought.hints}

    def may_name(self, text: str) -> bool:
        """Whether it is worth looking at the lines of this text: false says that none of them names or hints at anybody."""
        signs = squeezed(text)
        return any(mark in signs for mark in self._marks)

    def may_name_in(self, signs: str) -> bool:
        """The same of a text that was squeezed before, and of what names somebody only."""
        return any(mark in signs for mark in self._sure)

    def names(self, line: str) -> bool:
        """Whether the line gives somebody away."""
        return self.names_cells(cells_in(line))

    def names_cells(self, cells: Sequence[str]) -> bool:
        """Whether a row of folded cells gives somebody away."""
        if not cells:
            return False
        words = " ".join(cells).split()
        if any(
            words[at : at + len(one)] == one for at, word in enumerate(words) for one in self._phrases.get(word, ())
        ):
            return True
        if self._starts and any(self._number_in(cell.split()) for cell in cells):
            return True
        there = frozenset(cells)
        return any(row <= there for cell in there for row in self._rows.get(cell, ()))

    def is_called(self, cell: str) -> bool:
        """Whether a cell is nothing but somebody's name, its words in whatever order, or holds a number."""
        words = folded(cell).split()
        return tuple(sorted(words)) in self._orders or bool(self._starts and self._number_in(words))

    def hints(self, line: str) -> bool:
        """Whether a word stands in the line that gives nobody away by itself."""
        return bool(self.sought.hints) and any(f" {one} " in f" {folded(line)} " for one in self.sought.hints)

    def _number_in(self, words: Sequence[str]) -> bool:
        for at, word in enumerate(words):
            if word not in self._starts:
                continue
            run = word
            for further in (*words[at + 1 : at + LONGEST], ""):
                if run not in self._starts:
                    break
                if run in self.sought.numbers:
                    return True
                run += further
        return False
