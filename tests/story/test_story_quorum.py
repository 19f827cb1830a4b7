"""The witnesses' quorum: the first is set as agreed; nobody alone changes it, and every change is told."""

from __future__ import annotations

import pytest

from safepassage.adapters.keyfile import make_witness_key
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger.facts import Asked, QuorumAgreed, Seconded
from safepassage.ledger.state import QuorumRow, RequestRow
from safepassage.operations import keys, ledger, witnessing
from safepassage.operations.record import Scribe

SIDES = ("gaza", "egy", "qat")


def quorum(story, *names: str, rule: str = "all", key: str = "") -> str:
    """A quorum file; `key` makes a set of keys of its own."""
    made = {}
    for name in names:
        path = story.folder / f"{key}{name}.wk"
        if not path.exists():
            made[name] = make_witness_key(path, name, "ed25519", story.house.dice)
            (story.folder / f"{key}{name}.line").write_text(made[name].cosigner().key.text())
    lines = [f"witness {name} {(story.folder / f'{key}{name}.line').read_text()}" for name in names]
    return "\n".join([*lines, f"group those {rule} {' '.join(names)}", "quorum those", ""])


@pytest.fixture
def agreed(story):
    """A story with a quorum of both sides and the mediator."""
    story.begin("jor")
    first = witnessing.agree_quorum(story.house, quorum(story, *SIDES), "quorum", "agreed", story.at("10-31T12:00"))
    assert (first.request, first.changes) == (None, ())
    return story


def change(story, text: str, actor: str, when: str = "11-01T09:00", reason: str = "the mediator's machine was lost"):
    return witnessing.agree_quorum(story.house, text, "quorum", reason, story.at(when), actor)


def in_force(story) -> str:
    with story.house.store.reading() as work:
        return witnessing.quorum_before(work.tables)


def told(found: ledger.Verdict) -> tuple[list[str], list[str]]:
    assert found.odd == ()
    return [one.code for one in found.flaws], [one.says.partition(": ")[2] for one in found.quorums]


def test_the_first_quorum_is_set_on_the_cells_word_and_told_of_nowhere(agreed):
    assert told(agreed.verdict()) == ([], [])
    with agreed.house.store.reading() as work:
        assert len(list(work.tables.select(RequestRow))) == 0


def test_the_first_quorum_needs_its_reason(story):
    story.begin("jor")
    with pytest.raises(ProblemsError, match="no reason is given"):
        witnessing.agree_quorum(story.house, quorum(story, "qat"), "quorum", " ", story.at("10-31T12:00"))
    assert in_force(story) is None


def test_one_person_alone_changes_no_quorum(agreed):
    before = in_force(agreed)
    done = change(agreed, quorum(agreed, "mine"), "coordination")
    assert (done.request.agreed, in_force(agreed)) == (False, before)
    assert done.changes == ("no longer a witness: egy, gaza, qat", "a new witness: mine")
    for again in ("coordination", "coordination"):
        with pytest.raises(ProblemsError, match="two different people"):
            change(agreed, quorum(agreed, "mine"), again)
    assert in_force(agreed) == before
    assert told(agreed.verdict()) == ([], [])


def test_two_people_change_it_and_every_verification_says_so(agreed):
    text = quorum(agreed, "gaza", "egy", "can")
    change(agreed, text, "egy")
    done = change(agreed, text, "gaza-crossings", "11-01T09:30", reason="")
    assert (done.request.agreed, in_force(agreed)) == (True, text)
    changed = "no longer a witness: qat; a new witness: can; as before: egy, gaza"
    says = f"the quorum of the witnesses was changed (egy asked, gaza-crossings agreed): {changed}. Reason given: the mediator's machine was lost"
    assert told(agreed.verdict()) == ([], [says])


def test_two_people_of_whom_one_asked_for_another_file_have_agreed_on_nothing(agreed):
    before = in_force(agreed)
    change(agreed, quorum(agreed, "gaza", "egy"), "egy")
    assert not change(agreed, quorum(agreed, "gaza", "mine"), "coordination").request.agreed
    assert in_force(agreed) == before


def test_who_agrees_a_day_later_asks(agreed):
    text = quorum(agreed, "gaza", "egy")
    change(agreed, text, "egy")
    assert not change(agreed, text, "coordination", "11-02T09:01").request.agreed


