"""One reading of an export, entry by entry, in memory that does not grow with it."""

from __future__ import annotations

import hmac
import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from safepassage_audit.answers import Answers
from safepassage_audit.entries import HASH, commitment, one_form, read_header
from safepassage_audit.known import ALL, CHAINS, NONE, Audited, Finding, Known, WrongUseError
from safepassage_audit.later import Case, Later, wrong_of
from safepassage_audit.lists import Lists
from safepassage_audit.notes import (
    LOG,
    Checkpoint,
    Key,
    NoteError,
    cosigned,
    log_signed,
    read_checkpoint,
    read_key,
    unbase64,
)
from safepassage_audit.receipts import Receipt
from safepassage_audit.signatures import signed
from safepassage_audit.tree import Tree, leaf_of

FORMAT = "safepassage-export/1"
ADMITTED, RETIRED, ROTATED = "ledger.actor-admitted/1", "ledger.actor-retired/1", "ledger.key-rotated/1"
SIGNING, HANDING = b"safepassage/entry/1\n", b"safepassage/key-rotation/1\n"
MOST_SHOWN, MOST_SAID = 1000, 1000
MOST_NAMED = 20  # places named, of entries of the reader's own that are closed to it
MOST_ROTATIONS = 1000  # keys a log had: each checkpoint is held against them
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


