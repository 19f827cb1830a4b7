"""The gate's golden cases: every branch of the rule, as plain JSON in and out, for any other implementation to be held to.

`python tests/gate/gate_vectors.py` writes `vectors/gate.json` anew; `test_gate_vectors.py` fails while it differs.
"""

import json
from dataclasses import replace
from pathlib import Path

from gate_world import (
    DAY,
    MANIFEST_TAG,
    NOON,
    OTHER_PASS,
    OTHER_TAG,
    been,
    between,
    entry_station,
    exit_station,
    flow,
    manifest,
    presented,
    record,
)

from safepassage.gate.model import Before, Bundle, Close, Coupled, Journal, Limits, ManifestInHand, Presented
from safepassage.gate.reasons import SAYS, TABLE
from safepassage.gate.records import said
from safepassage.gate.rules import decide, journal_of, merge, override, return_of, turn_away
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import to_plain

PATH = Path(__file__).parents[2] / "vectors" / "gate.json"
AT = Moment.parse
NINE = exit_station(manifest=manifest(made=AT("2023-11-02T09:00:00Z")))
EXITED, BACK = "west-1/4/0a0a0a0a", "west-1/9/00000002"


def through(out, patients, **changes):
    journal = Journal(out={"foreign": out}, patients_out={"injured": patients})
    return exit_station(journal=journal, **changes)


def only_patients_wait():
    return flow(waiting={"injured": 3, "foreign": 40})


