"""The manifest as a file: the same to the byte whenever it is taken out, and another where the record says otherwise by now."""

from __future__ import annotations

import pytest

from safepassage.kernel.problems import ProblemsError
from safepassage.operations import gate, keys, manifests, passes, plan
from safepassage.operations.house import ISSUER
from safepassage.operations.manifests import Heeded
from safepassage.passes.manifest import manifest_digest, read_manifest
from safepassage.passes.state import ManifestRow

DAY = "2023-11-01"


def rows(story) -> list[ManifestRow]:
    with story.house.store.reading() as work:
        return sorted(work.tables.select(ManifestRow), key=lambda row: row.number)


@pytest.fixture
def called(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    return story


def test_before_any_manifest_it_is_said_what_to_do(story):
    story.begin()
    with pytest.raises(ProblemsError) as caught:
        manifests.take_out(story.house, story.at("10-31T20:00"))
    assert "passes issue" in caught.value.problems[0].do


def test_the_file_taken_out_later_is_the_one_that_was_fixed(called):
    issued = passes.issue(called.house, DAY, called.at("11-01T02:30"))
    gate.open_side(called.house, "gaza", called.at("11-01T09:00"))
    called.scan("gaza", "900000003", "11-01T09:05")
    took = [manifests.take_out(called.house, called.at(when)) for when in ("11-01T09:10", "11-03T09:10")]
    assert [(one.text, one.number, one.fresh) for one in took] == [(issued.manifest, issued.number, False)] * 2
    assert len(rows(called)) == issued.number
    assert called.verify() == []


def test_a_withdrawal_is_taken_to_the_gates_as_a_file(called):
    read, _ = passes.verify_text(called.house, called.texts["JX100004"], called.at("11-01T09:00"))
    number = passes.revoke_pass(called.house, read.pass_id, "lost", called.at("11-01T09:20"))
    took = manifests.take_out(called.house, called.at("11-01T09:25"))
    before, after = rows(called)
    assert (took.number, took.fresh, manifest_digest(took.text)) == (number, False, after.digest)
    held = read_manifest(took.text)
    assert (len(held.tags), len(held.revoked)) == (before.passes - 1, 1) == (took.passes, 1)


def test_a_pass_withdrawn_that_has_ended_too_is_refused_and_not_held(called):
    """Told as ended alone it was held, and two officers could let its bearer pass."""
    read, _ = passes.verify_text(called.house, called.texts["JX100004"], called.at("11-01T09:00"))
    passes.revoke_pass(called.house, read.pass_id, "given to somebody else", called.at("11-01T09:20"))
    ended = read.expires.plus(minutes=60)
    other, _ = passes.verify_text(called.house, called.texts["JX100002"], called.at("11-01T09:00"))
    passes.revoke_pass(called.house, other.pass_id, "lost", ended)  # a newer manifest, of a time when both have ended
    gate.open_side(called.house, "gaza", ended.plus(minutes=5))
    decision = called.present("gaza", called.texts["JX100004"], "JX100004", ended.plus(minutes=10))
    assert (decision.verdict, decision.reason) == ("refuse", "revoked")
    assert called.verify() == []


def test_where_a_key_was_revoked_since_another_manifest_is_fixed_and_taken_out(called):
    keys.rotate(called.house, ISSUER, "stolen", called.at("11-01T09:20"), revoke=True)
    took = manifests.take_out(called.house, called.at("11-01T09:25"))
    again = manifests.take_out(called.house, called.at("11-01T09:30"))
    assert (took.number, took.passes, took.fresh) == (2, 0, True)
    assert (again.number, again.text, again.fresh) == (2, took.text, False)
    assert called.verify() == []


def test_a_grant_that_runs_out_fixes_a_manifest_when_it_is_written_down(story):
    """Nobody answers anew: who decides the next list writes down that a yes has ended, and the gates are told in the same work."""
    story.begin()
    story.everybody_cleared()
    path = story.folder / "until.csv"
    path.write_text("document_number,answer,until\nJX100004,granted,2023-11-01T12:00:00+02:00\n")
    story.answers_from(path, "isr", "10-31T16:00")
    story.called()
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    story.scan("gaza", "900000003", "11-01T09:05")
    made = plan.make(story.house, "2023-11-02", story.at("11-01T21:00"))
    assert made.gates == Heeded(1, 0, 2)
    assert manifests.in_words(made.gates) == [
        f"Manifest 2 is fixed: 1 pass stopped, 0 in order again. Take it to the gates: {manifests.TAKE_OUT}"
    ]
    assert story.scan("gaza", "JX100004", "11-01T21:05") == "hold not-in-manifest"
    assert plan.make(story.house, "2023-11-02", story.at("11-01T21:10")).gates == Heeded()
    assert manifests.in_words(Heeded()) == []
    assert story.verify() == []
