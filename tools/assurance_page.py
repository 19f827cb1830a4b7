"""The page `docs/assurance.md`, from what the runs noted.

`tools/assurance_page.py NOTES...` reads lines of JSON (or what `tools/mutants.py` wrote), keeps the newest of each layer in
`docs/assurance.json`, what was run at every check apart from what was run at night, and writes the page. Without notes it writes the
page from what is kept.

`docs/assurance.json` is a list, a result a line. The parts of a night of one thing, one cut, one version and one day are one result, whose
`parts` say of which part each figure is: `{"1-86, 88-109": {"tried": 1000, "found": 0}, "87": {"tried": 1000, "found": 1}}`. The older form, an object
with a result for each part, is read as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "docs" / "assurance.json"
PAGE = ROOT / "docs" / "assurance.md"
EXPLAINED = ROOT / "docs" / "assurance-mutants.json"
FINDINGS = ROOT / "docs" / "assurance-findings.md"
Line = dict[str, Any]
ORDER = (
    "simulator", "seeded bugs", "power loss", "power loss, a store that flushes less", "kill -9", "two processes", "machines",
    "vectors", "fuzz", "mutants",
)  # fmt: skip
GOALS = {
    "simulator": ("2,000 seeds", "200,000 seeds"),
    "seeded bugs": ("at least 20, each within 1,000 seeds", "the same"),
    "power loss": ("10,000 images", "500,000 images"),
    "power loss, a store that flushes less": ("must be caught", "must be caught"),
    "kill -9": ("50", "2,000"),
    "two processes": ("2 races", "40 races"),
    "machines": ("200 examples each", "5,000 each"),
    "vectors": ("all", "all, trees of up to 64 leaves"),
    "fuzz": ("20 s a target", "1 h a target"),
    "mutants": ("", "every one, also by `make assurance`"),
}
SHOWS = {
    "simulator": "with an invariant broken",
    "seeded bugs": "faults put in and found",
    "power loss": "lost or damaged",
    "power loss, a store that flushes less": "caught",
    "kill -9": "violations",
    "two processes": "let through twice",
    "machines": "examples that failed",
    "vectors": "unexplained",
    "fuzz": "uncaught errors",
    "mutants": "noticed by the room's tests",
}
HEAD = """# What was tried, and what came of it

Written by `make assurance` from the runs themselves (`docs/assurance.json` has every line). Nothing here was typed in but the
reasons of the last two chapters. The layers are those of `docs/threats.md`, which also says which invariant is checked by what. What was tried at a check and
what was tried at night stand apart; a night can be run in parts (`make nightly-part PART=3/20`), which add up, and the page names the
versions they were run at. All people in the runs are invented.

The simulator runs the real use cases, gate rules, merging, passes, manifests, witnesses, keys and ledger in one process: a server whose
disk crashes at any commit, three gate devices and up to two clones of them, a network that loses, repeats, delays, reorders and
spoils bundles, clocks up to a day off, manifests given twice, closing in the middle, papers that are forged, overrides under
pressure; three witnesses of both sides and the mediator that are cut off, behind, or whose answers are lost, and an operator who shows a
gate what no quorum cosigned; issuer's keys that are limited, replaced and revoked, with a crash in between; amendments and
erasures that one person asks for and another agrees to or does not; backups sealed to shares, and the server brought back from them, or
set up again from an old image; people who come back after they were let in, between gates whose clocks differ; a party that keeps its own key
and signs its answers, which a cell brings late, twice, changed or not at all. The devices' shell (write, sync, then open) and their disks are the simulator's own model; every rule in
them is the real one. One seed is one run, to the byte.
"""
NIGHT = "night"
NIGHTLY = "nightly"  # how a run says so of itself, `nightly:3/20` for a part
_SUMS = {"tried", "found", "seconds", "acknowledged", "admitted", "died"}  # what adds up from part to part


def version() -> str:
    """The commit the page was made at."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "unknown"  # noqa: S603 - our own command


def when_run(line: Line) -> str:
    """Whether a result is of a check or of a night."""
    return NIGHT if str(line.get("sweep", "")).startswith(NIGHTLY) else "check"


