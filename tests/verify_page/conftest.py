"""Both programs side by side: whatever a test asks of the Python program is asked of the page too, and must be answered alike."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

TESTS = Path(__file__).parents[1]
for folder in (Path(__file__).parent, TESTS.parent / "verify", TESTS / "ledger" / "verifier", TESTS / "story"):
    sys.path.insert(0, str(folder))

from browser import Chromium  # noqa: E402 - found only now
from differential import Both  # noqa: E402 - found only now
from safepassage_audit import command  # noqa: E402 - found only now


def _fixtures(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_ledger = _fixtures(TESTS / "ledger" / "conftest.py", "fixtures_of_the_ledger")
_verifier = _fixtures(TESTS / "ledger" / "verifier" / "conftest.py", "fixtures_of_the_verifier")
_fixtures(TESTS / "story" / "conftest.py", "fixtures_of_the_story")
globals().update(
    {name: value for module in (_ledger, _verifier) for name, value in vars(module).items() if name[0] != "_"}
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    made = Chromium()
    yield made
    made.end()


@pytest.fixture(scope="module")
def both(chromium: Chromium) -> Iterator[Both]:
    made = Both(chromium)
    yield made
    if made.page is not None:
        chromium.do(lambda _: made.page.close())


@pytest.fixture(autouse=True)
def _beside(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "main", both.main)
