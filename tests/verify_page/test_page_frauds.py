"""The whole family of frauds on a day of the reference operation: what the Python program finds, the page finds, entry for entry."""

from __future__ import annotations

import contextlib
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import test_story_audit as audited
import test_story_replan_audit as again
from fixtures_of_the_story import found
from safepassage_audit import command

from safepassage.operations import gate

AGAIN = {name.removeprefix("test_"): one for name, one in vars(again).items() if name.startswith("test_")}
FRAUDS = {name.removeprefix("test_"): one for name, one in vars(audited).items() if name.startswith("test_")}


class Party(audited.Party):
    """The mediator of the story's own test, on a record that several tests share."""

    def __init__(self, story) -> None:
        super().__init__(story, None)

    def check(self, lines, *more):
        path = self.story.folder / "export.jsonl"
        path.write_text("".join(lines))
        brought = [word for one in self.kept for word in ("--checkpoint", str(one))]
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = command.main([str(path), "--log", self.log, "--json", *brought, *more])
        self.told = json.loads(out.getvalue())
        assert (code == 1) is bool(self.told["findings"])
        return {one["code"] for one in self.told["findings"]}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Party]:
    """A whole day in Rafah with twelve invented people, once; nobody changes it."""
    folder = tmp_path_factory.mktemp("day")
    story = found(folder, folder / "operation.sqlite3")
    story.begin()
    made = Party(story)
    story.everybody_cleared()
    made.keep()
    story.called()
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    story.scan("gaza", "900000003", "11-01T09:30")
    gate.close_side(story.house, "gaza", "end of the day", story.at("11-01T17:00"))
    made.keep()
    yield made
    story.house.store.close()


@pytest.fixture(scope="module")
def whole(day: Party) -> bytes:
    return "".join(audited.written_again(day.story, audited.record(day.story))).encode()


@pytest.fixture
def party(day: Party) -> Party:
    made = Party(day.story)
    made.kept = list(day.kept)
    return made


@pytest.mark.parametrize("fraud", sorted(FRAUDS))
def test_every_fraud_of_the_story_is_found_by_both(fraud: str, party: Party, both) -> None:
    """The story's own test says what is found; here each of its checks is asked of the page as well."""
    before = both.compared
    FRAUDS[fraud](party)
    assert both.compared > before


def test_there_are_as_many_frauds_as_the_story_tells() -> None:
    assert len(FRAUDS) >= 12


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Party]:
    """A day whose list was made again in its middle, once; nobody changes it."""
    folder = tmp_path_factory.mktemp("morning")
    story = found(folder, folder / "operation.sqlite3")
    again.made_again(story)
    yield Party(story)
    story.house.store.close()


@pytest.mark.parametrize("fraud", sorted(AGAIN))
def test_a_list_made_again_is_judged_alike(fraud: str, morning: Party, both) -> None:
    before = both.compared
    AGAIN[fraud](morning)
    assert both.compared > before


# Bytes changed at many places


def _changed(text: bytes, dice: random.Random) -> bytes:
    """One small change somewhere: a bit, a byte, a character of JSON, a piece doubled, cut or moved."""
    at = dice.randrange(len(text))
    to = min(len(text), at + dice.randrange(1, 40))
    kind = dice.randrange(7)
    if kind == 0:
        return text[:at] + bytes([text[at] ^ (1 << dice.randrange(8))]) + text[at + 1 :]
    if kind == 1:
        return text[:at] + bytes([dice.randrange(256)]) + text[at + 1 :]
    if kind == 2:
        return (
            text[:at]
            + dice.choice((b'"', b"\\", b"{", b"]", b",", b"\n", b"0", b"-", b"e9", b"\xef\xbb\xbf", b"\\ud800"))
            + text[at:]
        )
    if kind == 3:
        return text[:at] + text[to:]
    if kind == 4:
        return text[:to] + text[at:to] + text[to:]
    if kind == 5:
        lines = text.splitlines(keepends=True)
        one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
        return b"".join(lines)
    digits = [place for place, byte in enumerate(text) if 48 <= byte <= 57]
    at = dice.choice(digits)
    return (
        text[:at] + dice.choice((b"1.0", b"1e0", b"007", b"true", b"NaN", b"-0", b"9" * 30, b"null")) + text[at + 1 :]
    )


@pytest.mark.parametrize("seed", range(4))
def test_changed_bytes_are_judged_alike(seed: int, party: Party, whole: bytes, both, tmp_path: Path) -> None:
    """Ten changes of each seed anywhere in the export; the files that the party brings stay as they are."""
    dice = random.Random(seed)
    before = both.compared
    for number in range(10):
        path = tmp_path / f"changed-{number}.jsonl"
        path.write_bytes(_changed(whole, dice))
        with contextlib.redirect_stdout(io.StringIO()):
            command.main([str(path), "--log", party.log, "--json", "--checkpoint", str(party.kept[0])])
    assert both.compared == before + 10
