"""The separate program `verify/safepassage_verify.py`, given exports of an invented operation, honest and not."""

import ast
import base64
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from safepassage.kernel.canonical import canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import to_plain
from safepassage.ledger import checkpoint, entries, export, merkle, verify
from safepassage.ledger.actors import Actors
from safepassage.ledger.facts import FACTS, ActorAdmitted, ActorRetired
from safepassage.seal import keys, lattice

PROGRAM = Path(__file__).parents[2] / "verify" / "safepassage_verify.py"
sys.path.insert(0, str(PROGRAM.parent))

from safepassage_audit import command, signatures  # noqa: E402  the program lives outside the package, as it must

START = Moment(1_698_822_000)
WITNESSES = ("side-a", "side-b", "mediator")
LATTICE_SEED = bytes(range(32))


@dataclass
class Operation:
    """An invented operation: the desk, two sides and a gate write; every ten entries a checkpoint is signed and cosigned."""

    pen: object
    public_of: object
    signer_of: object
    points: list = field(default_factory=list)
    minutes: int = 0

    @property
    def log(self):
        return checkpoint.log_key("rafah-2023", self.public_of("desk"))

    def write(self, actor, fact, *, kind="", deltas=None, at=None, seen=None, signer=None):
        self.minutes += 1
        newest = self.points[-1] if self.points else None
        seen = seen if seen is not None else ((newest.size, newest.root.hex()) if newest else (0, ""))
        body = canonical({"at": (at or START.plus(minutes=self.minutes)).iso(), "fact": to_plain(fact)}).encode()
        kind, deltas = kind or fact.KIND, fact.deltas() if deltas is None else deltas
        self.pen.write(actor, body=body, kind=kind, deltas=dict(deltas), seen=seen, signer=signer)

    def admit(self, actor, by="desk"):
        self.write(by, ActorAdmitted(actor, "party", self.public_of(actor).hex(), "role", "invented"))

    def answer(self, actor, number, **more):
        self.write(
            actor, {"person": f"invented {number}"}, kind="clearance.answered/1", **{"deltas": {"granted": 1}} | more
        )

    def sign(self, *, witnesses=WITNESSES):
        point = self.shown(witnesses=witnesses)
        self.points.append(point)
        return point

    def shown(self, *, witnesses=WITNESSES):
        root = merkle.root(self.pen.head.frontier)
        point = checkpoint.make_checkpoint(
            "rafah-2023", self.pen.head.size, root, self.public_of("desk"), self.signer_of("desk")
        )
        for name in witnesses:
            key, at = checkpoint.witness_key(name, self.public_of(name)), START.plus(minutes=self.minutes)
            point = checkpoint.add_cosignature(point, checkpoint.cosign(point, key, self.signer_of(name), at))
        return point

    def copy(self):
        """The same operation, from here on apart."""
        other = Operation(type(self.pen)(), self.public_of, self.signer_of, list(self.points), self.minutes)
        other.pen.head, other.pen.written, other.pen.keys = self.pen.head, list(self.pen.written), list(self.pen.keys)
        return other

    def sums(self):
        total = {}
        for entry in self.pen.written:
            for name, delta in entries.read_header(entry.header).deltas.items():
                total[name] = total.get(name, 0) + delta
        return total

    def lines(self, reader="side-a", totals=None):
        def key_of(entry, header):
            open_to_reader = header.actor == reader or header.kind.startswith("ledger.")
            return self.pen.keys[entry.index] if open_to_reader else None

        return list(
            export.write_export(
                self.pen.written,
                operation="rafah-2023",
                log=self.log,
                checkpoints=self.points,
                totals=self.sums() if totals is None else totals,
                key_of=key_of,
            )
        )


@pytest.fixture
def operation(writer, public_of, signer_of):
    """Four admissions, then three days of answers; checkpoints at 10, 20 and 30 entries, all cosigned."""
    made = Operation(writer, public_of, signer_of)
    for actor in ("desk", "side-a", "side-b", "gate-1"):
        made.admit(actor)
    for number in range(26):
        made.answer(("side-a", "side-b", "gate-1")[number % 3], number)
        if made.pen.head.size % 10 == 0:
            made.sign()
    return made


