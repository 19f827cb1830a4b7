"""Makes the lists and answers of the reference example, all of invented people.

`python examples/generate.py --seed 1 --people 7500 --injured 4000 --out DIR` writes into DIR:

* `lists/`: one list a sending state (XLSX, CSV, ODS; English, French, Arabic), the crossing authority's list of the same
  people in Arabic, and the referrals of injured people by a ministry and three hospitals, with the faults real lists have;
* `answers/YYYY-MM-DD/PARTY.csv`: what each party answered on that day;
* `truth.csv`: which line of which list speaks of which invented person: two lines with one `person` are one person;
* `planted.json`: every fault planted, where it stands, and who is cleared in time for which day's list.

The same seed gives the same bytes.
"""

import argparse
import json
import sys
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:  # whoever loads this file by its path finds its parts too
    sys.path.insert(0, str(HERE))

from invented.answers import Answers, answer_all  # noqa: E402 - the path above comes first
from invented.entries import NOTICE, Entry, ListFile, table_of  # noqa: E402 - the path above comes first
from invented.faults import AUTHORITY, Planter, make_look_alikes, make_twins  # noqa: E402 - the path above comes first
from invented.files import Table, write_csv, write_ods, write_xlsx  # noqa: E402 - the path above comes first
from invented.people import Family, Inventor, Patient, Person, invent_families, invent_patients  # noqa: E402 - as above
from invented.styles import AUTHORITY as AUTHORITY_STYLE  # noqa: E402 - the path above comes first
from invented.styles import REFERRALS, STYLES  # noqa: E402 - the path above comes first

FULL_PEOPLE = 7500
LEAST_PEOPLE, LEAST_INJURED = 20, 5  # fewer cannot hold one of each fault


@dataclass(frozen=True, slots=True)
class Planted:
    """What was written and what was planted in it; the same as `planted.json`.

    `lists` names each file with source, entries and how it is written; `faults` gives for each fault its places as
    `{"file", "row", "person"}`, one list of places for each time it was planted; `look_alikes` and `twins` are pairs of
    different persons; `ready` says by day who has every yes in time for that day's list; `answers` the rest of the answers.
    """

    notice: str
    seed: int
    people: int
    injured: int
    lists: list[dict[str, Any]]
    faults: dict[str, list[list[dict[str, Any]]]]
    look_alikes: list[list[str]]
    twins: list[list[str]]
    notes: dict[str, list[dict[str, str]]]
    ready: dict[str, dict[str, list[str]]]
    answers: dict[str, list[str]]
    answer_lines: int


