"""An override is told when the side closes, whoever recorded it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from safepassage.cli.main import application
from safepassage.operations import gate
from safepassage.operations.overrides import in_words, overrides


@pytest.fixture
def shell(story, monkeypatch):
    """The command line on the story's operation."""
    monkeypatch.setattr("safepassage.cli.gate.house_of", lambda _: story.house)
    runner, app = CliRunner(), application()
    return lambda *words: runner.invoke(app, ["gate", *words])


def test_an_override_is_shown_on_the_command_line_and_asks_for_a_person(story, shell):
    story.begin()
    story.everybody_cleared()
    story.called()
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    story.scan("gaza", "900000003", "11-01T09:05")
    nobody = shell("overrides")
    assert (nobody.exit_code, nobody.stdout) == (0, "Nobody was let through against a hold, of 1 person.\n")
    story.answers("isr", ["JX100004"], "withdrawn", "11-01T09:06")
    story.scan("gaza", "JX100004", "11-01T09:09", second="officer 2", words="they phoned")
    shown = shell("overrides", "--json")
    assert shown.exit_code == 1
    (pair,) = json.loads(shown.stdout)["pairs"]
    assert (pair["count"], pair["admitted"], pair["often"]) == (1, 2, False)
    said = shell("overrides", "--day", "2023-11-01").stdout
    assert "1 of 2 people (50.0 %)" in said
    assert "they phoned" in said
    closed = shell("close", "gaza", "--at", "2023-11-01T17:00:00+02:00")
    assert (closed.exit_code, "gate overrides" in closed.stdout) == (1, True)


def test_an_override_at_the_desk_is_told_at_the_close_and_listed_by_day(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    session = gate.open_side(story.house, "gaza", story.at("11-01T09:00")).session
    story.scan("gaza", "900000003", "11-01T09:05")
    assert overrides(story.house, session=session).overrides == ()
    story.answers("isr", ["JX100004"], "withdrawn", "11-01T09:06")
    assert story.scan("gaza", "JX100004", "11-01T09:08") == "hold not-in-manifest"
    assert story.scan("gaza", "JX100004", "11-01T09:09", second="officer 2", words="they phoned").startswith("admit")
    gate.close_side(story.house, "gaza", "end of the day", story.at("11-01T17:00"))
    for found in (
        overrides(story.house),
        overrides(story.house, "2023-11-01"),
        overrides(story.house, session=session),
    ):
        (one,) = found.overrides
        assert (found.admitted, one.held, one.words, "officer 2" in one.two) == (
            2,
            "not-in-manifest",
            "they phoned",
            True,
        )
        assert "1 of 2 people (50.0 %)" in in_words(found)[0]
    for nothing in (overrides(story.house, "2023-11-02"), overrides(story.house, session="egypt/2023-11-01/1")):
        assert (nothing.admitted, nothing.overrides) == (0, ())
    assert story.verify() == []
