"""The only place that plugs adapters and store into operations."""

from __future__ import annotations

import gc
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from safepassage.adapters import example as examples
from safepassage.adapters.backup import Epochs, Opened, read_backup, read_shares, write_backup
from safepassage.adapters.clock import SystemClock
from safepassage.adapters.dice import SeededDice, SystemDice
from safepassage.adapters.example import recorded_reality
from safepassage.adapters.files import destroy_file, read_file, replace_file, sync_folder, write_new
from safepassage.adapters.helper import cores, helper
from safepassage.adapters.keyfile import ED25519, make_own_key, make_witness_key, read_own_key, read_witness_key
from safepassage.adapters.keyring import FolderKeyring
from safepassage.adapters.lists.ahead import ReadAhead
from safepassage.adapters.lists.reader import SandboxedReader
from safepassage.adapters.lists.unchanged import Unchanged
from safepassage.adapters.report.writing import write_report
from safepassage.adapters.slips.printer import TypstSlipPrinter
from safepassage.adapters.traces import FolderTraces
from safepassage.adapters.witness import WitnessFolder, WitnessHere
from safepassage.identity.fields import FieldEngine
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations.erasing import last_erasure
from safepassage.operations.house import House
from safepassage.operations.keys import actors, finish_rotations
from safepassage.operations.ports import Dice, Elsewhere, ListReader, Store, Traces, Witness
from safepassage.operations.replaying import HERE
from safepassage.operations.restoring import backup, restore
from safepassage.settings import Settings
from safepassage.store.store import DjangoStore

__all__ = [
    "ReadAhead",
    "examples",
    "found_house",
    "make_own_key",
    "make_witness_key",
    "open_house",
    "present_moment",
    "read_backup",
    "read_own_key",
    "read_shares",
    "read_witness_key",
    "recorded_reality",
    "scratch_store",
    "write_new",
    "write_report",
]

MARK = "operation.json"
RESTORING = "restoring.json"  # lies there from the first byte of a restore to its last
DATABASE = "operation.sqlite3"
RARELY = 200_000
"""New things between two looks of Python's collector, instead of 700, while tables are rebuilt."""


def present_moment() -> Moment:
    """Now, by the machine's clock."""
    return SystemClock().now()


def open_house(settings: Settings) -> House:
    """The operation that lives in the folder.

    Raises:
        ProblemsError: there is none, or its database cannot be opened.
    """
    mark = settings.operation / MARK
    _refuse_unfinished(settings)
    try:
        name = json.loads(mark.read_text())["name"]
    except FileNotFoundError:
        raise ProblemsError(
            [
                Problem(
                    str(settings.operation),
                    "there is no operation here",
                    "Start one: safepassage init --terms FILE; or name its folder with --operation DIR",
                )
            ]
        ) from None
    except (json.JSONDecodeError, KeyError, OSError):
        raise ProblemsError(
            [Problem(str(mark), "the mark of the operation cannot be read", "Restore the folder from a backup")]
        ) from None
    house = _house(settings, name, SystemDice(), _store(settings, create=False))
    finish_rotations(house)
    return house


def found_house(settings: Settings, name: str, *, seed: str = "") -> House:
    """A new operation in the folder, with its pepper; a seed makes every key the same again, for the demo and tests only.

    Raises:
        ProblemsError: an operation lives there already.
    """
    _refuse_unfinished(settings)
    # A mark beside an empty database of its own folder is left where a start was interrupted: this one goes on from there.
    if settings.database_url or not (settings.operation / DATABASE).exists():
        _refuse_second(settings)
    settings.operation.mkdir(parents=True, exist_ok=True, mode=0o700)
    dice: Dice = SeededDice(seed) if seed else SystemDice()
    house = _house(settings, name, dice, _store(settings, create=True))
    with house.store.reading() as work:
        begun = work.head().size > 0
    if begun:
        raise ProblemsError([_second(settings)])
    keyring(settings).make_pepper(dice)
    _write_mark(settings, name)
    return house


def _write_mark(settings: Settings, name: str) -> None:
    """Say which operation lives here, whole or not at all."""
    replace_file(settings.operation / MARK, (json.dumps({"name": name, "format": 1}) + "\n").encode())


def _refuse_unfinished(settings: Settings) -> None:
    """A restore that was cut off leaves keys beside a record that was never kept: nobody may go on from there under the same keys."""
    if (settings.operation / RESTORING).exists():
        what, do = "a restore was cut off here", "Remove this folder, and restore the backup into another one"
        raise ProblemsError([Problem(str(settings.operation), what, do)])


def _refuse_second(settings: Settings) -> None:
    if (settings.operation / MARK).exists():
        raise ProblemsError([_second(settings)])


def _second(settings: Settings) -> Problem:
    do = "Name another folder with --operation DIR"
    return Problem(str(settings.operation), "an operation lives here already", do)


def _store(settings: Settings, *, create: bool) -> DjangoStore:
    location: str | Path = settings.database_url or settings.operation / DATABASE
    return DjangoStore.open(location, create=create)


def _house(settings: Settings, name: str, dice: Dice, store: Store) -> House:
    return House(
        name=name,
        store=store,
        keys=keyring(settings),
        dice=dice,
        reader=SandboxedReader(),
        printer=TypstSlipPrinter(),
    )


def witness_folder(folder: Path) -> WitnessFolder:
    """What a witness remembers."""
    return WitnessFolder(folder)


def witnesses_here(folder: Path, names: Sequence[str], house: House) -> tuple[Witness, ...]:
    """New witnesses with keys and memories in a folder of this machine, all of one hand: for the demo only."""
    log = actors(house).log
    return tuple(
        WitnessHere(folder / name, make_witness_key(folder / f"{name}.key", name, ED25519, house.dice), log)
        for name in names
    )


