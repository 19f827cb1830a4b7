"""What a human's answer does, who stands for whom, and what to look at first. Everything is recomputed from the pairs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from safepassage.identity.facts import Doubted, Judged, Linked
from safepassage.identity.model import ANSWERS, Answer, Finding, Waiting
from safepassage.identity.state import PairRow, in_force, pair_key
from safepassage.kernel.pair import person_named
from safepassage.kernel.problems import Problem, ProblemsError

LAST = 9  # sorts after every rank
NEVER = "9999-12-31"  # sorts after every day somebody waits for


class Groups:
    """Sets of persons who count as one, kept apart where a human said `different`."""

    def __init__(self, pairs: Iterable[PairRow]) -> None:
        """Join what is linked: human answers first, then the matchers', each in the order of its key."""
        self.members: dict[str, frozenset[str]] = {}
        self.conflicts: list[tuple[str, str]] = []
        self.apart: dict[str, set[str]] = {}
        rows = sorted(pairs, key=lambda row: (row.answer != "same", row.left, row.right))
        for row in rows:
            if row.answer == "different":
                self.apart.setdefault(row.left, set()).add(row.right)
                self.apart.setdefault(row.right, set()).add(row.left)
        for row in rows:
            if in_force(row):
                self._join(row.left, row.right)

    def of(self, person_id: str) -> frozenset[str]:
        """Everybody who counts as one with this person, the person included."""
        return self.members.get(person_id, frozenset((person_id,)))

    def kept_apart(self, one: str, other: str) -> tuple[str, str] | None:
        """A pair judged `different` that stands between two groups, if there is one."""
        group = self.of(other)
        barred = ((some, more) for some in self.of(one) for more in self.apart.get(some, ()) if more in group)
        return min((pair_key(*pair) for pair in barred), default=None)

    def _join(self, one: str, other: str) -> None:
        if self.kept_apart(one, other):
            self.conflicts.append((one, other))
            return
        together = self.of(one) | self.of(other)
        for member in together:
            self.members[member] = together


def standing(pairs: Iterable[PairRow], registered: Mapping[str, int]) -> dict[str, str]:
    """Who each linked person is known as: the earliest registered of the group, the smallest id among equals.

    Persons who stand for themselves alone are left out. `registered` is each person's place in the ledger.
    A function of the pairs as they now stand: taking an answer back gives exactly what was before it.
    """
    groups = Groups(pairs)
    first = {
        group: min(group, key=lambda one: (registered.get(one, len(registered)), one))
        for group in set(groups.members.values())
    }
    return {member: first[group] for member, group in sorted(groups.members.items())}


def conflicts(pairs: Iterable[PairRow]) -> tuple[tuple[str, str], ...]:
    """Links that are not followed, because they would make one of two persons a human judged different."""
    return tuple(sorted(Groups(pairs).conflicts))


def unsaid(found: Iterable[Finding], pairs: Iterable[PairRow]) -> tuple[Finding, ...]:
    """The findings that are news: not yet said by a matcher, and not about a pair a human has judged."""
    said = {(row.left, row.right): row for row in pairs}
    news = []
    for finding in found:
        old = said.get(pair_key(finding.left, finding.right))
        if old is None or (old.answer == "not-judged" and old.verdict != "linked" and _says_more(finding, old)):
            news.append(finding)
    return tuple(news)


def _says_more(finding: Finding, old: PairRow) -> bool:
    return finding.verdict == "same" or not old.verdict


def facts_of(found: Iterable[Finding], registered: Mapping[str, int]) -> tuple[Linked | Doubted, ...]:
    """What is to be written of findings; the earlier registered person is the one kept."""
    facts: list[Linked | Doubted] = []
    for one in found:
        if one.verdict == "doubt":
            facts.append(Doubted(one.left, one.right, one.matcher, one.reasons))
        elif one.verdict == "same":
            ids = (one.left, one.right)
            kept, other = sorted(ids, key=lambda some: (registered.get(some, len(registered)), some))
            facts.append(Linked(kept, other, one.matcher, one.reasons))
    return tuple(facts)


