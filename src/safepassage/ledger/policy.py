"""Whose word makes a checkpoint *witnessed*: the quorum file of C2SP `tlog-policy`.

log rafah-2023+...            the log's key
witness side-a side-a+...     a witness: its name here, its key (Ed25519 or ML-DSA-44)
group sides all side-a side-b any of its members, all of them, or a number of them
quorum sides                  what a checkpoint needs; `none` needs nobody
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.ledger.checkpoint import Cosigned, cosigned, verify_checkpoint
from safepassage.ledger.model import Checkpoint
from safepassage.ledger.note import COSIGNATURE, ED25519, LATTICE_COSIGNATURE, NoteError, NoteKey, parse_note, signers

NONE = "none"
_COUNT = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Group:
    """Witnessed when `least` of its members are."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The logs, the witnesses and groups by name, and the name whose word is needed."""

    logs: tuple[NoteKey, ...]
    witnesses: Mapping[str, NoteKey]
    groups: Mapping[str, Group]
    quorum: str

    def holds(self, cosigned: frozenset[str]) -> bool:
        """Whether these witnesses, by their names here, are a quorum."""
        there = {NONE, *(cosigned & self.witnesses.keys())}
        for name, group in self.groups.items():  # a group stands below its members in the file
            if sum(member in there for member in group.members) >= group.least:
                there.add(name)
        return self.quorum in there


@dataclass(frozen=True, slots=True)
class Standing:
    """A checkpoint under a policy: `recorded` by the log alone, or `witnessed` by a quorum; and who gave their word."""

    checkpoint: Checkpoint
    words: Mapping[str, Cosigned]
    witnessed: bool


def judge(note: str, policy: Policy) -> Standing:
    """How a checkpoint stands.

    Raises:
        NoteError: the note is no checkpoint of a log of this policy, or a known key's signature does not hold.
    """
    logs = [log for log in policy.logs if note.startswith(f"{log.name}\n")]
    if not logs:
        raise NoteError("the checkpoint is of no log of this policy")
    # A log whose key was rotated has several: which of them may sign which checkpoint, `ledger verify` and the verifier say.
    log = next((one for one in logs if signers(parse_note(note), (one,))), logs[0])
    checkpoint, _ = verify_checkpoint(note, log)
    words = {name: word for name, key in policy.witnesses.items() if (word := cosigned(checkpoint, key)) is not None}
    return Standing(checkpoint, words, policy.holds(frozenset(words)))


@dataclass
class _Reading:
    source: str
    logs: list[NoteKey] = field(default_factory=list)
    witnesses: dict[str, NoteKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = ""
    names: set[str] = field(default_factory=set)  # what is defined, well or not: one fault is named once
    members: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    row: int = 0

    def wrong(self, what: str, do: str, code: str) -> None:
        self.problems.append(Problem(self.source, what, do, self.row, "", code))

    def key(self, line: str, kinds: tuple[int, ...]) -> NoteKey | None:
        try:
            key = NoteKey.parse(line)
        except NoteError as error:
            self.wrong(str(error), "copy the key as its holder published it", "key")
            return None
        if key.kind not in kinds:
            self.wrong("the key is of another use", "a log signs checkpoints, a witness cosigns them", "key-use")
            return None
        if key.public in {one.public for one in (*self.logs, *self.witnesses.values())}:
            self.wrong("the key stands here twice", "name each log and each witness once", "key-twice")
            return None
        return key

    def is_new(self, name: str) -> bool:
        taken = name in self.names or name == NONE
        if taken:
            self.wrong("the name is taken", "give every witness and group a name of its own", "name-twice")
        self.names.add(name)
        return not taken

    def is_known(self, name: str) -> bool:
        known = name in self.names
        if not known:
            what, do = "a name is not defined above this line", "define witnesses and groups before they are used"
            self.wrong(what, do, "name-unknown")
        return known


def parse_policy(text: str, source: str = "policy") -> Policy:
    """The policy.

    Raises:
        ProblemsError: with every fault of the file at its line.
    """
    reading = _Reading(source)
    for reading.row, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        words = re.split(r"[ \t]+", line.strip(" \t"))
        if _CONTROL.search(line):
            reading.wrong("a control character stands in the line", "write plain text", "control")
        elif words[0] and not words[0].startswith("#"):
            _line(reading, words)
    reading.row = 0
    if not reading.quorum:
        reading.wrong("no quorum is named", "add a line: quorum NAME, or quorum none", "quorum")
    if reading.problems:
        raise ProblemsError(reading.problems)
    return Policy(tuple(reading.logs), reading.witnesses, reading.groups, reading.quorum)


def _line(reading: _Reading, words: list[str]) -> None:
    kinds: dict[str, tuple[Callable[[_Reading, list[str]], None], range]] = {
        "log": (_log, range(1, 3)),
        "witness": (_witness, range(2, 4)),
        "group": (_group, range(3, 1000)),
        "quorum": (_quorum, range(1, 2)),
    }
    if words[0] not in kinds:
        reading.wrong("the line begins with no word of a policy", "use log, witness, group or quorum", "word")
        return
    read, lengths = kinds[words[0]]
    if len(words) - 1 not in lengths:
        reading.wrong(f"a {words[0]} line has too few or too many words", "see the head of this file's format", "words")
        return
    read(reading, words[1:])


def _log(reading: _Reading, words: list[str]) -> None:
    key = reading.key(words[0], (ED25519,))
    if key is not None:
        reading.logs.append(key)


def _witness(reading: _Reading, words: list[str]) -> None:
    key = reading.key(words[1], (COSIGNATURE, LATTICE_COSIGNATURE))
    if reading.is_new(words[0]) and key is not None:
        reading.witnesses[words[0]] = key


def _group(reading: _Reading, words: list[str]) -> None:
    name, count, *members = words
    least = {"any": 1, "all": len(members)}.get(count) or (int(count) if _COUNT.fullmatch(count) else 0)
    known = [reading.is_known(member) for member in members]
    if not 1 <= least <= len(members):
        reading.wrong("a group needs 1 to all of its members", "write any, all or a number", "count")
    if len(set(members)) != len(members) or reading.members & set(members):
        reading.wrong("a name is a member twice", "let each name count in one group only", "member-twice")
    reading.members |= set(members)
    if reading.is_new(name) and all(known):
        reading.groups[name] = Group(least, tuple(members))


def _quorum(reading: _Reading, words: list[str]) -> None:
    if reading.quorum:
        reading.wrong("a second quorum is named", "name one", "quorum-twice")
    else:
        reading.quorum = words[0]
        if words[0] != NONE:
            reading.is_known(words[0])
