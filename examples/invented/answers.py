"""What the three parties answer, day by day: who is cleared in time for which call list, who is refused, who waits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from invented.entries import NOTICE
from invented.files import write_csv
from invented.people import TODAY, Family, Patient, Person, chance

PARTIES = ("gaza-crossings", "isr", "egy")
LAST_DAY = date(2023, 11, 12)
HEADER = ("reference", "document_number", "full_name", "birth_date", "answer", "valid_until", "reason")
# Foreign passport holders newly cleared for the list of each day of November 2023, as many as the recorded lists held
# (listed_vs_crossed.csv). No list is recorded for 9 and 12 November: 420 and 300 are chosen so that those days are not empty.
LISTED = {1: 491, 2: 596, 3: 571, 4: 730, 7: 603, 8: 373, 9: 420, 10: 594, 12: 300}
FIRST_PATIENTS, LEAST_PATIENTS, MOST_PATIENTS = 81, 20, 50  # the first batch, and what was approved a day after it
FULL_PEOPLE, FULL_INJURED = 7500, 4000
REFUSALS = ("S1", "S2", "not-eligible")


@dataclass(slots=True)
class Answers:
    """Lines by day and party; `ready` says who has every yes in time for the list of a day; `planted` counts the rest."""

    lines: dict[tuple[date, str], list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))
    ready: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    planted: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def say(
        self,
        day: date,
        party: str,
        person: Person,
        answer: str,
        *,
        reference: str = "",
        reason: str = "",
        days: int = 30,
        numbered: bool = True,
    ) -> None:
        """One party's word on one person; a grant holds for so many days. Not `numbered`: by name and birth date only."""
        until = (day + timedelta(days=days)).isoformat() if answer == "granted" else ""
        name = " ".join(person.latin()).upper() if party == "isr" else " ".join(person.arabic())
        number = person.document if numbered else ""
        line = (reference, number, name, person.birth.isoformat(), answer, until, reason)
        self.lines[day, party].append(line)

    def write(self, out: Path) -> int:
        """`answers/YYYY-MM-DD/PARTY.csv`; how many lines."""
        for (day, party), lines in sorted(self.lines.items()):
            folder = out / "answers" / day.isoformat()
            folder.mkdir(parents=True, exist_ok=True)
            write_csv(folder / f"{party}.csv", [(NOTICE,), HEADER, *lines])
        return sum(len(lines) for lines in self.lines.values())