@pytest.fixture
def program(tmp_path, capsys, operation):
    """Run the program on export lines; the findings as (place, code)."""

    def run(lines, *arguments, log=True, code=None):
        path = tmp_path / "export.jsonl"
        path.write_text("".join(lines))
        given = [str(path), "--json", *(("--log", operation.log.text()) if log else ()), *arguments]
        exit_code = command.main(given)
        out = capsys.readouterr().out
        told = json.loads(out)
        assert exit_code == (1 if told["wrong"] else 0)
        assert told["wrong"] == len(told["findings"])
        assert code is None or exit_code == code
        run.told = told
        return [(one["place"], one["code"]) for one in told["findings"]]

    return run


@pytest.fixture
def kept(tmp_path):
    """A file in the reader's own hands."""

    def put(name, text):
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return put


def _again(written):
    return [entries.Entry(place, one.header, one.signature, one.body) for place, one in enumerate(written)]


# Nothing wrong


def test_where_nothing_is_wrong_nothing_is_reported(program, operation, kept):
    old, new = operation.points[0], operation.points[-1]
    receipts = "".join(
        export.receipt(entry, entries.leaf_hash(entry))
        for entry in operation.pen.written
        if entries.read_header(entry.header).actor == "side-a"
    )
    assert receipts.count("\n") == 9
    found = program(
        operation.lines(),
        *("--checkpoint", kept("old", old.note), "--checkpoint", kept("new", new.note)),
        *("--receipts", kept("receipts", receipts), "--policy", kept("policy", _policy(operation))),
        *("--actors", kept("actors", json.dumps({"side-a": operation.public_of("side-a").hex()}))),
        *("--totals", kept("totals", json.dumps({"size": 30, "totals": operation.sums()}))),
    )
    assert found == []
    assert (program.told["entries"], program.told["opened"]) == (30, 4 + 9)
    assert program.told["sums"] == {"actors-admitted": 4, "granted": 26}
    assert program.told["root"] == merkle.root(operation.pen.head.frontier).hex()
    assert program.told["cosigners"] == ["a", "b", "m"]


def _policy(operation):
    names = dict(zip("abm", WITNESSES, strict=True))
    lines = [
        f"witness {short} {checkpoint.witness_key(name, operation.public_of(name)).text()}"
        for short, name in names.items()
    ]
    return "\n".join(
        [
            f"log {operation.log.text()}",
            *lines,
            "group sides all a b",
            "group all-three all sides m",
            "quorum all-three",
        ]
    )


def test_an_export_for_every_reader_is_whole(program, operation):
    for reader, opened in (("side-a", 13), ("gate-1", 12), ("desk", 4), ("nobody", 4)):
        assert program(operation.lines(reader)) == []
        assert program.told["opened"] == opened


def test_an_empty_record_is_whole(program, operation):
    operation.pen = type(operation.pen)()
    operation.points = []
    assert program(operation.lines()) == []
    operation.sign(witnesses=())
    assert program(operation.lines()) == []


def test_entries_after_the_last_checkpoint_are_read_too(program, operation):
    operation.answer("side-b", 99)
    assert program(operation.lines()) == []
    assert program.told["entries"] == 31


# The six that must be found, and their kin


def test_a_changed_entry_is_found(program, operation):
    lines = operation.lines()
    at = next(at for at, line in enumerate(lines) if json.loads(line).get("entry") == 12)
    lines[at] = lines[at].replace('\\"granted\\":1', '\\"granted\\":2')
    found = program(lines)
    assert found[0] == (12, "signature")
    assert (20, "checkpoint") in found
    assert (30, "totals") in found


def test_a_removed_entry_is_found(program, operation):
    operation.pen.written = _again(operation.pen.written[:12] + operation.pen.written[13:])
    operation.pen.keys.pop(12)
    found = program(operation.lines())
    assert found[0] == (14, "sequence")
    assert (29, "short") in found


