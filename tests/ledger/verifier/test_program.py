"""The program's quorum, odd files given to it, and that it stands alone."""

import ast
import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from safepassage_audit import command, signatures

from safepassage.kernel.moment import Moment
from safepassage.ledger import checkpoint, entries, verify
from safepassage.ledger.actors import Actors
from safepassage.ledger.facts import FACTS
from safepassage.seal import keys, lattice

ROOT = Path(__file__).parents[3]
PROGRAM = ROOT / "verify" / "safepassage_verify.py"
START = Moment(1_698_822_000)
LATTICE_SEED = bytes(range(32))


# The quorum


def test_a_checkpoint_without_a_quorum_is_recorded_and_not_witnessed(program, operation, kept, quorum):
    policy = kept("policy", quorum)
    assert program(operation.lines(), "--policy", policy) == []
    operation.points[-1] = operation.shown(witnesses=("side-a", "mediator"))
    assert program(operation.lines(), "--policy", policy) == [(30, "not-witnessed")]
    assert program.told["cosigners"] == ["a", "m"]
    operation.points[-1] = operation.shown()
    operation.answer("side-a", 99)
    assert program(operation.lines(), "--policy", policy) == [(31, "not-signed")]


def test_a_cosignature_that_does_not_hold_does_not_count(program, operation, kept, quorum):
    point = operation.shown(witnesses=("side-a", "side-b"))
    line = checkpoint.cosign(
        point, checkpoint.witness_key("mediator", operation.public_of("mediator")), operation.signer_of("side-a"), START
    )
    operation.points[-1] = checkpoint.add_cosignature(point, line)
    assert program(operation.lines(), "--policy", kept("policy", quorum)) == [(30, "not-witnessed")]


def test_a_lattice_cosignature_counts(program, operation, kept):
    key = checkpoint.witness_key("mediator", lattice.public_key(LATTICE_SEED))
    policy = kept("policy", f"witness m {key.text()}\nquorum m\n")
    assert program(operation.lines(), "--policy", policy) == [(30, "not-witnessed")]
    point = operation.points[-1]
    line = checkpoint.cosign(point, key, lambda message: lattice.sign(LATTICE_SEED, message), START)
    operation.points[-1] = checkpoint.add_cosignature(point, line)
    assert program(operation.lines(), "--policy", policy) == []


@pytest.mark.parametrize(
    "text",
    ["", "quorum x", "witness none {k}\nquorum none", "witness a {k}\ngroup g 2 a\nquorum g", "witness a {k}\ngroup g any a a\nquorum g",
     "group g any g\nquorum g", "witness a {k}\nwitness b {k}\nquorum a", "witness a nokey\nquorum a", "foo\nquorum none"],
)  # fmt: skip
def test_a_policy_that_makes_no_sense_is_wrong_use(operation, kept, capsys, tmp_path, text):
    key = checkpoint.witness_key("side-a", operation.public_of("side-a")).text()
    path = kept("export.jsonl", "".join(operation.lines()))
    assert command.main([path, "--policy", kept("policy", text.replace("{k}", key))]) == 2
    assert "policy" in capsys.readouterr().err or "key" in text
    assert tmp_path.exists()


# Odd files


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: ["not json\n", *lines],
        lambda lines: lines[1:],
        lambda _: [],
        lambda lines: ['{"export":"safepassage-export/2"}\n', *lines[1:]],
    ],
)
def test_what_is_no_export_is_wrong_use(operation, kept, capsys, change):
    lines = change(operation.lines())
    code = command.main([kept("export.jsonl", "".join(lines)), "--log", operation.log.text()])
    assert code == 2
    assert capsys.readouterr()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "null",
        "[]",
        "{",
        "[" * 5000,
        '{"other":1}',
        '{"entry":4}',
        '{"checkpoint":5}',
        '{"entry":4,"header":"\\ud800","signature":"AA=="}',
    ],
)
def test_an_odd_line_is_a_finding_and_never_a_crash(program, operation, line):
    lines = operation.lines()
    lines.insert(8, line + "\n")
    assert program(lines, code=1) != []