DECIDE = [
    ("everything in order at the exit", presented(), exit_station(), NOON),
    ("everything in order at the entry", presented(), entry_station(), NOON),
    ("a station and a pass without a lane", presented(lane=""), exit_station(), NOON),
    ("a pass for any lane at a station with none", presented(), exit_station(lane=""), NOON),
    ("no clause is known", presented(), exit_station(clauses={}), NOON),
    # the pass itself
    ("not a pass at all", Presented(fault="prefix"), exit_station(), NOON),
    ("a pass cut in half", Presented(fault="base45"), exit_station(), NOON),
    ("claims no reader accepts", Presented(fault="claims"), exit_station(), NOON),
    ("a broken signature", Presented(fault="signature"), exit_station(), NOON),
    ("a broken signature on a pass that says it is in order", presented(fault="signature"), exit_station(), NOON),
    ("a key this gate does not know", Presented(fault="unknown-key"), exit_station(), NOON),
    ("a pass of another operation, seen by its key", Presented(fault="other-operation"), exit_station(), NOON),
    ("a pass of another operation, seen by its claims", presented(operation="other"), exit_station(), NOON),
    ("a pass without an id", presented(pass_id=""), exit_station(), NOON),
    ("a pass without an operation", presented(operation=""), exit_station(), NOON),
    # revoked
    ("revoked", presented(manifest_tag="00000000000000cc"), exit_station(), NOON),
    (
        "revoked and still in the manifest",
        presented(),
        exit_station(manifest=manifest(revoked=(MANIFEST_TAG,))),
        NOON,
    ),
    ("revoked while between the gates", presented(manifest_tag="00000000000000cc"), entry_station(), NOON),
    (
        "revoked and never out, at the entry",
        presented(manifest_tag="00000000000000cc"),
        entry_station(journal=Journal()),
        NOON,
    ),
    # the session
    ("the exit is closed", presented(), exit_station(open=False), NOON),
    ("the entry is closed with a person between the gates", presented(), entry_station(open=False), NOON),
    ("the entry is closed, person not out", presented(), entry_station(open=False, journal=Journal()), NOON),
    ("closed and the document is another", presented(document=OTHER_TAG), exit_station(open=False), NOON),
    # the steps
    ("out already", presented(), exit_station(journal=between()), NOON),
    ("out and in already, at the exit", presented(), exit_station(journal=been([EXITED], ["east-1/2/00000001"])), NOON),
    (
        "in without a record of going out, at the exit",
        presented(),
        exit_station(journal=been(entered=["east-1/2/00000001"])),
        NOON,
    ),
    ("returned, at the exit again", presented(), exit_station(journal=been([EXITED], (), [BACK], [])), NOON),
    (
        "returned and out again, at the exit",
        presented(),
        exit_station(journal=been([EXITED, "west-1/12/00000003"], (), [BACK], ["west-1/12/00000003"])),
        NOON,
    ),
    ("in already", presented(), entry_station(journal=been([EXITED], ["east-1/2/00000001"])), NOON),
    ("not out", presented(), entry_station(journal=Journal()), NOON),
    ("another pass is out", presented(pass_id=OTHER_PASS), entry_station(), NOON),
    ("out and returned, at the entry", presented(), entry_station(journal=been([EXITED], (), [BACK], [])), NOON),
    ("out twice", presented(), entry_station(journal=been([EXITED, "west-2/3/00000004"])), NOON),
    (
        "out twice, returned once",
        presented(),
        entry_station(journal=been([EXITED, "west-2/3/00000004"], (), [BACK], [EXITED])),
        NOON,
    ),
    # the document
    ("another document", presented(document=OTHER_TAG), exit_station(), NOON),
    ("no document shown", presented(document=""), exit_station(), NOON),
    ("no document on the pass", presented(tag=""), exit_station(), NOON),
    ("no document anywhere", presented(tag="", document=""), exit_station(), NOON),
    # the manifest
    ("not in the manifest", presented(manifest_tag="00000000000000ab"), exit_station(), NOON),
    ("below the first tag", presented(manifest_tag="0000000000000000"), exit_station(), NOON),
    ("the last tag", presented(manifest_tag="ffffffffffffffff"), exit_station(), NOON),
    ("no tag could be made", presented(manifest_tag=""), exit_station(), NOON),
    ("a manifest of nobody", presented(), exit_station(manifest=manifest(tags=())), NOON),
    ("no manifest", presented(), exit_station(manifest=ManifestInHand()), NOON),
    ("a manifest without its moment", presented(), exit_station(manifest=manifest(made=None)), NOON),
    (
        "a manifest that nobody witnessed yet",
        presented(),
        exit_station(
            manifest=manifest(witnessed=False, made=AT("2023-11-02T09:30:00Z")), limits=Limits(unwitnessed_minutes=300)
        ),
        NOON,
    ),
    (
        "a manifest that nobody witnessed in time",
        presented(),
        exit_station(manifest=manifest(witnessed=False), limits=Limits(unwitnessed_minutes=10)),
        NOON,
    ),
    ("a pass that its issuer may not issue", presented(outside=True), exit_station(), NOON),
    ("a manifest that is not the newest", presented(), exit_station(manifest=manifest(newest=8)), NOON),
    ("a manifest of the greatest age", presented(), exit_station(), AT("2023-11-03T00:02:00Z")),
    ("a manifest one second too old", presented(), exit_station(), AT("2023-11-03T00:02:01Z")),
    # the clock
    ("a clock behind by as much as may be", presented(), NINE, AT("2023-11-02T08:58:00Z")),
    ("a clock behind by one second more", presented(), NINE, AT("2023-11-02T08:57:59Z")),
    (
        "a clock behind the manifest",
        presented(),
        exit_station(manifest=manifest(made=AT("2023-11-02T13:00:00Z"))),
        NOON,
    ),
    ("nothing to prove a clock by", presented(), exit_station(manifest=ManifestInHand()), AT("2023-11-02T05:00:00Z")),
    # validity
    ("no beginning", presented(valid_from=None), exit_station(), NOON),
    ("no end", presented(expires=None), exit_station(), NOON),
    ("an end before the beginning", presented(expires=AT("2023-11-02T05:00:00Z")), exit_station(), NOON),
    ("the first second", presented(valid_from=NOON), exit_station(), NOON),
    ("early within the tolerance", presented(valid_from=NOON.plus(seconds=120)), exit_station(), NOON),
    ("early by one second more", presented(valid_from=NOON.plus(seconds=121)), exit_station(), NOON),
    ("an hour early", presented(valid_from=NOON.plus(hours=1)), exit_station(), NOON),
    ("late within the tolerance", presented(expires=NOON.plus(seconds=-119)), exit_station(), NOON),
    ("late by one second more", presented(expires=NOON.plus(seconds=-120)), exit_station(), NOON),
    ("a day late", presented(expires=NOON.plus(days=-1), valid_from=NOON.plus(days=-3)), exit_station(), NOON),
    ("no tolerance at all", presented(expires=NOON), exit_station(limits=Limits(24 * 60, 0)), NOON),
    # who may pass now
    ("a category that does not pass now", presented(category="aid-workers"), exit_station(), NOON),
    ("no category", presented(category=""), exit_station(), NOON),
    ("order: the first are waiting", presented(), exit_station(flow=only_patients_wait()), NOON),
    ("order: the first go", presented(category="injured"), exit_station(flow=only_patients_wait()), NOON),
    ("order does not bind the entry", presented(), entry_station(flow=only_patients_wait()), NOON),
    (
        "order: two rules hold",
        presented(),
        exit_station(
            flow=flow(
                before=(Before("1/a", "injured", "foreign"), Before("1/b", "children", "foreign")),
                waiting={"injured": 1, "children": 2},
            )
        ),
        NOON,
    ),
    ("coupling: the last of the allowance", presented(), through(4, 0), NOON),
    ("coupling: one more than the allowance", presented(), through(5, 0), NOON),
    ("coupling: one patient lets ten more out", presented(), through(14, 1), NOON),
    ("coupling: the sixteenth for one patient", presented(), through(15, 1), NOON),
    ("coupling binds its own category only", presented(category="injured"), through(15, 1), NOON),
    (
        "coupling does not bind the entry",
        presented(),
        entry_station(journal=replace(through(50, 0).journal, passes=between().passes)),
        NOON,
    ),
    (
        "coupling: nobody without patients",
        presented(),
        exit_station(flow=flow(coupled=(Coupled("1/none", "foreign", "injured", 0, 0),))),
        NOON,
    ),
    ("another lane", presented(lane="b"), exit_station(), NOON),
    # several at once: the weightiest first, all the others named
    (
        "everything odd that a hold can be",
        presented(
            document=OTHER_TAG,
            manifest_tag="00000000000000ab",
            category="aid-workers",
            lane="b",
            expires=NOON.plus(hours=-2),
        ),
        exit_station(manifest=manifest(newest=9)),
        NOON,
    ),
    (
        "a refusal outweighs every hold",
        presented(document="", lane="b", manifest_tag="00000000000000cc"),
        exit_station(open=False, journal=between()),
        NOON,
    ),
]

