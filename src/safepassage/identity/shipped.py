"""The name model that ships with the package; `docs/name-model.md` says what it was trained on and where it fails."""

from __future__ import annotations

import functools
from importlib import resources

import numpy as np

from safepassage.identity.channel import Floats
from safepassage.identity.spelling import Spelling
from safepassage.identity.store_model import unpack


@functools.cache
def _model() -> tuple[dict[tuple[str, str], Spelling], dict[str, Floats]]:
    data = (resources.files("safepassage.identity") / "names.xz").read_bytes()
    spellings, weights = unpack(data)
    return {(one.source, one.target): one for one in spellings}, {key: np.array(row) for key, row in weights.items()}


def spelling_for(left: str, right: str) -> tuple[Spelling, bool] | None:
    """What is known of two scripts, and whether left and right must change places for it; None where nothing is."""
    known, _ = _model()
    if (left, right) in known:
        return known[left, right], False
    return (known[right, left], True) if (right, left) in known else None


def weights_for(spelling: Spelling) -> Floats:
    """The calibration's weights, the constant last, in natural units."""
    _, weights = _model()
    return weights.get(f"{spelling.source}-{spelling.target}", weights["*"])


def scripts() -> tuple[tuple[str, str], ...]:
    """The pairs of scripts that can be compared."""
    return tuple(sorted(_model()[0]))
