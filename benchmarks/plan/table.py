"""The table of what was aimed at and what was measured, and the details under it."""

from __future__ import annotations

import sys
import time

ROWS = (
    ("worst over closings from minute 60, share of rho*", ".90-.95", ".95"),
    ("mean value over closings against urgency tier then first-come, 10k", "1.75x", "1.8x"),
    ("worst against the day-optimal list of an exact solver, 10k and 100k", "1.27x, 1.22x", "1.25x both"),
    ("bound against HiGHS on the same LP, 100k", "115x faster, within 0.02 %", "200x, within 0.1 %"),
    ("list with certificate, 100k cases", "1.4 s", "1 s"),
    ("re-plan after an event, 100k", "70-150 ms", "50 ms"),
    ("shortfall of any list in any prefix, near-exact shares", "20-34 persons", "largest family (12)"),
    ("quota used / called turned away, 19 % no-shows", "97.5 % / 2.4 %", "97 % / 2 %"),
    ("14 days with declining need, mean / worst of the multi-day bound", ".91 / .81", ".93 / .88"),
)


class Report:
    """Collects what is measured, says on standard error how far it is, and prints all of it at the end."""

    def __init__(self) -> None:
        self.measured: dict[int, list[str]] = {}
        self.details: list[str] = []
        self.begun = time.perf_counter()

    def says(self, row: int, words: str) -> None:
        """One more figure for a row of the table; rows count from 0."""
        self.measured.setdefault(row, []).append(words)

    def part(self, title: str) -> None:
        """A heading of the details."""
        self.details += ["", f"## {title}", ""]
        print(f"{time.perf_counter() - self.begun:6.0f} s  {title}", file=sys.stderr, flush=True)

    def line(self, words: str) -> None:
        """A line of the details."""
        self.details.append(words)

    def head(self, *cells: str) -> None:
        """The head of a table of the details."""
        self.row(*cells)
        self.row(*["---"] * len(cells))

    def row(self, *cells: object) -> None:
        """A row of a table of the details."""
        self.details.append("| " + " | ".join(str(cell) for cell in cells) + " |")

    def print(self, about: str) -> None:
        """The issue's table first, then the details."""
        print("# The planner, measured\n")
        print(about)
        print("\n| what | prototype | goal | measured |\n|---|---|---|---|")
        for at, (what, prototype, goal) in enumerate(ROWS):
            print(f"| {what} | {prototype} | {goal} | {'; '.join(self.measured.get(at, ['not measured']))} |")
        print("\n".join(self.details))
