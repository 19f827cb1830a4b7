"""What the documents promise is there, and what must not stand in any file does not."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import click
import pytest
import typer

from safepassage.cli.main import application
from safepassage.settings import VARIABLES

ROOT = Path(__file__).parents[2]
# Written in parts, so that this file itself holds no host name.
HOSTS = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "conda." + "anaconda",
    "crates" + ".io",
    "proxy." + "golang",
]
MACHINE_PATHS = [r"(?<![\w.])/" + name + "/" for name in ("work", "root", "home", "farm")]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        raw = path.read_bytes()
        if b"\0" not in raw[:8000]:
            found.append((str(path.relative_to(ROOT)), raw.decode(errors="replace")))
    return found


def commands() -> list[tuple[str, ...]]:
    def walk(group: click.Group, path: tuple[str, ...]) -> list[tuple[str, ...]]:
        found = []
        for name, command in sorted(group.commands.items()):
            found += walk(command, (*path, name)) if hasattr(command, "commands") else [(*path, name)]
        return found

    return walk(typer.main.get_command(application()), ())  # type: ignore[arg-type] # typer answers with click's own group


def test_every_command_is_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text()
    named = commands()
    assert len(named) > 20
    missing = [" ".join(path) for path in named if f"`safepassage {' '.join(path)}" not in page]
    assert missing == []


def test_no_command_is_documented_that_is_not_there() -> None:
    page = (ROOT / "docs" / "commands.md").read_text()
    there = {" ".join(path) for path in commands()}
    said = re.findall(r"^\| `safepassage ([a-z]+(?: [a-z]+)?)", page, re.MULTILINE)
    assert said
    assert [one for one in said if one not in there] == []


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_every_setting_is_documented(name: str) -> None:
    assert name in (ROOT / "docs" / "commands.md").read_text()


def test_no_registry_host_in_any_file() -> None:
    files = texts()
    assert len(files) > 100
    assert [(name, host) for name, text in files for host in HOSTS if host in text] == []


def test_no_machine_path_in_any_file() -> None:
    pattern = re.compile("|".join(MACHINE_PATHS))
    found = [(name, match.group()) for name, text in texts() if (match := pattern.search(text))]
    assert found == []


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = []
    looked = 0
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text()):
            looked += 1
            if not (path.parent / target).exists():
                broken.append((str(path.relative_to(ROOT)), target))
    assert looked > 5
    assert broken == []


def test_every_decision_record_has_its_parts() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert len(records) > 3
    for record in records:
        text = record.read_text().lower()
        assert "context" in text, record.name
        assert "decision" in text, record.name
        assert "lost" in text or "rejected" in text or "alternatives" in text, record.name


def test_no_file_of_ours_is_too_long() -> None:
    long = {
        name: lines
        for name, text in texts()
        if name.startswith("src/")
        and name.endswith(".py")
        and "/migrations/" not in name  # written by a program, from the rows
        and (lines := text.count("\n")) > 500
    }
    assert long == {}


def test_every_room_says_in_one_sentence_what_it_is_for() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    said = {
        name: cells[2].strip()
        for line in page.partition("| room |")[2].partition("\n## ")[0].splitlines()
        if len(cells := line.split("|")) > 3
        for name in re.findall(r"`(\w+)`", cells[1])
    }
    rooms = {
        path.stem
        for path in (ROOT / "src" / "safepassage").iterdir()
        if path.suffix in ("", ".py") and path.name[0] != "_"
    }
    assert len(rooms) > 15
    assert set(said) == rooms
    assert all(len(what) > 10 for what in said.values())


def test_every_page_can_be_reached_from_the_readme() -> None:
    pages, left = set(), [ROOT / "README.md"]
    while left:
        page = left.pop()
        if page in pages or not page.is_file():
            continue
        pages.add(page)
        left += [
            (page.parent / target).resolve()
            for target in re.findall(r"\]\((?!https?:|#)([^)#]+\.md)", page.read_text())
        ]
    assert [one.name for one in sorted((ROOT / "docs").glob("*.md")) if one not in pages] == [
        "assurance-findings.md"  # stands whole in assurance.md
    ]
