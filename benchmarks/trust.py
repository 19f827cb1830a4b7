"""How fast passes are read and written, entries written and verified, and an export audited by the program that stands alone.

python benchmarks/trust.py [ENTRIES]     with src on PYTHONPATH; prints one JSON document; the first figures are the calibration of this machine, now.
Seconds are of the processor, not of the clock on the wall, so that a busy machine counts less. Above 200,000 entries the audit is done without
signatures only, unless `--whole` is given. The audit with two processes beside the reading is told in seconds on the wall too.
"""

import hashlib
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "verify"))

from safepassage_audit.audit import Audit
from safepassage_audit.known import ALL, CHAINS, NONE, Known

from safepassage.kernel.moment import Moment
from safepassage.ledger import checkpoint, entries, export, merkle, verify
from safepassage.ledger.model import EMPTY
from safepassage.passes import wire
from safepassage.passes.model import Pass
from safepassage.seal import keys, lattice

OPERATION = "rafah-2023"
NAMES = ["desk", *(f"actor-{number}" for number in range(19))]
SEEDS = {name: hashlib.sha256(b"invented " + name.encode()).digest() for name in NAMES}
PUBLICS = {name: keys.public_key(seed) for name, seed in SEEDS.items()}
BODY = b'{"at":"2023-11-01T05:00:00Z","fact":{"answer":"granted","person":"' + b"0" * 200 + b'"}}'


def rate(count, work):
    """Calls a second."""
    begun = time.process_time()
    for _ in range(count):
        work()
    return round(count / (time.process_time() - begun))


def passes():
    seed, public = SEEDS["desk"], PUBLICS["desk"]
    kid, known = wire.key_id(OPERATION, public), wire.pass_keys(OPERATION, [public])
    says = Pass(
        "00" * 10,
        OPERATION,
        "INVENTED MUHAMMAD TESTPERSON",
        "1985-03-01",
        "ab" * 16,
        "foreign",
        "A",
        Moment(1),
        Moment(2),
    )
    text = wire.pass_text(says, lambda message: keys.sign(seed, message), kid)
    return {
        "pass bytes": (len(text) - 4) * 2 // 3,
        "passes read/s": rate(3000, lambda: wire.read_pass(text, known, OPERATION)),
        "passes written/s": rate(3000, lambda: wire.pass_text(says, lambda message: keys.sign(seed, message), kid)),
    }


def written(count):
    """Entries of twenty actors, one after the other."""
    head = EMPTY
    for number in range(count):
        actor = NAMES[number % 20] if number >= 20 else "desk"
        body, kind = BODY, "clearance.answered/1"
        if number < 20:
            kind = "ledger.actor-admitted/1"
            fact = {"actor": NAMES[number], "public": PUBLICS[NAMES[number]].hex()}
            body = json.dumps({"at": "2023-11-01T05:00:00Z", "fact": fact}).encode()
        key = hashlib.sha256(b"%d" % number).digest()
        entry, head = entries.write_entry(
            head,
            operation=OPERATION,
            kind=kind,
            actor=actor,
            clause="1/2.3",
            deltas={"granted": 1},
            body=body,
            key=key,
            sign=lambda message, seed=SEEDS[actor]: keys.sign(seed, message),
        )
        yield entry, key, head


def ledger(count, path):
    """Write, verify, export and audit so many entries; a ledger of a million never stands in memory."""
    begun = time.process_time()
    assert sum(1 for _ in written(20_000)) == 20_000
    write = 20_000 / (time.process_time() - begun)
    point = {}

    def passing():
        for entry, _, after in written(count):
            point["head"] = after
            yield entry

    log = checkpoint.log_key(OPERATION, PUBLICS["desk"])
    some = [entry for entry, _, _ in written(min(count, 20_000))]
    begun = time.process_time()
    found = verify.verify_chain(some, lambda actor, _: PUBLICS[actor])
    chain = len(some) / (time.process_time() - begun)
    begun = time.process_time()
    verify.verify_chain(some, lambda actor, _: PUBLICS[actor], signatures=False)
    bare = len(some) / (time.process_time() - begun)
    assert found.whole
    shown = {}
    lines = export.write_export(
        passing(),
        operation=OPERATION,
        log=log,
        checkpoints=[],
        totals={"granted": count},
        key_of=lambda entry, header: (
            hashlib.sha256(b"%d" % entry.index).digest() if header.kind.startswith("ledger.") else None
        ),
    )
    with path.open("w") as out:
        out.writelines(lines)
    kinds = (
        ("audit without signatures", NONE, 1),
        ("audit by chains", CHAINS, 1),
        ("audit with signatures", ALL, 1),
        ("audit with signatures, 2 processes beside", ALL, 2),
    )
    for name, signatures, workers in kinds[: 4 if count <= 200_000 or "--whole" in sys.argv else 2]:
        begun, wall = time.process_time(), time.perf_counter()
        audit = Audit(Known(signatures=signatures, workers=workers))  # no checkpoint is made here, so none is asked for
        with path.open() as export_lines:
            audit.read(export_lines)
        taken = time.process_time() - begun
        assert (audit.wrong, audit.tree.size) == (0, count)
        assert audit.tree.root() == merkle.root(point["head"].frontier)
        shown |= {f"{name}, s": round(taken, 1), f"{name}, s on the wall": round(time.perf_counter() - wall, 1)}
        shown[f"{name}, entries/s"] = round(count / taken)
        shown[f"{name}, peak MiB so far"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "entries written/s": round(write),
        "verify_chain entries/s": round(chain),
        "verify_chain without signatures entries/s": round(bare),
        "audited entries": count,
        "export MiB": round(path.stat().st_size / 2**20),
        **shown,
    }


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    message, signature = b"x" * 400, keys.sign(SEEDS["desk"], b"x" * 400)
    seed = bytes(32)
    public, long = lattice.public_key(seed), lattice.sign(seed, message)
    told = {
        "Ed25519 verify/s": rate(4000, lambda: keys.verify(PUBLICS["desk"], message, signature)),
        "Ed25519 sign/s": rate(4000, lambda: keys.sign(SEEDS["desk"], message)),
        "ML-DSA-44 verify/s": rate(1000, lambda: lattice.verify(public, message, long)),
        "ML-DSA-44 sign/s": rate(300, lambda: lattice.sign(seed, message)),
        "SHA-256 of 400 bytes/s": rate(100_000, lambda: hashlib.sha256(message).digest()),
        **passes(),
    }
    with tempfile.TemporaryDirectory() as folder:
        told |= ledger(count, Path(folder) / "export.jsonl")
    print(json.dumps(told, indent=1))


main()