def test_removed_entries_at_the_end_are_found_by_a_checkpoint_one_kept(program, operation, kept):
    note = operation.points[-1].note
    operation.pen.written, operation.points = operation.pen.written[:20], operation.points[:2]
    assert program(operation.lines()) == []
    assert program(operation.lines(), "--checkpoint", kept("mine", note)) == [(20, "short")]


def test_an_entry_left_out_of_ones_own_is_found_by_its_receipt(program, operation, kept):
    """The desk drops side-a's last answer and signs as if it had never come: no chain is broken."""
    last = operation.copy()
    last.answer("side-a", 99)
    dropped = last.pen.written[-1]
    operation.answer("side-b", 99)
    receipts = kept("receipts", export.receipt(dropped, entries.leaf_hash(dropped)))
    assert program(operation.lines()) == []
    assert program(operation.lines(), "--receipts", receipts) == [(30, "receipt")]


def test_a_receipt_beyond_the_export_is_found(program, operation, kept):
    receipts = kept("receipts", '{"leaf":"00","receipt":30}\n{"leaf":"00","receipt":99}\n')
    assert program(operation.lines(), "--receipts", receipts) == [(30, "receipt"), (99, "receipt")]


def test_an_inserted_entry_of_a_stranger_is_found(program, operation):
    broker = Operation(type(operation.pen)(), operation.public_of, operation.signer_of)
    broker.admit("broker", by="broker")
    broker.answer("broker", 1)
    operation.pen.written = _again([*operation.pen.written[:25], *broker.pen.written, *operation.pen.written[25:]])
    operation.pen.keys[25:25] = broker.pen.keys
    found = program(operation.lines())
    assert found[:2] == [(25, "actor"), (26, "actor")]
    assert (30, "checkpoint") in found


def test_nobody_but_the_first_writer_admits(program, operation):
    """Even well signed by an actor of the record."""
    operation.admit("broker", by="gate-1")
    operation.answer("broker", 1)
    assert program(operation.lines()) == [(30, "admission"), (31, "actor")]


def test_an_inserted_family_by_the_desk_itself_is_found(program, operation, kept):
    """The desk holds its own key and rewrites the record from entry 15 on, as far as it can, with new checkpoints."""
    mine = operation.points[1].note
    forged = operation.copy()
    forged.pen.written, forged.pen.keys = forged.pen.written[:15], forged.pen.keys[:15]
    forged.points = forged.points[:1]
    forged.pen.head = verify.verify_chain(forged.pen.written, lambda actor, _: operation.public_of(actor)).head
    forged.write("desk", {"family": "invented"}, kind="people.registered/1", deltas={"persons": 5})
    for entry, key in zip(operation.pen.written[15:], operation.pen.keys[15:], strict=True):
        forged.pen.written.append(entries.Entry(len(forged.pen.written), entry.header, entry.signature, entry.body))
        forged.pen.keys.append(key)
        header = entries.read_header(entry.header)
        forged.pen.head = entries.follow(forged.pen.head, header.actor, entries.leaf_hash(entry))
        if len(forged.pen.written) % 10 == 0:
            forged.sign(witnesses=())
    found = program(forged.lines())
    # The others' own entries betray it: they saw a checkpoint with another root.
    assert {code for _, code in found} == {"seen-root"}
    assert min(place for place, _ in found) == 21
    found = program(forged.lines(), "--checkpoint", kept("mine", mine))
    assert (20, "two-histories") in found


def test_reordered_entries_of_one_actor_are_found(program, operation):
    written = operation.pen.written
    written[12], written[15] = written[15], written[12]
    operation.pen.keys[12], operation.pen.keys[15] = operation.pen.keys[15], operation.pen.keys[12]
    operation.pen.written = _again(written)
    found = program(operation.lines())
    assert found[0] == (12, "sequence")
    assert (20, "checkpoint") in found


def test_reordered_entries_of_two_actors_are_found(program, operation):
    written = operation.pen.written
    written[12], written[13] = written[13], written[12]
    operation.pen.keys[12], operation.pen.keys[13] = operation.pen.keys[13], operation.pen.keys[12]
    operation.pen.written = _again(written)
    assert program(operation.lines()) == [(20, "checkpoint"), (30, "checkpoint")]


