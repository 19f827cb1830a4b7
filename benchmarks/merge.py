"""What devices wrote while cut off, taken in at once, and the whole record verified after: python benchmarks/merge.py [RECORDS]

Twenty devices (ten at each side) hand over signed bundles of their records: exits, entries, holds and refusals of invented people who were listed, cleared and
given passes by entries of the record itself, so that `ledger verify` replays everything and must find nothing wrong. Prints one JSON document, with a calibration.
"""

import hashlib
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from safepassage.adapters.dice import SeededDice
from safepassage.adapters.keyring import FolderKeyring
from safepassage.clearance.facts import Answered, Submitted
from safepassage.clearance.model import Given
from safepassage.gate.facts import SessionOpened
from safepassage.gate.model import Bundle, Record
from safepassage.gate.records import record_id, said
from safepassage.kernel.moment import Moment
from safepassage.operations import gate, ledger, terms
from safepassage.operations.house import DESK, House
from safepassage.operations.record import Scribe
from safepassage.passes.facts import Issued
from safepassage.people.facts import EntryRead
from safepassage.people.model import Details
from safepassage.seal import keys
from safepassage.store.store import DjangoStore
from safepassage.wiring import scratch_store, second_process

ROOT = Path(__file__).parents[1]
DAY = "2023-11-01"
CLEARING = ("gaza-crossings", "isr", "egy")
PARTIES = {"gaza": "gaza-crossings", "egypt": "egy"}
BLOCK = 1_000
AT = Moment.parse("2023-11-01T06:00:00Z")


def calibration():
    """What this machine does at this minute: signatures checked and made a second, flushes a second."""
    seed, message = bytes(32), b"x" * 400
    public, signature = keys.public_key(seed), keys.sign(bytes(32), b"x" * 400)
    begun = time.perf_counter()
    for _ in range(2000):
        keys.verify(public, message, signature)
    verified = 2000 / (time.perf_counter() - begun)
    begun = time.perf_counter()
    for _ in range(2000):
        keys.sign(seed, message)
    return {
        "Ed25519 verify/s on the wall": round(verified),
        "Ed25519 sign/s on the wall": round(2000 / (time.perf_counter() - begun)),
    }


def listed(house, count):
    """So many invented people, listed, cleared by everybody and with a pass, all by entries of the record."""
    persons = [f"invented-{number:06d}" for number in range(count)]
    for start in range(0, count, BLOCK):
        some = persons[start : start + BLOCK]
        with house.store.work() as work:
            desk = Scribe(house, work, DESK, AT)
            for one in some:
                desk.write(
                    EntryRead(
                        f"e-{one}",
                        "list-1",
                        "jor",
                        1,
                        (),
                        Details(f"Invented {one}", "M"),
                        (),
                        one,
                        f"c-{one}",
                        "foreign",
                        "",
                        (),
                    )
                )
            desk.write(Submitted(tuple(some), CLEARING))
            for party in CLEARING:
                Scribe(house, work, party, AT).write(Answered(party, "d", tuple(Given(one, "granted") for one in some)))
            for one in some:
                name = hashlib.sha256(one.encode()).hexdigest()[:20]
                desk.as_actor("issuer").write(Issued(name, one, DAY, "", AT, AT.plus(hours=40)))
    return [hashlib.sha256(one.encode()).hexdigest()[:20] for one in persons]


def journals(passes, records):
    """What each device wrote: of each pass a hold or none, an exit, an entry; and refusals of paper that is none."""
    held = {f"{side}-{number}": [] for side in PARTIES for number in range(10)}

    def write(side, number, pass_id, verdict, reason, step):
        device = f"{side}-{number % 10}"
        place = len(held[device]) + 1
        drawn = hashlib.sha256(f"{device} {place}".encode()).hexdigest()[:16]
        bare = Record("", f"{side}/{DAY}/1", side, pass_id, verdict, reason, step, "officer 1", drawn=drawn)
        held[device].append(
            Record(record_id(device, place, said(bare)), *said(bare), at=AT.plus(seconds=number % 30_000).iso())
        )

    for number, pass_id in enumerate(passes):
        write("gaza", number, pass_id, "hold", "order", "")
        write("gaza", number, pass_id, "admit", "in-order", "exited")
        write("egypt", number, pass_id, "refuse", "not-exited", "") if number % 2 else None
        write("egypt", number, pass_id, "admit", "in-order", "entered")
    missing = records - sum(map(len, held.values()))
    for number in range(missing):
        write(("gaza", "egypt")[number % 2], number // 2, "", "refuse", "forged", "")
    return held


def verified(house):
    """`ledger verify` as the command does it: with a second process where there is a core for it."""
    wall, worked = time.perf_counter(), time.process_time()
    with scratch_store() as scratch, second_process() as elsewhere:
        verdict = ledger.verify(house, scratch, elsewhere=elsewhere)
    assert verdict.flaws == (), verdict.flaws[:3]
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "entries": verdict.entries,
        "ledger verify, s on the wall": round(time.perf_counter() - wall, 1),
        "ledger verify, s of processor": round(time.process_time() - worked, 1),
        "of the second process, s of processor": round(beside.ru_utime + beside.ru_stime, 1),
        "peak MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main():
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    told = {"load": round(os.getloadavg()[0], 1), **calibration()}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        dice, ring = SeededDice("bench"), FolderKeyring(place / "keys")
        ring.make_pepper(dice)
        house = House("rafah-2023", DjangoStore.open(place / "a.sqlite3", create=True), ring, dice, None, None)
        terms.start(house, (ROOT / "examples" / "rafah-2023" / "terms.toml").read_text(), "terms.toml", AT)
        passes = listed(house, records * 2 // 7)
        with house.store.work() as work:
            for side, party in PARTIES.items():
                Scribe(house, work, party, AT).write(SessionOpened(f"{side}/{DAY}/1", side, 1))
        held = journals(passes, records)
        texts = [
            gate.bundle_text(house, (side := device.partition("-")[0]), PARTIES[side], Bundle(tuple(some)))
            for device, some in held.items()
        ]
        wall, worked = time.perf_counter(), time.process_time()
        fresh = 0
        for number, text in enumerate(texts):
            begun = time.perf_counter()
            done = gate.sync(house, text, AT.plus(hours=9))
            fresh += done.fresh
            if "--steps" in sys.argv:
                print(number, done.fresh, round(time.perf_counter() - begun, 2), file=sys.stderr)
        assert (fresh, done.conflicts, done.gaps, done.forks, done.odd) == (records, (), (), (), ())
        told |= {
            "records": records,
            "devices": len(texts),
            "merged, s on the wall": round(time.perf_counter() - wall, 1),
            "merged, s of processor": round(time.process_time() - worked, 1),
        }
        told |= verified(house)
        house.store.close()
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
