"""Who belongs together, as the list shows it: a number, a head's name, blocks, indented lines, companions of a patient."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from safepassage.people.text import key, western
from safepassage.people.words import RELATION, is_nothing, yes_or_no

RELATIVES = frozenset({"spouse", "child", "parent", "sibling", "dependant", "other"})
LARGEST_BLOCK = 25  # more people than this between two blank lines are a page, not a family


@dataclass(frozen=True, slots=True)
class Line:
    """What of a line says to whom it belongs; another line may mean it by name, reference or document."""

    number: int
    family: str = ""
    head: str = ""
    relation: str = ""
    name: str = ""
    birth: str = ""
    reference: str = ""
    companion_of: str = ""
    documents: tuple[str, ...] = ()
    merged: bool = False  # the family cell is covered by the one above
    indented: bool = False
    after_gap: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """The mark of each line's unit (empty: on its own), doubts by place, and how the marks were found."""

    marks: tuple[str, ...]
    doubts: tuple[tuple[int, str, str], ...] = ()  # place, field, what
    note: str = ""


def find_marks(lines: Sequence[Line]) -> Marks:
    """The units of a list, by the strongest sign it gives: patients, family number, head, relation, indenting, blocks."""
    if not lines:
        return Marks(())
    families = any(line.family for line in lines)
    if any(line.companion_of or (line.relation == "companion" and not families) for line in lines):
        return _companions(lines)
    if families:
        return _by_number(lines)
    return _by_head(lines) if any(line.head for line in lines) else _by_layout(lines)


def _by_layout(lines: Sequence[Line]) -> Marks:
    relations = {line.relation for line in lines}
    if "principal" in relations and relations & RELATIVES:
        note = "each family begins with its principal applicant"
        return _blocks(lines, lambda line: line.relation in {"principal", ""}, note)
    if any(line.indented for line in lines) and not lines[0].indented:
        note = "indented lines were taken as the family of the line above them: look whether that is so"
        return _blocks(lines, lambda line: not line.indented, note)
    gaps = [at for at, line in enumerate(lines) if at == 0 or line.after_gap]
    sizes = [end - start for start, end in zip(gaps, [*gaps[1:], len(lines)], strict=True)]
    if len(gaps) > 1 and 1 < max(sizes) <= LARGEST_BLOCK:
        note = "lines between two blank lines were taken as one family: look whether that is so"
        return _blocks(lines, lambda line: line.after_gap, note)
    return Marks(("",) * len(lines))


def _blocks(lines: Sequence[Line], begins: Callable[[Line], bool], note: str) -> Marks:
    marks, current = [], ""
    for line in lines:
        if begins(line) or not current:
            current = f"row {line.number}"
        marks.append(current)
    return Marks(tuple(marks), note=note)


def _by_number(lines: Sequence[Line]) -> Marks:
    """A blank family cell goes on with the family above where cells are merged, or where every number stands only once."""
    counts = Counter(key(line.family) for line in lines if line.family)
    blanks = any(not line.family for line in lines)
    merged = any(line.merged for line in lines)
    goes_on = blanks and not merged and max(counts.values()) == 1
    marks: list[str] = []
    doubts = []
    current = ""
    for at, line in enumerate(lines):
        if line.family:
            current = western(line.family)
        elif not (line.merged or (goes_on and line.relation != "principal" and current)):
            current = ""
            doubts.append((at, "family", "the family number is missing; the person stands alone until it is known"))
        marks.append(current)
    note = "a line without a family number goes on with the family above it" if goes_on or merged else ""
    return Marks(tuple(marks), tuple(doubts), note)


def _by_head(lines: Sequence[Line]) -> Marks:
    said = [yes_or_no(line.head) for line in lines if line.head]
    if all(said):
        return _blocks(lines, lambda line: yes_or_no(line.head) == "yes", "each family begins with its head")
    heads: dict[str, list[int]] = defaultdict(list)
    firsts: dict[tuple[str, ...], int] = {}
    same = [firsts.setdefault((key(line.name), line.birth, *line.documents), at) for at, line in enumerate(lines)]
    for at, line in enumerate(lines):
        for name in (line.name, line.reference, *line.documents):
            if name and same[at] not in heads[key(name)]:
                heads[key(name)].append(same[at])
    marks, doubts = [], []
    for at, line in enumerate(lines):
        # The head's own cell is empty, names the head, or says what it is; a doubled line is no second head.
        wanted = key(line.head)
        if not line.head or wanted == key(line.name) or RELATION.get(wanted) == "principal":
            marks.append(f"row {lines[same[at]].number}")
            continue
        meant = heads.get(wanted, [])
        above = [one for one in meant if one < at]
        marks.append(f"row {lines[above[-1] if above else meant[0]].number}" if meant else line.head)
        if len(meant) != 1:
            what = (
                "no line of the list is this head of family"
                if not meant
                else "several lines could be this head of family"
            )
            doubts.append((at, "head", what))
    return Marks(tuple(marks), tuple(doubts))


def _companions(lines: Sequence[Line]) -> Marks:
    """A patient and the companions that name it by referral, document or name, or that stand below it."""
    patients: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if not _follows(line):
            for name in (line.reference, line.name, *line.documents):
                if name and not is_nothing(name):
                    patients[key(name)].append(at)
    marks, doubts = [], []
    current = ""
    for at, line in enumerate(lines):
        if not _follows(line):
            current = f"row {line.number}"
            marks.append(current)
            continue
        meant = patients.get(key(line.companion_of), []) if line.companion_of else patients.get(key(line.reference), [])
        if len(meant) == 1:
            marks.append(f"row {lines[meant[0]].number}")
        elif line.companion_of or not current:
            marks.append(f"row {line.number}")
            what = "several patients could be meant" if meant else "no patient of the list is meant by this companion"
            doubts.append((at, "companion_of" if line.companion_of else "relation", what))
        else:
            marks.append(current)
    return Marks(tuple(marks), tuple(doubts), "companions were joined to their patients")


def _follows(line: Line) -> bool:
    return bool(line.companion_of) or line.relation == "companion"
