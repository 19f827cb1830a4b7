"""How much a file from outside may ask of us, and how a reader says no."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.kernel.problems import Problem, ProblemsError

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading. Bytes count as unpacked, except `file_bytes`; time in seconds."""

    memory_bytes: int = 512 * MEGABYTE
    cpu_seconds: int = 20
    wall_seconds: int = 120
    file_bytes: int = 50 * MEGABYTE
    answer_bytes: int = 200 * MEGABYTE
    zip_entries: int = 200
    entry_bytes: int = 50 * MEGABYTE
    unpacked_bytes: int = 100 * MEGABYTE
    zip_ratio: int = 100
    rows: int = 50_000
    columns: int = 200
    cell_characters: int = 5_000
    warnings_of_a_kind: int = 100


def refuse(what: str, do: str, *, row: int = 0, column: str = "", code: str = "") -> ProblemsError:
    """The error that says why a file cannot be read; the parent process adds the file's name."""
    return ProblemsError([Problem("", what, do, row, column, code)])


def letter(column: int) -> str:
    """The letters of a column that counts from 1: A, Z, AA, XFD."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
