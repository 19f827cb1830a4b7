"""Where moments come from."""

from __future__ import annotations

import time
from dataclasses import dataclass

from safepassage.kernel.moment import Moment


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> Moment:
        """The present moment, in whole seconds."""
        return Moment(int(time.time()))
