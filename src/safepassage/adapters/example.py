"""The reference operation's folder: recorded days as they stand in its files, and the generator of invented lists."""

from __future__ import annotations

import csv
import importlib.util
import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations.account import RecordedReality
from safepassage.operations.doubles import Place, Planted
from safepassage.operations.rehearsal import AnswerFile, ListFile, RecordedDay, Script
from safepassage.terms.model import Agreement

Rows = list[dict[str, str]]
DOUBLES = ("row-doubled", "two-categories", "two-embassies", "two-referrals")  # faults that put one person on two lines


def examples_folder() -> Path:
    """The `examples` folder beside the sources.

    Raises:
        ProblemsError: this installation came without it.
    """
    folder = Path(__file__).resolve().parents[3] / "examples"
    if not (folder / "generate.py").exists():
        raise ProblemsError(
            [
                Problem(
                    "examples",
                    "this installation has no examples folder",
                    "Run the demo from a clone of the repository",
                )
            ]
        )
    return folder


def generate(folder: Path, seed: int, people: int, injured: int) -> Any:
    """Write the invented lists and answers into a folder; what was planted in them."""
    path = examples_folder() / "generate.py"
    spec = importlib.util.spec_from_file_location("safepassage_examples_generate", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.generate(seed, people, injured, folder)


def write_lists(folder: Path, seed: int, people: int, injured: int) -> None:
    """As `generate`, for a process of its own: what was planted stands in the folder."""
    generate(folder, seed, people, injured)


def read_script(folder: Path, agreement: Agreement, days: Sequence[str]) -> Script:
    """The rehearsal of these days with the lists in `folder`."""
    home = examples_folder() / "rafah-2023"
    return Script(tuple(_lists(folder)), tuple(_answers(folder)), tuple(recorded_days(home, agreement, days)))


def read_planted(folder: Path) -> Planted:
    """The doubles and the look-alikes that the generator wrote down: one person on two lists or lines; two people who look like one."""
    told = json.loads((folder / "planted.json").read_text(encoding="utf-8"))
    places: dict[str, list[Place]] = defaultdict(list)
    with (folder / "truth.csv").open(newline="", encoding="utf-8") as file:
        next(file)  # the notice that everybody is invented
        for row in csv.DictReader(file):
            places[row["person"]].append((Path(row["file"]).name, int(row["row"])))
    doubles = [
        tuple((Path(one["file"]).name, int(one["row"])) for one in each)
        for name in DOUBLES
        for each in told["faults"].get(name, ())
    ]
    alike = [*told["look_alikes"], *told["twins"]]
    alike += [[one["person"] for one in each] for each in told["faults"].get("one-number-two-people", ())]
    return Planted(tuple(doubles), tuple((tuple(places[one]), tuple(places[other])) for one, other in alike))


def _lists(folder: Path) -> list[ListFile]:
    """In the order the generator names them, the authority's list after those of the embassies it repeats."""
    named = json.loads((folder / "planted.json").read_text())["lists"]
    files = [ListFile(folder / one["file"], one["source"]) for one in named]
    return sorted(files, key=lambda one: one.source == "gaza-crossings")


def _answers(folder: Path) -> list[AnswerFile]:
    files = sorted((folder / "answers").glob("*/*.csv"))
    return [AnswerFile(path, path.stem, path.parent.name) for path in files]


def recorded_days(home: Path, agreement: Agreement, days: Sequence[str]) -> list[RecordedDay]:
    """What the record says of each day, with the choices of `rehearsal.toml` where it says nothing."""
    chosen = tomllib.loads((home / "rehearsal.toml").read_text())["days"]
    primary = {row["date"]: row for row in _rows(home / "days.csv") if row["note"].startswith("PRIMARY")}
    absent = _absent(home)
    typical = sum(absent.values()) // len(absent)
    return [_day(day, primary[day], chosen.get(day, {}), agreement, absent.get(day, typical)) for day in days]


def _day(day: str, row: Mapping[str, str], chosen: Mapping[str, Any], agreement: Agreement, absent: int) -> RecordedDay:
    crossing = agreement.crossing
    closed = row["status"] == "closed"
    opens = _minute(chosen.get("opens") or row["opened_at"], crossing.opens_minute)
    closes = _minute(chosen.get("closes") or row["closed_at"], crossing.closes_minute)
    reason = chosen.get("reason") or ("closed" if closed else "end of the day")
    deaths, turned_back = int(chosen.get("deaths", 0)), int(chosen.get("turned_back", 0))
    rates = {category.id: absent for category in agreement.categories}
    told = tuple(
        (_minute(clock, 0), words) for one in chosen.get("happened", ()) for clock, _, words in [one.partition(" ")]
    )
    return RecordedDay(
        day, None if closed else opens, None if closed else closes, reason, rates, deaths, turned_back, told
    )


def _minute(text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _absent(home: Path) -> dict[str, int]:
    """How many in a thousand of a day's listed foreigners did not cross, on the open days that recorded both."""
    found = {}
    for row in _rows(home / "listed_vs_crossed.csv"):
        if row["group"] == "all foreign/dual" and row["kind"] == "actual" and row["listed"] and row["crossed"]:
            listed, crossed = int(row["listed"]), int(row["crossed"])
            found[row["date"]] = max(0, 1000 * (listed - crossed) // listed)
    return found


def recorded_reality(path: Path) -> dict[str, RecordedReality]:
    """What others reported of each day, from a file in the form of the reference operation's `days.csv`.

    Raises:
        ProblemsError: the file cannot be read or has no such columns.
    """
    try:
        rows = _rows(path)
        listed = {
            row["date"]: int(row["listed"])
            for row in _rows(path.with_name("listed_vs_crossed.csv"))
            if row["group"] == "all foreign/dual" and row["listed"]
        }
        return {
            row["date"]: RecordedReality(
                row["status"],
                listed.get(row["date"]),
                int(row["foreign_and_dual_nationals_out"]) if row["foreign_and_dual_nationals_out"] else None,
            )
            for row in rows
            if row["note"].startswith("PRIMARY")
        }
    except (OSError, KeyError, ValueError) as error:
        raise ProblemsError(
            [
                Problem(
                    path.name,
                    f"this is no record of days ({type(error).__name__})",
                    "Give it the columns of examples/rafah-2023/days.csv",
                )
            ]
        ) from None


def _rows(path: Path) -> Rows:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
