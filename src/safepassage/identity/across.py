"""New entries against those that are known, with all the evidence: who is linked, and who is put to a human.

Name, birth date, sex, document and nationality are weighed as for two lists; families are matched jointly; rivals are persons, not
entries, so that somebody who stands on three lists is not his own rival.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from safepassage.identity.families import BIRTH, DOCUMENT, SURE
from safepassage.identity.levels import InProcess
from safepassage.identity.linking import weigh
from safepassage.identity.model import Entry, Finding
from safepassage.identity.nearby import nearby
from safepassage.identity.pairs import Pairs, chosen, compared, ordered
from safepassage.identity.reasons import SURE as AUTOMATIC
from safepassage.identity.reasons import Scored

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MATCHER = "evidence/1"
ASK = 0.05  # probability from which a human is asked
RIVAL = 0.05  # how near another may come before the reasons say so
LEAST = 0.0  # natural units that names must give where nothing but a birth date proposes the pair
LARGEST = 40  # members of two cases that are compared each with each


def across(new: Sequence[Entry], known: Sequence[Entry]) -> tuple[Finding, ...]:
    """What is to be said of new entries and known ones, at most once for two persons, ordered by ids.

    The order of the entries changes nothing.
    """
    these = sorted(new, key=lambda one: one.person.row_id)
    those = sorted(known, key=lambda one: one.person.row_id)
    if not these or not those:
        return ()
    scored = _scored(these, those)
    if scored is None:
        return ()
    persons = _numbered(these)[scored.pairs.left], _numbered(those)[scored.pairs.right]
    automatic = (scored.probability >= AUTOMATIC) & ~scored.held
    shared = scored.levels[:, DOCUMENT] == 0
    settled = np.isin(persons[0], persons[0][automatic]) | np.isin(persons[1], persons[1][automatic])
    asked = ~automatic & ((scored.probability >= ASK) | (shared & ~settled))
    found = [
        _finding(scored, at, these, those, "same" if automatic[at] else "doubt")
        for at in _best(scored, persons, automatic | asked)
    ]
    return tuple(sorted(found, key=lambda one: (one.left, one.right)))


def _scored(these: Sequence[Entry], those: Sequence[Entry]) -> Scored | None:
    """Every pair worth weighing with its probability, once more with the families of sure pairs; None where there is none."""
    left, right = [one.person for one in these], [one.person for one in those]
    keys = _allowed(these, those, nearby(left, right))
    if not len(keys):
        return None
    same = _numbered(these), _numbered(those)
    near = _worth(compared(left, right, keys), these, those)
    scored = weigh(left, right, near, InProcess(), same)
    known = set(map(tuple, keys.tolist()))
    more = [pair for pair in map(tuple, _of_families(these, those, scored).tolist()) if pair not in known]
    extra = _allowed(these, those, np.array(more, dtype=np.int64).reshape(-1, 2))
    if len(extra):
        kin = _worth(compared(left, right, extra), these, those)
        scored = weigh(left, right, ordered([near, kin]), InProcess(), same)
    return scored


def _allowed(these: Sequence[Entry], those: Sequence[Entry], keys: Ints) -> Ints:
    """Within one source, papers of one kind with two numbers are two people."""
    kept = [not _two_papers(these[one], those[other]) for one, other in keys.tolist()]
    return keys[np.array(kept, dtype=np.bool_)]


def _two_papers(one: Entry, other: Entry) -> bool:
    ours, theirs = one.person, other.person
    if one.source != other.source or not ours.document or not theirs.document:
        return False
    return ours.document_kind == theirs.document_kind and set(ours.numbers()).isdisjoint(theirs.numbers())


def _worth(pairs: Pairs, these: Sequence[Entry], those: Sequence[Entry]) -> Pairs:
    """Without those whose names speak against them, unless they share a document."""
    kept = pairs.name > LEAST
    for at in np.nonzero(~kept)[0].tolist():
        one, other = these[int(pairs.left[at])].person, those[int(pairs.right[at])].person
        kept[at] = not set(one.numbers()).isdisjoint(other.numbers())
    return chosen(pairs, kept)


def _of_families(these: Sequence[Entry], those: Sequence[Entry], scored: Scored) -> Ints:
    """Every member of a case with every member of the case that one of them was surely found in."""
    ours, theirs = _members(these), _members(those)
    sure = scored.pairs.given & ~scored.held & (scored.total >= SURE) & (scored.levels[:, BIRTH] >= 0)
    met = {
        (these[one].person.family_id, those[other].person.family_id)
        for one, other in zip(scored.pairs.left[sure].tolist(), scored.pairs.right[sure].tolist(), strict=True)
    }
    pairs = [
        (one, other)
        for mine, their in sorted(met)
        if mine and their and len(ours[mine]) <= LARGEST and len(theirs[their]) <= LARGEST
        for one in ours[mine]
        for other in theirs[their]
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _members(entries: Sequence[Entry]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, one in enumerate(entries):
        found.setdefault(one.person.family_id, []).append(at)
    return found


def _numbered(entries: Sequence[Entry]) -> Ints:
    """One number for each person."""
    number = {one: at for at, one in enumerate(sorted({entry.stands_for for entry in entries}))}
    return np.array([number[entry.stands_for] for entry in entries], dtype=np.int64)


def _best(scored: Scored, persons: tuple[Ints, Ints], kept: Bools) -> list[int]:
    """Of each two persons the pair of entries with the highest probability."""
    rows = np.nonzero(kept)[0]
    order = rows[np.lexsort((rows, -scored.total[rows], -scored.probability[rows]))]
    best: dict[tuple[int, int], int] = {}
    for at in order.tolist():
        best.setdefault((int(persons[0][at]), int(persons[1][at])), at)
    return sorted(best.values())


def _finding(scored: Scored, at: int, these: Sequence[Entry], those: Sequence[Entry], verdict: str) -> Finding:
    one, other = these[int(scored.pairs.left[at])].person, those[int(scored.pairs.right[at])].person
    left, right = sorted((one.row_id, other.row_id))
    return Finding(left, right, verdict, MATCHER, tuple(_reasons(scored, at, one.names() == other.names())))


def _reasons(scored: Scored, at: int, equal: bool) -> list[str]:
    """Codes of what was found, the document first, without personal data."""
    levels = {
        field.name: field.levels[number].code if number >= 0 else ""
        for field, number in zip(scored.fields, scored.levels[at].tolist(), strict=True)
    }
    document, birth = levels["document"], levels["birth"]
    pairs = scored.pairs
    part = pairs.left_over[at] > 0 and pairs.right_over[at] > 0
    agrees = pairs.comparable[at] and pairs.name[at] > LEAST
    said = ["document-shared" if document == "document-equal" else document or "document-not-shared"]
    said.append("name-equal" if equal else "name-differs" if not agrees else "name-part" if part else "name-spelling")
    said.append(birth or "birth-missing")
    said += ["sex-differs"] * (levels["sex"] == "sex-differs")
    said += ["nationality-differs"] * (levels["nationality"] == "nationality-differs")
    said += ["family"] * bool(scored.family[at] > 0 or scored.by_family[at])
    alone = 1.0 / (1.0 + float(np.exp(-np.clip(scored.total[at], -300.0, 300.0))))
    said += ["rival"] * bool(not scored.held[at] and alone - scored.probability[at] > RIVAL)
    return said