HELD = decide(presented(document=OTHER_TAG), exit_station(), NOON)
OVERRIDE = [
    ("two people, a reason", HELD, exit_station(), "officer-1", "officer-2", "an old passport, the face is the same"),
    (
        "at the entry",
        decide(presented(), entry_station(journal=Journal()), NOON),
        entry_station(),
        "o-1",
        "o-2",
        "phoned",
    ),
    ("one person twice", HELD, exit_station(), "officer-1", "officer-1", "x"),
    ("one person in another writing", HELD, exit_station(), "officer 1", " OFFICER\u00a0\u200b1", "x"),
    ("one person twice, written differently", HELD, exit_station(), "Officer-1", " officer-1 ", "x"),
    ("no second person", HELD, exit_station(), "officer-1", " ", "x"),
    ("no first person", HELD, exit_station(), "", "officer-2", "x"),
    ("no reason", HELD, exit_station(), "officer-1", "officer-2", "  "),
    ("an admission", decide(presented(), exit_station(), NOON), exit_station(), "officer-1", "officer-2", "x"),
    ("a refusal", decide(presented(), exit_station(open=False), NOON), exit_station(), "officer-1", "officer-2", "x"),
]

RETURN = [
    ("from between the gates", presented(), exit_station(journal=between())),
    ("while closed", presented(), exit_station(journal=between(), open=False)),
    ("with a revoked pass", presented(manifest_tag="00000000000000cc"), exit_station(journal=between())),
    ("with a pass this gate has never seen", presented(), exit_station()),
    ("returned already", presented(), exit_station(journal=been([EXITED], (), [BACK], []))),
    ("returned already, its exit unknown", presented(), exit_station(journal=been(returned=[BACK]))),
    ("entered already", presented(), exit_station(journal=been([EXITED], ["east-1/2/00000001"]))),
    ("with a paper nobody can read", Presented(fault="base45"), exit_station(journal=between())),
]

TURN_AWAY = [
    ("a pass in order", decide(presented(), entry_station(), NOON), entry_station()),
    ("a pass in order, at the exit", decide(presented(), exit_station(), NOON), exit_station()),
    ("a pass that was held", decide(presented(lane="b", document=""), entry_station(), NOON), entry_station()),
]

A1 = record("west-1/1")
A2 = record("west-1/2", pass_id=OTHER_PASS, category="injured", patient=True)
A3 = record("west-1/3", step="")


def back(place, **changes):
    """The return that answers the first exit."""
    return record(place, "returned", reason="returned", takes_back=A1.record, **changes)