def test_an_answer_put_at_an_earlier_place_is_found(program, operation):
    """Side-b answers after the close and the desk puts the answer before it: the answer itself cites a later checkpoint."""
    late = operation.copy()
    late.answer("side-b", 99)
    entry, key = late.pen.written[-1], late.pen.keys[-1]
    operation.pen.written = _again([*operation.pen.written[:25], entry, *operation.pen.written[25:]])
    operation.pen.keys.insert(25, key)
    found = program(operation.lines())
    assert (25, "seen-ahead") in found
    assert (30, "checkpoint") in found


def test_an_answer_dated_back_is_found(program, operation):
    """Side-b says it answered at the beginning, and cites a checkpoint that holds an answer made after."""
    operation.answer("side-b", 99, at=START)
    assert program(operation.lines("side-b")) == [(30, "back-dated")]
    assert "2023-11-01T07:00:00Z" in program.told["findings"][0]["says"]
    # A reader who may not read the answer cannot see its date; its place is what counts.
    assert program(operation.lines("side-a")) == []


def test_clocks_may_differ_a_little(program, operation):
    operation.answer("side-b", 99, at=START.plus(minutes=operation.minutes - 9))
    assert program(operation.lines("side-b")) == []
    assert program(operation.lines("side-b"), "--skew", "10") == [(30, "back-dated")]


def test_an_answer_that_forgets_what_it_saw_is_found(program, operation):
    operation.answer("side-b", 99, seen=(10, operation.points[0].root.hex()))
    operation.answer("side-b", 98, seen=(0, ""))
    assert program(operation.lines()) == [(30, "seen-back"), (31, "seen-back")]


def test_a_checkpoint_kept_from_the_export_is_found(program, operation):
    del operation.points[1]
    found = program(operation.lines())
    assert {code for _, code in found} == {"seen-unknown"}
    assert len(found) == 10


def test_two_histories_are_found(program, operation, kept):
    """Up to entry 24 the same; then the desk shows one record to us and another to them."""
    theirs = operation.copy()
    theirs.answer("side-a", 1)
    operation.answer("side-b", 1)
    ours, other = operation.sign(), theirs.sign()
    assert program(operation.lines(), "--checkpoint", kept("ours", ours.note)) == []
    assert program(operation.lines(), "--checkpoint", kept("theirs", other.note)) == [
        (31, "two-histories"),
        (31, "checkpoint"),
    ]
    assert program(theirs.lines(), "--checkpoint", kept("ours", ours.note)) == [
        (31, "two-histories"),
        (31, "checkpoint"),
    ]


def test_two_histories_of_different_length_are_found(program, operation, kept):
    theirs = operation.copy()
    theirs.answer("side-a", 1)
    operation.answer("side-b", 1)
    note = theirs.sign().note
    operation.answer("side-b", 2)
    operation.sign()
    assert program(operation.lines(), "--checkpoint", kept("theirs", note)) == [(31, "checkpoint")]


def test_totals_that_do_not_add_up_are_found(program, operation, kept):
    assert program(operation.lines(totals={"actors-admitted": 4, "granted": 25})) == [(30, "totals")]
    assert program(operation.lines(totals={"actors-admitted": 4, "granted": 26, "refused": 1})) == [(30, "totals")]
    assert program(operation.lines(totals={})) == [(30, "totals"), (30, "totals")]
    mine = kept("totals", '{"size":10,"totals":{"actors-admitted":4,"granted":7}}')
    assert program(operation.lines(), "--totals", mine) == [(10, "totals")]
    mine = kept("totals", '{"size":10,"totals":{"actors-admitted":4,"granted":6}}')
    assert program(operation.lines(), "--totals", mine) == []
    mine = kept("totals", '{"size":31,"totals":{}}')
    assert program(operation.lines(), "--totals", mine) == [(30, "short")]


def test_an_export_cut_short_is_found(program, operation):
    lines = operation.lines()
    assert (30, "cut") in program(lines[:-1])
    assert (14, "cut") in program(lines[:18])


