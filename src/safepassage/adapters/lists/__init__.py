"""Reads lists from outside. They are hostile until shown otherwise, so a throw-away child process opens them."""

from safepassage.adapters.lists.limits import Limits
from safepassage.adapters.lists.reader import SandboxedReader

__all__ = ["Limits", "SandboxedReader"]
