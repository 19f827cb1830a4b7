"""How much is tried: a little at every check, much more at night."""

import os

NIGHTLY = os.environ.get("SAFEPASSAGE_SWEEP") == "nightly"


def size(check: int, nightly: int) -> int:
    """The number of trials of a layer."""
    return nightly if NIGHTLY else check
