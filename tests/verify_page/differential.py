"""Both programs on the same files: the Python program as it is called, and the page's engine in a browser, and what they say compared."""

from __future__ import annotations

import base64
import contextlib
import io
import json
from pathlib import Path
from typing import Any

from browser import ENGINE, Chromium
from playwright.sync_api import Page
from safepassage_audit import command
from safepassage_audit.known import ALL

FILES = ("receipts", "actors", "totals", "policy")
SAME = (
    "operation",
    "entries",
    "root",
    "opened",
    "lists",
    "unchecked",
    "uncovered",
    "closed",
    "sums",
    "cosigners",
    "signatures",
    "sample",
    "wrong",
    "findings",
)
MAIN = command.main


def _file(path: str) -> dict[str, str]:
    return {"name": Path(path).name, "data": base64.b64encode(Path(path).read_bytes()).decode()}


def plain(value: Any) -> Any:
    """What came out of the browser, with its whole numbers and tables."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        if value.keys() == {"whole"}:
            return int(value["whole"])
        if value.keys() == {"table"}:
            return {name: plain(one) for name, one in value["table"]}
        return {name: plain(one) for name, one in value.items()}
    return value


class Both:
    """The Python program's `main`, with the page beside it; what they say must be equal."""

    def __init__(self, chromium: Chromium) -> None:
        self.chromium = chromium
        self.page: Page | None = None
        self.compared = 0
        self.codes: set[str] = set()

    def engine(self, given: dict[str, Any]) -> dict[str, Any]:
        def run(browser: Any) -> Any:
            if self.page is None:
                from browser import PAGE  # noqa: PLC0415 - the page's place is asked for where it is opened

                self.page = browser.new_page()
                self.page.goto(PAGE.as_uri())
            return self.page.evaluate(ENGINE, [given, ""])

        return plain(self.chromium.do(run))

    def main(self, arguments: list[str] | None = None) -> int:
        given = command._arguments().parse_args(arguments)
        less = given.remember or given.signatures != ALL
        if less or not Path(given.export).exists():
            return MAIN(arguments)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = MAIN([*arguments, "--workers", "1", *([] if given.json else ["--json"])])
        named = [given.export, *given.checkpoint, *(getattr(given, name) for name in FILES)]
        if all(Path(one).exists() for one in named if one):
            self.compare(given, code, out.getvalue())
        if given.json:
            print(out.getvalue(), end="")  # noqa: T201 - in the program's place
            return code
        return MAIN(arguments)

    def compare(self, given: Any, code: int, out: str) -> None:
        asked = {"log": given.log or "", "skew": given.skew, "export": _file(given.export)}
        asked["checkpoints"] = [_file(one) for one in given.checkpoint]
        asked |= {name: _file(getattr(given, name)) for name in FILES if getattr(given, name)}
        if given.beacon is not None:
            asked["sample"] = {
                "beacon": given.beacon,
                "count": given.sample,
                "size": given.sample_of,
                "kinds": given.kind,
            }
        said = self.engine(asked)
        self.compared += 1
        if code == 2:
            assert "refused" in said, said
            return
        assert "result" in said, said
        theirs, ours = json.loads(out), said["result"]["told"]
        ours["findings"] = [{name: one[name] for name in ("place", "code", "says")} for one in ours["findings"]]
        assert {name: ours[name] for name in SAME} == {name: theirs[name] for name in SAME}
        self.codes |= {one["code"] for one in theirs["findings"]}
