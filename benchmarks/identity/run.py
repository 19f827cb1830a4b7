"""Our figures beside the peers', one process each: `python -m benchmarks.identity.run [--peers PYTHON] [--spark PYTHON] [--quick]`.

The peers need `benchmarks/identity/requirements.txt` in an environment of their own (`make bench-identity` builds it); what is not
there is named in its row, never left out.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.identity.goals import goals

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 7_200  # seconds for one figure
NAME_TASKS = {"t5k": "T5k", "t5kn": "T5k noisy", "t50k": "T50k", "hebr": "Hebrew 5k", "cyrl": "Cyrillic 5k"}
COLUMNS = ("top1", "f1", "r95", "r99", "names_per_s", "mb")
PEERS = ("rapidfuzz unidecode", "rapidfuzz ICU", "rapidfuzz uroman")
QUICK = {"tasks": ("t5kn", "hebr"), "households": 600, "alike": 400, "largest": 5_000, "pairs": 300}
FULL = {"tasks": tuple(NAME_TASKS), "households": 6_000, "alike": 3_000, "largest": 500_000, "pairs": 1_000}


@dataclass(slots=True)
class Bench:
    """Where the peers are, how much is asked, and every figure found: by table, then by system."""

    peers: str
    spark: str
    asked: dict[str, Any]
    found: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def ask(self, python: str, module: str, *words: str) -> dict[str, Any]:
        """One figure from a process of its own; where it fails, why."""
        if not python:
            return {"absent": "no environment of this peer was given"}
        command = [python, "-m", f"benchmarks.identity.{module}", *words]
        where = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=where, capture_output=True, text=True, timeout=LIMIT, check=False
            )
        except subprocess.TimeoutExpired:
            return {"absent": f"not done in {LIMIT} s"}
        except OSError as error:
            return {"absent": type(error).__name__}
        if done.returncode:
            said = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
            return {"absent": said[-1]}
        return json.loads(done.stdout.strip().splitlines()[-1])

    def ours(self, *words: str) -> dict[str, Any]:
        """One figure of the product's own code."""
        return self.ask(sys.executable, "ours", *words)

    def show(self, table: str, system: str, found: dict[str, Any], columns: tuple[str, ...] = COLUMNS) -> None:
        """Keep one system's figures, and print them as a row."""
        self.found.setdefault(table, {})[system] = found
        if "absent" in found:
            line(system, f"absent: {found['absent']}", *("" for _ in columns[1:]))
        else:
            line(system, *(found[column] for column in columns))


def cell(value: object) -> str:
    """A figure as the table shows it."""
    if isinstance(value, float):
        return f"{value:.4f}" if value <= 1 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
    return str(value)


def line(*cells: object) -> None:
    """A row of a Markdown table."""
    print("| " + " | ".join(map(cell, cells)) + " |", flush=True)


def head(title: str, *cells: str) -> None:
    """A title and the head of a Markdown table."""
    print(f"\n### {title}")
    line(*cells)
    line(*("---" for _ in cells))


def names(bench: Bench, task: str, folder: Path) -> None:
    """One task's table."""
    head(NAME_TASKS[task], "system", "top-1", "best F1", "recall at P>=.95", "recall at P>=.99", "names/s", "MB")
    bench.show(task, "Safe Passage", bench.ours(task))
    for system in PEERS:
        bench.show(task, system, bench.ask(bench.peers, "peers", system, task))
        if task == "t5kn":
            bench.show(task, f"{system}, sorted parts", bench.ask(bench.peers, "peers", system, task, "sorted"))
    if task in ("t5k", "t5kn"):
        file = folder / f"{task}.json"
        file.write_text(json.dumps(bench.ours("candidates", task)), encoding="utf-8")
        ranked = bench.ask(bench.peers, "peers", "logic-v2", task, str(file))
        bench.show(task, "nomenklatura logic-v2 (first 300, ranking ours)", ranked)
        bench.show(task, "Splink, Jaro-Winkler on unidecode", bench.ask(bench.peers, "peers", "splink", task))


def fields(bench: Bench) -> None:
    """The households' tables."""
    count = str(bench.asked["households"])
    columns = ("f1", "r99", "r999", "seconds", "mb")
    title = f"Name, birth date and sex: {count} invented households from held-out spellings"
    head(title, "system", "best F1", "recall at P>=.99", "recall at P>=.999", "s", "MB")
    bench.show("fields", "Safe Passage", bench.ours("households", count), columns)
    bench.show("fields", "Safe Passage, no family column", bench.ours("households", count, "without"), columns)
    peer = bench.ask(bench.peers, "peers", "splink", "households", count)
    bench.show("fields", "Splink, Jaro-Winkler on unidecode", peer, columns)
    head(
        "Links made without a human",
        "rows",
        "left x right",
        "recall",
        "wrong",
        "share of pairs sent to a human",
        "of left rows",
    )
    columns = ("people", "automatic_recall", "automatic_wrong", "to_a_human", "rows_to_a_human")
    for system in ("Safe Passage", "Safe Passage, no family column"):
        bench.show("alone", system, bench.found["fields"][system], columns)


