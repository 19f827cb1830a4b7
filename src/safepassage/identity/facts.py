"""What may be written of identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.facts import Fact, registry


@dataclass(frozen=True, slots=True)
class Linked(Fact):
    """Two persons were found to be one: `other` is from now on known as `kept`."""

    KIND: ClassVar[str] = "identity.linked/1"
    kept: str
    other: str
    matcher: str
    reasons: tuple[str, ...]

    def deltas(self) -> Mapping[str, int]:
        """One link."""
        return {"links": 1}


@dataclass(frozen=True, slots=True)
class Doubted(Fact):
    """Two persons may be one, and a human must say."""

    KIND: ClassVar[str] = "identity.doubted/1"
    left: str
    right: str
    matcher: str
    reasons: tuple[str, ...]

    def deltas(self) -> Mapping[str, int]:
        """One doubt."""
        return {"doubts": 1}


@dataclass(frozen=True, slots=True)
class Judged(Fact):
    """A human said whether two persons are one; a later judgement of the same pair replaces this one."""

    KIND: ClassVar[str] = "identity.judged/1"
    left: str
    right: str
    answer: str
    by: str
    reason: str
    second: str = ""

    def deltas(self) -> Mapping[str, int]:
        """One judgement."""
        return {"judgements": 1}


FACTS = registry(Linked, Doubted, Judged)
