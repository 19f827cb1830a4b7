"""The installer of what the tests need: tried with made-up folders and without installing anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "install_system.sh"


def server(root: Path, version: str) -> None:
    place = root / version / "bin" / "initdb"
    place.parent.mkdir(parents=True)
    place.write_text("#!/bin/sh\n")
    place.chmod(0o755)


def run(root: Path, *words: str, path: str | None = None, browser: str = "sh") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "POSTGRESQL_ROOT": str(root), "CHROMIUM": browser, **({"PATH": path} if path else {})}
    return subprocess.run(
        [shutil.which("sh"), SCRIPT, *words], check=False, capture_output=True, text=True, env=environment
    )


@pytest.mark.parametrize(("versions", "newest"), [(["15"], "15"), (["9.6", "14", "17"], "17"), (["9", "101"], "101")])
def test_nothing_is_done_where_a_server_is_there(tmp_path, versions, newest):
    for version in versions:
        server(tmp_path, version)
    told = run(tmp_path)
    assert (told.returncode, told.stdout, told.stderr) == (
        0, f"PostgreSQL {newest} is installed: nothing to do.\nChromium is installed: nothing to do.\n", ""
    )  # fmt: skip


@pytest.mark.parametrize("versions", [[], ["14"], ["9.6", "9"]])
def test_a_missing_server_is_told_and_only_looked_for_where_asked(tmp_path, versions):
    for version in versions:
        server(tmp_path, version)
    told = run(tmp_path, "--check")
    assert (told.returncode, told.stdout) == (
        1, "No PostgreSQL server of version 15 or newer is installed.\nChromium is installed: nothing to do.\n"
    )  # fmt: skip


def test_a_missing_browser_is_told_and_only_looked_for_where_asked(tmp_path):
    server(tmp_path, "17")
    told = run(tmp_path, "--check", browser="no-such-browser")
    assert (told.returncode, told.stdout) == (
        1,
        "PostgreSQL 17 is installed: nothing to do.\nChromium is not installed.\n",
    )


def commands(folder: Path, *names: str) -> str:
    """A folder that holds only these commands."""
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(shutil.which(name))
    return str(folder)


def test_a_system_without_apt_is_told_so(tmp_path):
    told = run(tmp_path, path=commands(tmp_path / "bin", "basename", "dirname", "id"), browser="no-such-browser")
    assert told.returncode == 1
    assert told.stderr == "This system has no apt-get: install with its own tool what is missing: postgresql chromium\n"


def test_an_ordinary_user_without_sudo_is_told_what_to_run(tmp_path):
    path = commands(tmp_path / "bin", "basename", "dirname")
    for name, says in [("apt-get", "exit 9"), ("id", "echo 1000")]:
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{says}\n".replace("#!/bin/sh", f"#!{shutil.which('sh')}"))
        (tmp_path / "bin" / name).chmod(0o755)
    for browser, missing in (("no-such-browser", "postgresql chromium"), ("apt-get", "postgresql")):
        told = run(tmp_path, path=path, browser=browser)
        says = f"Installing needs root: run as root  apt-get install -y --no-install-recommends {missing}\n"
        assert (told.returncode, told.stderr) == (1, says)
