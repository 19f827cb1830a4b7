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
class SlipPerson:
    """One person on a family's slip."""

    name: str
    birth: str
    pass_text: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the terms for a family to read, and the same by language, in the order of the languages' codes."""

    text: str
    others: tuple[tuple[str, str], ...] = ()

    def in_language(self, code: str) -> str:
        """The words in that language; as they stand where the terms do not give them in it."""
        return dict(self.others).get(code, self.text)


@dataclass(frozen=True, slots=True)
class Slip:
    """One case's paper: who is called, when, until when it holds, and the family's secret look-up code.

    `present_at` and `present_until` are local times `HH:MM`, the second empty where waves have no length; `wave` counts
    from 1 as it is printed; `day` and `valid_until` are `YYYY-MM-DD`, the call holds to the end of the latter.
    """

    case_id: str
    day: str
    present_at: str
    valid_until: str
    lane: Said
    wave: int
    code: str
    persons: tuple[SlipPerson, ...]
    documents: tuple[Said, ...]
    present_until: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The set of passes in force: 8-byte keyed tags as hex, sorted, with what was revoked; signed as one canonical text.

    `revoked` are the withdrawn passes that have not ended yet; `patients` those of `tags` whose bearers count as
    patients in a coupling. Both are sorted tags like `tags`; `root` is hex.
    """

    operation: str
    number: int
    made: Moment
    tags: tuple[str, ...]
    tree_size: int
    root: str
    revoked: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """When a pass holds: from a moment, up to but not with another."""

    valid_from: Moment
    expires: Moment


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a pass says of its person; `tag` is the keyed tag of the document in hand, empty where there is none."""

    name: str
    birth: str
    tag: str
    category: str
    lane: str


@dataclass(frozen=True, slots=True)
class CallDay:
    """One day's call as the slips tell it: local minutes after midnight, the length of a wave, the last day it holds.

    `first_wave` is the number the call list gives to its first wave.
    """

    day: str
    valid_until: str
    present_from: int
    wave_minutes: int
    first_wave: int = 0


@dataclass(frozen=True, slots=True)
class CalledCase:
    """One case's place on the call list, its persons with their passes, and the rules on papers that bind them."""

    case_id: str
    lane: Said
    wave: int
    code: str
    persons: tuple[SlipPerson, ...]
    documents: tuple[Said, ...] = ()
