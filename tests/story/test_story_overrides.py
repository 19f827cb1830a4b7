"""An override is told when the side closes, whoever recorded it."""

from __future__ import annotations

from safepassage.operations import gate
from safepassage.operations.overrides import in_words, overrides


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
        assert in_words(found)[0].startswith("1 of 2 admissions (50.0 %)")
    for nothing in (overrides(story.house, "2023-11-02"), overrides(story.house, session="egypt/2023-11-01/1")):
        assert (nothing.admitted, nothing.overrides) == (0, ())
    assert story.verify() == []