def answer_all(rng: Random, families: list[Family], patients: list[Patient], children: set[str]) -> Answers:
    """Every answer up to 12 November.

    Args:
        rng: the seeded die.
        families: of the sending states.
        patients: with their companions.
        children: persons (by truth) missing from their parents' list: nobody but the authority was asked about them.
    """
    answers = Answers()
    people = sum(len(family.members) for family in families)
    pool = rng.sample(families, len(families))
    without = [family for family in pool if any(one.truth in children for one in family.members)]
    for family in without:
        _split_family(answers, family, children)
    pool = [family for family in pool if family not in without]
    troubled = [pool.pop() for _ in range(max(2, len(pool) // 40))]
    for family in troubled:
        _refuse_one(rng, answers, family)
    for day, listed in LISTED.items():
        chosen = _fill(pool, max(3, round(listed * people / FULL_PEOPLE)))
        for family in chosen:
            _clear(rng, answers, family.members, day)
        pool = [family for family in pool if family not in chosen]
        answers.ready[_list_day(day)] = {
            "families": [family.number for family in chosen],
            "persons": [person.truth for family in chosen for person in family.members],
        }
    for family in pool:
        _leave_waiting(rng, answers, family.members)
    _answer_patients(rng, answers, patients)
    _withdraw(answers, families)
    _answer_for_nobody(rng, answers)
    return answers


def _list_day(day: int) -> str:
    return date(2023, 11, day).isoformat()


def _fill(pool: list[Family], wanted: int) -> list[Family]:
    """Families from the front of the pool whose persons add up to what is wanted, or as near below as can be."""
    chosen: list[Family] = []
    for family in pool:
        if len(family.members) <= wanted:
            chosen.append(family)
            wanted -= len(family.members)
        if not wanted:
            break
    return chosen


def _clear(rng: Random, answers: Answers, persons: list[Person], day: int, reference: str = "") -> None:
    """Every party says yes to all, the last of them on the day before the list is for."""
    last = date(2023, 11, day) - timedelta(days=1)
    days = [TODAY + timedelta(days=rng.randint(0, (last - TODAY).days)) for _ in PARTIES]
    days[rng.randrange(3)] = last
    for party, when in zip(PARTIES, days, strict=True):
        for person in persons:
            answers.say(when, party, person, "granted", reference=reference if person is persons[0] else "")


def _leave_waiting(rng: Random, answers: Answers, persons: list[Person], reference: str = "") -> None:
    """One party has not answered for one member at least; the others may have."""
    silent, missing = rng.choice(PARTIES), rng.randrange(len(persons))
    for party in PARTIES:
        if chance(rng, 35):
            continue
        when = TODAY + timedelta(days=rng.randint(0, (LAST_DAY - TODAY).days))
        for at, person in enumerate(persons):
            if party != silent or at < missing:
                numbered = party != "egy" or chance(rng, 92)
                answers.say(when, party, person, "granted", reference="" if at else reference, numbered=numbered)
                if not numbered:
                    answers.planted["without-number"].append(person.truth)
    answers.planted["waiting"].append(persons[0].family)


def _refuse_one(rng: Random, answers: Answers, family: Family) -> None:
    """One member is refused by one party, everybody else is cleared for the first list."""
    refused = rng.choice(family.members)
    by = rng.choice(PARTIES[1:])
    for party in PARTIES:
        for person in family.members:
            if person is refused and party == by:
                answers.say(TODAY, party, person, "refused", reason=rng.choice(REFUSALS))
            else:
                answers.say(TODAY, party, person, "granted")
    answers.planted["refused"].append(refused.truth)


def _split_family(answers: Answers, family: Family, children: set[str]) -> None:
    """The parents are cleared for the first list; the child that their list misses is cleared by the authority only."""
    for party in PARTIES:
        for person in family.members:
            if person.truth not in children or party == "gaza-crossings":
                answers.say(TODAY, party, person, "granted")
    answers.planted["cleared-without-child"].append(family.number)


def _answer_patients(rng: Random, answers: Answers, patients: list[Patient]) -> None:
    pool = [one for one in rng.sample(patients, len(patients)) if len(one.companions) <= 1]
    scale = len(patients) / FULL_INJURED
    for day in range(1, LAST_DAY.day + 1):
        listed = FIRST_PATIENTS if day == 1 else rng.randint(LEAST_PATIENTS, MOST_PATIENTS)
        chosen = [pool.pop() for _ in range(min(len(pool), max(1, round(listed * scale))))]
        for patient in chosen:
            _clear(rng, answers, [patient.person, *patient.companions], day, patient.reference)
        answers.ready.setdefault(_list_day(day), {})["patients"] = [one.reference for one in chosen]
        if day == 1:
            # Ten of the 81 on the first list died before they could leave (record, 1 November 2023).
            answers.planted["died"] = [one.reference for one in chosen[: max(1, round(10 * scale))]]
    for patient in patients:
        if len(patient.companions) > 1:
            _refuse_second_companion(rng, answers, patient)
    for patient in pool:
        _leave_waiting(rng, answers, [patient.person, *patient.companions], patient.reference)


def _refuse_second_companion(rng: Random, answers: Answers, patient: Patient) -> None:
    """The terms grant one companion: the second is refused by the receiving side."""
    when = TODAY + timedelta(days=rng.randint(1, (LAST_DAY - TODAY).days))
    for party in PARTIES:
        answers.say(when, party, patient.person, "granted", reference=patient.reference)
        answers.say(when, party, patient.companions[0], "granted")
        second, reason = ("refused", "one-companion") if party == "egy" else ("granted", "")
        answers.say(when, party, patient.companions[1], second, reason=reason)
    answers.planted["second-companion-refused"].append(patient.reference)


def _withdraw(answers: Answers, families: list[Family]) -> None:
    """Of those cleared for the last list some grants are taken back, and some are given again for one day only."""
    last = answers.ready[_list_day(LAST_DAY.day)]
    persons = {person.truth: person for family in families for person in family.members}
    for truth in last["persons"][:3]:
        answers.say(LAST_DAY - timedelta(days=1), "egy", persons[truth], "withdrawn", reason="S3")
        answers.planted["withdrawn"].append(truth)
    for truth in last["persons"][3:6]:
        answers.say(LAST_DAY - timedelta(days=2), "isr", persons[truth], "granted", days=1)
        answers.planted["expires-early"].append(truth)


def _answer_for_nobody(rng: Random, answers: Answers) -> None:
    """Lines for people who stand on no list."""
    for (day, party), lines in sorted(answers.lines.items()):
        if chance(rng, 40):
            number = f"XQ{rng.randrange(10**7):07}"
            lines.append(("", number, "NOBODY ON ANY LIST", "1970-01-01", "granted", "", ""))
            answers.planted["unknown-person"].append(f"{day.isoformat()}/{party}/{number}")
