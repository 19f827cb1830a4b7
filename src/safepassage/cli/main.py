"""The command line: `safepassage ROOM VERB`."""

from __future__ import annotations

import gc

import typer

from safepassage import __version__
from safepassage.cli import account, clearance, demo, gate, identity, keys, ledger, passes, people, plan, terms

app = typer.Typer(
    help="Safe Passage: from the agreed terms and the lists of people to the last person accounted for.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # a local may hold a name
    rich_markup_mode=None,
)
app.add_typer(terms.app, name="terms", help="The agreement: check, show, amend.")
app.add_typer(people.app, name="people", help="Lists: import, consent, withdraw.")
app.add_typer(identity.app, name="identity", help="Are these two one person?")
app.add_typer(clearance.app, name="clearance", help="Who must answer, and what they said.")
app.add_typer(plan.app, name="plan", help="Who is called, in which order, and why.")
app.add_typer(passes.app, name="passes", help="Passes, slips, manifest.")
app.add_typer(gate.app, name="gate", help="Admit, hold or refuse, at one side.")
app.add_typer(account.app, name="account", help="Where is everybody?")
app.add_typer(keys.app, name="keys", help="Who may write, with which key; keys made, sealed, rotated, revoked.")
app.add_typer(ledger.app, name="ledger", help="The record, and the proof that nothing was rewritten.")
app.command(name="init")(terms.init)
app.command(name="demo")(demo.demo)


@app.command()
def version() -> None:
    """Say the version."""
    print(__version__)


def main() -> None:
    """Run the command line."""
    # An import keeps hundreds of thousands of small objects; looking through all of them again and again finds nothing.
    gc.set_threshold(1_000_000, 50, 50)
    app()
