"""Every goal of trust in one run, as a table: python benchmarks/trust_table.py [--small]

Runs each part in a process of its own, one after the other, and holds what it measured against a calibration of the same minute: a figure of
seconds on a shared machine says little by itself. `on free cores` is the processor time taken, divided by the cores that the program uses.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
SMALL = "--small" in sys.argv
AUDITED, RECORDS, SLIPS, SECONDS = (50_000, 10_000, 200, 1) if SMALL else (200_000, 100_000, 1_000, 4)


def run(*words):
    """What a part prints as JSON, its seconds on the wall, and those of the processor, its children's with it."""
    before, begun = os.times(), time.perf_counter()
    done = subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, check=True)
    after = os.times()
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    return done.stdout, time.perf_counter() - begun, worked


def part(name, *words):
    return json.loads(run(HERE / name, *words)[0])


def commits():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "commits.json"
        run(HERE / "store" / "commits.py", "--seconds", SECONDS, "--json", path)
        return {row["what"]: row for row in json.loads(path.read_text())["sqlite"]}


def lines():
    load = os.getloadavg()[0]
    cores = os.cpu_count() or 1
    trust = part("trust.py", AUDITED)
    yield f"Calibration: {trust['Ed25519 verify/s']:,} Ed25519 checked and {trust['SHA-256 of 400 bytes/s']:,} SHA-256 a second of one core's time; {cores} cores, load {load:.1f} at the start.\n"
    yield "| goal | measured | held |"
    yield "|---|---|---|"
    rows = commits()
    for callers in (32, 128):
        one = rows[f"grouped, {callers} callers"]
        yield (
            f"| group commit, {callers} callers: at least 0.60 of min(5,000/s, flushes/s x mean batch) | {one['per_s']:,}/s with {one['flushes_per_s']:,} flushes/s and {one['batch']} a commit: "
            f"{one['of_bound']:.2f}; {one['processor_us']} us of processor a piece | {'yes' if one['of_bound'] >= 0.6 else 'no'} |"
        )
    bare = trust["audit without signatures, s"] * 1e6 / AUDITED
    ends = trust["audit by chains, s"] * 1e6 / AUDITED
    whole = trust["audit with signatures, s"] * 1e6 / AUDITED
    yield f"| audit of 1,000,000 headers in 30 s: hashes, chains, sums; and every later audit with `--remember` | {bare:.0f} s (from {AUDITED:,}), {trust['audit without signatures, peak MiB so far']} MiB | {'yes' if bare <= 30 else 'no'} |"
    yield f"| the first audit by `--chains`: of each actor the last signature under each key, which binds all before | {ends:.0f} s (from {AUDITED:,}) | {'yes' if ends <= 30 else 'no'} |"
    yield f"| the first audit, every signature checked | {whole:.0f} s of one core, {whole / cores:.0f} s on {cores} free cores | {'yes' if whole / cores <= 30 else 'no'} |"
    merged = part("merge.py", RECORDS)
    scale = 100_000 / merged["records"]
    taken, after = merged["merged, s on the wall"] * scale, merged["ledger verify, s on the wall"] * scale
    yield f"| 100,000 queued records of 20 devices merged and the whole record verified in 90 s | {taken:.0f} s and {after:.0f} s on the wall, from {merged['records']:,}; {merged['merged, s of processor'] * scale:.0f} and {merged['ledger verify, s of processor'] * scale:.0f} + {merged['of the second process, s of processor'] * scale:.0f} s of processor | {'yes' if taken + after <= 90 else 'no'} |"
    each = {
        name: merged[name] * 1e6 / merged["entries"]
        for name in ("ledger verify, s of processor", "of the second process, s of processor")
    }
    yield f"| `ledger verify` of 1,000,000 entries: the time stated | {each['ledger verify, s of processor']:.0f} s of one core and {each['of the second process, s of processor']:.0f} s of another, from {merged['entries']:,} entries; peak {merged['peak MiB']} MiB with the merge before it | stated |"
    yield f"| full pass check in Python 4,000/s a core | {trust['passes read/s']:,}/s | {'yes' if trust['passes read/s'] >= 4000 else 'no'} |"
    slips = part("slips.py", SLIPS)
    key = next(one for one in slips if one.startswith("s of processor for 10,000"))
    yield f"| 10,000 slips printed and decoded back in 120 s | {slips[key]:.0f} s of processor, {slips[key] / cores:.0f} s on {cores} free cores (from {slips['slips']:,} slips, {slips['passes']:,} passes) | {'yes' if slips[key] / cores <= 120 else 'no'} |"
    yield f"\nLoad {os.getloadavg()[0]:.1f} at the end."


def main():
    for line in lines():
        print(line, flush=True)


if __name__ == "__main__":
    main()
