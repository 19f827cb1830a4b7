"""What commands share that erase, or that two people must give: when, which files, which backups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.shell import moment_of
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations.ports import Swept
from safepassage.wiring import present_moment

MINUTES_AHEAD = 5  # clocks of two machines of one cell differ by less

AlsoOption = Annotated[
    list[Path] | None,
    typer.Option("--also", metavar="DIR", help="A further folder in which files may name them (slips, lists)."),
]


def past_moment_of(at: str | None, clock: Callable[[], Moment] | None = None) -> Moment:
    """The moment named, or now; never one that is still to come, since time that is not over would count as over.

    Raises:
        ProblemsError: the text is no moment, or it is later than the machine's clock by more than some minutes.
    """
    moment = moment_of(at)
    now = (clock or present_moment)()
    if moment > now.plus(minutes=MINUTES_AHEAD):
        what = "this moment is still to come, by this machine's clock"
        raise ProblemsError([Problem("--at", what, "Leave --at out, or set the machine's clock right")])
    return moment


def words_of_files(files: Swept) -> list[str]:
    """What became of files that may name those who were erased."""
    return [
        *(f"  destroyed: {name}" for name in files.destroyed),
        *_named("names them and could not be destroyed; see to it and give the command again", files.kept),
        *_named("could not be read whole, or may mean them; look at it yourself", files.look),
    ]


def _named(what: str, names: Sequence[str]) -> list[str]:
    return [f"  {what}: {name}" for name in names]


def words_of_epoch(epoch: int | None) -> list[str]:
    """What an erasure asks of those who hold backups."""
    if epoch is None:
        return []
    return [
        f"Backups of epoch {epoch} still hold what was erased. Tell every holder of a share of epoch {epoch} to destroy it;",
        "then begin anew: safepassage backup shares, safepassage backup make.",
    ]
