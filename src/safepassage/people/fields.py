"""What one line says of one person: each cell read by its field, each fault and doubt with its column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from safepassage.people.dates import Order, birth_window, read_date
from safepassage.people.model import Column, Details, Document
from safepassage.people.mrz import Mrz, read_mrz
from safepassage.people.nations import read_nation
from safepassage.people.numbers import read_number
from safepassage.people.text import CONTROL, OVERRIDE, clean, key
from safepassage.people.words import PAPER, RELATION, SEX, TRANSPORT, TRIAGE, is_nothing, yes_or_no

NUMBERS = {"passport_number": "passport", "document_number": "", "id_number": "id-card"}
PARTS = ("given_name", "father_name", "grandfather_name", "family_name")
ARABIC = re.compile(r"[\u0600-\u06ff]")
LATIN = re.compile(r"[A-Za-z]")
NO_NAME = re.compile(r"[\d<@=]")
LONGEST_NAME = 150
SPLIT = re.compile(r"\s*[\n/|]\s*")
LOOK = "Look at the original, correct the cell and import the list again"
MOVED = "Look whether the cells of this line stand in the wrong columns, correct them and import the list again"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault (`holds`) or a doubt, with the field it stands in; an empty field is the whole line."""

    field: str
    what: str
    do: str
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """What reading a line needs beside the line: the columns by field, what the dates prove, the day."""

    columns: Mapping[str, tuple[tuple[int, Column], ...]]  # field -> places from 0 and columns
    order: Order
    today: date


