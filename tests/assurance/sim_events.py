"""What can happen in a run, how often, and how a history is drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

STEPS = 45
WEIGHTS = {
    "scan": 26, "desk": 9, "back": 3, "away": 2, "bad": 5, "send": 9, "deliver": 9, "hear": 7, "meet": 4, "revoke": 4, "party": 2,
    "close-device": 3, "close-side": 2, "open-side": 3, "check": 5, "crash-device": 5, "restart": 5, "crash-server": 4, "skew": 3,
    "clone": 2, "old-manifest": 4, "coerce": 5, "corrupt": 2, "issue": 1, "roll-back": 3, "amend": 2, "false-word": 1, "cut-off": 2,
    "wait": 1, "rotate": 1, "limit": 1, "erase": 2, "backup": 1, "restore": 1,
    "statement": 2,
}  # fmt: skip
PROFILES = {
    # Mostly people at gates and everything that may go wrong there.
    "gates": {},
    # What the parties do about trust, close together: witnesses that are cut off, keys, two people, erasure, backups.
    "trust": {"check": 8, "amend": 6, "false-word": 3, "cut-off": 4, "wait": 4, "rotate": 4, "limit": 4, "erase": 8, "backup": 4,
              "restore": 3, "issue": 4, "hear": 12, "revoke": 3, "skew": 1, "crash-server": 6, "clone": 1, "corrupt": 1,
              "close-side": 1, "close-device": 1, "roll-back": 1, "statement": 10},
    # The issuer's keys: limited, replaced, revoked, and passes issued and withdrawn all the while.
    "keys": {"rotate": 8, "limit": 9, "issue": 10, "revoke": 8, "hear": 10, "scan": 20, "check": 4, "crash-server": 5, "send": 3,
             "deliver": 3, "clone": 0, "corrupt": 0, "erase": 1, "roll-back": 1, "restore": 1, "backup": 1},
    # Erasure beside backups that are made before and after it, and brought back.
    "keeping": {"erase": 16, "backup": 9, "restore": 8, "check": 4, "issue": 3, "crash-server": 4, "clone": 0, "corrupt": 0, "send": 5,
                "deliver": 5, "roll-back": 2, "rotate": 1},
    # Copies of devices that both close, come back and go on: two stories under one name.
    "copies": {"clone": 8, "close-device": 12, "restart": 6, "crash-device": 3, "scan": 40, "open-side": 1, "close-side": 0, "desk": 2,
               "issue": 0, "party": 0, "back": 1, "roll-back": 0, "corrupt": 0, "check": 1},
    # People who are let in and sent back, between gates whose clocks differ.
    "returns": {"scan": 45, "back": 18, "hear": 12, "meet": 8, "deliver": 12, "skew": 8, "desk": 12, "close-device": 0, "close-side": 0,
                "clone": 1, "corrupt": 0, "erase": 0, "roll-back": 1, "old-manifest": 1, "revoke": 1, "bad": 1, "coerce": 1},
}  # fmt: skip
OFTEN = {"gates": 9, "trust": 5, "keys": 2, "keeping": 2, "copies": 3, "returns": 3}
ALWAYS = {
    "gates": ("scan", "send", "deliver"),
    "trust": ("scan", "hear", "check"),
    "keys": ("scan", "hear", "issue", "limit"),
    "keeping": ("erase", "backup", "restore"),
    "copies": ("scan", "clone", "close-device"),
    "returns": ("scan", "back", "hear", "meet", "skew"),
}


@dataclass(frozen=True)
class Event:
    """One thing that happens. The numbers choose among what there is when it happens, so events can be left out before it."""

    what: str
    a: int
    b: int
    c: int
    dice: int


class Violation(AssertionError):  # noqa: N818 - it is what the run found, not an error of the program
    """An invariant does not hold. `name` is stable; the sentence names records and places, never a person."""

    def __init__(self, name: str, says: str) -> None:
        self.name = name
        super().__init__(f"{name}: {says}")


def history(seed: int) -> tuple[Event, ...]:
    """The history of a seed."""
    dice = random.Random(seed)
    profile = dice.choices(list(OFTEN), list(OFTEN.values()))[0]
    weights = {**WEIGHTS, **PROFILES[profile]}
    # Swarm testing (Groce et al. 2012): each run leaves some kinds out, so that the others come closer together.
    left_out = {kind for kind in weights if kind not in ALWAYS[profile] and dice.random() < 0.3}
    chosen = [0 if kind in left_out else weight for kind, weight in weights.items()]
    return tuple(
        Event(dice.choices(list(weights), chosen)[0], *(dice.getrandbits(16) for _ in range(3)), dice.getrandbits(32))
        for _ in range(STEPS)
    )
