"""The inner loops compiled: numba is imported only when a plan is made, and keeps what it compiled where it may write."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any, Literal

from safepassage.plan.engine import kernels

SMALL = ("arrive", "may_start", "first", "begin")
NAMES = (
    "parts",
    "arrive",
    "may_start",
    "first",
    "begin",
    "queue_up",
    "let_in",
    "simulate",
    "gain",
    "falls_behind",
    "climb",
)


@cache
def compiled() -> dict[str, Callable[..., Any]]:
    """The functions of `kernels` by name, compiled for arrays; each calls the compiled copies of the others."""
    from numba import njit  # noqa: PLC0415 - a second of import that only planning pays for

    names: dict[str, Any] = {"__builtins__": __builtins__, "__name__": kernels.__name__}
    names.update({name: value for name, value in vars(kernels).items() if name.isupper()})
    for name in NAMES:
        plain = FunctionType(getattr(kernels, name).__code__, names, name)
        inline: Literal["always", "never"] = "always" if name in SMALL else "never"
        try:
            names[name] = njit(cache=True, inline=inline)(plain)
        except RuntimeError:  # no place to keep compiled code: a read-only checkout and home
            names[name] = njit(inline=inline)(plain)
    return {name: names[name] for name in NAMES}
