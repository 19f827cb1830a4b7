import base64
import json

import pytest

from safepassage.ledger import checkpoint, export
from safepassage.ledger.entries import EntryError


@pytest.fixture
def log(public_of):
    return checkpoint.log_key("rafah-2023", public_of("log"))


@pytest.fixture
def lines(ledger, log, public_of, signer_of):
    points = [
        checkpoint.make_checkpoint("rafah-2023", size, bytes(32), public_of("log"), signer_of("log"))
        for size in (30, 10)
    ]

    def of(key_of=lambda _entry, _header: None):
        return list(
            export.write_export(
                ledger.written,
                operation="rafah-2023",
                log=log,
                checkpoints=points,
                totals={"granted": 30},
                key_of=key_of,
            )
        )

    return of


def test_an_export_is_a_head_checkpoints_entries_and_totals(lines, ledger, log):
    plain = [json.loads(line) for line in lines()]
    assert plain[0] == {"export": "safepassage-export/1", "operation": "rafah-2023", "log": log.text()}
    assert [json.loads(line)["checkpoint"].split("\n")[1] for line in lines()[1:3]] == ["10", "30"]
    assert [one["entry"] for one in plain[3:-1]] == list(range(30))
    assert [one["header"].encode() for one in plain[3:-1]] == [entry.header for entry in ledger.written]
    assert [base64.b64decode(one["signature"]) for one in plain[3:-1]] == [entry.signature for entry in ledger.written]
    assert plain[-1] == {"size": 30, "totals": {"granted": 30}}


def test_no_body_is_shown_where_its_reader_may_not_have_it(lines, ledger):
    def mine(entry, header):
        return ledger.keys[entry.index] if header.actor == "side-b" else None

    plain = [json.loads(line) for line in lines(mine)[3:-1]]
    assert [one["entry"] for one in plain if "body" in one or "key" in one] == list(range(1, 30, 3))
    assert [one["body"] for one in plain if "body" in one] == [f'{{"n":{number}}}' for number in range(1, 30, 3)]
    text = "".join(lines(mine))
    assert all(key.hex() not in text for place, key in enumerate(ledger.keys) if place % 3 != 1)
    assert all(base64.b64encode(entry.body).decode() not in text for entry in ledger.written)


def test_a_body_that_is_not_the_one_committed_to_is_not_exported(lines, ledger):
    with pytest.raises(EntryError, match="entry 4"):
        lines(lambda entry, _: ledger.keys[entry.index - 1] if entry.index == 4 else None)


def test_lines_come_one_by_one(ledger, log):
    """Nothing is held back: the first entry is out before the second is asked for."""
    asked = []

    def slowly():
        for entry in ledger.written:
            asked.append(entry.index)
            yield entry

    out = export.write_export(
        slowly(), operation="rafah-2023", log=log, checkpoints=[], totals={}, key_of=lambda *_: None
    )
    next(out)
    assert asked == []
    next(out)
    assert asked == [0]


def test_an_empty_ledger_has_an_export(log):
    out = list(
        export.write_export([], operation="rafah-2023", log=log, checkpoints=[], totals={}, key_of=lambda *_: None)
    )
    assert [json.loads(line) for line in out][1:] == [{"size": 0, "totals": {}}]
