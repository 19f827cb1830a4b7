"""Where in a TOML text each key stands: `tomllib` says what was written but not on which line."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_INLINE_BLANK = re.compile(r"[ \t]*")
_KEY_PART = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|"(?:[^"\\]|\\.)*"|\'[^\']*\'',
    re.DOTALL,
)
_BARE_VALUE = re.compile(r"[^,\]}\n#]*")


def locate(text: str) -> dict[KeyPath, int]:
    """The line, from 1, of every table, key and item of an array in a valid TOML text.

    A key's path holds names and, for items of arrays and arrays of tables, their index from 0: `("parties", 2, "roles", 0)`.
    The text must be one that `tomllib` accepts; the grammar is TOML 1.0 without the checks `tomllib` already made.
    """
    return _Scanner(text).scan()


def nearest(lines: dict[KeyPath, int], path: KeyPath) -> int:
    """The line of the path, or of the nearest table around it that is written; 0 where none is."""
    return next((lines[path[:size]] for size in range(len(path), 0, -1) if path[:size] in lines), 0)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.lines: dict[KeyPath, int] = {}
        self.sizes: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_BLANK)
        return self.lines

    def line(self) -> int:
        return bisect_right(self.starts, self.at)

    def skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        assert found is not None, f"line {self.line()}: not the TOML that tomllib accepted"
        self.at = found.end()
        return found.group()

    def keys(self) -> tuple[str, ...]:
        parts = []
        while True:
            self.skip(_INLINE_BLANK)
            parts.append(next(iter(tomllib.loads(f"{self.skip(_KEY_PART)} = 0"))))
            self.skip(_INLINE_BLANK)
            if self.text[self.at] != ".":
                return tuple(parts)
            self.at += 1

    def header(self) -> KeyPath:
        line = self.line()
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        *outer, last = self.keys()
        self.at += 2 if many else 1
        path: KeyPath = ()
        for key in outer:
            path = self.newest((*path, key), line)
        path = (*path, last)
        if many:
            self.lines.setdefault(path, line)
            self.sizes[path] = self.sizes.get(path, 0) + 1
            path = (*path, self.sizes[path] - 1)
        self.lines[path] = line
        return path

    def newest(self, path: KeyPath, line: int) -> KeyPath:
        self.lines.setdefault(path, line)
        return (*path, self.sizes[path] - 1) if path in self.sizes else path

    def pair(self, table: KeyPath) -> None:
        line = self.line()
        path = table
        for key in self.keys():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at += 1
        self.skip(_INLINE_BLANK)
        self.value(path)

    def value(self, path: KeyPath) -> None:
        match self.text[self.at]:
            case "[":
                self.array(path)
            case "{":
                self.inline_table(path)
            case '"' | "'":
                self.skip(_STRING)
            case _:
                self.skip(_BARE_VALUE)

    def array(self, path: KeyPath) -> None:
        self.at += 1
        index = 0
        self.skip(_BLANK)
        while self.text[self.at] != "]":
            self.lines[*path, index] = self.line()
            self.value((*path, index))
            index += 1
            self.separator(_BLANK)
        self.at += 1

    def inline_table(self, path: KeyPath) -> None:
        self.at += 1
        self.skip(_INLINE_BLANK)
        while self.text[self.at] != "}":
            self.pair(path)
            self.separator(_INLINE_BLANK)
        self.at += 1

    def separator(self, blank: re.Pattern[str]) -> None:
        self.skip(blank)
        if self.text[self.at] == ",":
            self.at += 1
            self.skip(blank)
