"""How much is tried: a little at every check, much more at night; and where it is written down what was."""

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

SWEEP = os.environ.get("SAFEPASSAGE_SWEEP", "")  # empty at every check, `nightly`, or `nightly/10` for a tenth of it
NIGHTLY = SWEEP.startswith("nightly")
PART = int(SWEEP.partition("/")[2] or 1)
NOTED = os.environ.get("ASSURANCE_NOTES", "")


def size(check: int, nightly: int) -> int:
    """The number of trials of a layer."""
    return max(check, nightly // PART) if NIGHTLY else check


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
