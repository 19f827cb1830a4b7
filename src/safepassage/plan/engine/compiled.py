"""The inner loops compiled: numba is imported only when a plan is made, and keeps what it compiled where it may write."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import FunctionType, ModuleType
from typing import Any, Literal

from safepassage.plan.engine import kernels, pricing

SMALL = ("arrive", "may_start", "first", "begin", "place")


@cache
def compiled() -> dict[str, Callable[..., Any]]:
    """The functions of `kernels` by name, compiled for arrays."""
    return _compiled(kernels)


@cache
def compiled_pricing() -> dict[str, Callable[..., Any]]:
    """The functions of `pricing` by name, compiled for arrays."""
    return _compiled(pricing)


def _compiled(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """Every function of a module, in its sequence; each calls the compiled copies of those before it."""
    from numba import njit  # noqa: PLC0415 - a second of import that only planning pays for

    names: dict[str, Any] = {"__builtins__": __builtins__, "__name__": module.__name__}
    names.update({name: value for name, value in vars(module).items() if name.isupper()})
    own = [name for name, value in vars(module).items() if isinstance(value, FunctionType)]
    for name in own:
        plain = FunctionType(getattr(module, name).__code__, names, name)
        inline: Literal["always", "never"] = "always" if name in SMALL else "never"
        try:
            names[name] = njit(cache=True, inline=inline)(plain)
        except RuntimeError:  # no place to keep compiled code: a read-only checkout and home
            names[name] = njit(inline=inline)(plain)
    return {name: names[name] for name in own}
