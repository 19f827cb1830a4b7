"""Posts that were loaded at once: whatever anybody writes meanwhile, the next scan decides on the record as it is by then."""

from __future__ import annotations

import pytest

from safepassage.gate.model import Bundle, Record
from safepassage.gate.records import place_of, record_id, said
from safepassage.gate.state import ScanRow
from safepassage.kernel.problems import ProblemsError
from safepassage.operations import gate, keys, passes, witnessing
from safepassage.operations.house import ISSUER
from safepassage.operations.post import Post
from safepassage.seal import base45

PATIENT, OTHER, ADULT = "900000003", "900000001", "JX100004"
FAMILY = ("CX200001", "CX200002", "CX200003", "CX200004")


@pytest.fixture
def opened(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    gate.open_side(story.house, "egypt", story.at("11-01T09:00"))
    return story


def posts(story, count=2, side="gaza"):
    return [Post(story.house, side, story.at("11-01T09:01")) for _ in range(count)]


def scan(story, post, number, when="11-01T09:05", **more):
    done = post.scan(story.texts[number], number, story.at(when), "officer 1", **more)
    return f"{done.verdict} {done.reason}"


def family(story, post, numbers, when="11-01T09:05"):
    papers = [(story.texts[one], one) for one in numbers]
    return [f"{one.verdict} {one.reason}" for one in post.scan_family(papers, story.at(when), "officer 1")]


def rows(story):
    with story.house.store.reading() as work:
        return sorted(work.tables.select(ScanRow), key=lambda row: row.entry)


def patients_out(story):
    """The wounded first: nobody else goes out before."""
    for number in (PATIENT, OTHER, "900000002"):
        assert story.scan("gaza", number, "11-01T09:02") == "admit in-order"


def test_two_posts_loaded_at_once_admit_a_pass_once(opened):
    one, other = posts(opened)
    assert scan(opened, one, PATIENT) == "admit in-order"
    assert scan(opened, other, PATIENT) == "refuse already-exited"
    first, second = rows(opened)
    assert [place_of(row.record) for row in (first, second)] == [("gaza-desk", 1), ("gaza-desk", 2)]
    assert (second.step, second.conflict) == ("", first.record)
    assert opened.verify() == []


def test_two_posts_in_turn_never_take_one_place_twice(opened):
    both = posts(opened, 3)
    for turn, number in enumerate((PATIENT, OTHER, PATIENT, "900000002", OTHER, ADULT, ADULT)):
        scan(opened, both[turn % 3], number)
    assert [place_of(row.record)[1] for row in rows(opened)] == list(range(1, 8))
    assert sum(row.step == "exited" for row in rows(opened)) == 4
    assert opened.verify() == []


def test_a_family_that_another_post_let_through_is_not_let_through_again(opened):
    patients_out(opened)
    one, other = posts(opened)
    assert family(opened, one, FAMILY) == ["admit in-order"] * 4
    assert family(opened, other, FAMILY) == ["refuse already-exited"] * 4
    assert len({row.record for row in rows(opened)}) == len({place_of(row.record) for row in rows(opened)}) == 11
    assert opened.verify() == []


def withdrawn(story):
    read, _ = passes.verify_text(story.house, story.texts[ADULT], story.at("11-01T09:02"))
    passes.revoke_pass(story.house, read.pass_id, "lost", story.at("11-01T09:03"))


def answer_taken_back(story):
    story.answers("isr", [ADULT], "withdrawn", "11-01T09:03")


def closed(story):
    gate.close_side(story.house, "gaza", "ordered", story.at("11-01T09:03"))


def key_revoked(story):
    keys.rotate(story.house, ISSUER, "stolen", story.at("11-01T09:03"), revoke=True)


def crossed_elsewhere(story):
    """The same pass went out by a device that was cut off, and is told of now."""
    read, _ = passes.verify_text(story.house, story.texts[ADULT], story.at("11-01T09:02"))
    bare = Record(
        "", "gaza/2023-11-01/1", "gaza", read.pass_id, "admit", "in-order", "exited", "officer 2", drawn="0" * 16
    )
    made = Record(record_id("gaza-phone", 1, said(bare)), *said(bare))
    text = gate.bundle_text(story.house, "gaza", "gaza-crossings", Bundle((made,)))
    assert gate.sync(story.house, text, story.at("11-01T09:03")).fresh == 1


MEANWHILE = {
    withdrawn: "refuse revoked",
    answer_taken_back: "hold not-in-manifest",
    closed: "refuse closed",
    key_revoked: "refuse unknown-key",
    crossed_elsewhere: "refuse already-exited",
}


@pytest.mark.parametrize("meanwhile", MEANWHILE, ids=[one.__name__ for one in MEANWHILE])
@pytest.mark.parametrize("together", [False, True], ids=["alone", "as a family"])
def test_what_was_written_since_the_post_was_loaded_is_heeded(opened, meanwhile, together):
    patients_out(opened)
    (post,) = posts(opened, 1)
    meanwhile(opened)
    done = family(opened, post, [ADULT])[0] if together else scan(opened, post, ADULT)
    assert done == MEANWHILE[meanwhile]
    # And the other way round: a post that is loaded now says no other.
    assert done.split()[0] == scan(opened, posts(opened, 1)[0], ADULT).split()[0]
    assert [flaw for flaw in opened.verify() if "clearance" not in flaw] == []


def test_a_side_that_opened_again_is_open_for_a_post_of_before(opened):
    (post,) = posts(opened, 1)
    closed(opened)
    assert scan(opened, post, PATIENT, "11-01T09:04") == "refuse closed"
    opened_again = gate.open_side(opened.house, "gaza", opened.at("11-01T09:10"))
    assert scan(opened, post, PATIENT, "11-01T09:11") == "admit in-order"
    assert rows(opened)[-1].session == opened_again.session


def test_a_manifest_fixed_since_is_the_one_a_record_names(opened):
    patients_out(opened)
    (post,) = posts(opened, 1)
    read, _ = passes.verify_text(opened.house, opened.texts[FAMILY[0]], opened.at("11-01T09:02"))
    number = passes.revoke_pass(opened.house, read.pass_id, "lost", opened.at("11-01T09:03"))
    assert scan(opened, post, ADULT) == "admit in-order"
    assert rows(opened)[-1].manifest == number == 2
    assert opened.verify() == []


def test_who_waits_at_the_gate_by_now_goes_first(opened):
    """The wounded man came, and is held: from then on nobody of those who come behind the wounded passes, at no post."""
    one, other = posts(opened)
    assert one.scan(opened.texts[OTHER], "another paper", opened.at("11-01T09:05"), "officer 1").verdict == "hold"
    for post in (one, other):
        assert scan(opened, post, ADULT) == "hold order"


def test_a_cosignature_is_no_entry_and_is_heeded(opened, monkeypatch):
    """A manifest that is witnessed meanwhile is worked by as a witnessed one."""
    monkeypatch.setattr("safepassage.operations.post.covered", lambda *_: 0)
    (post,) = posts(opened, 1)
    assert scan(opened, post, PATIENT) == "hold manifest-unwitnessed"
    monkeypatch.setattr("safepassage.operations.post.covered", lambda _, work: work.head().size)
    witnessing.request_for(opened.house, 0)  # a checkpoint is signed; no entry is written
    assert scan(opened, post, OTHER) == "admit in-order"


def test_posts_that_tell_each_other_load_once(opened, monkeypatch):
    out = Post(opened.house, "gaza", opened.at("11-01T09:01"))
    into = Post(opened.house, "egypt", opened.at("11-01T09:01"))
    out.others, into.others = [into], [out]
    monkeypatch.setattr(Post, "_load", lambda *_: pytest.fail("nobody else wrote"))
    assert scan(opened, out, PATIENT) == "admit in-order"
    assert scan(opened, into, PATIENT) == "admit in-order"
    assert family(opened, out, [OTHER, "900000002"]) == ["admit in-order"] * 2
    assert family(opened, into, [OTHER]) == ["admit in-order"]
    assert scan(opened, out, OTHER) == "refuse already-exited"


def test_a_third_that_is_not_told_makes_the_others_load(opened):
    one, other, third = posts(opened, 3)
    one.others, other.others = [other], [one]
    assert scan(opened, third, PATIENT) == "admit in-order"
    assert scan(opened, one, OTHER) == "admit in-order"  # and tells of this one only
    assert scan(opened, other, PATIENT) == "refuse already-exited"
    assert scan(opened, other, OTHER) == "refuse already-exited"
    assert opened.verify() == []


def test_a_family_whose_records_could_not_be_kept_may_come_again(opened, monkeypatch):
    patients_out(opened)
    (post,) = posts(opened, 1)
    before = rows(opened)
    real, calls = Post._scan, []

    def failing(*given, **more):
        calls.append(1)
        if len(calls) == 3:
            raise OSError("the disk is full")
        return real(*given, **more)

    monkeypatch.setattr(Post, "_scan", failing)
    with pytest.raises(OSError, match="full"):
        family(opened, post, FAMILY)
    assert rows(opened) == before
    assert family(opened, post, FAMILY) == ["admit in-order"] * 4
    assert [place_of(row.record)[1] for row in rows(opened)] == list(range(1, 8))
    assert opened.verify() == []


def test_a_forged_pass_is_called_forged_and_not_a_slip_to_be_printed_again(opened):
    raw = bytearray(base45.decode(opened.texts[PATIENT].removeprefix("EV1:")))
    raw[-1] ^= 1
    (post,) = posts(opened, 1)
    done = post.scan("EV1:" + base45.encode(bytes(raw)), PATIENT, opened.at("11-01T09:05"), "officer 1")
    assert (done.verdict, done.reason) == ("refuse", "forged")
    damaged = post.scan(opened.texts[PATIENT][:-3], PATIENT, opened.at("11-01T09:06"), "officer 1")
    assert (damaged.verdict, damaged.reason) == ("refuse", "unreadable")


def test_nobody_comes_back_and_is_turned_away_at_once(opened):
    (post,) = posts(opened, 1)
    assert scan(opened, post, PATIENT) == "admit in-order"
    with pytest.raises(ProblemsError, match="comes back and is turned away"):
        scan(opened, post, PATIENT, comes_back=True, turned_away=True)
    assert (len(rows(opened)), opened.state(PATIENT)) == (1, "in-between")
    assert scan(opened, post, PATIENT, comes_back=True) == "admit returned"
