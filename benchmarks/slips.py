"""How long a print run takes: `python benchmarks/slips.py [SLIPS]` (400 by default), for invented families of 1 to 6.

Prints processor seconds and wall seconds of each part, after a calibration loop: compare only what was measured in one run.
"""

import hashlib
import json
import os
import resource
import sys
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safepassage.adapters import codes
from safepassage.adapters.slips import TypstSlipPrinter
from safepassage.kernel.moment import Moment
from safepassage.passes.model import Pass, Said, Slip, SlipPerson
from safepassage.passes.wire import key_id, pass_text

NAMES = (
    "Layla Invented Al-Muntaha",
    "ليلى أحمد محمود آل مُنتهى",
    "Ana Fernández de Invención",
    "رحمن محمد عبد اللطيف المُختلق",
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KID = key_id("invented-2023", KEY.public_key().public_bytes_raw())
TAKEN: dict[str, float] = {}
FROM, UNTIL = Moment.parse("2023-11-02T05:00:00Z"), Moment.parse("2023-11-04T22:00:00Z")


def person(number):
    name = NAMES[number % len(NAMES)]
    made = Pass(f"{number:020x}", "invented-2023", name, "1984-03-07", f"{number:032x}", "foreign", "a", FROM, UNTIL)
    return SlipPerson(name, "1984-03-07", pass_text(made, KEY.sign, KID))


def slips_of(count):
    sizes = (3, 4, 1, 5, 2, 6)
    for number in range(count):
        persons = tuple(person(10 * number + one) for one in range(sizes[number % len(sizes)]))
        yield Slip(
            f"C-{number:05d}",
            "2023-11-02",
            "07:00",
            "2023-11-04",
            Said("Hall"),
            1,
            "AB2C-DE3F-GH4J-KM5N",
            persons,
            (Said("passport"),),
            "07:30",
        )


def timed(what, work):
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    TAKEN[what] = time.perf_counter() - wall
    print(f"{what:<34}{time.process_time() - processor:9.2f} s processor {TAKEN[what]:9.2f} s wall", file=sys.stderr)
    return result


def size(slips, workers):
    """Bytes of all PDFs of the run."""
    return sum(map(len, TypstSlipPrinter().print_batches(slips, "Invented", 100, workers)))


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    timed("calibration: 2 million SHA-256", lambda: [hashlib.sha256(b"x").digest() for _ in range(2_000_000)])
    slips = timed("passes signed", lambda: list(slips_of(count)))
    passes = [one.pass_text for slip in slips for one in slip.persons]
    timed("codes made and read back, apart", lambda: [codes.make_checked(text) for text in passes])
    worked = sum(os.times()[:4])
    one = timed("printed, one process", lambda: size(slips, 1))
    cores = os.cpu_count() or 1
    alone = sum(os.times()[:4]) - worked
    many = timed(f"printed, {cores} processes", lambda: size(slips, cores))
    assert one == many
    worked = sum(os.times()[:4]) - worked - alone
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {
        "slips": count,
        "passes": len(passes),
        "MiB of PDF": round(one / 2**20, 1),
        "MiB of memory at most, here": round(memory),
        "load": round(os.getloadavg()[0], 1),
        "s of processor for 10,000 slips, one process": round(alone * 10_000 / count),
        f"s of processor for 10,000 slips, {cores} processes": round(worked * 10_000 / count),
        "s for 10,000 slips, one process": round(TAKEN["printed, one process"] * 10_000 / count),
        f"s for 10,000 slips, {cores} processes": round(TAKEN[f"printed, {cores} processes"] * 10_000 / count),
    }
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
