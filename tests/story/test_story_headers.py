"""A record whose public part says something else than its bodies, or whose lists are exchanged: `ledger verify` names it."""

from __future__ import annotations

from dataclasses import replace

from safepassage.kernel.canonical import canonical
from safepassage.kernel.facts import Recorded
from safepassage.kernel.plain import to_plain
from safepassage.ledger.entries import write_entry
from safepassage.ledger.facts import Asked
from safepassage.operations import ledger
from safepassage.operations.project import project
from safepassage.operations.record import read_recorded
from safepassage.plan.facts import ListMade, ListPublished


def written(story, fact, *, deltas=None, seen=None):
    """An entry as a cell writes it that keeps no rule; its place."""
    house, at = story.house, story.at("11-01T03:00")
    with house.store.work() as work:
        key = house.dice.take(32)
        body = canonical({"at": at.iso(), "fact": to_plain(fact)}).encode()
        entry, after = write_entry(
            work.head(), operation=house.name, kind=fact.KIND, actor="coordination", clause="",
            deltas=dict(fact.deltas()) if deltas is None else deltas, body=body, key=key,
            sign=lambda message: house.keys.sign("coordination", message), seen=work.seen() if seen is None else seen,
        )  # fmt: skip
        work.append(entry, key, after)
        project(Recorded(fact, at, "coordination", entry.index, ""), work.tables)
    return entry.index


def facts(story, kind):
    with story.house.store.reading() as work:
        return [one.fact for one in (read_recorded(*pair) for pair in work.entries()) if isinstance(one.fact, kind)]


def asked(number):
    return Asked(f"r{number}", "export", "qat", "invented")


def test_counts_that_the_body_does_not_give_are_a_flaw_though_the_sums_come_out_right(story):
    story.begin()
    one = written(story, asked(1), deltas={"exited": 1})
    two = written(story, asked(2), deltas={"exited": -1, "invented": 7})
    says = "the published totals are not of what was written"
    assert story.verify() == [
        f"entry {one}: it counts 1 exited instead of 0: {says}",
        f"entry {two}: it counts -1 exited instead of 0, 7 invented instead of 0: {says}",
    ]


def test_a_count_left_out_is_a_flaw_too(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    (published,) = facts(story, ListPublished)
    place = written(story, published, deltas={})
    assert f"entry {place}: it counts 0 called instead of {published.persons}" in "\n".join(story.verify())


def test_a_checkpoint_that_an_entry_cites_and_nobody_keeps_is_a_flaw(story):
    """A log that signed two histories would drop the checkpoint that the other side saw."""
    story.begin()
    kept = ledger.checkpoint(story.house)
    assert written(story, asked(1)) == kept.size
    assert story.verify() == []
    place = written(story, asked(2), seen=(kept.size - 1, "ab" * 32))
    assert story.verify() == [
        f"entry {place}: coordination cites {kept.size - 1} entries after it had cited {kept.size}",
        f"entry {place}: coordination cites a checkpoint of {kept.size - 1} entries that is kept nowhere",
    ]


def test_a_list_that_is_made_again_under_its_number_is_a_flaw(story):
    """Computing the list again looks at the one made last: an altered one could be called, and an honest one put in its place."""
    story.begin()
    story.everybody_cleared()
    story.called()
    (made,) = facts(story, ListMade)
    place = written(story, replace(made, calls=made.calls[1:]))
    assert story.verify() == [
        f"entry {place}: list {made.draft} of {made.day} is made a second time: what is published or called by that number changes"
    ]


def test_more_persons_published_than_the_list_holds_are_a_flaw(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    (published,) = facts(story, ListPublished)
    place = written(story, replace(published, persons=published.persons + 3))
    assert story.verify() == [
        f"entry {place}: {published.persons + 3} persons are published for {published.day}, and the list holds {published.persons}"
    ]