def look_alikes(bench: Bench) -> None:
    """People who look alike, each on one list only: every link between them is a false merge."""
    count = str(bench.asked["alike"])
    head(f"Look-alikes among {count} households, never tuned on", "what", "with families", "without families")
    said = [bench.ask(sys.executable, "look_alikes", count, *more) for more in ((), ("without",))]
    for system, found in zip(("with families", "without families"), said, strict=True):
        bench.found.setdefault("alike", {})[system] = found
    if any("absent" in found for found in said):
        line("all", *(f"absent: {found.get('absent', '')}" for found in said))
        return
    for what in ("people", "links", "wrong", "wrong_elsewhere", "recall", "to_a_human", "mb"):
        line(what.replace("_", " "), *(found[what] for found in said))
    for kind in said[0]["kinds"]:
        line(kind, *(found["kinds"][kind] for found in said))


def sizes(bench: Bench) -> None:
    """How time and memory grow."""
    head(
        "Growth: n invented names against n, names only",
        "n",
        "pairs of part and word",
        "s",
        "CPU s of the whole process",
        "MB",
    )
    for size in (5_000, 50_000, 500_000):
        if size <= bench.asked["largest"]:
            bench.show(
                "growth", f"{size:,}", bench.ours("growth", str(size)), ("pairs_of_parts", "seconds", "cpu", "mb")
            )
    if bench.asked["largest"] >= 50_000:
        head("50,000 real names against 50,000", "way", "s", "CPU s of the whole process", "MB")
        bench.show("50k", "names only", bench.ours("50k"), ("seconds", "cpu", "mb"))
        bench.show("50k", "the whole matcher, Splink on DuckDB", bench.ours("whole", "50000"), ("seconds", "cpu", "mb"))
    head("Hard input", "what", "s", "CPU s of the whole process", "MB", "answer")
    for what in ("same", "endless", "mixed", "million"):
        if what != "million" or bench.asked["largest"] >= 500_000:
            bench.show("hard", what, bench.ask(sys.executable, "hard", what), ("seconds", "cpu", "mb", "answer"))


def one_by_one(bench: Bench) -> None:
    """The gate's question, and one new name against a list."""
    pairs = str(bench.asked["pairs"])
    head(
        f"In milliseconds, {pairs} questions each",
        "what",
        "median",
        "99th percentile",
        "largest",
        "the first",
        "99th, CPU",
    )
    for what, says in (("gate", "one name against one at the gate"), ("new", "one new name against 50,000")):
        bench.show(
            "one",
            says,
            bench.ask(sys.executable, "gate", what, pairs),
            ("median", "p99", "largest", "first", "cpu_p99"),
        )


def spark(bench: Bench) -> None:
    """The same lists on DuckDB and on Spark."""
    head("Splink on DuckDB and on Spark, one model", "engine", "pairs", "largest difference, bits", "other levels", "s")
    ours = bench.ask(bench.spark or "", "spark", str(min(300, bench.asked["households"])))
    for engine in ("duckdb", "spark"):
        found = ours if "absent" in ours else ours | {"seconds": ours[f"{engine}_seconds"]}
        bench.show("spark", engine, found, ("pairs", "difference", "other_levels", "seconds"))


def main() -> None:
    """Print everything, the goals last."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--peers", default="", help="the Python of the peers' environment")
    asked.add_argument("--spark", default="", help="the Python of an environment with pyspark, which needs Java")
    asked.add_argument(
        "--quick", action="store_true", help="a few minutes: two name tasks, few households, small lists"
    )
    asked.add_argument("--tasks", help="which name tasks, with commas")
    asked.add_argument("--households", type=int, help="how many invented households")
    asked.add_argument("--alike", type=int, help="how many households the look-alikes stand among")
    asked.add_argument("--largest", type=int, help="the largest list of the growth table")
    given = asked.parse_args()
    bench = Bench(given.peers, given.spark, dict(QUICK if given.quick else FULL))
    for name in ("households", "alike", "largest"):
        if getattr(given, name) is not None:
            bench.asked[name] = getattr(given, name)
    if given.tasks is not None:
        bench.asked["tasks"] = tuple(one for one in given.tasks.split(",") if one)
    quick, load = ", quick" * given.quick, os.getloadavg()[0]
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}{quick}; load before: {load:.1f}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for task in bench.asked["tasks"]:
            names(bench, task, Path(folder))
    fields(bench)
    look_alikes(bench)
    one_by_one(bench)
    spark(bench)
    sizes(bench)
    head("The goals", "", "best peer", "prototype", "goal", "measured", "reached")
    for row in goals(bench.found):
        line(*row)


if __name__ == "__main__":
    main()
