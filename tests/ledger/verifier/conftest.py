"""An invented operation and the separate program `verify/safepassage_verify.py`, run on its exports."""

import json
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from safepassage.kernel.canonical import canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import to_plain
from safepassage.ledger import checkpoint, entries, export, merkle
from safepassage.ledger.facts import ActorAdmitted
from safepassage.ledger.receipt import receipt_of

sys.path.insert(0, str(Path(__file__).parents[3] / "verify"))

from safepassage_audit import command

START = Moment(1_698_822_000)
WITNESSES = ("side-a", "side-b", "mediator")


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

    def receipt(self, entry, **said):
        """The log's receipt for an entry; `said` is what it lies."""
        given = receipt_of(entry, self.signer_of("desk"))
        lying = replace(given, **said)
        return replace(lying, signature=self.signer_of("desk")(lying.signed()).hex()).text()

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


@pytest.fixture
def quorum(operation):
    """Both sides and the mediator."""
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
