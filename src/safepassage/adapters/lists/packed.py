"""A workbook is a zip from a stranger: what it claims is checked before anything in it is parsed."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import BinaryIO

from safepassage.adapters.lists.limits import MEGABYTE, Limits, refuse
from safepassage.kernel.problems import ProblemsError

ENCRYPTED = 0x1
CHUNK = 1 << 16
DAMAGED = "Ask the sender to open it, save it again and send it anew"
TOO_MUCH = "Ask the sender for the list alone, as a plain workbook or CSV"


def open_packed(stream: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """The archive, once its names, sizes and every checksum were found in order.

    Raises:
        ProblemsError: too many or too large entries, a name that leaves the archive, a password, damage.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError) as broken:
        raise refuse("the file is cut short or damaged", DAMAGED, code="damaged") from broken
    _check_claims(archive.infolist(), limits)
    for entry in archive.infolist():
        _check_content(archive, entry)
    return archive


def _check_claims(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.zip_entries:
        raise refuse(f"the file packs {len(entries)} parts, more than {limits.zip_entries}", TOO_MUCH, code="too-large")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or any(_leaves(name) for name in names):
        raise refuse(
            "the file packs parts under names that repeat or lead outside of it",
            "Do not use it; ask the sender where it came from",
            code="hostile",
        )
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise password()
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes or any(
        entry.file_size > limits.entry_bytes or entry.file_size > limits.zip_ratio * max(entry.compress_size, 1) + CHUNK
        for entry in entries
    ):
        raise refuse(
            f"the file unpacks to more than a list can be ({limits.unpacked_bytes // MEGABYTE} MB in all, "
            f"{limits.entry_bytes // MEGABYTE} MB a part, {limits.zip_ratio} times its size)",
            TOO_MUCH,
            code="too-large",
        )


def _leaves(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return not steps[0] or ".." in steps or ":" in steps[0]


def _check_content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    # zipfile never gives more than the claimed size and compares the checksum at the end, so a lie ends here.
    try:
        with archive.open(entry) as part:
            while part.read(CHUNK):
                pass
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, OSError, ValueError) as broken:
        raise refuse("the file is cut short or damaged", DAMAGED, code="damaged") from broken


def password() -> ProblemsError:
    """The refusal of a file that is locked."""
    return refuse(
        "the file is locked with a password",
        "Ask the sender for an unlocked copy, or open it, remove the password and import that",
        code="password",
    )
