"""The tests' own server."""

import subprocess
import sys
import time
from pathlib import Path

import postgres as module
import psycopg
import pytest


def folder(root, version, *, server=True):
    place = root / version / "bin"
    place.mkdir(parents=True)
    if server:
        (place / "initdb").touch()
    return place


def test_the_newest_server_is_taken(tmp_path):
    folder(tmp_path, "9.6")
    folder(tmp_path, "15")
    newest = folder(tmp_path, "101")
    folder(tmp_path, "102", server=False)
    assert module.binaries(tmp_path) == newest


@pytest.mark.parametrize("versions", [[], ["14"], ["9.6", "14"]])
def test_a_machine_without_one_is_told_what_installs_it(tmp_path, versions):
    for version in versions:
        folder(tmp_path, version)
    with pytest.raises(FileNotFoundError, match="run `make system`, which installs it"):
        module.binaries(tmp_path)


def test_a_missing_server_fails_and_does_not_skip(monkeypatch):
    def missing():
        raise FileNotFoundError(module.MISSING)

    monkeypatch.setattr(module, "binaries", missing)
    with pytest.raises(pytest.fail.Exception, match="run `make system`, which installs it"):
        module.shared.__wrapped__()


def test_it_listens_nowhere_but_in_its_folder(postgres):
    with postgres.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW unix_socket_directories").fetchone() == (str(postgres.socket),)
        assert connection.execute("SHOW server_version_num").fetchone() >= ("150000",)


def test_what_is_given_back_is_empty_when_it_is_borrowed_again(postgres):
    url = postgres.borrow()
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO ledger_checkpoint VALUES (1, 'o', 'r', 'n')")
    postgres.give_back(url)
    again = postgres.borrow()
    assert again == url
    with psycopg.connect(again) as connection:
        assert connection.execute("SELECT count(*) FROM ledger_checkpoint").fetchone() == (0,)
    postgres.give_back(again)


def test_it_is_gone_even_when_the_tests_are_killed(tmp_path):
    code = (
        f"import os, signal, sys; sys.path.insert(0, {str(Path(module.__file__).parent)!r})\n"
        "import postgres\n"
        "with postgres.running() as server:\n"
        "    print(server.socket, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    place = Path(told.stdout.strip())
    assert told.returncode == -9
    assert place.name.startswith("safepassage-pg-")
    until = time.monotonic() + 20
    while place.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not place.exists()
