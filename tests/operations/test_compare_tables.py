"""The rebuilt tables against the live ones: every difference, and no value of any."""

import pytest

from safepassage.adapters.memory import MemoryTables
from safepassage.gate.state import DeviceCloseRow, SessionRow
from safepassage.operations.compare import compare


def session(number: int, reason: str = "") -> SessionRow:
    return SessionRow(f"gaza/2023-11-01/{number}", "gaza", 1, "2023-11-01T06:00:00Z", "", 0, reason)


def tables(*rows: SessionRow | DeviceCloseRow) -> MemoryTables:
    made = MemoryTables()
    for row in rows:
        made.put(row)
    return made


def differences(live, again):
    return list(compare(tables(*live), tables(*again)))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_same_rows_differ_in_nothing(count):
    rows = [session(number) for number in range(count)]
    assert differences(rows, rows[::-1]) == []


MADE, MISSING = "no entry makes it", "it is missing"


@pytest.mark.parametrize(
    ("live", "again", "told"),
    [
        ((1,), (), [(1, MADE)]),
        ((), (1,), [(1, MISSING)]),
        ((1, 2, 3), (2,), [(1, MADE), (3, MADE)]),
        ((2,), (1, 2, 3), [(1, MISSING), (3, MISSING)]),
        ((1, 3), (2, 4), [(1, MADE), (2, MISSING), (3, MADE), (4, MISSING)]),
        ((1, 2, 5), (1, 3, 5), [(2, MADE), (3, MISSING)]),
    ],
)
def test_each_row_more_or_less_is_named_in_the_order_of_the_keys(live, again, told):
    found = differences([session(one) for one in live], [session(one) for one in again])
    assert found == [f"table session, row gaza/2023-11-01/{one}: {what}" for one, what in told]


def test_a_changed_row_is_named_by_its_columns_and_never_by_their_values():
    live = (session(1), session(2, "a secret"), session(3))
    found = differences(live, [session(one) for one in (1, 2, 3)])
    assert found == ["table session, row gaza/2023-11-01/2: reason is not what the entries make it"]


def test_every_table_is_looked_at():
    found = differences((DeviceCloseRow("gaza/2023-11-01/1", "phone", 4),), (session(1),))
    assert found == [
        "table session, row gaza/2023-11-01/1: it is missing",
        "table device_close, row gaza/2023-11-01/1/phone/4: no entry makes it",
    ]