JOURNAL = [
    ("nothing", [], DAY),
    ("two out, one held", [A1, A2, A3], DAY),
    ("the same in another order, twice", [A3, A2, A1, A2], DAY),
    ("another day's counts", [A1, A2, A3], "2023-11-03"),
    ("out, returned, out again", [A1, back("west-1/4"), record("west-1/5")], DAY),
    ("out, returned as two gates noted, out again", [A1, back("west-1/4"), back("east-1/1"), record("west-1/5")], DAY),
    ("out and returned", [back("west-2/1"), A1], DAY),
    ("returned where the exit was not known", [record("east-1/1", "returned", reason="returned-unknown"), A1], DAY),
    (
        "the same, then out again",
        [record("east-1/1", "returned", reason="returned-unknown"), A1, record("west-1/5")],
        DAY,
    ),
    ("returned, its exit not arrived yet", [back("west-1/4")], DAY),
    ("in before the record of going out arrives", [record("east-1/1", "entered"), A1], DAY),
    ("out today, returned tomorrow", [A1, back("west-1/4", session="west/2023-11-03/1")], "2023-11-03"),
    ("one copy knows the category", [replace(A1, category=""), A1], DAY),
]

LOOSE = record("west-2/1", "returned", reason="returned-unknown")
MERGE = [
    ("a return where the exit was not known", [Bundle((A1,)), Bundle((LOOSE,))]),
    ("the same, noted again where it was", [Bundle((A1, back("west-1/2"))), Bundle((LOOSE,))]),
    ("a return of a pass that never went out", [Bundle((LOOSE,))]),
    ("nothing", []),
    ("two devices, one pass", [Bundle((A1,)), Bundle((record("west-2/1"),))]),
    ("three crossings", [Bundle((A1, record("west-2/1"), record("west-3/1")))]),
    ("out twice, returned between", [Bundle((A1, back("west-1/2"), record("west-2/1")))]),
    ("in twice", [Bundle((A1, record("east-1/1", "entered"), record("east-2/1", "entered")))]),
    ("a bundle twice", [Bundle((A1, A2)), Bundle((A2, A1))]),
    ("a gap", [Bundle((A1, record("west-1/4", pass_id=OTHER_PASS)))]),
    ("two gaps, one of them one record", [Bundle((record("west-1/2"), record("west-1/5", pass_id=OTHER_PASS)))]),
    (
        "a gap behind a close",
        [Bundle((A1, record("west-1/3", pass_id=OTHER_PASS)), (Close(f"west/{DAY}/1", "west-1", 1),))],
    ),
    ("a close and no record", [Bundle((), (Close(f"west/{DAY}/1", "west-1", 2), Close(f"west/{DAY}/1", "west-2", 0)))]),
    ("a sequence as large as may be", [Bundle((replace(A1, record="west-1/999999999999999/x"),))]),
    ("a sequence larger than may be", [Bundle((replace(A1, record="west-1/9999999999999999/x"),))]),
    ("a record without an id", [Bundle((replace(A1, record=""),))]),
    ("an admission without a step", [Bundle((record("west-1/1", "", verdict="admit", reason="in-order"),))]),
    ("a step without an admission", [Bundle((record("west-1/1", verdict="hold", reason="order"),))]),
    ("an unknown verdict", [Bundle((record("west-1/1", "", verdict="perhaps"),))]),
    ("an unknown step", [Bundle((record("west-1/1", "vanished"),))]),
    (
        "an override by two",
        [Bundle((record("west-1/1", reason="order", second="officer-2", override="a sick child"),))],
    ),
    (
        "an override by one",
        [Bundle((record("west-1/1", reason="order", second="officer-1", override="a sick child"),))],
    ),
    ("an override without words", [Bundle((record("west-1/1", reason="order", second="officer-2"),))]),
    ("a crossing of no pass", [Bundle((record("west-1/1", pass_id=""),))]),
    ("a record of another side's session", [Bundle((record("west-1/1", side="east"),))]),
    ("a gap before the close", [Bundle((A1,), (Close(f"west/{DAY}/1", "west-1", 3),))]),
    ("a record behind the close", [Bundle((A1, A2), (Close(f"west/{DAY}/1", "west-1", 1),))]),
    (
        "a refusal and a return behind the close",
        [Bundle((A1, record("west-1/2", ""), back("west-1/3")), (Close(f"west/{DAY}/1", "west-1", 1),))],
    ),
    ("a cloned device", [Bundle((A1,)), Bundle((record("west-1/1", pass_id=OTHER_PASS),))]),
    ("a cloned device, one pass twice", [Bundle((A1, record("west-1/1", officer="officer-9")))]),
    (
        "a cloned device, one pass twice, all alike but the draw",
        [Bundle((A1,)), Bundle((record("west-1/1", drawn="00000000000000bb"),))],
    ),
    ("a record that drew nothing", [Bundle((record("west-1/1", drawn=""),))]),
    ("a record whose draw is not written as one", [Bundle((record("west-1/1", drawn="00000000000000BB"),))]),
    ("a draw in two records", [Bundle((A2, record("west-1/3", "", drawn=A2.drawn)))]),
    ("an id that is not the record's own", [Bundle((replace(A1, record="west-1/1/ffffffff"), A1))]),
    ("an id without a sequence", [Bundle((replace(A1, record="paper"), A1))]),
]
PARTIES = {"west": "gaza-crossings", "north": "gaza-crossings", "east": "egy"}
OURS = tuple(record(f"phone/{place}", "", officer=f"ours {place}") for place in (1, 2, 3))
THEIRS = tuple(
    record(f"phone/{place}", "entered", pass_id=OTHER_PASS, officer=f"theirs {place}") for place in (1, 2, 3, 4, 5)
)
NOBODYS = tuple(record(f"phone/{place}", "", side="", officer=f"nobody's {place}") for place in (1, 2, 3, 4, 5, 6))
MERGE_OF_PARTIES = [
    ("one name, two parties: two devices", [Bundle((OURS[0],)), Bundle((THEIRS[0],))]),
    ("one name, two parties: each has its own gaps", [Bundle((OURS[2], THEIRS[0], THEIRS[4]))]),
    (
        "one name, two parties: each has its own copies",
        [Bundle((*OURS[:2], *THEIRS[:2], record("phone/2", "entered", officer="a copy")))],
    ),
    (
        "one name, two parties: each has its own close",
        [Bundle((record("phone/1"), record("phone/2"), *THEIRS[:2]), (Close(f"east/{DAY}/1", "phone", 1),))],
    ),
    ("one name, two parties: a close is enough", [Bundle(OURS[:1], (Close(f"east/{DAY}/1", "phone", 2),))]),
    (
        "one name, one party's two sides: one device",
        [Bundle((OURS[0], record("phone/1", "", side="north", session=f"north/{DAY}/1")))],
    ),
    ("a record of no side fills a gap, and is no copy", [Bundle((OURS[0], OURS[2], NOBODYS[1], NOBODYS[2]))]),
    ("a record of no side opens no gap", [Bundle((OURS[0], NOBODYS[5]))]),
    (
        "a record of no side before a close",
        [Bundle((OURS[0], NOBODYS[1]), (Close(f"west/{DAY}/1", "phone", 2),))],
    ),
    ("records of no side alone", [Bundle((NOBODYS[0], NOBODYS[2], record("phone/3", "", side="", officer="a copy")))]),
]


