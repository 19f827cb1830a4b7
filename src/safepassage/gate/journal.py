"""What several records say together. Crossings are counted, not replayed.

So any order, repetition or delay of the same records gives the same journal, and nothing a device said is dropped: what
does not fit is kept, counted, and named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from safepassage.gate.model import RETURNED, STEPS, Journal, Record, Steps
from safepassage.gate.records import canonical_place, day_of, under_own_id

CROSSINGS = (*STEPS.values(), RETURNED)


@dataclass(slots=True)
class Crossed:
    """One pass while records are gathered: the admitted ones by step, in canonical order."""

    exited: list[Record] = field(default_factory=list)
    entered: list[Record] = field(default_factory=list)
    returned: list[Record] = field(default_factory=list)

    def of(self, step: str) -> list[Record]:
        """Those of one step."""
        return self.exited if step == "exited" else self.entered if step == "entered" else self.returned

    def out(self) -> list[Record]:
        """The exits that no return took back. A return takes back the exit it names, however often it is noted.

        One that names none takes back none: it may have been noted before the exit, and would hide a person who is
        between the gates. It is shown as loose until somebody notes it again where the exit is known.
        """
        if not self.returned:
            return list(self.exited)
        named = {record.takes_back for record in self.returned}
        return [record for record in self.exited if record.record not in named]

    def loose(self) -> list[Record]:
        """The returns that name no exit, while there is an exit they may answer."""
        return [record for record in self.returned if not record.takes_back] if self.out() else []

    def steps(self) -> Steps:
        """The same as record ids."""
        return Steps(
            *(tuple(one.record for one in some) for some in (self.exited, self.entered, self.returned, self.out()))
        )


def distinct(records: Iterable[Record], own: Iterable[Record] = ()) -> list[Record]:
    """Each record once, under its own id, in canonical order; of copies the one that says most of the pass.

    `own` are records that are known to stand under their own ids.
    """
    best: dict[str, Record] = {}
    for record in chain(own, map(under_own_id, records)):
        kept = best.get(record.record)
        if kept is None or _around(record) > _around(kept):
            best[record.record] = record
    return sorted(best.values(), key=canonical_place)


def _around(record: Record) -> tuple[str, bool, str, str]:
    return record.category, record.patient, record.at, record.conflict


def crossed(records: Iterable[Record]) -> dict[str, Crossed]:
    """The crossings among distinct records in canonical order, by pass id."""
    passes: dict[str, Crossed] = {}
    for record in records:
        if record.step in CROSSINGS and record.pass_id:
            one = passes.get(record.pass_id)
            if one is None:
                one = passes[record.pass_id] = Crossed()
            one.of(record.step).append(record)
    return dict(sorted(passes.items()))


def journal_of(records: Iterable[Record], day: str = "") -> Journal:
    """The journal that these records make; `day` (`YYYY-MM-DD`) is the one whose counts bind order and coupling."""
    out: dict[str, int] = {}
    patients: dict[str, int] = {}
    passes: dict[str, Steps] = {}
    for pass_id, one in crossed(distinct(records)).items():
        passes[pass_id] = one.steps()
        today = [record for record in one.out() if day_of(record.session) == day]
        if today:
            category = max(record.category for record in today)
            out[category] = out.get(category, 0) + 1
            patients[category] = patients.get(category, 0) + any(record.patient for record in today)
    return Journal(passes, dict(sorted(out.items())), dict(sorted(patients.items())))


def in_between(journal: Journal) -> tuple[str, ...]:
    """The passes whose bearers have exited one side and not yet entered the other, sorted."""
    return tuple(sorted(pass_id for pass_id, steps in journal.passes.items() if steps.between()))


def with_record(journal: Journal, earlier: Sequence[Record], record: Record, day: str) -> Journal:
    """The journal with one more record, as `journal_of` makes it of all; `earlier` are the records of the same pass in it.

    Only that pass is folded again, so that a busy gate does not go through its whole day at each scan.
    """
    before, after = journal_of(earlier, day), journal_of([*earlier, record], day)
    out = _shifted(journal.out, before.out, after.out)
    patients = _shifted(journal.patients_out, before.patients_out, after.patients_out)
    still = sorted(category for category, count in out.items() if count)
    return Journal(
        {**journal.passes, **after.passes}, {one: out[one] for one in still}, {one: patients[one] for one in still}
    )


def _shifted(counts: Mapping[str, int], less: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {one: counts.get(one, 0) - less.get(one, 0) + more.get(one, 0) for one in {*counts, *less, *more}}
