"""What one side of the crossing knows and says. No list of people: passes, tags, a manifest and the side's own journal."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.kernel.moment import Moment

VERDICTS = ("admit", "hold", "refuse")


@dataclass(frozen=True, slots=True)
class Presented:
    """What the pass in hand was found to be: `fault` is why it cannot be read, empty where its signature is valid."""

    pass_id: str = ""
    operation: str = ""
    category: str = ""
    tag: str = ""
    valid_from: Moment | None = None
    expires: Moment | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Admit, hold or refuse, with a stable reason code, the sentence for the officer, and the clause it rests on."""

    verdict: str
    reason: str
    says: str
    clause: str = ""