class Audit:
    """One reading of an export."""

    def __init__(self, known: Known) -> None:
        """Read with what is known."""
        self.known = known
        self.operation = ""
        self.tree = Tree()
        self.findings: list[Finding] = []
        self.wrong = 0
        self.sums: dict[str, int] = {}
        self.opened = 0
        self.shown: Checkpoint | None = None
        self._logs: list[tuple[int, Key]] = []
        self._confirmed = 0
        self._roots: dict[int, set[bytes]] = {}
        self._chains: dict[str, tuple[int, str, int]] = {}
        self._publics: dict[str, bytes] = {}
        self._latest = (0.0, 0)  # moment and place of the latest entry since the last checkpoint
        # Of the checkpoints that hold a later entry than all before them: their sizes, and moment and place of that entry
        self._later_sizes: list[int] = []
        self._later_said: list[tuple[float, int]] = []
        self._had: dict[str, set[str]] = {}
        self._retired: set[str] = set()
        self._first = ""
        self._ended = -1
        self._drawable = (
            0  # entries of the newest checkpoint that a quorum cosigned, looked for where a sample is drawn
        )
        self._own: set[str] = set()  # in whose name the reader holds receipts
        self.withheld: list[int] = []  # the first entries in these names that are closed to the reader
        self.closed = 0
        self.lists = Lists()
        self.answers = Answers("", self._signs)
        self._told_late = False
        self._later = Later(known.workers) if known.workers > 1 and known.signatures == ALL else None
        self._last: dict[str, Case] = {}  # by actor, where chains are checked by their ends

    def add(self, code: str, says: str, place: int | None = None) -> None:
        """Note one thing that is wrong, at the entry being read where no place is given."""
        self.wrong += 1
        if len(self.findings) < MOST_SHOWN:
            said = (
                says if len(says) <= MOST_SAID else says[:MOST_SAID] + "…"
            )  # no export fills memory with what is said of it
            self.findings.append(Finding(self.tree.size if place is None else place, code, said))

    def read(self, lines: Iterable[str]) -> None:
        """Check a whole export."""
        for number, line in enumerate(lines, start=1):
            try:
                data = json.loads(line)
            except (ValueError, RecursionError):
                data = None
            if number == 1:
                self._begin(data)
            elif not isinstance(data, dict):
                self.add("line", f"line {number} of the export cannot be read")
            elif "entry" in data:
                self._entry(data)
            elif "checkpoint" in data:
                self._checkpoint(str(data["checkpoint"]))
            elif "totals" in data and self._ended < 0 and data.get("size") == self.tree.size:
                self._ended = self.tree.size
                self._compare(data["totals"], "the export's totals")
            else:
                self.add("line", f"line {number} of the export is of no known kind")
        if not self.operation:
            raise WrongUseError("the export is empty")
        self._end()

    def _begin(self, data: Any) -> None:
        if not isinstance(data, dict) or data.get("export") != FORMAT:
            raise WrongUseError(f"this is no {FORMAT}")
        self.operation = str(data.get("operation"))
        self.answers = Answers(self.operation, self._signs)
        self._logs = [(0, self.known.log or read_key(str(data.get("log")), (LOG,))), *_rotations(data)]
        if self.known.audited is not None and self.known.audited.operation != self.operation:
            raise WrongUseError("what you remember is of another operation")
        for point in self.known.checkpoints:
            self._expect(point, "that you brought")
        for place in sorted(self.known.receipts):
            self.known.receipts[place] = [one for one in self.known.receipts[place] if self._gave(one)]
            self._own |= {one.actor for one in self.known.receipts[place]}

    def _gave(self, receipt: Receipt) -> bool:
        """Whether the log gave this receipt, by any of its keys: it is as old as the reader's visit, and who made it does not say when."""
        given = receipt.operation == self.operation and any(receipt.given_by(key) for _, key in self._logs)
        if not given:
            says = f"no key of the log that is named here signed your receipt for place {receipt.place}: it is none, or by a newer key (ask for a newer export)"
            self.add("receipt-signature", says, receipt.place)
        return given

    def _checkpoint(self, note: str) -> None:
        try:
            point = read_checkpoint(note)
        except NoteError as error:
            self.add("checkpoint-form", f"a checkpoint of the export cannot be read: {error}")
            return
        if self.tree.size:
            self.add("checkpoint-form", "a checkpoint of the export stands after the entries it is compared with")
        if self._expect(point, "of the export") and (self.shown is None or point.size >= self.shown.size):
            self.shown = point

    def _expect(self, point: Checkpoint, whose: str) -> bool:
        if not log_signed(point, self._log_at(point.size)):
            says = f"the log did not sign the checkpoint of {point.size} entries {whose}"
            self.add("checkpoint-signature", says, point.size)
            return False
        roots = self._roots.setdefault(point.size, set())
        if roots and point.root not in roots:
            says = f"the log signed two roots for {point.size} entries: keep both checkpoints, together they prove it"
            self.add("two-histories", says, point.size)
        roots.add(point.root)
        if self.known.sample is not None and self.known.policy is not None and point.size > self._drawable:
            self._drawable = point.size if self.known.policy.holds(self._words(point)) else self._drawable
        return True

    def _log_at(self, size: int) -> Key:
        """The log's key at that size: that of its last entry. The export says which; the entries must say so too."""
        return next(key for since, key in reversed(self._logs) if since < size or since == 0)

    def _passed(self) -> None:
        """Compare with what was signed for the entries read so far."""
        size = self.tree.size
        if any(root != self.tree.root() for root in self._roots.get(size, ())):
            says = f"the first {size} entries are not those the log signed for: rewritten, or shown in two versions"
            self.add("checkpoint", says)
        if size in self._roots:
            if self._latest[0] > (self._later_said[-1][0] if self._later_said else 0.0):
                self._later_sizes.append(size)
                self._later_said.append(self._latest)
            self._latest = (0.0, 0)
        if self.known.audited is not None and size == self.known.audited.size:
            self._as_before(self.known.audited)
        if self.known.totals is not None and self.known.totals.get("size") == size:
            self._compare(self.known.totals.get("totals"), "the totals you brought")

    def _begin_sample(self) -> None:
        """Every checkpoint has been read by now, and no entry: the sample is drawn from a root that the log signed."""
        wanted = self.known.sample
        if wanted is None:
            return
        # Who keeps the record could sign checkpoint after checkpoint until a draw suits it; whoever knows the witnesses draws from their word.
        wanted.size = wanted.size or (max(self._roots, default=0) if self.known.policy is None else self._drawable)
        roots = self._roots.get(wanted.size, set())
        if not wanted.size or len(roots) != 1:
            raise WrongUseError(f"there is no single checkpoint of {wanted.size} entries to draw from")
        wanted.root = next(iter(roots))

    def _as_before(self, audited: Audited) -> None:
        if self.tree.root().hex() != audited.root:
            self.add(
                "audited",
                f"the first {audited.size} entries are not those you audited before: check all, without what you remember",
            )

    def _entry(self, data: dict[str, Any]) -> None:
        place = self.tree.size
        if place == 0:
            self._passed()
            self._begin_sample()
        raw, signature = str(data.get("header")), b""
        try:
            signature = unbase64(str(data.get("signature")))
        except NoteError:
            self.add("signature", "the signature cannot be read")
        if data["entry"] != place:
            self.add("place", f"the entry at place {place} says it is entry {data['entry']!r}")
        leaf = leaf_of(raw.encode(errors="replace") + signature)
        header = read_header(raw)
        if header is None:
            self.add("header", "the header is not in its one form")
        else:
            fact = self._body(header, data)
            self._chain(header, leaf.hex())
            self._seen(header)
            if place == 0:
                self._actors(header, fact)  # the first entry admits its own writer; nobody else does so
            if self._signed(header, raw, signature) and place:
                self._actors(header, fact)
            if self.known.sample is not None:
                self.known.sample.take(place, header, shown=fact is not None)
            for code, says in self.lists.learn(header["kind"], fact, place, str(data.get("body", ""))):
                self.add(code, says)
            for says in self.answers.learn(header["kind"], header["actor"], fact, self._first):
                self.add("answer", says)
        for receipt in self.known.receipts.get(place, ()):
            self._promised(receipt, header, leaf.hex())
        self.tree.append(leaf)
        self._passed()

    def _promised(self, receipt: Receipt, header: dict[str, Any] | None, leaf: str) -> None:
        if receipt.leaf != leaf:
            self.add("receipt", "your receipt for this place is of another entry")
        elif header is not None and (receipt.actor, receipt.sequence) != (header["actor"], header["sequence"]):
            says = f"your receipt says that entry {receipt.sequence} of {receipt.actor} stands here, and was signed for another"
            self.add("receipt", says)

    def _chain(self, header: dict[str, Any], leaf: str) -> None:
        actor = header["actor"]
        sequence, last, seen = self._chains.get(actor, (0, "", 0))
        if header["operation"] != self.operation:
            self.add("operation", "the entry is of another operation")
        if header["sequence"] != sequence + 1:
            self.add(
                "sequence", f"{actor} had written {sequence} entries, and this says it is number {header['sequence']}"
            )
        if header["previous"] != last:
            self.add("previous", f"this does not follow the last entry of {actor}")
        if header["seen_size"] < seen:
            self.add(
                "seen-back",
                f"{actor} cites a checkpoint of {header['seen_size']} entries after it had cited one of {seen}",
            )
        for name, delta in header["deltas"].items():
            self.sums[name] = self.sums.get(name, 0) + delta
        self._chains[actor] = (header["sequence"], leaf, max(seen, header["seen_size"]))

    def _seen(self, header: dict[str, Any]) -> None:
        size, place = header["seen_size"], self.tree.size
        if size == 0:
            return
        if size > place:
            says = f"it stands at place {place} and cites a checkpoint of {size} entries: it was put there later"
            self.add("seen-ahead", says)
        elif size not in self._roots:
            self.add("seen-unknown", f"it cites a checkpoint of {size} entries that the export does not show")
        elif bytes.fromhex(header["seen_root"]) not in self._roots[size]:
            self.add(
                "seen-root", f"{header['actor']} saw another history: its checkpoint of {size} entries has another root"
            )

    def _signed(self, header: dict[str, Any], raw: str, signature: bytes) -> bool:
        if self.known.signatures == NONE:
            return True
        public = self._publics.get(header["actor"])
        if public is None:
            self.add("actor", f"{header['actor']} may not write here, or its admission is not shown")
        elif self.known.audited is not None and self.tree.size < self.known.audited.size:
            return True  # checked before; `_as_before` finds whether these are the same entries
        elif not header["kind"].startswith("ledger.") and (self._later is not None or self.known.signatures == CHAINS):
            self._checked_later(header["actor"], (self.tree.size, public, SIGNING + raw.encode(), signature))
            return True
        elif not signed(public, SIGNING + raw.encode(), signature):
            self._unsigned(self.tree.size)
        else:
            return True
        return False

    def _checked_later(self, actor: str, case: Case) -> None:
        """Who may write is known at once; whether this was signed, when others have been, or at the end of the actor's chain."""
        wrong: Iterable[int] = ()
        if self._later is not None:
            wrong = self._later.give(case)
        else:
            before = self._last.get(actor, case)
            self._last[actor] = case
            if before[1] != case[1]:  # another key: what the last one signed ended here
                wrong = wrong_of([before])
        for place in wrong:
            self._unsigned(place)
            self._told_late = True

    def _unsigned(self, place: int) -> None:
        self.add("signature", "the signature is not that of the actor the header names", place)

    def _body(self, header: dict[str, Any], data: dict[str, Any]) -> dict[str, Any] | None:
        """What an entry that is open to the reader says."""
        if "body" not in data:
            # A party that signs its statements holds receipts of the desk's entries of them: the desk's others are not its own.
            if header["actor"] in self._own and header["actor"] != self._first:
                self.closed += 1
                self.withheld += [self.tree.size] if len(self.withheld) < MOST_NAMED else []
            return None
        self.opened += 1
        try:
            key, body = bytes.fromhex(str(data.get("key"))), str(data["body"])
            if not hmac.compare_digest(commitment(key, body), header["body"]):
                self.add("body", "the body shown is not the one its header commits to")
                return None
            told = json.loads(body, parse_float=_no_number, parse_constant=_no_number)
            if one_form(told) != body:  # of two fields with one name the next program may read the other
                self.add("body", "the body shown is not in its one form")
                return None
            at, fact = _moment(told["at"]), dict(told["fact"])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.add("body", "the body shown cannot be read")
            return None
        self._dated(header, at)
        return fact

    def _dated(self, header: dict[str, Any], at: float) -> None:
        index = bisect_right(self._later_sizes, header["seen_size"]) - 1
        if index >= 0 and at < self._later_said[index][0] - self.known.skew:
            latest, place = self._later_said[index]
            says = f"dated {_iso(at)}, it cites a checkpoint that holds entry {place} of {_iso(latest)}: it was dated back, or that one ahead"
            self.add("back-dated", says)
            # One clock that was ahead speaks against one entry, not against everybody's after it.
            del self._later_sizes[index], self._later_said[index]
        self._latest = max(self._latest, (at, self.tree.size))

    def _actors(self, header: dict[str, Any], fact: dict[str, Any] | None) -> None:
        """Learn who may write. Only the writer of the first entry admits others and retires them."""
        kind = header["kind"]
        if kind not in (ADMITTED, RETIRED, ROTATED):
            return
        self._first = self._first or header["actor"]
        if fact is None:
            self.add("body", "who may write is not shown: no signature of that actor can be checked")
        elif header["actor"] != self._first:
            self.add("admission", f"only {self._first} says who may write, and this is of {header['actor']}")
        elif kind == RETIRED:
            self._publics.pop(str(fact.get("actor")), None)
            self._retired.add(str(fact.get("actor")))
        elif kind == ROTATED:
            self._rotate(str(fact.get("actor")), str(fact.get("public")), fact)
        elif str(fact.get("actor")) not in self._retired:
            self._admit(str(fact.get("actor")), str(fact.get("public")))

    def _admit(self, actor: str, public: str) -> None:
        if self.tree.size == 0 and public != self._logs[0][1].public.hex():
            self.add("log-key", "the first entry is not by the log's key: another record, or another's")
        if not self._expects(actor, public):
            self.add("actor-key", f"{actor} was admitted with another key than the one you know")
        if HASH.fullmatch(public):
            self._publics.setdefault(actor, bytes.fromhex(public))
            self._had.setdefault(actor, set()).add(public)
        else:
            self.add("body", f"the key of {actor} cannot be read")

    def _rotate(self, actor: str, public: str, fact: dict[str, Any]) -> None:
        """A new key for an actor, from the next entry on."""
        if actor == self._first and actor in self._publics and not self._follows(public):
            self.add(
                "log-key", "the log's key is changed here, and the export names another key, another place, or none"
            )
        if actor not in self._publics or not HASH.fullmatch(public):
            self.add("admission", f"{actor} is given a new key and may not have one, or it cannot be read")
        else:
            if not self._expects(actor, public):
                says = f"{actor} is given another key here than those you know: what it signs from here on may be another hand's"
                self.add("actor-key", says)
            elif actor != self._first and self._asked(actor, public) and not self._handed_on(actor, fact):
                self.add(
                    "admission", f"{actor} is given a new key that its old one did not sign: another hand may hold it"
                )
            self._publics[actor] = bytes.fromhex(public)
            self._had.setdefault(actor, set()).add(public)
            if fact.get("own") is True:
                self.answers.own.add(actor)

    def _asked(self, actor: str, public: str) -> bool:
        """Whether its old key must have signed for this one: unless the reader names it, and it is no key that the actor left before."""
        return actor not in self.known.actors or public in self._had.get(actor, ())

    def _handed_on(self, actor: str, fact: dict[str, Any]) -> bool:
        """Whether the actor's old key signed for its new one: whoever says who may write could otherwise take over everybody."""
        named = "\n".join((self.operation, actor, str(fact.get("epoch")), str(fact.get("public"))))
        try:
            signature = bytes.fromhex(str(fact.get("signature")))
        except ValueError:
            signature = b""
        message = HANDING + f"{named}\n".encode(errors="replace")
        return self.known.signatures == NONE or signed(self._publics[actor], message, signature)

    def _signs(self, party: str, message: bytes, signature: str) -> bool:
        """Whether the party's key in force made this signature (hex)."""
        public = self._publics.get(party)
        try:
            raw = bytes.fromhex(signature)
        except ValueError:
            raw = b""
        return self.known.signatures == NONE or (public is not None and signed(public, message, raw))

    def _expects(self, actor: str, public: str) -> bool:
        """Whether the reader knows this key as the actor's, or knows none of it."""
        return public in self.known.actors.get(actor, (public,))

    def _follows(self, public: str) -> bool:
        """Whether this entry makes the log's next key the one that the export named, and the old one was the log's."""
        self._confirmed += 1
        if self._confirmed >= len(self._logs):
            return False
        before, (since, after) = self._logs[self._confirmed - 1][1], self._logs[self._confirmed]
        return (since, after.public.hex(), before.public) == (self.tree.size + 1, public, self._publics[self._first])

    def _end(self) -> None:
        late = list(self._later.end()) if self._later is not None else wrong_of(list(self._last.values()))
        for place in late:
            self._unsigned(place)
        if late or self._told_late:
            self.findings.sort(key=lambda one: one.place)
        size = self.tree.size
        if size == 0:
            self._passed()
        if self.known.audited is not None and self.known.audited.size > size:
            self.add("short", f"you audited {self.known.audited.size} entries before, and the export has {size}")
        for one in sorted(self._roots):
            if one > size:
                self.add("short", f"the log signed for {one} entries, and the export has {size}")
        for place in sorted(self.known.receipts):
            if place >= size and self.known.receipts[place]:
                self.add("receipt", f"your entry at place {place} is not in the export", place)
        for says in self.answers.end():
            self.add("answer", says)
        if self._ended != size:
            self.add("cut", f"the export does not end with totals over its {size} entries: it was cut short")
        if self.known.totals is not None and self.known.totals.get("size", -1) not in range(size + 1):
            self.add("short", "the totals you brought are of more entries than the export has")
        if self._confirmed < len(self._logs) - 1:
            self.add("log-key", "the export names a key of the log that no entry made its key")
        self._witnessed()

    def _compare(self, totals: Any, whose: str) -> None:
        told = totals if isinstance(totals, dict) else {}
        for name in sorted(self.sums.keys() | told.keys()):
            if self.sums.get(name, 0) != told.get(name, 0):
                says = f"{whose} say {told.get(name, 0)!r} {name}, and the entries add up to {self.sums.get(name, 0)}"
                self.add("totals", says)

    @property
    def uncovered(self) -> int:
        """How many entries at the end no checkpoint of the log covers."""
        return self.tree.size - max((one for one in self._roots if one <= self.tree.size), default=0)

    def _of_another_log(self) -> bool:
        """Whether the quorum file names a log, and neither this one's first key nor the one that signed its newest checkpoint."""
        logs = self.known.policy.logs if self.known.policy is not None else []
        own = (self._logs[0][1], self._log_at(self.shown.size if self.shown is not None else 0))
        return bool(logs) and not any(one in logs for one in own)

    def _witnessed(self) -> None:
        if self.known.policy is None:
            # Entries after the newest checkpoint are told and not held against anybody; with none at all the log's key proves nothing.
            if self.known.log is not None and self.tree.size and self.uncovered == self.tree.size:
                self.add("not-signed", f"no checkpoint of the export covers all {self.tree.size} entries")
            return
        if self._of_another_log():
            self.add("log-key", "your quorum file is of another log than the one this record was checked with")
        if self.shown is None or self.shown.size != self.tree.size:
            self.add("not-signed", f"no checkpoint of the export covers all {self.tree.size} entries")
        names = self.cosigners()
        if not self.known.policy.holds(names):
            who = ", ".join(sorted(names)) or "nobody"
            self.add("not-witnessed", f"the newest checkpoint is recorded, not witnessed: cosigned by {who}")

    def cosigners(self) -> set[str]:
        """Which witnesses of the policy cosigned the newest checkpoint shown."""
        return set() if self.shown is None else self._words(self.shown)

    def _words(self, point: Checkpoint) -> set[str]:
        known = self.known.policy.witnesses if self.known.policy is not None else {}
        return {name for name, key in known.items() if cosigned(point, key) is not None}


def _rotations(data: dict[str, Any]) -> list[tuple[int, Key]]:
    """The later keys of the log as the export names them: each signs from the place behind the entry that made it."""
    told = data.get("rotations", [])
    try:
        found = [(int(place) + 1, read_key(str(key), (LOG,))) for place, key in told]
    except (ValueError, TypeError, OverflowError):
        raise WrongUseError("the rotations of the log's key cannot be read") from None
    name, places = str(data.get("log")).partition("+")[0], [since for since, _ in found]
    if (
        len(found) > MOST_ROTATIONS
        or places != sorted(set(places))
        or 1 in places
        or any(key.name != name for _, key in found)
    ):
        raise WrongUseError("the rotations of the log's key cannot be read")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no whole number: a body has no other")


def _moment(text: str) -> float:
    """Seconds since 1970 of a moment in its one form; without its Z it would mean another second on another machine."""
    if not MOMENT.fullmatch(text):
        raise ValueError("no moment in its one form")
    return datetime.fromisoformat(text).timestamp()


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
