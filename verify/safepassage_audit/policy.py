"""The quorum: C2SP tlog-policy."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from safepassage_audit.notes import LATTICE_WITNESS, LOG, WITNESS, Key, NoteError, read_key

NONE = "none"
COUNT = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


@dataclass
class Policy:
    """Who must have cosigned a checkpoint before it counts as witnessed."""

    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    quorum: str = ""
    logs: list[Key] = field(default_factory=list)

    def is_free(self, name: str) -> bool:
        """Whether a witness or group may yet have this name."""
        return name not in (NONE, *self.witnesses, *self.groups)

    def holds(self, cosigners: set[str]) -> bool:
        """Whether these witnesses are a quorum. A group stands below its members in the file, so one passage through it decides."""
        there = {NONE, *cosigners}
        for name, (least, members) in self.groups.items():
            if sum(member in there for member in members) >= least:
                there.add(name)
        return self.quorum in there


def read_policy(text: str) -> Policy:
    """The policy of a quorum file; its first fault ends the reading.

    Raises:
        NoteError: the text is no policy; says at which line.
    """
    policy, used = Policy(), set[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.replace("\t", " ").split()
        if words and not words[0].startswith("#") and not _taken(policy, used, words):
            raise NoteError(f"policy, line {number}: no line of a policy, or it names what is not defined above it")
    if not policy.quorum:
        raise NoteError("the policy names no quorum")
    return policy


def _taken(policy: Policy, used: set[str], words: list[str]) -> bool:
    """Whether the line was one of a policy; what it says is then in the policy."""
    match words:
        case ["log", key] | ["log", key, _]:
            policy.logs.append(read_key(key, (LOG,)))
            return True
        case ["witness", name, key] | ["witness", name, key, _] if policy.is_free(name):
            policy.witnesses[name] = read_key(key, (WITNESS, LATTICE_WITNESS))
            publics = [one.public for one in policy.witnesses.values()]
            return len(set(publics)) == len(publics)
        case ["group", name, count, *members] if policy.is_free(name) and not used & set(members):
            used |= set(members)
            least = {"any": 1, "all": len(members)}.get(count) or (int(count) if COUNT.fullmatch(count) else 0)
            policy.groups[name] = (least, members)
            known = all(not policy.is_free(member) and member not in (NONE, name) for member in members)
            return known and len(set(members)) == len(members) and 1 <= least <= len(members)
        case ["quorum", name] if not policy.quorum and (name == NONE or not policy.is_free(name)):
            policy.quorum = name
            return True
    return False
