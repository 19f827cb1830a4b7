"""Judging doubts one by one: one key each, both sides and the evidence in view, every answer to be taken back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import typer
from rich.console import Group

from safepassage.cli.shell import as_typed, error_console, moment_of, table
from safepassage.identity.compare import PartMatch
from safepassage.identity.evidence import Evidence
from safepassage.identity.model import REASONS, Answer
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.wording import counted
from safepassage.operations import identity as use
from safepassage.operations.files import checked, look
from safepassage.operations.house import House

KEYS = {"s": "same", "d": "different", "u": "unsure"}
HELP = "[s]ame  [d]ifferent  [u]nsure  [n]ext  [b]ack: take the last answer back  [a]ll alike: different  [q]uit"
HANGS = ("on a list now", "could be on the next list", "waits for answers", "nothing hangs on it today")


def keys() -> Iterator[str]:
    """One key at a time from the terminal; where none is there, the first letter of each line of standard input."""
    if sys.stdin.isatty():
        while True:
            yield typer.getchar().lower()
    for line in sys.stdin:
        yield line.strip().lower()[:1]


def reason_asked(given: str) -> str:
    """Why these files are looked at: as given, or asked once where somebody can be asked.

    Raises:
        ProblemsError: there is none.
    """
    if not given and sys.stdin.isatty():
        given = str(typer.prompt("why do you look (it is recorded; name nobody)", default="", err=True))
    return checked(given)


def second_person() -> str:
    """Who else confirms it; nobody where nobody can be asked."""
    return str(typer.prompt("both were called: a second person", default="", err=True)) if sys.stdin.isatty() else ""


@dataclass(slots=True)
class Review:
    """Goes through the doubts in their order; `judged` counts answers that stand, `seen` holds the places shown and recorded."""

    house: House
    by: str
    reason: str
    at: str | None
    doubts: tuple[use.Doubt, ...]
    second: Callable[[], str] = second_person
    judged: int = 0
    place: int = 0
    done: list[tuple[int, list[Answer]]] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)

    def run(self, pressed: Iterator[str]) -> None:
        """Until `q` or the end of the keys; after the last doubt the last answer can still be taken back."""
        while self._open() or self.done:
            if self.place < len(self.doubts):
                self._show()
            else:
                error_console.print("That was the last one. [b]ack, or [q]uit", markup=False)
            key = next(pressed, "q")
            if self.place >= len(self.doubts) and key != "b":
                return
            if key in ("q", "\x03", "\x04"):
                return
            self._take(key)

    def _open(self) -> bool:
        """Move on to the next doubt that is not answered yet."""
        while self.place < len(self.doubts) and self.place in self.closed:
            self.place += 1
        return self.place < len(self.doubts)

    def _take(self, key: str) -> None:
        if key == "b":
            self._back()
        elif key in KEYS:
            self._answer([self.place], KEYS[key])
        elif key == "a":
            alike = self.doubts[self.place].reasons
            same = [at for at, one in enumerate(self.doubts) if one.reasons == alike and at not in self.closed]
            error_console.print(f"{counted(len(same), 'doubt')} for the same reasons: different")
            self._answer(same, "different")
        elif key == "n":
            self.place += 1
        else:
            error_console.print(HELP, markup=False)

    def _answer(self, places: list[int], answer: str) -> None:
        """Write each answer as a fact of its own; what is refused says why and stays open."""
        given = []
        for at in places:
            doubt = self.doubts[at]
            reason = f"by the evidence shown: {', '.join(doubt.reasons)}"
            said = Answer(doubt.left.person_id, doubt.right.person_id, answer, self.by, reason)
            if self._decide(said):
                given.append(said)
                self.closed.add(at)
        self.judged += len(given)
        if given:
            self.done.append((places[0], given))
        else:
            self.place += 1

    def _decide(self, said: Answer) -> bool:
        try:
            use.decide(self.house, said, moment_of(self.at))
        except ProblemsError as error:
            needs_second = [problem.code for problem in error.problems] == ["second"]
            other = self.second() if needs_second and not said.second else ""
            if other:
                return self._decide(Answer(said.left, said.right, said.answer, said.by, said.reason, other))
            for problem in error.problems:
                error_console.print(as_typed(problem.sentence()))
            return False
        return True

    def _back(self) -> None:
        """Take the last answers back and show the pair again."""
        if not self.done:
            error_console.print("No answer of this session is left to take back.")
            return
        self.place, given = self.done.pop()
        pairs = {(one.left, one.right) for one in given}
        for one in given:
            back = Answer(one.left, one.right, "not-judged", self.by, "taken back in review")
            use.decide(self.house, back, moment_of(self.at))
        self.judged -= len(given)
        self.closed -= {at for at, one in enumerate(self.doubts) if (one.left.person_id, one.right.person_id) in pairs}

    def _show(self) -> None:
        doubt = self.doubts[self.place]
        sides = [doubt.left, doubt.right]
        if self.place not in self.seen:
            look(self.house, [one.person_id for one in sides], self.reason, self.by, moment_of(self.at))
            self.seen.add(self.place)
        rows = [
            ["name", *(one.full_name for one in sides)],
            ["born", *(" or ".join(filter(None, (one.birth, one.birth_other))) or "-" for one in sides)],
            ["sex", *(one.sex or "-" for one in sides)],
            ["nationality", *(one.nationality or "-" for one in sides)],
            ["list of", *(one.source for one in sides)],
            ["id", *(one.person_id for one in sides)],
        ]
        left = len(self.doubts) - len(self.closed)
        hangs = f"{HANGS[doubt.matters.rank]}, {counted(doubt.matters.people, 'person', 'people')}"
        title = f"{left} of {len(self.doubts)} left, {self.judged} judged; {hangs}"
        found = use.evidence_of(self.house, doubt.left.person_id, doubt.right.person_id)
        error_console.print(table(title, ["", "one", "other"], rows))
        error_console.print(as_typed("; ".join(in_words(doubt))))
        if found is not None:
            error_console.print(shown(found))
        error_console.print(HELP, markup=False)


def in_words(doubt: use.Doubt) -> list[str]:
    """The reasons as sentences."""
    return [REASONS.get(reason, reason) for reason in doubt.reasons]


def shown(found: Evidence) -> Group:
    """Bits per part with the letters aligned, what stayed unmatched, and the other fields' share."""
    rows = [[f"{part.bits:+.1f}", part.left, part.right, letters(part), seen(part)] for part in found.name.parts]
    rows += [["", one, "-", "", "without a partner"] for one in found.name.left_over]
    rows += [["", "-", one, "", "without a partner"] for one in found.name.right_over]
    rows += [[f"{found.name.order:+.1f}", "order, joins and gaps", "", "", ""]] if found.name.comparable else []
    rows += [[f"{one.bits:+.1f}", one.field, "", "", one.sentence] for one in found.fields]
    rows.append([f"{found.bits:+.1f}", "together", "", "", ""])
    return Group(table("What speaks for it, in bits", ["bits", "one", "other", "letters", ""], rows, (0,)))


def letters(part: PartMatch) -> str:
    """`ع=a ب=b د=d`: each letter with how it is written, a dash where it is not."""
    return " ".join(f"{one or '+'}={other or '-'}" for one, other in part.letters)


def seen(part: PartMatch) -> str:
    """How often this spelling was seen in training."""
    return f"seen {part.seen} times" if part.seen > 1 else "seen once" if part.seen else "by its letters only"
