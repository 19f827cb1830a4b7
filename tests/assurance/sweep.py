"""How much is tried: a little at every check, much more at night, or a part of a night at a time; and where it is written down."""

import json
import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

# Empty at every check, `nightly`, or `nightly:3/20` for the third of its twenty parts.
SWEEP = os.environ.get("SAFEPASSAGE_SWEEP", "")
NIGHTLY = bool(SWEEP)
NOTED = os.environ.get("ASSURANCE_NOTES", "")


def _part() -> tuple[int, int]:
    """Which part of the night this is, from 0, and of how many."""
    found = re.fullmatch(r"(?:nightly(?::(\d+)/(\d+))?)?", SWEEP)
    part, parts = (int(one or 1) for one in found.groups()) if found else (0, 0)
    if not 1 <= part <= parts:
        raise ValueError(f"SAFEPASSAGE_SWEEP is nightly, or nightly:3/20 for the third of twenty parts, not {SWEEP!r}")
    return part - 1, parts


PART, PARTS = _part()


def size(check: int, nightly: int) -> int:
    """The number of trials of a layer: a part of a night tries no fewer than a check does."""
    return max(check, nightly // PARTS) if NIGHTLY else check


def numbers(check: int, nightly: int) -> range:
    """The numbers to try, where each stands for one trial: all parts of a night together try each of them once."""
    return range(nightly * PART // PARTS, nightly * (PART + 1) // PARTS) if NIGHTLY else range(check)


def dice(number: int) -> int:
    """The seed of a layer's dice: each part of a night throws others."""
    return number + 1000 * PART


def note(layer: str, what: str, *, tried: int, found: int, **more: int | str) -> None:
    """Write down one result where the page of results is made from; nowhere otherwise."""
    if not NOTED:
        return
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    line = {
        "layer": layer,
        "what": what,
        "tried": tried,
        "found": found,
        "when": when,
        "python": platform.python_version(),
        "sweep": SWEEP or "check",
        **more,
    }
    # One short append from any of several processes is never cut in two.
    with Path(NOTED).open("a") as file:
        file.write(json.dumps(line) + "\n")
