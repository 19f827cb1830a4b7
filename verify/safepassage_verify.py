#!/usr/bin/env python3
"""Check an export of a Safe Passage record without trusting who wrote it.

This file and the folder `safepassage_audit` beside it are the whole program; it needs Python 3.11 and the package `cryptography`, and nothing
of Safe Passage. `docs/export-format.md` says what stands in each file and what each finding means.

Exit 0: nothing wrong was found. 1: something is wrong. 2: wrong use.
"""

from __future__ import annotations

import sys

from safepassage_audit.command import main

if __name__ == "__main__":
    sys.exit(main())
