from dataclasses import fields

from gate_world import DAY, PASS, record

from safepassage.adapters.memory import MemoryTables
from safepassage.gate import facts
from safepassage.gate.facts import DeviceClosed, Scanned, SessionClosed, SessionOpened
from safepassage.gate.model import Bundle, Close, Record
from safepassage.gate.rules import fresh_facts, merge, record_of
from safepassage.gate.state import DeviceCloseRow, ScanRow, SessionRow, apply
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain, to_plain

AT = Moment.parse("2023-11-02T07:00:00Z")
SESSION = f"west/{DAY}/1"


def tables_of(*happened):
    tables = MemoryTables()
    for index, fact in enumerate(happened):
        apply(Recorded(fact, AT.plus(minutes=index), "west", index), tables)
    return tables


def test_a_session_is_open_until_its_close_record():
    opened = SessionOpened(SESSION, "west", 7)
    assert tables_of(opened).get(SessionRow, SESSION) == SessionRow(
        SESSION, "west", 7, "2023-11-02T07:00:00Z", "", 0, ""
    )
    closed = tables_of(opened, SessionClosed(SESSION, "west", 3, "evening"))
    assert closed.get(SessionRow, SESSION) == SessionRow(
        SESSION, "west", 7, "2023-11-02T07:00:00Z", "2023-11-02T07:01:00Z", 3, "evening"
    )


def test_a_close_of_a_session_nobody_opened_changes_nothing():
    assert tables_of(SessionClosed(SESSION, "west", 3, "evening")).get(SessionRow, SESSION) is None


def test_two_closes_of_a_device_are_both_kept_and_sent_again_change_nothing():
    early, late = (Close(SESSION, "west-1", last) for last in (4, 9))
    for order in ((late, early), (early, late)):
        facts = fresh_facts(merge([Bundle((), order)]), Bundle(()))
        tables = tables_of(*facts)
        rows = list(tables.select(DeviceCloseRow))
        assert rows == [DeviceCloseRow(SESSION, "west-1", 4), DeviceCloseRow(SESSION, "west-1", 9)]
        known = Bundle((), tuple(Close(row.session, row.device, row.last) for row in rows))
        assert fresh_facts(merge([known, Bundle((), order)]), known) == ()


def test_a_scan_becomes_a_row_and_the_row_the_same_record():
    written = record("west-1/3", second="officer-2", override="words", reason="order", conflict="west-2/1/00000000")
    (fact,) = fresh_facts(merge([Bundle((written,))]), Bundle(()))
    assert isinstance(fact, Scanned)
    row = tables_of(fact).get(ScanRow, fact.record)
    assert row is not None
    assert (row.at, row.entry) == ("2023-11-02T07:00:00Z", 0)
    assert record_of(row, "foreign") == Record(
        **{field.name: getattr(written, field.name) for field in fields(Record) if field.name != "at"}, at=row.at
    )


def test_what_the_ledger_holds_already_is_not_written_again():
    bundle = Bundle((record("west-1/1"), record("west-1/2", "")), (Close(SESSION, "west-1", 2),))
    first = fresh_facts(merge([bundle]), Bundle(()))
    assert [type(fact) for fact in first] == [Scanned, Scanned, DeviceClosed]
    tables = tables_of(*first)
    known = Bundle(
        tuple(record_of(row, "foreign") for row in tables.select(ScanRow)),
        tuple(Close(row.session, row.device, row.last) for row in tables.select(DeviceCloseRow)),
    )
    assert fresh_facts(merge([known, bundle]), known) == ()


def test_a_second_crossing_that_arrives_later_names_the_first_in_its_fact():
    first, second = record("west-1/1"), record("west-2/1")
    known = Bundle((first,))
    (fact,) = fresh_facts(merge([known, Bundle((second,))]), known)
    assert isinstance(fact, Scanned)
    assert (fact.record, fact.conflict, fact.pass_id) == (second.record, first.record, PASS)


def test_every_fact_survives_plain_data():
    for fact in (
        SessionOpened(SESSION, "west", 7),
        SessionClosed(SESSION, "west", 3, "evening"),
        DeviceClosed(SESSION, "west-1", 4),
        Scanned("west-1/1/00000000", SESSION, "west", PASS, "admit", "in-order", "exited", "officer-1"),
    ):
        assert from_plain(facts.FACTS[fact.KIND], to_plain(fact)) == fact
    assert len(facts.FACTS) == 4
