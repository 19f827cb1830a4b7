"""Our figures beside the peers', one process each: `python -m benchmarks.identity.run [--peers PYTHON]`.

The peers need `benchmarks/identity/requirements.txt` in an environment of their own; without it the table says so.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.identity import gate

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 1_800  # seconds for one figure
NAME_TASKS = {"t5k": "T5k", "t5kn": "T5k noisy", "t50k": "T50k", "hebr": "Hebrew 5k", "cyrl": "Cyrillic 5k"}
COLUMNS = ("top1", "f1", "r95", "r99", "names_per_s", "mb")


def ask(python: str, module: str, *words: str) -> dict[str, Any]:
    """One figure from a process of its own; where it fails, why."""
    if not python:
        return {"absent": "no environment of the peers was given"}
    command = [python, "-m", f"benchmarks.identity.{module}", *words]
    where = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    try:
        done = subprocess.run(command, cwd=ROOT, env=where, capture_output=True, text=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return {"absent": f"not done in {LIMIT} s"}
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        return {"absent": said[-1]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def cell(value: object) -> str:
    """A figure as the table shows it."""
    if isinstance(value, float):
        return f"{value:.4f}" if value <= 1 else f"{value:,.0f}"
    return str(value)


def line(*cells: object) -> None:
    """A row of a Markdown table."""
    print("| " + " | ".join(map(cell, cells)) + " |", flush=True)


def head(*cells: str) -> None:
    """The head of a Markdown table."""
    line(*cells)
    line(*("---" for _ in cells))


def show(system: str, found: dict[str, Any], columns: tuple[str, ...] = COLUMNS) -> None:
    """One system's row."""
    if "absent" in found:
        line(system, f"absent: {found['absent']}", *("" for _ in columns[1:]))
    else:
        line(system, *(found[column] for column in columns))


def names(task: str, peers: str, folder: Path) -> None:
    """One task's table."""
    print(f"\n### {NAME_TASKS[task]}")
    head("system", "top-1", "best F1", "recall at P>=.95", "recall at P>=.99", "names/s", "MB")
    show("Safe Passage", ask(sys.executable, "ours", task))
    for system in ("rapidfuzz unidecode", "rapidfuzz ICU", "rapidfuzz uroman"):
        show(system, ask(peers, "peers", system, task))
        if task == "t5kn":
            show(f"{system}, sorted parts", ask(peers, "peers", system, task, "sorted"))
    if task in ("t5k", "t5kn"):
        file = folder / f"{task}.json"
        file.write_text(json.dumps(ask(sys.executable, "ours", "candidates", task)), encoding="utf-8")
        show("nomenklatura logic-v2 (first 300, ranking ours)", ask(peers, "peers", "logic-v2", task, str(file)))
        show("Splink, Jaro-Winkler on unidecode", ask(peers, "peers", "splink", task))


def fields(peers: str, count: int) -> None:
    """The households' table."""
    print(f"\n### Name, birth date and sex: {count:,} invented households from held-out spellings")
    columns = ("f1", "r99", "r999", "seconds", "mb")
    head("system", "best F1", "recall at P>=.99", "recall at P>=.999", "s", "MB")
    ours = {
        "Safe Passage": ask(sys.executable, "ours", "households", str(count)),
        "Safe Passage, no family column": ask(sys.executable, "ours", "households", str(count), "without"),
    }
    for system, found in ours.items():
        show(system, found, columns)
    show("Splink, Jaro-Winkler on unidecode", ask(peers, "peers", "splink", "households", str(count)), columns)
    print()
    columns = ("people", "automatic_recall", "automatic_wrong", "to_a_human", "rows_to_a_human")
    head("links made without a human", "rows", "recall", "wrong", "share of pairs sent to a human", "of left rows")
    for system, found in ours.items():
        show(system, found, columns)


def sizes(largest: int) -> None:
    """How time and memory grow."""
    print("\n### Growth: n invented names against n, names only")
    head("n", "pairs of part and word", "s", "MB")
    for size in (5_000, 50_000, 500_000):
        if size <= largest:
            show(f"{size:,}", ask(sys.executable, "ours", "growth", str(size)), ("pairs_of_parts", "seconds", "mb"))
    print("\n### 50,000 real names against 50,000")
    head("way", "s", "MB")
    for way, words in (("names only", ("50k",)), ("the whole matcher, Splink on DuckDB", ("whole", "50000"))):
        show(way, ask(sys.executable, "ours", *words), ("seconds", "mb"))


def main() -> None:
    """Print everything."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--peers", default="", help="the Python of the peers' environment")
    asked.add_argument("--tasks", default=",".join(NAME_TASKS), help="which name tasks")
    asked.add_argument("--households", type=int, default=6_000, help="how many; 0 for none")
    asked.add_argument("--largest", type=int, default=500_000, help="the largest list of the growth table; 0 for none")
    given = asked.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}")
    if not given.peers:
        print("The peers are absent: give the Python of an environment with benchmarks/identity/requirements.txt.")
    with tempfile.TemporaryDirectory() as folder:
        for task in [one for one in given.tasks.split(",") if one]:
            names(task, given.peers, Path(folder))
    if given.households:
        fields(given.peers, given.households)
    gate.show()
    if given.largest:
        sizes(given.largest)


if __name__ == "__main__":
    main()
