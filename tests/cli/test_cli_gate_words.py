"""What `gate` says of a device's records, with an officer's eyes: what it is, what to do, and nothing turned around."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from safepassage.cli import gate as commands
from safepassage.cli.gate_words import LONGEST_NAME, counted, file_name, told
from safepassage.gate.model import Decision
from safepassage.operations.gate import Synced
from safepassage.operations.overrides import Override, Overrides, Pair, in_words, set_apart, who_answered

NOTHING = Synced("gaza", 1, 0, (), (), (), ())
ARABIC = "\u062c\u0648\u0627\u0644"


@pytest.mark.parametrize(
    ("number", "says"), [(0, "0 records"), (1, "1 record"), (2, "2 records"), (1200, "1,200 records")]
)
def test_one_is_not_said_as_many(number, says):
    assert counted(number, "record") == says


def test_a_bundle_in_which_nothing_is_odd_is_one_line():
    assert list(told(NOTHING)) == ["gaza: 1 new record, 0 known before."]
    assert list(told(replace(NOTHING, fresh=3, known=1))) == ["gaza: 3 new records, 1 known before."]
    assert not NOTHING.looks


ODD = {
    "conflicts": "  one pass, two people: record d/1. Find out who they are",
    "gaps": "  missing: record d/1. Ask that device for it",
    "forks": "  two records in one place: d/1. That device was copied or set back: work with another one",
    "after_close": "  let through after this device had closed: record d/1. Ask its officer",
    "odd": "  not as a gate writes it: record d/1. Ask who worked that device",
    "loose": "  came back before this ledger knew that they had left: record d/1. Scan that slip with --return again",
    "lost": "  under a manifest that this ledger does not hold: record d/1",
    "mended": "  cannot be kept as it stands: d/1",
    "left_out": "  not taken in: d/1",
}


@pytest.mark.parametrize("name", ODD)
def test_each_oddity_is_said_once_and_asks_for_a_person(name):
    done = replace(NOTHING, **{name: ("d/1",)})
    assert (list(told(done))[1], done.looks) == (ODD[name], True)
    three = list(told(replace(NOTHING, **{name: ("d/1", "d/2", "d/3")})))
    assert [line for line in three if "d/" in line] == [ODD[name].replace("d/1", f"d/{one}") for one in (1, 2, 3)]


def test_what_is_written_from_right_to_left_turns_nothing_around():
    assert [set_apart(one) for one in ("gaza-phone/1", ARABIC, "", "\u0661")] == [
        "gaza-phone/1", f"\u2068{ARABIC}\u2069", "", "\u2068\u0661\u2069",
    ]  # fmt: skip
    line = list(told(replace(NOTHING, gaps=(f"{ARABIC}/2",))))[1]
    assert line == f"  missing: record \u2068{ARABIC}/2\u2069. Ask that device for it"
    one = Override("r", "s", "", "order", (ARABIC, "officer 2"), "known")
    assert who_answered(one) == f"\u2068{ARABIC}\u2069 and officer 2"
    found = Overrides(9, (one,), (Pair((ARABIC, "officer 2"), 5, 6, often=True),))
    assert in_words(found)[1].startswith(f"  \u2068{ARABIC}\u2069 and officer 2 did so 5 times")


def test_a_file_is_named_by_its_device_where_it_can_be():
    assert file_name("gaza-phone/7") == "gaza-phone-7"
    names = [
        file_name(one) for one in ("../../x/1", f"{ARABIC}/1", "d" * 400 + "/1", "d" * 401 + "/1", "a\nb/1", "a b/1")
    ]
    assert len(set(names)) == len(names)
    for one in names:
        assert one.isascii()
        assert len(one) <= LONGEST_NAME + 17
        assert not {"/", "\n", " "} & set(one)


@pytest.fixture
def scanned(monkeypatch):
    def answer(*options, in_place_of="", **decision):
        decided = Decision("hold", "order", "Wait.", **decision)
        post = SimpleNamespace(in_place_of=in_place_of, scan=lambda *_, **__: decided)
        monkeypatch.setattr(commands, "house_of", lambda _: None)
        monkeypatch.setattr(commands, "Post", lambda *_: post)
        return CliRunner().invoke(commands.app, ["scan", "EV1:X", "--side", "gaza", *options]).stdout.splitlines()

    return answer


def test_an_officer_sees_every_reason_before_a_second_person_answers(scanned):
    assert scanned() == ["HOLD: Wait."]
    assert scanned(clause="1/O1", also=("document-mismatch", "expired")) == [
        "HOLD: Wait.", "  and also: document mismatch, expired", "  under 1/O1",
    ]  # fmt: skip


def test_an_officer_is_told_that_the_desk_signed_for_the_side(scanned):
    """Before, only a hand-over and the verification told of it, and every crossing of the session was told of for ever."""
    assert scanned(in_place_of="egy") == [
        "HOLD: Wait.",
        "  It counts. It was signed by coordination in the place of egy, whose key in force does not lie here; ledger verify tells of it from now on.",
        "  Tell the cell to bring that key as egy.key into the operation's keys folder (compare: safepassage keys list).",
    ]
    said = json.loads("".join(scanned("--json", in_place_of="egy")))
    assert (said["verdict"], said["in_place_of"]) == ("hold", "egy")