@dataclass(slots=True)
class LineReader:
    """Reads one line. `findings` gathers what is wrong; nothing raises, so that all of it is said at once."""

    context: Context
    cells: tuple[str, ...]
    date_cells: frozenset[int] = frozenset()
    findings: list[Finding] = field(default_factory=list)

    def said(self, name: str) -> str:
        """The field's text, empty where there is no such column or a sign for nothing."""
        for place, _ in self.context.columns.get(name, ()):
            if place < len(self.cells) and not is_nothing(self.cells[place]):
                return clean(self.cells[place])
        return ""

    def _raw(self, name: str) -> str:
        return next((self.cells[at] for at, _ in self.context.columns.get(name, ()) if at < len(self.cells)), "")

    def fault(self, name: str, what: str, do: str = LOOK) -> None:
        """The line is held for this."""
        self.findings.append(Finding(name, what, do))

    def doubt(self, name: str, what: str, do: str = LOOK) -> None:
        """The line counts, and somebody should look."""
        self.findings.append(Finding(name, what, do, holds=False))

    def read(self) -> Details:
        """The details, as far as they can be read."""
        zone = self._zone()
        full, latin = self._name(zone)
        birth, other = self._birth(zone)
        nationality = self._nation("nationality") or (zone.nationality if zone else "")
        return Details(
            full_name=full,
            given_name=self.said("given_name"),
            father_name=self.said("father_name"),
            family_name=self.said("family_name"),
            latin_name=latin,
            birth=birth,
            birth_other=other,
            sex=self._word("sex", SEX) or (zone.sex if zone else ""),
            nationality=nationality,
            documents=self._documents(zone),
            relation=self._relation(),
            companion_of=self.said("companion_of"),
            triage=self._word("triage", TRIAGE),
            transport=self._word("transport", TRANSPORT),
            needs=self.said("needs"),
            no_objection=self._no_objection(),
            reference=self.said("reference"),
        )

    def _zone(self) -> Mrz | None:
        text = self._raw("mrz")
        if is_nothing(text):
            return None
        zone = read_mrz(text, self.context.today)
        if zone.faults:
            self.doubt(
                "mrz",
                f"the machine-readable lines were not used: {', '.join(zone.faults)}",
                "Type them again from the document",
            )
            return None
        return zone

    def _name(self, zone: Mrz | None) -> tuple[str, str]:
        parts = [self.said(name) for name in PARTS]
        full, latin = self._two_scripts(self._raw("full_name")), self.said("latin_name")
        from_zone = f"{zone.given_name} {zone.family_name}".strip() if zone else ""
        name = full[0] or " ".join(part for part in parts if part) or latin or from_zone
        where = "full_name" if "full_name" in self.context.columns else "given_name"
        if not name:
            self.fault(where, "there is no name", "Write the name; look whether it stands in another column")
            return "", ""
        for one, text in ((where, name), *(zip(PARTS, parts, strict=True))):
            self._check_name(one, text)
        if " " not in name:
            self.doubt(where, "the name is a single word", "Ask for the full name")
        return name, latin or full[1] or ("" if LATIN.search(name) else from_zone)

    def _two_scripts(self, raw: str) -> tuple[str, str]:
        """A name that stands in two scripts, and its Latin form; two names in one script are two people."""
        parts = [clean(part) for part in SPLIT.split(raw.strip()) if part]
        if len(parts) < 2 or is_nothing(raw):  # noqa: PLR2004 - two names need two parts
            return self.said("full_name"), ""
        arabic = [part for part in parts if ARABIC.search(part) and not LATIN.search(part)]
        latin = [part for part in parts if LATIN.search(part) and not ARABIC.search(part)]
        if len(arabic) == len(latin) == 1 and len(parts) == 2:  # noqa: PLR2004 - one part a script
            return arabic[0], latin[0]
        self.fault("full_name", "the cell seems to hold more than one name", "Give every person a line of their own")
        return clean(raw), ""

    def _check_name(self, where: str, name: str) -> None:
        word = key(name)
        if not name:
            return
        if "??" in name or CONTROL.search(name):
            self.fault(where, "letters of the name were lost on the way", "Ask for the list as XLSX or as CSV UTF-8")
        elif NO_NAME.search(name):
            self.fault(where, "the name holds digits or signs no name has", MOVED)
        elif word in SEX or len(name) > LONGEST_NAME:
            self.fault(where, "this is no name", MOVED)
        if OVERRIDE.search(self._raw(where)):
            self.doubt(where, "hidden marks turn the direction of the name's letters; they were taken out")

    def _birth(self, zone: Mrz | None) -> tuple[str, str]:
        text, from_zone = self.said("birth"), zone.birth if zone else ""
        if not text:
            if not from_zone:
                self.doubt("birth", "no birth date is given", "Ask for it")
            return from_zone, ""
        places = self.context.columns["birth"]
        read = read_date(
            text, self.context.order, birth_window(self.context.today), date_cell=places[0][0] in self.date_cells
        )
        if read.fault:
            self.fault("birth", read.fault, read.do)
            return "", ""
        if from_zone and from_zone in {read.value, read.other}:
            return from_zone, ""
        if from_zone and not from_zone.startswith(read.value):
            self.fault("birth", "the birth date differs from the machine-readable lines")
        if read.doubt:
            self.doubt("birth", read.doubt, read.do)
        return read.value, read.other

    def _nation(self, name: str) -> str:
        text = self.said(name)
        if not text:
            return ""
        code, several = read_nation(text)
        if not code:
            self.fault(
                name,
                "no state is known under this name",
                "Write the state's name or its code of three letters; " + MOVED,
            )
        elif several:
            self.doubt(name, "several states are named; the first one counts", "Keep the one that issued the document")
        return code

    def _word(self, name: str, words: Mapping[str, str]) -> str:
        text = self.said(name)
        if not text:
            return ""
        meaning = words.get(key(text), "")
        if not meaning:
            self.fault(name, f"the word is not known for {name}", "Write one of the usual words; " + MOVED)
        return "" if meaning == "X" else meaning

    def _relation(self) -> str:
        text = self.said("relation")
        if not text:
            return ""
        meaning = RELATION.get(key(text), "")
        if not meaning:
            self.doubt(
                "relation", "the relation is not known; it counts as another one", "Write one of the usual words"
            )
        return meaning or "other"

    def _no_objection(self) -> bool:
        text = self.said("no_objection")
        meaning = yes_or_no(text) if text else "no"
        if not meaning:
            self.doubt("no_objection", "this is neither yes nor no; it counts as no", "Write yes or no")
        return meaning == "yes"

    def _documents(self, zone: Mrz | None) -> tuple[Document, ...]:
        kind_text = self.said("document_kind")
        kind = PAPER.get(key(kind_text), "other") if kind_text else ""
        if kind_text and key(kind_text) not in PAPER:
            self.doubt(
                "document_kind",
                "the kind of document is not known; it counts as another one",
                "Write one of the usual words",
            )
        issuer = self._nation("issuer")
        found: dict[str, Document] = {}
        for name, usual in NUMBERS.items():
            for at, _ in self.context.columns.get(name, ()):
                number = self._number(name, at)
                if number:
                    stands = usual if name == "id_number" else kind or usual
                    found.setdefault(number, Document(stands or "other", issuer, number))
        if zone and zone.number:
            self._zone_number(zone, found)
        columns = [name for name in (*NUMBERS, "mrz") if name in self.context.columns]
        if columns and not found and not any(one.field in columns for one in self.findings):
            self.doubt(columns[0], "no document number is given", "Ask for it")
        return tuple(found.values())

    def _number(self, name: str, at: int) -> str:
        text = self.cells[at] if at < len(self.cells) else ""
        if is_nothing(text):
            return ""
        read = read_number(text)
        if read.fault:
            self.fault(name, read.fault, read.do)
        return read.number

    def _zone_number(self, zone: Mrz, found: dict[str, Document]) -> None:
        same_kind = [one for one in found.values() if one.kind in {zone.kind, "other"} and one.number != zone.number]
        if same_kind and zone.number not in found:
            self.fault("mrz", "the document number differs from the machine-readable lines")
        found[zone.number] = Document(zone.kind, zone.issuer, zone.number)