def part_of(line: Line) -> tuple[str, str]:
    """Which part of a night a result is of, and of how many; empty for a whole night or a check."""
    part, _, parts = str(line.get("sweep", "")).removeprefix(NIGHTLY).removeprefix(":").partition("/")
    return (part, parts) if parts else ("", "")


def merged(kept: dict[str, Line], notes: list[Line]) -> dict[str, Line]:
    """What is kept, with these results in the place of older ones of the same layer and part; what one run noted twice adds up.

    Parts of a night stand beside each other where the night was cut into as many; a night that was cut otherwise replaces them.
    """
    again: dict[str, Line] = {}
    for line in notes:
        part, parts = part_of(line)
        key = f"{when_run(line)}: {line['layer']}: {line['what']}" + (f", part {part} of {parts}" if parts else "")
        if key in again:
            again[key] = {**line, **{sum_: again[key][sum_] + line[sum_] for sum_ in _SUMS & set(line)}}
        else:
            again[key] = line
    cut = {(when_run(line), line["layer"]): part_of(line)[1] for line in notes}
    done = {(when_run(line), line["layer"], *part_of(line)) for line in notes}

    def stays(line: Line) -> bool:
        layer, part = (when_run(line), line["layer"]), part_of(line)
        return layer not in cut or ("" != part[1] == cut[layer] and (*layer, *part) not in done)

    return {**{key: line for key, line in kept.items() if stays(line)}, **again}


def packed(kept: dict[str, Line]) -> list[Line]:
    """What is kept, as it is stored: the parts of a night that share all but their figures as one result."""
    stored: dict[str, Line] = {}
    for key, line in sorted(kept.items()):
        part, parts = part_of(line)
        if not part:  # a check, a whole night, or a share of one that did not say which
            stored[key] = line
            continue
        same = {name: value for name, value in line.items() if name not in _SUMS}
        same = {**same, "sweep": f"{NIGHTLY}/{parts}", "parts": {}}
        one = stored.setdefault(json.dumps(same, sort_keys=True), same)
        figures = json.dumps({name: value for name, value in line.items() if name in _SUMS})
        one["parts"].setdefault(figures, []).append(int(part))
    return [
        {**one, "parts": {_ranges(held): json.loads(figures) for figures, held in one["parts"].items()}}
        if "parts" in one
        else one
        for one in stored.values()
    ]


def unpacked(stored: list[Line] | dict[str, Line]) -> dict[str, Line]:
    """What `packed` made, or the older form, as it is kept: a line for each part."""
    lines: list[Line] = []
    for one in stored.values() if isinstance(stored, dict) else stored:
        parts = str(one.get("sweep", "")).partition("/")[2]
        for ranges, figures in one.get("parts", {}).items():
            same = {name: value for name, value in one.items() if name != "parts"}
            lines += [{**same, **figures, "sweep": f"{NIGHTLY}:{part}/{parts}"} for part in _numbers(ranges)]
        if "parts" not in one:
            lines.append(one)
    return dict(sorted(merged({}, lines).items()))


