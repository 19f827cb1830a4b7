"""A side speaks for itself: what a party hands over of another's side is not taken in, and names nobody as crossed (ADR 0148)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from safepassage.cli import gate as commands
from safepassage.gate.model import Bundle, Close, Record
from safepassage.gate.records import record_id, said
from safepassage.gate.state import DeviceCloseRow, ScanRow
from safepassage.operations import gate, passes
from safepassage.operations.post import Post

NUMBER, OTHER = "900000003", "900000001"
PARTIES = {"gaza": "gaza-crossings", "egypt": "egy"}


@pytest.fixture
def opened(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    for side in PARTIES:
        gate.open_side(story.house, side, story.at("11-01T09:00"))
    return story


def record(story, side, step, place=1, number=NUMBER, **changes):
    read, _ = passes.verify_text(story.house, story.texts[number], story.at("11-01T09:05"))
    session = f"{side}/2023-11-01/1"
    bare = Record(
        "", session, side, read.pass_id, "admit", "in-order", step, "officer 7", drawn=f"{place:016x}", **changes
    )
    return replace(bare, record=record_id(f"{side}-phone", place, said(bare)))


def handed_over(story, side, *records, closes=()):
    text = gate.bundle_text(story.house, side, PARTIES[side], Bundle(records, closes))
    return gate.sync(story.house, text, story.at("11-01T12:00"))


def rows(story):
    with story.house.store.reading() as work:
        return sorted(work.tables.select(ScanRow), key=lambda row: row.entry)


def test_the_other_sides_word_lets_this_side_refuse_nobody(opened):
    done = handed_over(opened, "egypt", record(opened, "gaza", "exited"), record(opened, "gaza", "returned", 2))
    what = "it speaks for side gaza, whose own devices hand over what happens there"
    assert done.left_out == (f"record 1 of 2: {what}", f"record 2 of 2: {what}")
    assert (done.fresh, done.known, done.mended, rows(opened)) == (0, 0, (), [])
    assert opened.scan("gaza", NUMBER, "11-01T12:05") == "admit in-order"
    assert opened.state(NUMBER) == "in-between"
    assert opened.verify() == []


@pytest.mark.parametrize("side", ["egypt", "somewhere", ""])
def test_nor_does_it_under_another_name(opened, side):
    bad = record(opened, "egypt", "exited")
    bad = replace(bad, side=side)
    bad = replace(bad, record=record_id("egypt-phone", 1, said(bad)))
    done = handed_over(opened, "egypt", bad)
    (row,) = rows(opened)
    assert done.mended == (f"record 1 of 1 (it stands as {row.record}): nobody has exited at a side of this party",)
    assert (row.side, row.step, done.odd) == (side, "", (row.record,))
    assert opened.scan("gaza", NUMBER, "11-01T12:05") == "admit in-order"
    # Handed over again it is known, and it is a flaw of whoever signed it.
    assert (handed_over(opened, "egypt", bad).fresh, len(rows(opened))) == (0, 2)
    assert opened.verdict().flaws


def test_the_first_side_lets_nobody_in_at_the_second(opened):
    done = handed_over(opened, "gaza", record(opened, "gaza", "entered"))
    assert (done.fresh, len(done.mended), opened.state(NUMBER)) == (1, 1, "presented")
    assert opened.scan("gaza", NUMBER, "11-01T12:05") == "admit in-order"
    assert opened.scan("egypt", NUMBER, "11-01T12:10") == "admit in-order"
    assert opened.state(NUMBER) == "entered"
    assert [flaw.code for flaw in opened.verdict().flaws] == ["gate"]


def test_what_a_side_says_of_itself_is_taken_beside_what_it_may_not(opened):
    good, bad = record(opened, "gaza", "exited"), record(opened, "egypt", "entered", 2, OTHER)
    done = handed_over(opened, "gaza", good, bad)
    assert (done.fresh, [row.record for row in rows(opened)]) == (1, [good.record])
    assert [one.partition(":")[0] for one in done.left_out] == ["record 2 of 2"]
    assert (opened.state(NUMBER), opened.state(OTHER)) == ("in-between", "called")


def test_who_came_back_may_be_written_down_by_either_side(opened):
    exited = record(opened, "gaza", "exited")
    back = record(opened, "egypt", "returned", 1, takes_back=exited.record)
    back = replace(back, reason="returned")
    back = replace(back, record=record_id("egypt-phone", 1, said(back)))
    assert (handed_over(opened, "gaza", exited).fresh, handed_over(opened, "egypt", back).mended) == (1, ())
    assert (opened.state(NUMBER), opened.verify()) == ("turned-back", [])


def test_a_close_of_another_sides_session_accuses_nobody(opened):
    closes = (Close("gaza/2023-11-01/1", "gaza-phone", 0), Close("egypt/2023-11-01/1", "egypt-phone", 0))
    done = handed_over(opened, "egypt", closes=closes)
    assert done.left_out == ("close 1 of 2: it is of a session of side gaza, which others run",)
    with opened.house.store.reading() as work:
        assert [row.device for row in work.tables.select(DeviceCloseRow)] == ["egypt-phone"]
    assert handed_over(opened, "gaza", record(opened, "gaza", "exited")).after_close == ()


def test_a_record_at_the_largest_place_leaves_the_desk_its_own(opened):
    assert opened.scan("gaza", NUMBER, "11-01T09:05") == "admit in-order"
    far = record(opened, "gaza", "")
    far = replace(far, verdict="hold", reason="order")
    far = replace(far, record=record_id("gaza-desk", 999_999_999_999_999, said(far)))
    done = handed_over(opened, "gaza", far)
    assert (done.fresh, done.gaps) == (1, ("gaza-desk/2-999999999999998",))
    post = Post(opened.house, "gaza", opened.at("11-01T12:01"))
    for number in (OTHER, "900000002"):
        done = post.scan(opened.texts[number], number, opened.at("11-01T12:05"), "officer 1")
        assert (done.verdict, done.reason) == ("admit", "in-order")
    assert [row.record.split("/")[1] for row in rows(opened)] == ["1", "999999999999999", "2", "3"]
    assert opened.verify() == []


def test_proof_of_a_copied_device_is_written_whatever_the_device_is_called(opened, monkeypatch, tmp_path):
    monkeypatch.setattr(commands, "house_of", lambda _: opened.house)
    two = [record(opened, "gaza", "exited", place, number) for place, number in ((1, NUMBER), (2, OTHER))]
    two = [replace(one, record=record_id("d" * 400, 1, said(one))) for one in two]
    path, out = tmp_path / "bundle", tmp_path / "evidence"
    path.write_text(gate.bundle_text(opened.house, "gaza", "gaza-crossings", Bundle(tuple(two))))
    words = ["sync", str(path), "--evidence", str(out), "--at", "2023-11-01T12:00:00+02:00"]
    done = CliRunner().invoke(commands.app, words)
    assert (done.exit_code, done.stdout.count("two records in one place"), len(rows(opened))) == (1, 1, 2)
    (proof,) = out.iterdir()
    assert proof.name in done.stdout.replace("\n", "")
    assert proof.read_text().startswith('{"evidence":"device-fork/1"')
