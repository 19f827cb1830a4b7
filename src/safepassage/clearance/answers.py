"""A party's file of answers, line by line: whom it means, what it says, until when."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from safepassage.clearance.model import Given
from safepassage.kernel.moment import Moment
from safepassage.people.dates import Order, Window, read_date
from safepassage.people.lines import Fields
from safepassage.people.numbers import read_number
from safepassage.people.text import clean, key, western
from safepassage.people.words import is_nothing, table

Find = Callable[[str, str, str, str], tuple[str, ...]]  # reference, document number, full name, birth -> person ids

ANSWER = table(
    granted="granted|grant|yes|y|approved|approve|accepted|cleared|ok|okay|positive|agreed|allowed|"
    "موافق|موافقة|موافق عليه|موافق عليها|مقبول|مقبولة|نعم|تمت الموافقة|مسموح|مسموح له|مصرح|"
    "accordé|accordée|oui|approuvé|approuvée|accepté|acceptée|autorisé|autorisée|favorable",
    refused="refused|refuse|no|n|denied|rejected|declined|not approved|not cleared|not granted|negative|"
    "مرفوض|مرفوضة|رفض|لا|غير موافق|غير موافق عليه|غير مقبول|ممنوع|"
    "refusé|refusée|non|rejeté|rejetée|défavorable|non autorisé|non accordé",
    withdrawn="withdrawn|withdraw|revoked|cancelled|canceled|rescinded|"
    "مسحوب|مسحوبة|سحب|سحبت الموافقة|ملغى|ملغاة|ملغي|retiré|retirée|révoqué|révoquée|annulé|annulée",
    pending="pending|waiting|in progress|under review|under process|not yet|open|"
    "قيد الانتظار|قيد الدراسة|قيد المراجعة|معلق|بانتظار|en attente|en cours|en cours d'examen|à l'étude",
)
REASON = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,31}")
ERA = Window(date(2000, 1, 1), date(2100, 12, 31))
LIFE = Window(date(1880, 1, 1), date(2100, 12, 31))
HOUR = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}(:\d{2})?")
CORRECT = "Ask the party to correct the line and send it again"


class LineError(Exception):
    """Why a line of answers was not taken, with what to do; its text names no person."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """Reads one line with the columns that were found, the order that its dates prove, the operation's time zone."""

    fields: Fields
    birth_order: Order
    until_order: Order
    zone: tzinfo

    def said(self, cells: tuple[str, ...], name: str) -> str:
        """The field's text, empty where there is none."""
        for place, _ in self.fields.get(name, ()):
            if place < len(cells) and not is_nothing(cells[place]):
                return clean(cells[place])
        return ""

    def answer(self, cells: tuple[str, ...]) -> str:
        """granted, refused, withdrawn or pending; empty where the cell says nothing.

        Raises:
            LineError: the word is none of these.
        """
        text = self.said(cells, "answer")
        meaning = ANSWER.get(key(text), "")
        if text and not meaning:
            raise LineError(f"{self._place('answer')}: the answer is not known. Write granted, refused or withdrawn")
        return meaning

    def persons(self, cells: tuple[str, ...], find: Find) -> tuple[str, ...]:
        """Whom the line means.

        Raises:
            LineError: it names nobody, or a number that cannot be read.
        """
        reference, name = self.said(cells, "reference"), self.said(cells, "full_name")
        number = self.said(cells, "document_number")
        if number:
            read = read_number(number)
            if read.fault and not reference:
                raise LineError(f"{self._place('document_number')}: {read.fault}. {read.do}")
            number = read.number
        if not (reference or number or name):
            raise LineError(f"the line names nobody: no reference, document number or name. {CORRECT}")
        birth = self.said(cells, "birth")
        if birth:
            day = read_date(birth, self.birth_order, LIFE)
            birth = "" if day.other else day.value
        return find(reference, number, name, birth)

    def until(self, cells: tuple[str, ...]) -> Moment | None:
        """When the answer lapses: a day means its last second in the operation's zone.

        Raises:
            LineError: the date cannot be read, or in two ways.
        """
        text = western(self.said(cells, "until"))
        if not text:
            return None
        try:
            return Moment.parse(text)
        except ValueError:
            pass
        if HOUR.fullmatch(text):
            try:
                return Moment(int(datetime.fromisoformat(text.replace(" ", "T")).replace(tzinfo=self.zone).timestamp()))
            except ValueError:
                raise LineError(f"{self._place('until')}: the time does not exist. {CORRECT}") from None
        read = read_date(text, self.until_order, ERA)
        if read.fault or read.other or len(read.value) < len("2023-11-01"):
            why = read.fault or read.doubt
            raise LineError(f"{self._place('until')}: {why}. Write it as YYYY-MM-DD")
        end = datetime.combine(date.fromisoformat(read.value), time(23, 59, 59), self.zone)
        return Moment(int(end.timestamp()))

    def reason(self, cells: tuple[str, ...]) -> tuple[str, bool]:
        """The party's reason code, and whether something was left out because it is free text."""
        text = self.said(cells, "reason")
        return (text, False) if REASON.fullmatch(text) else ("", bool(text))

    def given(self, cells: tuple[str, ...], person_id: str, status: str) -> Given:
        """The answer for one person.

        Raises:
            LineError: as `until`.
        """
        return Given(person_id, status, self.until(cells), self.reason(cells)[0])

    def _place(self, name: str) -> str:
        places = self.fields.get(name, ())
        return f"column {places[0][1].place()}" if places else name
