import itertools
import random
from dataclasses import replace

import pytest

from safepassage.identity.exact import CROWD
from safepassage.identity.model import REASONS, Finding, Subject
from safepassage.identity.rules import findings

# Everybody here is invented.
LEILA = Subject("p1", "JO", "Leila Ahmad Khoury", "1984-03-05", "1984-05-03", "F", "JOR", ("t1",), "c1")


def other(**changes):
    return replace(LEILA, **{"person_id": "p2", "source": "EG", **changes})


def say(left, right):
    found = findings([right], [left])
    assert len(found) <= 1
    return (found[0].verdict, found[0].reasons) if found else None


def test_the_same_document_name_and_birth_are_one_person():
    assert findings([other()], [LEILA]) == (
        Finding("p1", "p2", "same", "exact/1", ("document-shared", "name-equal", "birth-equal")),
    )


@pytest.mark.parametrize(
    ("changes", "verdict", "reasons"),
    [
        ({"birth": "1984-05-03", "birth_other": ""}, "same", ("document-shared", "name-equal", "birth-other-reading")),
        ({"birth": "1984", "birth_other": ""}, "same", ("document-shared", "name-equal", "birth-coarse")),
        ({"birth": "1984-03", "birth_other": ""}, "same", ("document-shared", "name-equal", "birth-coarse")),
        ({"birth": "1984-04", "birth_other": ""}, "doubt", ("document-shared", "name-equal", "birth-differs")),
        ({"birth": "", "birth_other": ""}, "doubt", ("document-shared", "name-equal", "birth-missing")),
        ({"birth": "1990-01-01", "birth_other": ""}, "doubt", ("document-shared", "name-equal", "birth-differs")),
        ({"full_name": "Omar Nasser"}, "doubt", ("document-shared", "name-differs", "birth-equal")),
        ({"full_name": "Leila"}, "doubt", ("document-shared", "name-short", "birth-equal")),
        ({"full_name": ""}, "doubt", ("document-shared", "name-short", "birth-equal")),
        ({"sex": "M"}, "doubt", ("document-shared", "name-equal", "birth-equal", "sex-differs")),
        ({"tags": ("t9",)}, "doubt", ("document-not-shared", "name-equal", "birth-equal")),
        ({"tags": ()}, "doubt", ("document-not-shared", "name-equal", "birth-equal")),
        ({"full_name": "ليلى أحمد الخوري"}, "same", ("document-shared", "name-spelling", "birth-equal")),
        (
            {"full_name": "ليلى أحمد الخوري", "tags": ()},
            "doubt",
            ("document-not-shared", "name-spelling", "birth-equal"),
        ),
        (
            {"full_name": "ليلى", "latin_name": "KHOURY, LEILA"},
            "same",
            ("document-shared", "name-spelling", "birth-equal"),
        ),
    ],
)
def test_what_differs_is_said(changes, verdict, reasons):
    assert say(LEILA, other(**changes)) == (verdict, reasons)
    assert set(reasons) <= set(REASONS)


@pytest.mark.parametrize(
    "changes",
    [
        {"tags": (), "birth": "1990-01-01", "birth_other": ""},
        {"tags": (), "birth": "", "birth_other": ""},
        {"tags": (), "full_name": "Omar Ahmad Khoury"},
        {"tags": (), "sex": "M"},
        {"tags": ("t9",), "source": "JO"},  # two documents on one list are two people
    ],
)
def test_nothing_is_said_where_nothing_speaks_for_one_person(changes):
    assert say(LEILA, other(**changes)) is None


def test_twin_brothers_on_one_family_passport_are_a_doubt_in_either_script():
    hassan, hussein = ("Hassan Ali Khoury", "حسن علي الخوري"), ("Hussein Ali Khoury", "حسين علي الخوري")
    for one, two in itertools.product(hassan, hussein):
        verdict, reasons = say(replace(LEILA, full_name=one), other(full_name=two))
        assert (verdict, reasons[1]) == ("doubt", "name-differs")


def test_the_order_of_rows_does_not_matter():
    people = [LEILA, other(), other(person_id="p3", tags=()), other(person_id="p4", full_name="Omar Nasser")]
    expected = findings(people, [])
    assert len(expected) == 5
    for seed in range(5):
        shuffled = random.Random(seed).sample(people, len(people))
        assert findings(shuffled, []) == expected


def test_only_pairs_with_something_new_are_said():
    known = [LEILA, other()]
    assert findings([], known) == ()
    found = findings([other(person_id="p3", source="SA")], known)
    assert [(one.left, one.right) for one in found] == [("p1", "p3"), ("p2", "p3")]


def test_ten_thousand_of_one_name_and_document_stay_linear():
    crowd = [replace(LEILA, person_id=f"p{at:05}", source=f"s{at}") for at in range(10_000)]
    found = findings(crowd, [])
    assert len(found) == 9_999
    assert {one.reasons[-1] for one in found} == {"crowded"}


def test_a_bucket_is_no_crowd_up_to_its_bound():
    crowd = [replace(LEILA, person_id=f"p{at:05}", source=f"s{at}") for at in range(CROWD)]
    assert len(findings(crowd, [])) == CROWD * (CROWD - 1) // 2


def test_reasons_hold_nothing_personal():
    found = findings([other(full_name="ليلى أحمد الخوري", birth="1984")], [LEILA])
    written = " ".join(found[0].reasons)
    assert not any(piece in written.lower() for piece in ("leila", "khoury", "1984", "t1", "jor"))
