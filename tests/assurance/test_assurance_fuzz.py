"""Fuzzing with coverage (atheris): twenty seconds of anything at all for everything that is read from outside."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import fuzz_seeds
import pytest
from sweep import note, size

SECONDS = size(20, 3600)
TARGETS = ("pass", "cbor", "note", "bundle", "mrz", "csv", "workbook", "terms", "manifest")


def fuzzed(name: str, folder: Path, seconds: int, *more: str) -> subprocess.CompletedProcess[str]:
    """Run one target on its seeds; its findings are written into the folder."""
    corpus = folder / name
    corpus.mkdir()
    for number, seed in enumerate(fuzz_seeds.seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    context = folder / "context.json"
    context.write_text(json.dumps(fuzz_seeds.context()))
    program = [sys.executable, str(Path(__file__).with_name("fuzz_targets.py")), name, str(context), str(corpus)]
    options = [
        f"-max_total_time={seconds}",
        "-timeout=30",
        "-rss_limit_mb=2048",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
    ]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [*program, *options, *more],
        capture_output=True,
        text=True,
        errors="replace",
        cwd=folder,
        check=False,
        env=environment,
    )


def runs_of(said: str) -> int:
    found = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
    return int(found.group(1)) if found else 0


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_from_outside_ends_in_an_uncaught_error(name, tmp_path):
    done = fuzzed(name, tmp_path, SECONDS)
    runs = runs_of(done.stderr)
    note("fuzz", name, tried=runs, found=int(done.returncode != 0), seconds=SECONDS)
    kept = [path for path in tmp_path.iterdir() if path.name.startswith(("crash-", "timeout-", "oom-"))]
    assert (done.returncode, kept) == (0, []), done.stderr[-3000:] + "".join(
        path.read_bytes()[:400].hex() for path in kept
    )
    assert runs > len(fuzz_seeds.seeds(name))


def test_the_fuzzer_would_stop_at_an_uncaught_error(tmp_path):
    """The same program with a target that fails on what the seeds hold."""
    program = io.StringIO()
    program.write("import runpy, sys\n")
    program.write(f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n")
    program.write("import fuzz_targets\n")
    program.write("fuzz_targets.TARGETS['mrz'] = lambda data, _: 1 // (b'UTO' not in data)\n")
    program.write("fuzz_targets.main()\n")
    (tmp_path / "broken.py").write_text(program.getvalue())
    (tmp_path / "context.json").write_text(json.dumps(fuzz_seeds.context()))
    (tmp_path / "mrz").mkdir()
    (tmp_path / "mrz" / "seed").write_bytes(fuzz_seeds.seeds("mrz")[0])
    command = [sys.executable, "broken.py", "mrz", "context.json", "mrz", "-runs=10"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode != 0
    assert "ZeroDivisionError" in done.stderr + done.stdout
