#!/usr/bin/env python3
"""Put the page together: one HTML file from the files in this folder. Prints the file and its SHA-256; --check only compares.

Nothing is translated, renamed or shortened: the parts stand in the page as they stand here, one after the other, so that whoever reads
the page reads the sources. The hash of its one script stands in its content security policy.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "safepassage-verify.html"
ENGINE = (
    *(
        f"engine/{name}"
        for name in (
            "values",
            "json",
            "toml",
            "bytes",
            "signatures",
            "notes",
            "receipts",
            "day",
            "problem",
            "lists",
            "sample",
            "sentences",
        )
    ),
    *(f"engine/{name}" for name in ("strip", "entries", "answers", "audit", "worker")),
)
FRONT = (
    "engine/sentences",
    *(f"front/{name}" for name in ("texts-en", "texts-ar", "texts-he", "words", "inputs", "picture", "report", "page")),
)


def _joined(names: tuple[str, ...]) -> str:
    parts = [f"// {name}.js\n\n{(HERE / f'{name}.js').read_text(encoding='utf-8')}" for name in names]
    text = "\n'use strict';\n\n" + "\n".join(parts)
    if "</script" in text.lower() or "<!--" in text:
        raise SystemExit(f"{names[-1]}: a script in a page cannot hold the mark of its own end")
    return text


def assembled() -> str:
    """The page."""
    engine, front = _joined(ENGINE), _joined(FRONT)
    style = "\n" + (HERE / "front" / "page.css").read_text(encoding="utf-8")
    marks = {
        "SCRIPT-HASH": _hash(front),
        "STYLE-HASH": _hash(style),
        "STYLE": style,
        "ENGINE": engine,
        "FRONT": front,
    }
    page = (HERE / "front" / "page.html").read_text(encoding="utf-8")
    for name, text in marks.items():
        mark = f"@@{name}@@"
        if page.count(mark) != 1:
            raise SystemExit(f"front/page.html must hold {mark} once")
        before, after = page.split(mark)
        page = before + text + after
    return page


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def main() -> int:
    """Write the page, or compare it; 1 where it is not the assembly of its parts."""
    page = assembled().encode()
    if "--check" not in sys.argv[1:]:
        PAGE.write_bytes(page)
    elif not PAGE.exists() or PAGE.read_bytes() != page:
        sys.stderr.write("safepassage-verify.html is not what its parts make: run python verify/page/assemble.py\n")
        return 1
    sys.stdout.write(f"{hashlib.sha256(page).hexdigest()}  {PAGE.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
