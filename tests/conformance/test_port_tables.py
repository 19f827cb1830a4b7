"""Rows in and out, the same on every adapter."""

from dataclasses import replace

import pytest
from store_entries import stand

from safepassage.account.state import MoveRow, StandRow
from safepassage.clearance.state import ClearanceRow
from safepassage.passes.state import ManifestRow

# What sorts differently by language, by UTF-16 and by code point.
NAMES = [
    "",
    " ",
    "A",
    "B",
    "Z",
    "a",
    "ab",
    "b",
    "z",
    "Ä",
    "ä",
    "Ж",
    "א",
    "ب",
    "أ",
    "ﬀ",
    "\uffff",
    "😀",
    "😀a",
    "~",
    "_",
    "-",
]
TEXTS = [
    "",
    "أحمد بن محمد",
    "בנימין בן־דוד",
    "👩‍👩‍👧‍👦 family",
    "e\u0301 is not \u00e9",
    "\u202eright to left\u202c",
    "a'b\"c`d;--%s%%?\\n$1",
    "line\nline\r\n\ttab\x01\x7f",
    " padded ",
    "0012",
    "NULL",
    "long " * 200_000,
]
NUMBERS = [0, 1, -1, 2**31, -(2**31) - 1, 2**53 + 1, 2**63 - 1, -(2**63)]


def test_a_new_store_is_empty(store):
    with store.work() as work:
        assert list(work.tables.select(StandRow)) == []
        assert work.tables.get(StandRow, "p1") is None


def test_one_row_is_there_at_once_and_afterwards(store):
    row = stand("p1")
    with store.work() as work:
        work.tables.put(row)
        assert work.tables.get(StandRow, "p1") == row
        assert list(work.tables.select(StandRow)) == [row]
    with store.reading() as work:
        assert work.tables.get(StandRow, "p1") == row
        assert list(work.tables.select(StandRow)) == [row]


def test_three_rows_come_in_the_order_of_their_keys(store):
    rows = [stand("p3"), stand("p1"), stand("p2")]
    with store.work() as work:
        for row in rows:
            work.tables.put(row)
    with store.reading() as work:
        assert list(work.tables.select(StandRow)) == [rows[1], rows[2], rows[0]]


def test_keys_are_ordered_as_python_orders_them(store):
    with store.work() as work:
        for name in reversed(NAMES):
            work.tables.put(stand(name))
    with store.reading() as work:
        assert [row.person_id for row in work.tables.select(StandRow)] == sorted(NAMES)


def test_keys_of_several_parts_are_ordered_part_by_part(store):
    keys = [(name, entry) for name in ("b", "B", "אב", "a") for entry in (10, 9, -1, 2**40)]
    with store.work() as work:
        for name, entry in keys:
            work.tables.put(MoveRow(name, entry, "pending", "", ""))
    with store.reading() as work:
        assert [row.key() for row in work.tables.select(MoveRow)] == sorted(keys)
        assert [row.entry for row in work.tables.select(MoveRow, person_id="B")] == [-1, 9, 10, 2**40]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_comes_back_as_it_was(store, text):
    with store.work() as work:
        work.tables.put(stand("p1", why=text))
    with store.reading() as work:
        row = work.tables.get(StandRow, "p1")
    assert row == stand("p1", why=text)


def test_a_text_is_found_by_its_every_letter(store):
    texts = [text for text in TEXTS if len(text) < 1000]
    with store.work() as work:
        for text in texts:
            work.tables.put(stand(text, state=text))
    with store.reading() as work:
        for text in texts:
            assert list(work.tables.select(StandRow, state=text)) == [stand(text, state=text)]
            assert work.tables.get(StandRow, text) == stand(text, state=text)


def test_numbers_come_back_as_they_were(store):
    with store.work() as work:
        for number in NUMBERS:
            work.tables.put(ManifestRow(number, number, "", ""))
    with store.reading() as work:
        found = list(work.tables.select(ManifestRow))
        assert found == [ManifestRow(number, number, "", "") for number in sorted(NUMBERS)]
        assert {type(row.number) for row in found} == {int}
        assert [row.number for row in work.tables.select(ManifestRow, passes=2**63 - 1)] == [2**63 - 1]


def test_a_row_replaces_the_one_with_its_key(store):
    with store.work() as work:
        work.tables.put(stand("p1", "pending"))
        work.tables.put(stand("p1", "cleared"))
    with store.work() as work:
        assert list(work.tables.select(StandRow)) == [stand("p1", "cleared")]
        work.tables.put(stand("p1", "called"))
        assert list(work.tables.select(StandRow, state="cleared")) == []
    with store.reading() as work:
        assert list(work.tables.select(StandRow)) == [stand("p1", "called")]


def test_a_dropped_row_is_gone_at_once_and_afterwards(store):
    with store.work() as work:
        for name in ("p1", "p2", "p3"):
            work.tables.put(stand(name))
    with store.work() as work:
        work.tables.drop(StandRow, "p2")
        work.tables.drop(StandRow, "nobody")
        assert work.tables.get(StandRow, "p2") is None
        assert [row.person_id for row in work.tables.select(StandRow)] == ["p1", "p3"]
    with store.reading() as work:
        assert work.tables.get(StandRow, "p2") is None
        assert [row.person_id for row in work.tables.select(StandRow)] == ["p1", "p3"]