def test_a_body_that_was_changed_is_found(program, operation):
    lines = operation.lines()
    at = next(at for at, line in enumerate(lines) if json.loads(line).get("entry") == 4)
    assert "invented 0" in lines[at]
    lines[at] = lines[at].replace("invented 0", "invented 9")
    assert program(lines) == [(4, "body")]


def test_a_key_that_is_not_the_one_we_know_is_found(program, operation, kept):
    actors = kept("actors", json.dumps({"side-b": operation.public_of("broker").hex()}))
    assert program(operation.lines(), "--actors", actors) == [(2, "actor-key")]


def test_a_retired_actor_writes_no_more(program, operation):
    operation.write("desk", ActorRetired("gate-1", "phone lost"))
    operation.answer("gate-1", 1)
    operation.admit("gate-1")
    operation.answer("gate-1", 2)
    assert program(operation.lines()) == [(31, "actor"), (33, "actor")]


def test_an_admission_that_is_not_shown_is_found(program, operation):
    lines = operation.lines()
    at = next(at for at, line in enumerate(lines) if json.loads(line).get("entry") == 3)
    data = json.loads(lines[at])
    del data["body"], data["key"]
    lines[at] = json.dumps(data) + "\n"
    found = program(lines)
    assert found[0] == (3, "body")
    assert {code for place, code in found[1:]} == {"actor"}


def test_another_log_key_makes_every_checkpoint_worthless(program, operation, public_of):
    stranger = checkpoint.log_key("rafah-2023", public_of("stranger")).text()
    found = program(operation.lines(), "--log", stranger, log=False)
    assert found[:3] == [(10, "checkpoint-signature"), (20, "checkpoint-signature"), (30, "checkpoint-signature")]


def test_without_a_log_key_the_exports_own_is_taken_and_said_so(program, operation, capsys, tmp_path):
    assert program(operation.lines(), log=False) == []
    assert command.main([str(tmp_path / "export.jsonl")]) == 0
    out = capsys.readouterr().out
    assert "taken from the export itself" in out
    assert out.endswith("Nothing wrong was found.\n")


def test_sentences_name_the_entry(program, operation, capsys, tmp_path):
    operation.answer("side-b", 99, seen=(0, ""))
    program(operation.lines())
    assert command.main([str(tmp_path / "export.jsonl"), "--log", operation.log.text()]) == 1
    assert "  entry 30: seen-back: side-b cites" in capsys.readouterr().out


# The quorum


def test_a_checkpoint_without_a_quorum_is_recorded_and_not_witnessed(program, operation, kept):
    policy = kept("policy", _policy(operation))
    assert program(operation.lines(), "--policy", policy) == []
    operation.points[-1] = operation.shown(witnesses=("side-a", "mediator"))
    assert program(operation.lines(), "--policy", policy) == [(30, "not-witnessed")]
    assert program.told["cosigners"] == ["a", "m"]
    operation.points[-1] = operation.shown()
    operation.answer("side-a", 99)
    assert program(operation.lines(), "--policy", policy) == [(31, "not-signed")]


def test_a_cosignature_that_does_not_hold_does_not_count(program, operation, kept):
    point = operation.shown(witnesses=("side-a", "side-b"))
    line = checkpoint.cosign(
        point, checkpoint.witness_key("mediator", operation.public_of("mediator")), operation.signer_of("side-a"), START
    )
    operation.points[-1] = checkpoint.add_cosignature(point, line)
    assert program(operation.lines(), "--policy", kept("policy", _policy(operation))) == [(30, "not-witnessed")]


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


def test_the_program_has_the_same_rule_for_signatures():
    cases = json.loads((Path(__file__).parents[2] / "vectors" / "wycheproof_ed25519.json").read_text())
    for case in cases:
        public, message, signature = (bytes.fromhex(case[name]) for name in ("public", "message", "signature"))
        assert signatures.signed(public, message, signature) == keys.verify(public, message, signature)
    assert base64.b64encode(signatures.ORDER.to_bytes(32, "little")) == b"7dP1XBpjEljWnPei3vneFAAAAAAAAAAAAAAAAAAAABA="
