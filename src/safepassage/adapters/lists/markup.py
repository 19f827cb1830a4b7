"""Streams a part of a workbook through expat into a collector, in flat memory, and refuses what no workbook needs.

A document type declaration is where every entity attack begins (billion laughs, external entities), so the first sign
of one ends the reading, as `defusedxml` does with `forbid_dtd`. Expat is called directly because the parsers of
`defusedxml` run in Python and take three times as long (ADR 0030).
"""

from __future__ import annotations

import zipfile
from typing import IO, Protocol
from xml.parsers import expat

from safepassage.adapters.lists.limits import refuse
from safepassage.adapters.lists.packed import DAMAGED
from safepassage.kernel.problems import ProblemsError

CHUNK = 1 << 16


class Collector(Protocol):
    """What the parser calls. Tags come without their namespace's address: `{...}row` is `row`."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text inside the present element."""


def _refuse_doctype(*_: object) -> None:
    raise refuse(
        "the file declares an XML document type, as files made to harm a reader do",
        "Do not use it; ask the sender where it came from",
        code="hostile",
    )


def _feed(part: IO[bytes], parser: expat.XMLParserType) -> None:
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    try:
        while chunk := part.read(CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no name for "this is the end"
        parser.Parse(b"", True)  # noqa: FBT003 - as above
    except (expat.ExpatError, UnicodeError, LookupError, ValueError) as broken:
        raise refuse("the file is damaged inside", DAMAGED, code="damaged") from broken


def stream_markup(part: IO[bytes], collector: Collector) -> None:
    """Feed every element of the part to the collector.

    Raises:
        ProblemsError: the markup is damaged, or declares a document type.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    bare: dict[str, str] = {}

    # Without namespace processing a name is `prefix:row`; what counts is `row`, whichever dialect wrote it.
    def name(tag: str) -> str:
        known = bare.get(tag)
        if known is None:
            known = bare[tag] = tag.rpartition(":")[2]
        return known

    def start(tag: str, attributes: dict[str, str]) -> None:
        collector.start(name(tag), {name(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        collector.end(name(tag))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = collector.data
    _feed(part, parser)


def scan_parts(archive: zipfile.ZipFile) -> None:
    """Look through every part for a document type, so that any parser may read the archive afterwards.

    Raises:
        ProblemsError: a part declares one, or a part that calls itself XML is damaged.
    """
    for entry in archive.infolist():
        markup = entry.filename.endswith((".xml", ".rels"))
        with archive.open(entry) as part:
            try:
                _feed(part, expat.ParserCreate())
            except ProblemsError as error:
                if markup or error.problems[0].code == "hostile":
                    raise
