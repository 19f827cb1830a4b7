"""What may be written of the terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.facts import Fact, registry


@dataclass(frozen=True, slots=True)
class Agreed(Fact):
    """A version of the terms came into force: the file as it stands, so that anyone can read what was agreed.

    `request` is what two people agreed on, and says why; the first version is the parties' own. Records of before copied that `reason`.
    """

    KIND: ClassVar[str] = "terms.agreed/1"
    version: int
    toml: str
    reason: str
    request: str = ""


FACTS = registry(Agreed)