def _overridden(decision, station, officer, second, reason):
    try:
        return to_plain(override(decision, station, officer, second, reason))
    except ValueError:
        return None


def vectors():
    """Everything, as plain data."""
    return {
        "format": "safepassage/gate-vectors/1",
        "reasons": [to_plain(reason) for reason in TABLE],
        "says": SAYS,
        "decide": [
            {
                "name": name,
                "presented": to_plain(p),
                "station": to_plain(s),
                "moment": m.iso(),
                "decision": to_plain(decide(p, s, m)),
            }
            for name, p, s, m in DECIDE
        ],
        "override": [
            {
                "name": name,
                "decision": to_plain(d),
                "step": s.step,
                "officer": o,
                "second": t,
                "reason": r,
                "result": _overridden(d, s, o, t, r),
            }
            for name, d, s, o, t, r in OVERRIDE
        ],
        "return_of": [
            {"name": name, "presented": to_plain(p), "station": to_plain(s), "decision": to_plain(return_of(p, s))}
            for name, p, s in RETURN
        ],
        "turn_away": [
            {"name": name, "decision": to_plain(d), "station": to_plain(s), "result": to_plain(turn_away(s, d))}
            for name, d, s in TURN_AWAY
        ],
        "record_id": [{"said": list(said(one)), "record": one.record} for one in (A1, A2, A3)],
        "journal_of": [
            {"name": name, "records": to_plain(records), "day": day, "journal": to_plain(journal_of(records, day))}
            for name, records, day in JOURNAL
        ],
        "merge": [
            *(
                {"name": name, "bundles": to_plain(bundles), "merged": to_plain(merge(bundles))}
                for name, bundles in MERGE
            ),
            *(
                {
                    "name": name,
                    "bundles": to_plain(bundles),
                    "parties": PARTIES,
                    "merged": to_plain(merge(bundles, parties=PARTIES)),
                }
                for name, bundles in MERGE_OF_PARTIES
            ),
        ],
    }


def text():
    """The file's text: one line a case, so that a change shows as the case it is in."""
    lines = []
    for key, value in vectors().items():
        if isinstance(value, list):
            cases = ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in value)
            lines.append(f'"{key}": [\n{cases}\n]')
        else:
            lines.append(f'"{key}": {json.dumps(value, ensure_ascii=False, sort_keys=True)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
