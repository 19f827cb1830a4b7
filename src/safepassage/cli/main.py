"""The command line: `safepassage ROOM VERB`."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterable
from importlib import import_module

import typer

from safepassage import __version__

ROOMS = {
    "terms": "The agreement: check, show, amend.",
    "people": "Lists: import, consent, withdraw.",
    "identity": "Are these two one person?",
    "clearance": "Who must answer, and what they said.",
    "plan": "Who is called, in which order, and why.",
    "passes": "Passes, slips, manifest.",
    "gate": "Admit, hold or refuse, at one side.",
    "account": "Where is everybody?",
    "backup": "Sealed copies of everything, and the way back from one.",
    "keys": "Who may write, with which key; keys made, sealed, rotated, revoked.",
    "ledger": "The record, and the proof that nothing was rewritten.",
}
# Commands that stand in no room, and the module each is written in.
ALONE = {"init": "terms", "demo": "demo"}


def application(asked: str = "") -> typer.Typer:
    """The whole command line, or that part of it which the first word asks for: a gate does not wait for the planner to load."""
    app = typer.Typer(
        help="Safe Passage: from the agreed terms and the lists of people to the last person accounted for.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_show_locals=False,  # a local may hold a name
        rich_markup_mode=None,
    )
    # A callback keeps `ROOM VERB` as it is where only one room is loaded.
    app.callback()(_nothing)
    for room in _those(ROOMS, asked):
        app.add_typer(import_module(f"safepassage.cli.{room}").app, name=room, help=ROOMS[room])
    for command in _those(ALONE, asked):
        app.command(name=command)(getattr(import_module(f"safepassage.cli.{ALONE[command]}"), command))
    app.command()(version)
    return app


def _those(names: Iterable[str], asked: str) -> list[str]:
    """The one asked for; all of them where nothing that exists was asked for, so that help and errors name them all."""
    known = asked in ROOMS or asked in ALONE or asked == version.__name__
    return [name for name in names if name == asked or not known]


def _nothing() -> None:
    """Safe Passage: from the agreed terms and the lists of people to the last person accounted for."""


def version() -> None:
    """Say the version."""
    print(__version__)


def main() -> None:
    """Run the command line."""
    # Slips, exports, reports and reviews name people: no file of a run is for anybody else on the machine, whoever writes it.
    os.umask(0o077)
    # A program that is ended, or whose terminal is closed, cleans up as one that is interrupted: what it wrote beside names people.
    for one in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(one) is signal.SIG_DFL:
            signal.signal(one, signal.default_int_handler)
    # An import keeps hundreds of thousands of small objects; looking through all of them again and again finds nothing.
    gc.set_threshold(1_000_000, 50, 50)
    application(sys.argv[1] if len(sys.argv) > 1 else "")(prog_name="safepassage")