@pytest.mark.parametrize("name", ["--checkpoint", "--policy", "--receipts", "--actors", "--totals"])
@pytest.mark.parametrize("content", [None, "", "[", "\x00", "{}"])
def test_an_odd_file_of_ones_own_is_wrong_use(operation, kept, capsys, name, content):
    path = kept("export.jsonl", "".join(operation.lines()))
    given = "/nowhere/at/all" if content is None else kept("own", content)
    code = command.main([path, "--log", operation.log.text(), name, given])
    harmless = (name, content) in {("--receipts", ""), ("--actors", "{}")}
    assert code == (0 if harmless else 1 if (name, content) == ("--totals", "{}") else 2)
    assert capsys.readouterr()


def test_every_changed_character_of_an_entry_is_found(program, operation):
    lines = operation.lines("nobody")
    at = next(at for at, line in enumerate(lines) if json.loads(line).get("entry") == 12)
    header = json.loads(lines[at])["header"]
    missed = []
    for place in range(0, len(header), 5):
        data = json.loads(lines[at])
        data["header"] = header[:place] + chr(ord(header[place]) ^ 1) + header[place + 1 :]
        found = program([*lines[:at], json.dumps(data) + "\n", *lines[at + 1 :]])
        if not found or found[0][0] != 12:
            missed.append(place)
    assert missed == []


# Independence


def test_the_program_imports_nothing_of_safe_passage():
    files = [PROGRAM, *(PROGRAM.parent / "safepassage_audit").glob("*.py")]
    named = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                named |= {one.name.split(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom):
                named.add(node.module.split(".")[0])
    assert len(files) >= 8
    assert named - set(sys.stdlib_module_names) == {"cryptography", "safepassage_audit"}


def test_the_program_runs_alone(operation, kept):
    path = kept("export.jsonl", "".join(operation.lines()))
    run = subprocess.run(
        [sys.executable, str(PROGRAM), path, "--log", operation.log.text(), "--json"],
        capture_output=True, text=True, env={}, cwd="/", check=False,
    )  # fmt: skip
    assert (run.returncode, json.loads(run.stdout)["entries"], run.stderr) == (0, 30, "")
    run = subprocess.run(
        [sys.executable, str(PROGRAM), "/nowhere"], capture_output=True, text=True, env={}, check=False
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "safepassage-verify: /nowhere cannot be read: FileNotFoundError\n"


def test_the_core_and_the_program_agree(operation):
    actors = Actors()

    def passing():
        for entry in operation.pen.written:
            header = entries.read_header(entry.header)
            if header.kind in FACTS:
                fact = json.loads(entries.open_entry(entry, operation.pen.keys[entry.index]))["fact"]
                assert actors.learn(entry.index, header.actor, FACTS[header.kind](**fact)) is None
            yield entry

    points = {point.size: point.root for point in operation.points}
    found = verify.verify_chain(passing(), actors.public_of, operation="rafah-2023", checkpoints=points)
    assert (found.whole, found.sums) == (True, {"actors-admitted": 4, "granted": 26})


@pytest.mark.known_answers("Wycheproof, Ed25519, by the auditor's program", 210)
def test_the_program_has_the_same_rule_for_signatures():
    cases = json.loads((ROOT / "vectors" / "wycheproof_ed25519.json").read_text())
    for case in cases:
        public, message, signature = (bytes.fromhex(case[name]) for name in ("public", "message", "signature"))
        assert signatures.signed(public, message, signature) == keys.verify(public, message, signature)
    assert base64.b64encode(signatures.ORDER.to_bytes(32, "little")) == b"7dP1XBpjEljWnPei3vneFAAAAAAAAAAAAAAAAAAAABA="
