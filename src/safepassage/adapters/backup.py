"""Backups: one age file, sealed to the epoch's recipient, whose secret lies with nobody: it is in three shares, two of which open.

The cell can make backups and cannot open them alone. After an erasure the epoch ends: new backups go to a new recipient, and whoever
holds a share of the old one destroys it, so that what older backups hold of the person goes with it.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import Any

from safepassage.adapters.files import destroy_file, read_file, replace_file, write_new
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations.ports import Dice
from safepassage.seal.age import new_identity, open_as, seal_to
from safepassage.seal.envelope import SealBrokenError
from safepassage.seal.shares import join, split

EPOCH = "backup.json"
MARK = "safepassage-share/1"
LEAST = 2
SEED_BYTES = 32
MOST_TIMES, SPARE, MOST_LINE = 100, 2**20, 2**28


class Epochs:
    """The recipient that backups are sealed to now, in the operation's folder."""

    def __init__(self, folder: Path) -> None:
        """Use the operation's folder."""
        self._path = folder / EPOCH

    def now(self) -> dict[str, Any] | None:
        """The epoch's number, recipient and holders; None while none was begun or the last one ended."""
        told = self._told()
        return told if told.get("recipient") else None

    def _told(self) -> dict[str, Any]:
        return dict(json.loads(read_file(self._path))) if self._path.exists() else {"epoch": 0}

    def begin(self, name: str, holders: Sequence[str], out: Path, dice: Dice) -> list[Path]:
        """Begin an epoch: a new recipient, and a share for each holder as a file in `out`, to be handed over and kept elsewhere.

        Raises:
            ProblemsError: there are not three holders or more, or a file is there already.
        """
        if len(set(holders)) < LEAST + 1:
            raise ProblemsError(
                [Problem("--holder", "three different holders are needed", "Name the cell, the mediator and a side")]
            )
        epoch = int(self._told()["epoch"]) + 1
        identity, recipient = new_identity()
        files = []
        for holder, share in zip(holders, split(identity.encode(), len(holders), LEAST, dice.take), strict=True):
            files.append(out / f"share-{epoch}-{holder}.txt")
            write_new(files[-1], f"{MARK} {name} {epoch} {holder} {share.hex()}\n".encode())
        replace_file(
            self._path, json.dumps({"epoch": epoch, "recipient": recipient, "holders": list(holders)}).encode()
        )
        return files

    def end(self) -> int | None:
        """End the epoch: nothing more is sealed to its recipient; its number, None where none was begun."""
        told = self.now()
        if told is None:
            return None
        destroy_file(self._path)
        replace_file(self._path, json.dumps({"epoch": told["epoch"]}).encode())
        return int(told["epoch"])


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
    a mebibyte at most, and no line is longer than 256 MiB. An honest one unpacks to some twice its size, because what it holds is
    mostly sealed; `write_backup` makes none beyond these bounds.

    Raises:
        ProblemsError: the shares do not belong together or to this backup, or the file was changed or is none; the pieces too raise
            it where one is not a JSON object.
    """
    try:
        packed = open_as(read_file(path), _joined(shares))
    except SealBrokenError:
        what = "these shares do not open it: they are of another epoch, or the file was changed"
        raise ProblemsError(
            [Problem(path.name, what, "Bring two shares of the epoch the backup was made in")]
        ) from None
    try:
        count, last = 0, b""
        for last in _lines(packed):  # noqa: B007 - the last one is what is wanted
            count += 1
        keys = {name: _seed(seed) for name, seed in json.loads(last.decode())["keys"].items()}
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
            piece = json.loads(line.decode())
        except (ValueError, RecursionError):
            piece = None
        if not isinstance(piece, dict):
            raise ProblemsError([_no_backup(path)])
        yield piece


def _seed(told: str) -> bytes:
    seed = bytes.fromhex(told)
    if len(seed) != SEED_BYTES:
        raise ValueError("no key's seed")
    return seed


def _joined(shares: Sequence[Path]) -> str:
    read = []
    for path in shares:
        words = read_file(path).decode(errors="replace").split()
        if len(words) != 5 or words[0] != MARK:  # noqa: PLR2004 - the words of a share's line
            raise ProblemsError(
                [Problem(path.name, "this is no share of a backup", "Bring the file as it was handed over")]
            )
        read.append(words)
    try:
        one_epoch = len({tuple(words[1:3]) for words in read}) == 1
        return join([bytes.fromhex(words[4]) for words in read] if one_epoch else []).decode()
    except ValueError:
        what = "these shares do not belong together, or are too few"
        raise ProblemsError([Problem("--share", what, "Bring two shares of one epoch")]) from None
