"""The same store three times: what one adapter does, each must do."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from postgres import postgres, template  # noqa: F401 - the folder of the fixture must be known first

from safepassage.adapters.memory import MemoryStore
from safepassage.store.store import DjangoStore


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def make(request, tmp_path):
    """Makes new, empty stores of one adapter."""
    opened = []

    def memory():
        return MemoryStore()

    def sqlite():
        return DjangoStore.open(tmp_path / f"{len(opened)}.sqlite3", create=True)

    def postgresql():
        server, name = request.getfixturevalue("postgres"), request.getfixturevalue("template")
        return DjangoStore.open(server.new(name))

    def made():
        opened.append({"memory": memory, "sqlite": sqlite, "postgresql": postgresql}[request.param]())
        return opened[-1]

    yield made
    for one in opened:
        if isinstance(one, DjangoStore):
            one.close()


@pytest.fixture
def store(make):
    return make()
