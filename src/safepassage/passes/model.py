"""Pass, slip, manifest."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.kernel.moment import Moment


@dataclass(frozen=True, slots=True)
class Pass:
    """One person's pass. `pass_id` is 10 bytes as hex; `tag` 16 bytes as hex, the keyed tag of the document in hand; birth `YYYY-MM-DD`, shorter, or empty."""

    pass_id: str
    operation: str
    name: str
    birth: str
    tag: str
    category: str
    lane: str
    valid_from: Moment
    expires: Moment


@dataclass(frozen=True, slots=True)
class SignedPass:
    """A pass as it is printed: base45 text behind the prefix, and what it says."""

    text: str
    says: Pass


@dataclass(frozen=True, slots=True)
class SlipPerson:
    """One person on a family's slip."""

    name: str
    birth: str
    pass_text: str


@dataclass(frozen=True, slots=True)
class Slip:
    """One case's paper: who is called, when, until when it holds, and the family's secret look-up code."""

    case_id: str
    day: str
    present_at: str
    valid_until: str
    lane: str
    wave: int
    code: str
    persons: tuple[SlipPerson, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The set of passes in force: 8-byte keyed tags as hex, sorted, with what was revoked; signed as one canonical text."""

    operation: str
    number: int
    made: Moment
    tags: tuple[str, ...]
    tree_size: int
    root: str
