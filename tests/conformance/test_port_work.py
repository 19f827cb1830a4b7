"""Entries, keys, heads and checkpoints; together or not at all."""

import threading

import pytest
from store_entries import KEY, append_bare, entry, head, stand

from safepassage.account.state import StandRow
from safepassage.ledger.model import EMPTY, ActorHead, Checkpoint, Entry, Head


class StopHereError(Exception):
    """Raised by a test to end a work."""


def test_a_new_ledger_is_empty(store):
    with store.work() as work:
        assert work.head() == EMPTY
        assert list(work.entries()) == []
        assert list(work.checkpoints()) == []


def test_one_entry_comes_back_with_its_key_and_head(store):
    given = Entry(0, b"\x00\xffheader", bytes(range(64)), b"")
    with store.work() as work:
        work.append(given, b"\x00" * 32, head(1, "operator"))
        assert work.head() == head(1, "operator")
        assert list(work.entries()) == [(given, b"\x00" * 32)]
    with store.reading() as work:
        assert work.head() == head(1, "operator")
        assert list(work.entries()) == [(given, b"\x00" * 32)]
        ((found, key),) = work.entries()
        assert {type(one) for one in (found.header, found.signature, found.body, key)} == {bytes}


def test_three_entries_of_three_actors_over_several_works(store):
    actors = {}
    for index, actor in enumerate(["operator", "مصر", "gate-1"]):
        actors[actor] = ActorHead(1, f"{index:064x}")
        with store.work() as work:
            assert work.head().size == index
            work.append(entry(index), KEY, Head(index + 1, (b"r" * 32,) * (index + 1), dict(actors)))
    with store.reading() as work:
        assert work.head() == Head(3, (b"r" * 32,) * 3, actors)
        assert [one.index for one, _ in work.entries()] == [0, 1, 2]


def test_a_part_of_the_entries(store):
    with store.work() as work:
        append_bare(work, 5)
        assert [one.index for one, _ in work.entries(2)] == [2, 3, 4]
    with store.reading() as work:
        assert [one.index for one, _ in work.entries(1, 3)] == [1, 2]
        assert [one.index for one, _ in work.entries(stop=1)] == [0]
        assert list(work.entries(3, 3)) == []
        assert list(work.entries(5)) == []
        assert [one.index for one, _ in work.entries(4, 99)] == [4]


def test_more_entries_than_fit_one_page(store):
    with store.work() as work:
        append_bare(work, 2500)
    with store.reading() as work:
        found = list(work.entries())
        assert [one for one, _ in found] == [entry(index) for index in range(2500)]
        assert {key for _, key in found} == {KEY}
        assert work.head() == head(2500, "operator")


def test_a_long_body_comes_back(store):
    body = bytes(range(256)) * 8000
    with store.work() as work:
        work.append(entry(0, body), KEY, head(1, "operator"))
    with store.reading() as work:
        ((found, _),) = work.entries()
    assert found == entry(0, body)


@pytest.mark.parametrize("index", [0, 3, -1])
def test_an_entry_out_of_its_place_is_refused(store, index):
    with store.work() as work:
        append_bare(work, 2)
        with pytest.raises(ValueError, match="does not follow a ledger of 2"):
            work.append(entry(index), KEY, head(3, "operator"))
    with store.reading() as work:
        assert [one.index for one, _ in work.entries()] == [0, 1]
        assert work.head() == head(2, "operator")


def test_an_actor_can_leave_the_head(store):
    with store.work() as work:
        work.append(entry(0), KEY, head(1, "a", "b", "c"))
    with store.work() as work:
        work.append(entry(1), KEY, head(2, "b", "d"))
    with store.reading() as work:
        assert work.head() == head(2, "b", "d")


def test_a_destroyed_key_is_none_for_ever_and_the_entry_stays(store):
    with store.work() as work:
        append_bare(work, 3)
    with store.work() as work:
        work.destroy_key(1)
        assert list(work.entries()) == [(entry(0), KEY), (entry(1), None), (entry(2), KEY)]
    with store.reading() as work:
        assert list(work.entries()) == [(entry(0), KEY), (entry(1), None), (entry(2), KEY)]
        assert work.head() == head(3, "operator")
    with store.work() as work:
        for index in (1, 3, -1):
            with pytest.raises(LookupError):
                work.destroy_key(index)


def test_a_key_can_be_destroyed_in_the_work_that_made_it_and_that_is_undone_with_it(store):
    with store.work() as work:
        append_bare(work, 1)
        work.destroy_key(0)
        assert list(work.entries()) == [(entry(0), None)]

    def fail():
        with store.work() as work:
            append_bare(work, 1)
            work.destroy_key(1)
            raise StopHereError

    with pytest.raises(StopHereError):
        fail()
    with store.reading() as work:
        assert list(work.entries()) == [(entry(0), None)]


