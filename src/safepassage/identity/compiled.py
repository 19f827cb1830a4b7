"""Machine code on first use. Only the kernels import this, and they only when whole lists are matched: it takes a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The function as machine code that lets other threads run, kept beside the source for the next start."""
    return cast("F", numba.njit(cache=True, nogil=True)(function))
