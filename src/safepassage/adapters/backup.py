"""Backups: one age file, sealed to the epoch's recipient, whose secret lies with nobody: it is in three shares, two of which open.

The cell can make backups and cannot open them alone. After an erasure the epoch ends: new backups go to a new recipient, and whoever
holds a share of the old one destroys it, so that what older backups hold of the person goes with it.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import Any

from safepassage.adapters.files import destroy_file, read_file, replace_file, supplant, write_new
from safepassage.kernel.canonical import refuse_crowd
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations.ports import Dice
from safepassage.seal.age import new_identity, open_as, recipient_of, seal_to
from safepassage.seal.envelope import SealBrokenError
from safepassage.seal.shares import join, split

EPOCH = "backup.json"
MARK = "safepassage-share/2"
HOLDER = re.compile(r"\w[\w-]{0,63}")  # one word of a share's line, and part of the name of its file
NO_LOG = "-"
LEAST = 2
SEED_BYTES = 32
MOST_TIMES, SPARE, MOST_LINE = 100, 2**20, 2**28
MOST_IN_A_LINE = 100_000  # values; a piece has seven, the keys one for each actor


@dataclass(frozen=True, slots=True)
class Opened:
    """What shares say that open a backup together: of which operation and epoch, whose they are, the log's key when it began."""

    identity: str
    name: str
    epoch: int
    holders: tuple[str, ...]
    log: str  # as it stands in a quorum file; empty where none was said


class Epochs:
    """The recipient that backups are sealed to now, in the operation's folder."""

    def __init__(self, folder: Path) -> None:
        """Use the operation's folder."""
        self._path = folder / EPOCH

    def now(self) -> dict[str, Any] | None:
        """The epoch's number, recipient and holders; None while none was begun or the last one ended."""
        told = self._told()
        return told if told.get("recipient") else None

    def last(self) -> int:
        """The number of the newest epoch, ended or not; 0 before the first."""
        return int(self._told()["epoch"])

    def _told(self) -> dict[str, Any]:
        if not self._path.exists():
            return {"epoch": 0}
        try:
            told = json.loads(read_file(self._path))
            return {**told, "epoch": int(told["epoch"]), "since": int(told.get("since", 0))}
        except (ValueError, TypeError, KeyError):
            do = "Tell every holder of a share to destroy it, move this file away, and begin anew: safepassage backup shares"
            what = "what is known of the epochs of backups cannot be read"
            raise ProblemsError([Problem(self._path.name, what, do)]) from None

    def begin(
        self, name: str, holders: Sequence[str], out: Path, dice: Dice, since: int = 0, log: str = NO_LOG
    ) -> list[Path]:
        """Begin an epoch: a new recipient, and a share for each holder as a file in `out`, to be handed over and kept elsewhere.

        `since` is the size of the record now: an erasure at that place or after it ends the epoch. `log` is the log's key, which
        each share remembers: anybody who knows the recipient can seal a record of his own to it.

        Raises:
            ProblemsError: there are not three holders or more, each a word and named once; or a file is there already.
        """
        _refuse_holders(holders)
        epoch = self.last() + 1
        identity, recipient = new_identity()
        files: list[Path] = []
        try:
            for holder, share in zip(holders, split(identity.encode(), len(holders), LEAST, dice.take), strict=True):
                path = out / f"share-{epoch}-{holder}.txt"
                write_new(path, f"{MARK} {name} {epoch} {holder} {share.hex()} {log}\n".encode())
                files.append(path)
            self._begun(epoch, recipient, holders, since)
        except BaseException:
            # Shares of an epoch that never began would be handed over for nothing; of one that began they are all there is.
            if (self.now() or {}).get("recipient") != recipient:
                for one in files:
                    with suppress(OSError):
                        destroy_file(one)
            raise
        return files

    def go_on(self, opened: Opened, size: int) -> None:
        """In a folder into which a backup was brought back: its epoch goes on, so that an erasure from `size` on asks for its shares."""
        self._begun(opened.epoch, recipient_of(opened.identity), opened.holders, size)

    def forget(self) -> None:
        """Know of no epoch again: what `go_on` was for did not come about."""
        self._path.unlink(missing_ok=True)

    def _begun(self, epoch: int, recipient: str, holders: Sequence[str], since: int) -> None:
        told = {"epoch": epoch, "recipient": recipient, "holders": list(holders), "since": since}
        replace_file(self._path, json.dumps(told).encode())

    def end(self) -> int | None:
        """End the epoch: nothing more is sealed to its recipient; its number, None where none was begun."""
        told = self.now()
        if told is None:
            return None
        # Whole or not at all: a file that a power cut left half written would stop every later backup.
        supplant(self._path, json.dumps({"epoch": told["epoch"]}).encode())
        return int(told["epoch"])

    def end_after(self, erased: int) -> int | None:
        """End the epoch where the newest erasure (its place in the record, -1 for none) came after its beginning; its number, else None.

        Derived from the record and not from whoever erases: a crash right after the erasure leaves it to the next command.
        """
        told = self.now()
        if told is None or erased < told["since"]:
            return None
        return self.end()


