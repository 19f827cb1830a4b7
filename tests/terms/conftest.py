from __future__ import annotations

from pathlib import Path

import pytest

from safepassage.terms.model import Agreement
from safepassage.terms.reading import read_terms

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="session")
def small_text() -> str:
    return (HERE / "small.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def small(small_text: str) -> Agreement:
    return read_terms(small_text, "small.toml")


@pytest.fixture(scope="session")
def rafah_text() -> str:
    return (ROOT / "examples" / "rafah-2023" / "terms.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def rafah(rafah_text: str) -> Agreement:
    return read_terms(rafah_text, "terms.toml")