def _ranges(numbers: list[int]) -> str:
    """Numbers in words: `1-3, 7`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)


def _numbers(ranges: str) -> list[int]:
    """What `_ranges` wrote, as numbers."""
    ends = [[int(end) for end in run.split("-")] for run in ranges.split(", ")]
    return [number for run in ends for number in range(run[0], run[-1] + 1)]


def mutants(path: Path) -> list[Line]:
    """What `tools/mutants.py` wrote, as results: a line a room."""
    fates = json.loads(path.read_text())
    rooms: dict[str, list[Line]] = defaultdict(list)
    for one in fates:
        rooms[one["room"]].append(one)
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    return [
        {
            "layer": "mutants",
            "what": room,
            "tried": len(held),
            "found": sum(one["killed"] for one in held),
            "when": when,
            "sweep": NIGHTLY,  # too long for a check, whoever starts it
            "explained": sum(bool(one.get("why")) for one in held),
            **_open(held),
        }
        for room, held in sorted(rooms.items())
    ]


def _open(held: list[Line]) -> dict[str, str]:
    """Where mutants survived that nobody has explained; nothing where there are none."""
    places = [f"{Path(one['file']).name}:{one['line']}" for one in held if not one["killed"] and not one.get("why")]
    return {"not noticed, not explained": ", ".join(places)} if places else {}


def page(kept: dict[str, Line]) -> str:
    """The page as text."""
    layers: dict[str, list[Line]] = defaultdict(list)
    nights: dict[str, list[Line]] = defaultdict(list)
    for line in kept.values():
        (nights if when_run(line) == NIGHT else layers)[line["layer"]].append(line)
    lines = [
        HEAD,
        "| layer | at every check | tried | of them | when | version | at night | tried | of them | when | version |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    names = [one for one in dict.fromkeys([*ORDER, *layers, *nights]) if one in layers or one in nights]
    for name in names:
        often, night = GOALS.get(name, ("", ""))
        light, dark = (
            _sum(held[name], name) if held.get(name) else ("not run" if asked or name not in GOALS else "", "", "", "")
            for held, asked in ((layers, often), (nights, night))
        )
        row = (name, often, *light, night, *dark)
        lines.append(f"| {' | '.join(row)} |")
    for name in names:
        shows = SHOWS.get(name, "found")
        lines += ["", f"## {name.capitalize()}", "", f"| what | tried | {shows} | more |", "|---|---|---|---|"]
        lines += [_row(one) for one in layers[name]]
        lines += [_row({**one, "what": f"at night: {one['what']}"}) for one in _parts_added(nights[name])]
    lines += [
        "",
        "## Mutants that no test notices, and why that is right",
        "",
        "| where | line | change | why |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{one['file'].removeprefix('src/safepassage/')}` | `{one['text'].replace('|', chr(92) + '|')}` | {one['what']} | {one['why']} |"
        for one in json.loads(EXPLAINED.read_text())
    ]
    return "\n".join([*lines, "", FINDINGS.read_text().rstrip("\n"), ""])


def _sum(held: list[Line], name: str) -> tuple[str, str, str, str]:
    """Tried, found, when and version of a layer's results."""
    tried, found = sum(one["tried"] for one in held), sum(one["found"] for one in held)
    versions = dict.fromkeys(one["version"] for one in sorted(held, key=lambda one: one["when"]) if one.get("version"))
    return f"{tried:,}", f"{found:,} {SHOWS.get(name, 'found')}", max(one["when"] for one in held), ", ".join(versions)


def _parts_added(held: list[Line]) -> list[Line]:
    """The results of a night, the parts of each thing that was tried added up."""
    added: dict[str, Line] = {}
    for line in held:
        parts = part_of(line)[1]
        sum_ = added.setdefault(
            line["what"],
            {key: value for key, value in line.items() if key != "sweep"} | dict.fromkeys(_SUMS & set(line), 0),
        )
        sum_ |= {key: sum_[key] + line[key] for key in _SUMS & set(line)}
        if parts:
            sum_["parts"] = sum_.get("parts", 0) + 1
            sum_["of"] = int(parts)
    return list(added.values())


def _row(one: Line) -> str:
    more = ", ".join(
        f"{key} {value:,}" if isinstance(value, int) else f"{key} {value}"
        for key, value in one.items()
        if key not in ("layer", "what", "tried", "found", "when", "python", "version")
        and (key, value) != ("sweep", "check")
    )
    return f"| {one['what']} | {one['tried']:,} | {one['found']:,} | {more} |"


def main(given: list[str]) -> int:
    """Take the notes in and write the page."""
    kept = unpacked(json.loads(KEPT.read_text())) if KEPT.exists() else {}
    made = version()
    notes: list[Line] = []
    for path in map(Path, given):
        read = mutants(path) if path.suffix == ".json" else [json.loads(line) for line in path.read_text().splitlines()]
        notes += [{"version": made, **line} for line in read]
    kept = dict(sorted(merged(kept, notes).items()))
    KEPT.write_text("[\n" + ",\n".join(json.dumps(line, ensure_ascii=False) for line in packed(kept)) + "\n]\n")
    PAGE.write_text(page(kept))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