def write_backup(path: Path, recipient: str, pieces: Iterable[dict[str, Any]], keys: dict[str, bytes]) -> None:
    """Write the record and the keys as one sealed file.

    Raises:
        ProblemsError: it would be a backup that `read_backup` refuses, or the file cannot be written.
    """
    packing, whole, longest = BytesIO(), 0, 0
    with gzip.GzipFile(fileobj=packing, mode="wb", compresslevel=6, mtime=0) as text:
        for piece in chain(pieces, ({"keys": {name: seed.hex() for name, seed in keys.items()}},)):
            line = json.dumps(piece).encode() + b"\n"
            whole, longest = whole + text.write(line), max(longest, len(line))
    packed = packing.getvalue()
    if longest > MOST_LINE or whole > _most(packed):
        what = "an entry of the record is larger than a backup may hold"
        raise ProblemsError(
            [Problem(path.name, what, "Keep a copy of the whole folder, and tell whoever looks after the program")]
        )
    write_new(path, seal_to(packed, recipient))


def read_backup(path: Path, shares: Sequence[Path]) -> tuple[Iterator[dict[str, Any]], dict[str, bytes]]:
    """What a backup holds: the record's pieces, read as they are drawn, and the keys.

    Whoever knows the recipient can seal any bytes to it, so nothing is believed: what is packed may unpack to 100 times its size and
    a mebibyte at most, and no line is longer than 256 MiB or holds more than 100,000 values. An honest one unpacks to some twice its
    size, because what it holds is mostly sealed; `write_backup` makes none beyond these bounds.

    Raises:
        ProblemsError: the shares do not belong together or to this backup, or the file was changed or is none; the pieces too raise
            it where one is not a JSON object.
    """
    try:
        packed = open_as(read_file(path), read_shares(shares).identity)
    except SealBrokenError:
        what = "these shares do not open it: they are of another epoch, or the file was changed"
        raise ProblemsError(
            [Problem(path.name, what, "Bring two shares of the epoch the backup was made in")]
        ) from None
    try:
        count, last = 0, b""
        for last in _lines(packed):  # noqa: B007 - the last one is what is wanted
            count += 1
        keys = {name: _seed(seed) for name, seed in _read(last)["keys"].items()}
    except (OSError, EOFError, zlib.error, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise ProblemsError([_no_backup(path)]) from None
    return _pieces(path, islice(_lines(packed), count - 1)), keys


def _no_backup(path: Path) -> Problem:
    return Problem(path.name, "what the shares open is no backup, or a damaged one", "Use another backup")


def _most(packed: bytes) -> int:
    return MOST_TIMES * len(packed) + SPARE


def _lines(packed: bytes) -> Iterator[bytes]:
    """The lines, unpacked as they are drawn.

    Raises:
        ValueError: they are more, or one is longer, than a backup's.
        OSError, EOFError, zlib.error: this is not packed as a backup is.
    """
    left = _most(packed)
    with gzip.open(BytesIO(packed)) as text:
        while line := text.readline(min(left, MOST_LINE) + 1):
            left -= len(line)
            if left < 0 or len(line) > MOST_LINE:
                raise ValueError("more than any backup holds")
            yield line


def _pieces(path: Path, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            piece = _read(line)
        except (ValueError, RecursionError):
            piece = None
        if not isinstance(piece, dict):
            raise ProblemsError([_no_backup(path)])
        yield piece


def _read(line: bytes) -> Any:
    text = line.decode()
    refuse_crowd(text, MOST_IN_A_LINE)
    return json.loads(text)


def _seed(told: str) -> bytes:
    seed = bytes.fromhex(told)
    if len(seed) != SEED_BYTES:
        raise ValueError("no key's seed")
    return seed


def _refuse_holders(holders: Sequence[str]) -> None:
    problems = [
        Problem("--holder", "a holder's name is one word", "Use letters, digits, - and _, 64 at most: red-cross")
        for one in holders
        if HOLDER.fullmatch(one) is None
    ]
    if len(set(holders)) < LEAST + 1 or len(set(holders)) < len(holders):
        what = "three different holders are needed, each named once"
        problems.append(Problem("--holder", what, "Name the cell, the mediator and a side"))
    if problems:
        raise ProblemsError(problems)


def read_shares(paths: Sequence[Path]) -> Opened:
    """What these shares say together.

    Raises:
        ProblemsError: one is no share, or they do not belong together, or are too few.
    """
    read = [_share(path) for path in paths]
    try:
        one_epoch = len({(name, epoch, log) for name, epoch, _, _, log in read}) == 1
        identity = join([bytes.fromhex(share) for _, _, _, share, _ in read] if one_epoch else []).decode()
        name, epoch, _, _, log = read[0]
        return Opened(identity, name, int(epoch), tuple(one[2] for one in read), "" if log == NO_LOG else log)
    except ValueError:
        what = "these shares do not belong together, or are too few"
        raise ProblemsError([Problem("--share", what, "Bring two shares of one epoch")]) from None


def _share(path: Path) -> tuple[str, str, str, str, str]:
    words = read_file(path).decode(errors="replace").split()
    if len(words) != 6 or words[0] != MARK:  # noqa: PLR2004 - the words of a share's line
        raise ProblemsError(
            [Problem(path.name, "this is no share of a backup", "Bring the file as it was handed over")]
        )
    _, name, epoch, holder, share, log = words
    return name, epoch, holder, share, log