def generate(seed: int, people: int, injured: int, out: Path) -> Planted:
    """Write everything into `out` and say what was planted.

    Args:
        seed: the same seed gives the same bytes.
        people: foreign passport holders and dependants, 20 or more.
        injured: patients, 5 or more; companions come on top.
        out: a folder, made where it is not there; files of the same names are written over.

    Raises:
        ValueError: fewer people or injured than that.
    """
    if people < LEAST_PEOPLE or injured < LEAST_INJURED:
        raise ValueError(f"ask for {LEAST_PEOPLE} people and {LEAST_INJURED} injured or more")
    rng = Random(seed)
    inventor = Inventor(rng)
    families = invent_families(rng, inventor, people)
    scale = people / FULL_PEOPLE
    twins = make_twins(rng, families, max(1, round(15 * scale)))
    look_alikes = make_look_alikes(rng, families, max(1, round(20 * scale)))
    patients = invent_patients(rng, inventor, injured)
    both = _injured_foreigners(rng, families, patients, max(1, round(8 * scale)))
    lists = _lists(rng, families, patients)
    planter = Planter(rng, inventor, lists, scale)
    planter.all_of_families(families)
    _patients_on_two_lists(rng, lists, patients, planter)
    planter.planted["two-categories"] += [[_entry(lists, *one), _entry(lists, *other)] for one, other in both]
    _write_lists(out, lists)
    children = {places[1].person.truth for places in planter.planted["child-missing"]}
    answers = answer_all(rng, families, patients, children)
    count = answers.write(out)
    planted = _planted((seed, people, injured), planter, (look_alikes, twins), answers, count)
    (out / "planted.json").write_text(
        json.dumps(asdict(planted), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return planted


def _states() -> dict[str, dict[str, str]]:
    """Names of states by language, from the parties of the example's terms."""
    terms = tomllib.loads((HERE / "rafah-2023" / "terms.toml").read_text(encoding="utf-8"))
    states = {"en": {"pse": "Palestinian"}, "ar": {"pse": "فلسطين"}}
    for party in terms["parties"]:
        if party["name"].startswith("Embassy of "):
            states["en"][party["id"]] = party["name"].removeprefix("Embassy of ")
            states["ar"][party["id"]] = party["names"]["ar"].removeprefix("سفارة ")
    return states


def _lists(rng: Random, families: list[Family], patients: list[Patient]) -> dict[str, ListFile]:
    lists: dict[str, ListFile] = {}
    for family in families:
        if family.state not in lists:
            style = STYLES[family.state]
            title = f"Embassy of {family.state.upper()}: nationals and dependants who ask to leave"
            lists[family.state] = ListFile(family.state, f"lists/{family.state}.{style.ext}", style, title)
        lists[family.state].entries += [Entry(one, family.number, family.members[0]) for one in family.members]
    title = "الهيئة العامة للمعابر والحدود: كشف المسافرين"
    authority = ListFile(AUTHORITY, f"lists/{AUTHORITY}.xlsx", AUTHORITY_STYLE, title)
    for number, family in enumerate(rng.sample(families, len(families)), 1):
        authority.entries += [Entry(one, f"G{number:05}", family.members[0]) for one in family.members]
    lists[AUTHORITY] = authority
    for source, style in REFERRALS.items():
        lists[source] = ListFile(source, f"lists/{source}.{style.ext}", style, f"Referrals: {source}")
    for patient in patients:
        lists[patient.source].entries += _referral(patient, patient.reference)
    return lists


def _injured_foreigners(
    rng: Random, families: list[Family], patients: list[Patient], count: int
) -> list[tuple[tuple[str, Person], tuple[str, Person]]]:
    """Some patients are members of a family that an embassy lists: one person under two headings."""
    pairs = []
    chosen = [family for family in families if len(family.members) > 1]
    for family, patient in zip(rng.sample(chosen, count), rng.sample(patients, count), strict=True):
        patient.person = family.members[0]
        patient.companions = patient.companions[:1]
        pairs.append(((family.state, patient.person), (patient.source, patient.person)))
    return pairs


def _entry(lists: dict[str, ListFile], source: str, person: Person) -> Entry:
    return next(one for one in lists[source].entries if one.person is person)


def _referral(patient: Patient, reference: str) -> list[Entry]:
    first = Entry(patient.person, reference, reference=reference, triage=patient.triage, transport=patient.transport)
    return [first, *(Entry(one, reference, companion_of=reference) for one in patient.companions)]


def _patients_on_two_lists(rng: Random, lists: dict[str, ListFile], patients: list[Patient], planter: Planter) -> None:
    """Three in a hundred of the hospitals' patients stand on the ministry's list too, under another number."""
    able = [one for one in patients if one.source != "gaza-health"]
    for at, patient in enumerate(rng.sample(able, min(len(able), max(1, len(able) * 3 // 100))), 1):
        first = next(one for one in lists[patient.source].entries if one.person is patient.person)
        entries = _referral(patient, f"MH-{at:05}")
        lists["gaza-health"].entries += entries
        planter.planted["two-referrals"].append([first, entries[0]])


def _write_lists(out: Path, lists: dict[str, ListFile]) -> None:
    (out / "lists").mkdir(parents=True, exist_ok=True)
    states = _states()
    truth: list[tuple[str, int, str, str]] = []
    for one in lists.values():
        _write(out / one.name, one, table_of(one, states))
        truth += [(one.name, entry.row, entry.person.truth, entry.person.family) for entry in one.entries]
    write_csv(out / "truth.csv", [(NOTICE,), ("file", "row", "person", "family"), *sorted(truth)])


def _write(path: Path, one: ListFile, table: Table) -> None:
    if one.style.ext == "csv":
        write_csv(path, table.rows, one.style.delimiter, one.style.encoding)
    elif one.style.ext == "ods":
        write_ods(path, table)
    else:
        write_xlsx(path, table)


def _planted(
    size: tuple[int, int, int],
    planter: Planter,
    pairs: tuple[list[Any], list[Any]],
    answers: Answers,
    count: int,
) -> Planted:
    def place(entry: Entry) -> dict[str, Any]:
        return {"file": entry.file, "row": entry.row, "person": entry.person.truth}

    look_alikes, twins = ([[one.truth, other.truth] for one, other in each] for each in pairs)
    return Planted(
        notice=NOTICE,
        seed=size[0],
        people=size[1],
        injured=size[2],
        lists=[
            {
                "file": one.name,
                "source": one.source,
                "entries": len(one.entries),
                "header_row": one.header_row,
                "language": one.style.language,
                "group": one.style.group,
                "encoding": one.style.encoding,
                "merged": one.style.merged,
                "total_line": one.style.total,
            }
            for one in planter.lists.values()
        ],
        faults={
            name: [[place(entry) for entry in places] for places in each]
            for name, each in sorted(planter.planted.items())
        },
        look_alikes=look_alikes,
        twins=twins,
        notes=dict(planter.notes),
        ready=answers.ready,
        answers=dict(answers.planted),
        answer_lines=count,
    )


def main() -> None:
    """Read the command line, generate, and say what was written."""
    parser = argparse.ArgumentParser(description="Make lists and answers of invented people.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=FULL_PEOPLE)
    parser.add_argument("--injured", type=int, default=4000)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    planted = generate(asked.seed, asked.people, asked.injured, asked.out)
    entries = sum(one["entries"] for one in planted.lists)
    print(
        f"{len(planted.lists)} lists with {entries} lines and {planted.answer_lines} answers, all invented, in {asked.out}"
    )


if __name__ == "__main__":
    main()