def folder_traces(settings: Settings, also: Sequence[Path]) -> Traces:
    """The files of the operation's folder, and of these.

    Raises:
        ProblemsError: one of these is not there.
    """
    missing = [Problem("--also", f"{path} is not there", "Check the name") for path in also if not path.exists()]
    if missing:
        raise ProblemsError(missing)
    return FolderTraces([settings.operation, *also])


def system_dice() -> Dice:
    """The operating system's randomness."""
    return SystemDice()


def epochs(settings: Settings) -> Epochs:
    """The epochs of backups."""
    return Epochs(settings.operation)


def end_epoch(house: House, settings: Settings) -> int | None:
    """End the epoch of backups where somebody was erased since it began; its number, None where it goes on or there is none."""
    return epochs(settings).end_after(last_erasure(house))


def back_up(house: House, settings: Settings, out: Path, recipient: str) -> None:
    """Write record and keys as one file, sealed to the recipient of an epoch.

    Raises:
        ProblemsError: it cannot be written, or a key was changed meanwhile; there is no file then.
    """
    keys = keyring(settings).everything()
    write_backup(out, recipient, backup(house), keys)
    if keyring(settings).everything() != keys:
        destroy_file(out)
        what = "a key was changed while it was written, so that keys and record may not fit"
        raise ProblemsError([Problem("backup", what, "Make it again")])


def house_from_backup(
    settings: Settings, pieces: Iterator[dict[str, Any]], keys: dict[str, bytes], opened: Opened
) -> House:
    """An operation made anew from a backup, whose epoch goes on.

    Raises:
        ProblemsError: the folder holds an operation, or the backup is not whole; nothing is left of it then.
    """
    first, ring, mark = next(pieces, {}), keyring(settings), settings.operation / MARK
    name = str(first.get("operation", ""))
    _refuse_unfinished(settings)
    _refuse_second(settings)
    ring.refuse_unless_empty()
    settings.operation.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = not settings.database_url and not (settings.operation / DATABASE).exists()
    unfinished = settings.operation / RESTORING
    with ExitStack() as undone:
        write_new(unfinished, b"{}\n")
        undone.callback(unfinished.unlink)
        store = _store(settings, create=True)
        house = _house(settings, name, SystemDice(), store)
        undone.callback(store.discard if fresh else store.close)

        def bring() -> None:
            ring.put(keys, SystemDice())
            undone.callback(ring.take_back, keys)
            # What is said of the size is what is there by now.
            epochs(settings).go_on(opened, int(first["size"]))
            undone.callback(epochs(settings).forget)
            _write_mark(settings, name)
            undone.callback(mark.unlink)

        # All else comes when the record is whole, and before it is kept: neither is ever left without the other.
        restore(house, chain((first,), pieces), bring, opened.log, keys)
        undone.pop_all()
    unfinished.unlink()
    sync_folder(settings.operation)
    return house


def keyring(settings: Settings) -> FolderKeyring:
    """The operation's keys; the passphrase is read from its file when a sealed key is needed."""
    return FolderKeyring(settings.operation / "keys", lambda: passphrase_in(settings.passphrase_file))


def passphrase_in(path: Path | None) -> str:
    """The first line of the file, empty where none is named.

    Raises:
        ProblemsError: it cannot be read, or its first line is empty.
    """
    if path is None:
        return ""
    first = read_file(path).decode(errors="replace").split("\n", 1)[0].rstrip("\r")
    if not first:
        raise ProblemsError([Problem(path.name, "its first line is empty", "Write the passphrase on its first line")])
    return first


def held_to(house: House, content: bytes) -> House:
    """The house as it reads a file that must still hold these bytes when its rows are read."""
    return replace(house, reader=Unchanged(house.reader, content))


def list_reader() -> ListReader:
    """Reads files from outside, in a sandbox."""
    return SandboxedReader()


def field_engine(name: str) -> FieldEngine:
    """What weighs the fields of two lists; loaded only when asked for, because it takes a second.

    Raises:
        ProblemsError: there is no such engine, or it is not installed.
    """
    from safepassage.adapters.matching.engine import duckdb_engine, spark_engine  # noqa: PLC0415 - see above

    if name == "duckdb":
        return duckdb_engine()
    if name != "spark":
        raise ProblemsError([Problem("--engine", f"there is no engine {name}", "Use duckdb or spark")])
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - not everybody needs it
    except ImportError:
        raise ProblemsError(
            [Problem("--engine", "pyspark is not installed here", "Install pyspark and Java 17, or use duckdb")]
        ) from None
    local = (
        SparkSession.builder.master("local[*]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
    )
    return spark_engine(local.getOrCreate())


@contextmanager
def scratch_store() -> Iterator[Store]:
    """A second database that is thrown away, to rebuild the tables in."""
    with _few_collections(), tempfile.TemporaryDirectory(prefix="safepassage-") as folder:
        store = DjangoStore.open(Path(folder) / "rebuilt.sqlite3", create=True, scratch=True)
        try:
            yield store
        finally:
            store.discard()


@contextmanager
def _few_collections() -> Iterator[None]:
    """Rebuilding makes rows and lets none go: looking through them for what nobody holds took a sixth of its time."""
    before = gc.get_threshold()
    gc.set_threshold(RARELY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def second_process() -> Iterator[Elsewhere]:
    """A process that helps this one, where there is a core for it; it begins when there is something for it to do."""
    if cores() == 1:
        yield HERE
        return
    with helper() as elsewhere:
        yield elsewhere


def overwrite(path: Path) -> None:
    """Destroy a file that may name people, if it is there: what it held is overwritten first."""
    if path.exists():
        destroy_file(path)