def judge(answer: Answer, pairs: Sequence[PairRow], called: Collection[str]) -> tuple[Judged, ...]:
    """The facts that follow from a human's answer; none where it says what already stands.

    `called` holds every person who was ever on a published call list.

    Raises:
        ProblemsError: the answer is incomplete, contradicts another human's answer, or needs a second person.
    """
    problems = list(_faults(answer))
    key = pair_key(answer.left, answer.right)
    others = [row for row in pairs if (row.left, row.right) != key]
    if answer.answer == "same":
        problems += _merge_faults(answer, Groups(others), frozenset(called))
    if answer.answer == "different":
        problems += _split_faults(answer, Groups([row for row in others if row.answer == "same"]))
    if problems:
        raise ProblemsError(problems)
    old = next((row for row in pairs if (row.left, row.right) == key), None)
    stands = (old.answer, old.by, old.why, old.second) if old else ("not-judged", "", "", "")
    if stands == (answer.answer, answer.by, answer.reason, answer.second) or answer.answer == stands[0] == "not-judged":
        return ()
    return (Judged(*key, answer.answer, answer.by, answer.reason, answer.second),)


def undo(left: str, right: str, by: str, reason: str, pairs: Sequence[PairRow]) -> tuple[Judged, ...]:
    """Take a human's answer back, so that the pair stands as if nobody had been asked; none if nobody had.

    Raises:
        ProblemsError: it is not said by whom or why.
    """
    return judge(Answer(left, right, "not-judged", by, reason), pairs, ())


def review_order(doubts: Iterable[PairRow], waiting: Mapping[str, Waiting]) -> tuple[PairRow, ...]:
    """Doubts in the order they matter: who could be on the next list first, the earliest list, the most people, the pair's ids."""

    def weight(row: PairRow) -> tuple[int, str, int, str, str]:
        held = [waiting[one] for one in (row.left, row.right) if one in waiting]
        rank = min((one.rank for one in held), default=LAST)
        held = [one for one in held if one.rank == rank]
        day = min((one.day for one in held if one.day), default=NEVER)
        people = max((one.people for one in held if (one.day or NEVER) == day), default=0)
        return (rank, day, -people, row.left, row.right)

    return tuple(sorted(doubts, key=weight))


def is_open(row: PairRow) -> bool:
    """A human is still to say: a matcher doubted, and nobody answered, or only that they are unsure."""
    return row.verdict == "doubt" and row.answer in ("not-judged", "unsure")


def _faults(answer: Answer) -> Iterable[Problem]:
    if answer.answer not in ANSWERS:
        yield Problem("judgement", "the answer is none of the four", f"answer {', '.join(ANSWERS)}", code="answer")
    if answer.left == answer.right:
        yield Problem("judgement", "both sides are one person", "name two persons", code="pair")
    if not answer.by:
        yield Problem("judgement", "nobody is named as judging", "say who judges", code="by")
    if not answer.reason.strip():
        yield Problem("judgement", "no reason is given", "say in a few words why", code="reason")


def _merge_faults(answer: Answer, groups: Groups, called: frozenset[str]) -> Iterable[Problem]:
    if groups.kept_apart(answer.left, answer.right):
        yield Problem(
            "judgement",
            "these two were judged different, through others they count as one with",
            "take that answer back first, or leave this one",
            code="contradiction",
        )
    both_called = not called.isdisjoint(groups.of(answer.left)) and not called.isdisjoint(groups.of(answer.right))
    if both_called and person_named(answer.second) in ("", person_named(answer.by)):
        yield Problem(
            "judgement",
            "both were already called, and one of two calls would fall away",
            "let a second person, who is not the first, confirm it",
            code="second",
        )


def _split_faults(answer: Answer, groups: Groups) -> Iterable[Problem]:
    if answer.right in groups.of(answer.left):
        yield Problem(
            "judgement",
            "other answers make these two one person",
            "take one of those answers back first",
            code="contradiction",
        )
