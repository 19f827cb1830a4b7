"""The same store three times: what one adapter does, each must do."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from postgres import postgres  # noqa: F401 - the folder of the fixture must be known first

from safepassage.adapters.memory import MemoryStore
from safepassage.store.setup import forget
from safepassage.store.store import DjangoStore


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def make(request, tmp_path):
    """Makes new, empty stores of one adapter."""
    opened, borrowed = [], []

    def memory():
        return MemoryStore()

    def sqlite():
        return DjangoStore.open(tmp_path / f"{len(opened)}.sqlite3", create=True)

    def postgresql():
        borrowed.append(request.getfixturevalue("postgres").borrow())
        return DjangoStore.open(borrowed[-1])

    def made():
        opened.append({"memory": memory, "sqlite": sqlite, "postgresql": postgresql}[request.param]())
        return opened[-1]

    yield made
    for one in opened:
        if isinstance(one, DjangoStore):
            forget(one.database)
    for url in borrowed:
        request.getfixturevalue("postgres").give_back(url)


@pytest.fixture
def store(make):
    return make()