def test_what_was_agreed_once_is_not_agreed_for_ever(agreed):
    """Back to the first quorum is a change like any other, and so is forth again."""
    first, other = in_force(agreed), quorum(agreed, "gaza", "egy")
    change(agreed, other, "egy")
    change(agreed, other, "coordination")
    assert not change(agreed, first, "coordination", "11-01T10:00").request.agreed
    assert change(agreed, first, "egy", "11-01T10:01").request.agreed
    assert not change(agreed, other, "egy", "11-01T10:02").request.agreed
    assert in_force(agreed) == first
    flaws, changes = told(agreed.verdict())
    assert (flaws, len(changes)) == ([], 2)


def test_the_file_in_force_changes_nothing(agreed):
    with agreed.house.store.reading() as work:
        size = work.head().size
    done = change(agreed, quorum(agreed, *SIDES), "jor")
    with agreed.house.store.reading() as work:
        assert (work.head().size, len(list(work.tables.select(QuorumRow)))) == (size, 1)
    assert (done.request, done.changes) == (None, ())


@pytest.mark.parametrize("actor", ["issuer", "nobody", "retired"])
def test_who_may_not_agree_does_not(agreed, actor):
    keys.admit(agreed.house, "retired", "coordination", "officer", "", "for a day", agreed.at("10-31T12:01"))
    keys.retire(agreed.house, "retired", "the day is over", agreed.at("10-31T12:02"))
    with pytest.raises(ProblemsError, match="nobody who may ask or agree"):
        change(agreed, quorum(agreed, "mine"), actor)


def test_the_same_names_with_other_keys_are_other_witnesses(agreed):
    text = quorum(agreed, *SIDES, key="cell-")
    assert change(agreed, text, "egy").changes == ("a witness with another key: egy, gaza, qat",)


def test_the_same_witnesses_of_whom_fewer_are_enough_are_told_as_that(agreed):
    text = quorum(agreed, *SIDES, rule="any")
    changes = ("the witnesses stay, and the file says something else of them",)
    assert change(agreed, text, "egy").changes == changes


@pytest.mark.parametrize(
    ("asked", "agreed_by", "lacking"),
    [
        ("", "", "nobody asked to change-quorum this"),
        ("coordination", "", "it needs two different people, both named"),
        ("coordination", "coordination", "it needs two different people, both named"),
        ("coordination", "egy", ""),
    ],
)
def test_a_quorum_written_past_the_rule_is_a_flaw_and_named(agreed, asked, agreed_by, lacking):
    """Whoever holds the cell's key can write it: the record then says on whose word."""
    text, at = quorum(agreed, "mine"), agreed.at("11-01T09:00")
    request = "r1" if asked else ""
    with agreed.house.store.work() as work:
        if asked:
            digest = witnessing.digest_of(text)
            Scribe(agreed.house, work, asked, at).write(Asked("r1", witnessing.QUORUM, digest, "for speed"))
        if agreed_by:
            Scribe(agreed.house, work, agreed_by, at).write(Seconded("r1"))
        Scribe(agreed.house, work, "coordination", at).write(QuorumAgreed(text, "for speed", request))
        place = work.head().size - 1
    found = agreed.verdict()
    assert [(one.entry, one.code, one.says) for one in found.flaws] == (
        [(place, "two-people", f"entry {place}: {lacking}")] if lacking else []
    )
    (says,) = told(found)[1]
    who = f"{asked} asked, {agreed_by or 'nobody'} agreed" if asked else "nobody asked for it"
    assert says.startswith(
        f"the quorum of the witnesses was changed ({who}): no longer a witness: egy, gaza, qat; a new"
    )


def test_a_request_for_something_else_changes_no_quorum(agreed):
    text, at = quorum(agreed, "mine"), agreed.at("11-01T09:00")
    for act, subject in (("amend", witnessing.digest_of(text)), (witnessing.QUORUM, "another file")):
        with agreed.house.store.work() as work:
            Scribe(agreed.house, work, "coordination", at).write(Asked(f"r-{act}", act, subject, "for speed"))
            Scribe(agreed.house, work, "egy", at).write(Seconded(f"r-{act}"))
            Scribe(agreed.house, work, "coordination", at).write(QuorumAgreed(text, "for speed", f"r-{act}"))
        text += "\n"
    assert [one.says.partition(": ")[2] for one in agreed.verdict().flaws] == ["nobody asked to change-quorum this"] * 2