def test_checkpoints_come_smallest_first_and_one_of_the_same_size_is_replaced(store):
    notes = {
        size: Checkpoint("crossing.example/ledger", size, bytes([size]) * 32, f"note {size}\n\n— op")
        for size in (3, 1, 2)
    }
    with store.work() as work:
        for note in notes.values():
            work.keep_checkpoint(note)
        assert list(work.checkpoints()) == [notes[1], notes[2], notes[3]]
    cosigned = Checkpoint("crossing.example/ledger", 2, b"\x02" * 32, "note 2\n\n— op\n— شاهد")
    with store.work() as work:
        work.keep_checkpoint(cosigned)
    with store.reading() as work:
        assert list(work.checkpoints()) == [notes[1], cosigned, notes[3]]


def test_what_raises_is_undone_whole(store):
    with store.work() as work:
        append_bare(work, 1)
        work.tables.put(stand("p1"))
    kept = Checkpoint("o", 1, b"r" * 32, "n")

    def fail():
        with store.work() as work:
            append_bare(work, 1500)
            work.tables.put(stand("p1", "called"))
            work.tables.put(stand("p2"))
            assert len(list(work.tables.select(StandRow))) == 2
            work.tables.drop(StandRow, "p1")
            work.keep_checkpoint(kept)
            work.destroy_key(0)
            raise StopHereError

    with pytest.raises(StopHereError):
        fail()
    with store.reading() as work:
        assert work.head() == head(1, "operator")
        assert list(work.entries()) == [(entry(0), KEY)]
        assert list(work.tables.select(StandRow)) == [stand("p1")]
        assert list(work.checkpoints()) == []
    with store.work() as work:
        append_bare(work, 1)
    with store.reading() as work:
        assert work.head().size == 2


def test_what_is_written_while_reading_is_undone(store):
    with store.work() as work:
        append_bare(work, 1)
        work.tables.put(stand("p1"))
    with store.reading() as work:
        work.tables.put(stand("p2"))
        work.tables.drop(StandRow, "p1")
        append_bare(work, 1)
        assert list(work.tables.select(StandRow)) == [stand("p2")]
        assert [one.index for one, _ in work.entries()] == [0, 1]
    with store.reading() as work:
        assert list(work.tables.select(StandRow)) == [stand("p1")]
        assert work.head().size == 1


def write(store, name):
    """In another thread, as another user of the same store would."""

    def run():
        with store.work() as work:
            append_bare(work, 1)
            work.tables.put(stand(name))
        close = getattr(store, "close", None)
        if close:
            close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


def test_a_reader_keeps_its_view_while_others_write(store):
    write(store, "p1")
    with store.reading() as work:
        write(store, "p2")
        assert work.head().size == 1
        assert list(work.tables.select(StandRow)) == [stand("p1")]
        assert work.tables.get(StandRow, "p2") is None
        assert len(list(work.entries())) == 1
    with store.reading() as work:
        assert [row.person_id for row in work.tables.select(StandRow)] == ["p1", "p2"]
        assert work.head().size == 2


def test_a_view_can_be_opened_inside_a_work_and_shows_what_was_kept_before_it(store):
    write(store, "p1")
    with store.work() as work:
        work.tables.put(stand("p2"))
        assert len(list(work.tables.select(StandRow))) == 2
        with store.reading() as view:
            assert list(view.tables.select(StandRow)) == [stand("p1")]


def test_two_stores_side_by_side_know_nothing_of_each_other(make):
    one, other = make(), make()
    with one.work() as work:
        append_bare(work, 2)
        work.tables.put(stand("p1"))
        with other.work() as beside:
            append_bare(beside, 1)
            beside.tables.put(stand("p2"))
            beside.tables.put(stand("p3"))
    with one.reading() as work, other.reading() as beside:
        assert [row.person_id for row in work.tables.select(StandRow)] == ["p1"]
        assert [row.person_id for row in beside.tables.select(StandRow)] == ["p2", "p3"]
        assert (work.head().size, beside.head().size) == (2, 1)


def test_clearing_empties_the_tables_and_never_the_ledger(store):
    note = Checkpoint("o", 3, b"r" * 32, "n")
    with store.work() as work:
        append_bare(work, 3)
        work.keep_checkpoint(note)
        for name in ("p1", "p2", "p3"):
            work.tables.put(stand(name))
    store.clear_tables()
    with store.reading() as work:
        assert list(work.tables.select(StandRow)) == []
        assert work.head() == head(3, "operator")
        assert len(list(work.entries())) == 3
        assert list(work.checkpoints()) == [note]
