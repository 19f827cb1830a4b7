"""The command line."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from safepassage_audit.audit import Audit
from safepassage_audit.known import ALL, CHAINS, NONE, Audited, Known, WrongUseError
from safepassage_audit.lists import LIST_CLOSED, PLAN_CLOSED, PLAN_DROPPED, TERMS_CLOSED, UNREAD, Unchecked
from safepassage_audit.notes import LOG, NoteError, read_checkpoint, read_key
from safepassage_audit.policy import read_policy
from safepassage_audit.receipts import read_receipts
from safepassage_audit.sample import Sample

REMEMBERED = "safepassage-audited/1"
SAYS = {
    CHAINS: "Of each actor the last signature under each key was checked: it binds all that went before. Without --chains every one is.",
    NONE: "No signature of an entry was checked.",
}


MOST_LINE = 2**24  # bytes of a line of the export: a list of ten thousand cases has some six million
PUBLIC = re.compile(r"[0-9a-fA-F]{64}")
PLAIN = re.compile(r"[ -~]*")
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # controls, marks of direction, halves of characters, ends of lines
WHY = {
    LIST_CLOSED: "Not computed again, because the list is not open to you",
    PLAN_CLOSED: "Not computed again, because no plan for the list is open to you",
    PLAN_DROPPED: "Not computed again, because so many plans were made before these lists were published that theirs was not kept",
    TERMS_CLOSED: "Computed again without the terms, which are not open to you or cannot be read: quota and order were compared with the plan alone",
    UNREAD: "Not computed again, because the list or its plan cannot be read or is too large",
}


def plain(line: str, *, as_json: bool = False) -> str:
    """The line as it may be printed: what would steer a terminal, end the line or turn its direction stands there as its number."""
    if PLAIN.fullmatch(line):
        return line

    def shown(one: str) -> str:
        return json.dumps(one)[1:-1] if as_json else f"\\u{{{ord(one):x}}}"

    return "".join(shown(one) if unicodedata.category(one) in UNSEEN else one for one in line)


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUseError(f"{path} cannot be read: {type(error).__name__}") from None


def _lines(path: str) -> Iterator[str]:
    try:
        if path == "-":
            yield from _lines_of(sys.stdin.buffer)
            return
        with Path(path).open("rb") as export:
            yield from _lines_of(export)
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUseError(f"{path} cannot be read: {type(error).__name__}") from None


def _lines_of(export: IO[bytes]) -> Iterator[str]:
    """Its lines; one that is longer than any is comes as an empty one, which is no line of an export."""
    while line := export.readline(MOST_LINE + 1):
        if len(line) <= MOST_LINE or line.endswith(b"\n"):
            yield line.decode()
            continue
        while line and not line.endswith(b"\n"):
            line = export.readline(MOST_LINE)
        yield ""


def _table(path: str) -> dict[str, Any]:
    data = json.loads(_text(path))
    if not isinstance(data, dict):
        raise WrongUseError(f"{path} is no table of names")
    return data


def _actors(path: str) -> dict[str, tuple[str, ...]]:
    """The keys of each actor: one, or a list of those that it may have had one after the other."""
    found = {}
    for actor, said in _table(path).items():
        keys = said if isinstance(said, list) else [said]
        if not keys or not all(isinstance(one, str) and PUBLIC.fullmatch(one) for one in keys):
            raise WrongUseError(f"{path}: a key of {actor} is not 64 digits of hexadecimal")
        found[actor] = tuple(one.lower() for one in keys)
    return found


def _audited(given: argparse.Namespace) -> Audited | None:
    if not given.remember:
        return None
    if given.signatures != ALL:
        raise WrongUseError("nothing is remembered of an audit that did not check every signature")
    if not Path(given.remember).exists():
        return None
    data = json.loads(_text(given.remember))
    if data.pop("audited") != REMEMBERED:
        raise WrongUseError(f"{given.remember} is no {REMEMBERED}")
    return Audited(str(data["operation"]), int(data["size"]), str(data["root"]))


def _sample(given: argparse.Namespace) -> Sample | None:
    if given.beacon is None:
        return None
    if not given.beacon.strip() or given.sample < 1:
        raise WrongUseError("a sample needs a beacon, and at least one entry")
    return Sample(given.beacon, given.sample, given.sample_of, tuple(given.kind))


def _remember(audit: Audit, path: str) -> None:
    """Keep what was found whole, in the place of what was kept before, or not at all."""
    kept = {
        "audited": REMEMBERED,
        "operation": audit.operation,
        "size": audit.tree.size,
        "root": audit.tree.root().hex(),
    }
    fresh = Path(path + ".new")
    fresh.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    fresh.replace(path)


def _known(given: argparse.Namespace) -> Known:
    try:
        return Known(
            log=read_key(given.log, (LOG,)) if given.log else None,
            checkpoints=[read_checkpoint(_text(path)) for path in given.checkpoint],
            receipts=read_receipts(_text(given.receipts)) if given.receipts else {},
            actors=_actors(given.actors) if given.actors else {},
            totals=_table(given.totals) if given.totals else None,
            policy=read_policy(_text(given.policy)) if given.policy else None,
            skew=given.skew,
            signatures=given.signatures,
            workers=given.workers,
            audited=_audited(given),
            sample=_sample(given),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise WrongUseError(f"what you brought cannot be read: {error}") from None


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Check an export of a Safe Passage record without trusting who wrote it."
    )
    parser.add_argument("export", help="the export, a file of JSON lines; - for standard input")
    parser.add_argument(
        "--log", help="the log's key as you know it, NAME+ID+BASE64; without it the export's own is taken"
    )
    parser.add_argument(
        "--checkpoint", action="append", default=[], metavar="FILE", help="a checkpoint you kept; may be given often"
    )
    parser.add_argument("--policy", metavar="FILE", help="the quorum file: the newest checkpoint must be witnessed")
    parser.add_argument(
        "--receipts", metavar="FILE", help="your receipts, as the log signed them: each entry must stand at its place"
    )
    parser.add_argument("--actors", metavar="FILE", help='keys you know, {"actor": "hex"} or {"actor": ["hex", ...]}')
    parser.add_argument("--totals", metavar="FILE", help='totals published elsewhere, {"size": N, "totals": {...}}')
    parser.add_argument("--skew", type=int, default=600, metavar="SECONDS", help="how far clocks may differ (600)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--chains",
        dest="signatures",
        action="store_const",
        const=CHAINS,
        default=ALL,
        help="of each actor check the last signature under each key only: it binds what that actor wrote before; some six times as fast",
    )
    which.add_argument(
        "--no-signatures",
        dest="signatures",
        action="store_const",
        const=NONE,
        help="check hashes, chains and sums only",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="check signatures in so many processes beside the reading (one for each core)",
    )
    parser.add_argument(
        "--remember",
        metavar="FILE",
        help="a file of yours that keeps what you found whole: signatures under the same root are not checked again",
    )
    parser.add_argument(
        "--beacon", metavar="TEXT", help="draw entries to look at: a number that nobody knew beforehand"
    )
    parser.add_argument("--sample", type=int, default=30, metavar="N", help="how many entries are drawn (30)")
    parser.add_argument(
        "--sample-of", type=int, default=0, metavar="SIZE", help="from the checkpoint of so many entries (the newest)"
    )
    parser.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="K",
        help="draw entries of kinds that begin so; may be given often",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document instead of sentences")
    return parser


def _sampled(drawn: Sample | None) -> dict[str, object] | None:
    if drawn is None:
        return None
    places = [place for place, _ in drawn.drawn()]
    return {"size": drawn.size, "root": drawn.root.hex(), "among": drawn.among, "entries": places}


def _unchecked(why: str, one: Unchecked) -> str:
    named = ", ".join(f"{place} {day}".rstrip() for place, day in one.first)
    more = ", ..." if one.lists > len(one.first) else ""
    return f"{WHY[why]}: {one.lists:,} call lists, published by entries {named}{more}."


def _report(audit: Audit, given: argparse.Namespace) -> Iterator[str]:
    if given.json:
        yield json.dumps(
            {
                "operation": audit.operation,
                "entries": audit.tree.size,
                "root": audit.tree.root().hex(),
                "opened": audit.opened,
                "lists": audit.lists.checked,
                "unchecked": {why: asdict(one) for why, one in audit.lists.unchecked.items()},
                "uncovered": audit.uncovered,
                "closed": {"entries": audit.closed, "first": audit.withheld},
                "sums": audit.sums,
                "cosigners": sorted(audit.cosigners()),
                "signatures": given.signatures,
                "sample": _sampled(audit.known.sample),
                "wrong": audit.wrong,
                "findings": [asdict(one) for one in audit.findings],
            },
            ensure_ascii=False,
        )
        return
    yield f"{audit.operation}: {audit.tree.size:,} entries, {audit.opened:,} of them open to you, root {audit.tree.root().hex()}"
    if audit.lists.checked:
        yield f"{audit.lists.checked} call lists computed again from their inputs: quota, order, registration, worth."
    yield from (_unchecked(why, one) for why, one in sorted(audit.lists.unchecked.items()))
    if given.signatures != ALL:
        yield SAYS[given.signatures]
    if audit.known.audited is not None:
        yield f"You checked the signatures of the first {audit.known.audited.size:,} before; the rest were checked now."
    if not given.log:
        yield "The log's key was taken from the export itself. Give --log with the key you know."
    if audit.uncovered:
        yield f"Not covered by a checkpoint: {audit.uncovered:,} entries. Until one covers them they could be exchanged; ask for the next."
    if audit.closed:
        named = ", ".join(map(str, audit.withheld)) + (", ..." if audit.closed > len(audit.withheld) else "")
        yield f"Entries in your own name that are closed to you: {audit.closed:,} (entries {named}). Erased, or kept from you: ask which, for nobody but you knows what you said."
    yield from (f"  entry {one.place}: {one.code}: {one.says}" for one in audit.findings)
    if audit.wrong > len(audit.findings):
        yield f"  and {audit.wrong - len(audit.findings)} more"
    if (drawn := audit.known.sample) is not None:
        yield f"Drawn from the first {drawn.size:,} entries, {drawn.among:,} of them of these kinds, by the beacon:"
        yield from (f"  entry {place}: {says}" for place, says in drawn.drawn())
    yield f"{audit.wrong} things are wrong." if audit.wrong else "Nothing wrong was found."


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code."""
    given = _arguments().parse_args(arguments)
    try:
        audit = Audit(_known(given))
        audit.read(_lines(given.export))
        if given.remember and not audit.wrong:
            _remember(audit, given.remember)
    except (WrongUseError, NoteError) as error:
        sys.stderr.write(plain(f"safepassage-verify: {error}") + "\n")
        return 2
    for line in _report(audit, given):
        encoding = sys.stdout.encoding or "utf-8"
        printed = plain(line, as_json=given.json).encode(encoding, "backslashreplace").decode(encoding)
        sys.stdout.write(printed + "\n")
    return 1 if audit.wrong else 0
