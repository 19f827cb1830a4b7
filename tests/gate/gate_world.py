"""A gate at which everything is in order, for tests to bend one thing at a time. All passes and people are invented."""

import hashlib
from dataclasses import replace

from safepassage.gate.model import (
    Before,
    Coupled,
    Flow,
    Journal,
    Limits,
    ManifestInHand,
    Presented,
    Record,
    Station,
    Steps,
)
from safepassage.gate.records import record_id, said
from safepassage.kernel.moment import Moment

OPERATION = "invented-2023"
DAY = "2023-11-02"
PASS = "0a" * 10
OTHER_PASS = "0b" * 10
TAG = "1c" * 16
OTHER_TAG = "1d" * 16
MANIFEST_TAG = "00000000000000aa"
OTHER_MANIFEST_TAG = "00000000000000bb"
NOON = Moment.parse("2023-11-02T10:00:00Z")
CLAUSES = {"in-order": "1/passing", "revoked": "1/revocation", "turned-away": "1/sides", "coupling": "1/never-used"}


def presented(**changes):
    return replace(
        Presented(
            pass_id=PASS,
            operation=OPERATION,
            category="foreign",
            tag=TAG,
            valid_from=Moment.parse("2023-11-02T05:00:00Z"),
            expires=Moment.parse("2023-11-04T22:00:00Z"),
            lane="a",
            manifest_tag=MANIFEST_TAG,
            document=TAG,
        ),
        **changes,
    )


DIGEST = "5a" * 32  # of the manifest in hand


def manifest(**changes):
    return replace(
        ManifestInHand(
            number=7,
            newest=7,
            made=Moment.parse("2023-11-02T00:00:00Z"),
            tags=("0000000000000001", MANIFEST_TAG, OTHER_MANIFEST_TAG, "ffffffffffffffff"),
            revoked=("00000000000000cc",),
            digest=DIGEST,
        ),
        **changes,
    )


def flow(**changes):
    return replace(
        Flow(
            categories=("foreign", "injured"),
            before=(Before("1/injured-first", "injured", "foreign"),),
            coupled=(Coupled("1/only-with-injured", "foreign", "injured", 10, 5),),
        ),
        **changes,
    )


def exit_station(**changes):
    return replace(
        Station(
            operation=OPERATION,
            side="west",
            step="exit",
            session=f"west/{DAY}/1",
            open=True,
            lane="a",
            manifest=manifest(),
            flow=flow(),
            limits=Limits(manifest_minutes=24 * 60, tolerance_seconds=120),
            clauses=CLAUSES,
        ),
        **changes,
    )


def entry_station(**changes):
    base = replace(exit_station(), side="east", step="entry", session=f"east/{DAY}/1", journal=between())
    return replace(base, **changes)


def been(exited=(), entered=(), returned=(), out=None, pass_id=PASS):
    """A journal in which one pass has been somewhere; every exit is out unless said otherwise."""
    return Journal(
        {pass_id: Steps(tuple(exited), tuple(entered), tuple(returned), tuple(exited if out is None else out))}
    )


def between():
    return been(exited=["west-1/4/0a0a0a0a"])


def draw(*what):
    """What a device drew for a record: another for each, the same at each run."""
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


def record(place, step="exited", **changes):
    """A record under its own id; `place` is `DEVICE/SEQUENCE`."""
    device, _, sequence = place.partition("/")
    side = "east" if step == "entered" else "west"
    verdict, reason = ("admit", "in-order") if step else ("hold", "document-mismatch")
    plain = Record("", f"{side}/{DAY}/1", side, PASS, verdict, reason, step, "officer-1", category="foreign")
    plain = replace(plain, manifest=7, manifest_digest=DIGEST)
    changed = replace(plain, **{"drawn": draw(place, step, *sorted(changes.items())), **changes})
    return replace(changed, record=record_id(device, int(sequence), said(changed)))