def test_a_row_put_dropped_and_put_again_is_there(store):
    with store.work() as work:
        work.tables.put(stand("p1", "pending"))
        work.tables.drop(StandRow, "p1")
        assert work.tables.get(StandRow, "p1") is None
        work.tables.put(stand("p1", "called"))
        work.tables.put(stand("p2"))
        work.tables.drop(StandRow, "p2")
    with store.reading() as work:
        assert list(work.tables.select(StandRow)) == [stand("p1", "called")]


def clearances():
    return [
        ClearanceRow(person, party, status, "", "", "", "", "", "")
        for person, party, status in [
            ("p1", "egypt", "granted"),
            ("p1", "israel", "pending"),
            ("p2", "egypt", "pending"),
            ("p2", "israel", "pending"),
            ("p3", "egypt", "granted"),
        ]
    ]


def test_rows_are_selected_by_one_and_by_several_fields(store):
    with store.work() as work:
        for row in clearances():
            work.tables.put(row)
        assert [row.key() for row in work.tables.select(ClearanceRow, party="egypt", status="granted")] == [
            ("p1", "egypt"),
            ("p3", "egypt"),
        ]
    with store.reading() as work:
        assert [row.person_id for row in work.tables.select(ClearanceRow, person_id="p1")] == ["p1", "p1"]
        assert list(work.tables.select(ClearanceRow, person_id="p3", status="refused")) == []
        assert [row.key() for row in work.tables.select(ClearanceRow, status="pending")] == [
            ("p1", "israel"),
            ("p2", "egypt"),
            ("p2", "israel"),
        ]


def test_a_selection_sees_what_was_changed_before_it_in_the_same_work(store):
    with store.work() as work:
        for row in clearances():
            work.tables.put(row)
    with store.work() as work:
        for row in work.tables.select(ClearanceRow, status="pending"):
            work.tables.put(replace(row, status="granted"))
        work.tables.drop(ClearanceRow, "p1", "egypt")
        assert list(work.tables.select(ClearanceRow, status="pending")) == []
        assert len(list(work.tables.select(ClearanceRow, status="granted"))) == 4


def test_a_selection_gives_the_rows_of_the_moment_it_was_asked_for(store):
    with store.work() as work:
        for name in ("p1", "p2", "p3"):
            work.tables.put(stand(name))
        seen = []
        for row in work.tables.select(StandRow):
            seen.append(row)
            work.tables.drop(StandRow, "p2")
            work.tables.put(stand("p3", "called"))
            work.tables.put(stand("p4"))
        assert seen == [stand("p1"), stand("p2"), stand("p3")]
        assert list(work.tables.select(StandRow)) == [stand("p1"), stand("p3", "called"), stand("p4")]
    with store.reading() as work:
        assert work.tables.get(StandRow, "p2") is None
        assert work.tables.get(StandRow, "p3") == stand("p3", "called")


def test_many_questions_to_one_table_are_answered_alike(store):
    """Enough of them that a store may choose to read the table whole."""
    people = [f"p{number:04d}" for number in range(700)]
    with store.work() as work:
        for name in people[::2]:
            work.tables.put(stand(name))
    with store.work() as work:
        work.tables.put(stand(people[1], "called"))
        work.tables.drop(StandRow, people[0])
        found = [name for name in people if work.tables.get(StandRow, name) is not None]
        assert found == [people[1], *people[2::2]]
        assert work.tables.get(StandRow, people[1]) == stand(people[1], "called")
        assert [row.person_id for row in work.tables.select(StandRow)] == found


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (stand("p1", why="a\x00b"), ValueError),
        (stand("p1\x00"), ValueError),
        (stand("p1", why="half \ud83d"), ValueError),
        (stand("p1", entry=2**63), ValueError),
        (stand("p1", entry=-(2**63) - 1), ValueError),
        (stand("k" * 2001), ValueError),
        (stand("ب" * 1001), ValueError),
        (stand("p1", entry=True), TypeError),
        (stand("p1", entry="7"), TypeError),
        (stand("p1", entry=1.0), TypeError),
        (stand("p1", why=None), TypeError),
        (stand("p1", why=b"bytes"), TypeError),
        (stand(7), TypeError),
    ],
    ids=range(13),
)
def test_what_would_not_come_back_as_it_is_is_refused_and_changes_nothing(store, row, error):
    with store.work() as work:
        work.tables.put(stand("p1"))
        with pytest.raises(error) as caught:
            work.tables.put(row)
        assert list(work.tables.select(StandRow)) == [stand("p1")]
    assert str(caught.value).startswith(("StandRow.", "a key of StandRow "))


def test_the_longest_key_is_kept_and_found(store):
    for name in ("k" * 2000, "ب" * 1000, "".join(chr(0x4E00 + number * 7) for number in range(666))):
        with store.work() as work:
            work.tables.put(stand(name))
        with store.reading() as work:
            assert work.tables.get(StandRow, name) == stand(name)


@pytest.mark.parametrize("key", [(), ("p1", "p2"), (1,), (None,), (True,)], ids=range(5))
def test_a_key_that_can_belong_to_no_row_is_a_mistake(store, key):
    with store.work() as work:
        with pytest.raises(TypeError):
            work.tables.get(StandRow, *key)
        with pytest.raises(TypeError):
            work.tables.drop(StandRow, *key)


@pytest.mark.parametrize("equal", [{"nothing": "x"}, {"entry": "3"}, {"entry": True}, {"state": 3}, {"state": None}])
def test_a_question_no_row_can_answer_is_a_mistake(store, equal):
    with store.work() as work:
        work.tables.put(stand("p1", entry=3))
        with pytest.raises(TypeError):
            list(work.tables.select(StandRow, **equal))
