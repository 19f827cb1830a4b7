"""Who comes into question for a new entry: by numbers, dates and sounds, against plain definitions over all pairs."""

import random
from dataclasses import replace

import pytest
from identity_people import FAMILY, FATHER, GIVEN

from safepassage.identity.model import ListPerson
from safepassage.identity.nearby import enough_alike, nearby, needed, real_dates, sounds


def person(key, name, birth=""):
    return ListPerson(key, name, birth=birth)


def crowd(count, seed):
    dice, people = random.Random(seed), []
    for at in range(count):
        side = dice.randrange(2)
        name = " ".join(dice.choice(some)[side] for some in (GIVEN, FATHER, FAMILY)[: dice.choice((1, 2, 3, 3))])
        birth = f"19{dice.choice('89')}{dice.choice('01')}-0{dice.choice('34')}-1{dice.choice('128')}"
        people.append(person(f"{seed}-{at}", name, birth))
    return people


def apart(one, other):
    """How many digits differ between two dates."""
    return sum(a != b for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("parts", "spare", "sounds_needed"), [(0, 1, 1), (1, 1, 1), (2, 1, 1), (3, 1, 2), (9, 1, 2), (0, 0, 1), (1, 0, 1), (2, 0, 2), (3, 0, 2)]
)  # fmt: skip
def test_how_many_sounds_must_be_the_same(parts, spare, sounds_needed):
    assert needed(parts, spare) == sounds_needed


def test_names_without_a_sound_are_never_alike():
    assert not enough_alike((), ())
    assert not enough_alike((), (), spare=0)
    assert not enough_alike(("mhmd",), ())


def test_dates_a_digit_apart_need_two_sounds_or_the_whole_name():
    known = [person("b", "Mohammed Salem", "1980-03-14")]
    near = replace(known[0], row_id="a", birth="1980-03-15")
    assert nearby([near], known).tolist() == [[0, 0]]
    assert nearby([replace(near, full_name="Mohammed Haddad")], known).tolist() == []
    assert nearby([replace(near, full_name="Mohammed")], known).tolist() == [[0, 0]]
    assert nearby([replace(near, birth="1980-05-15")], known).tolist() == []


def test_without_a_date_one_sound_of_two_is_enough():
    known = [person("b", "Mohammed Salem", "1980-03-14"), person("c", "Mohammed Salem Haddad", "1980-03-14")]
    assert nearby([person("a", "Mohammed Nassar")], known).tolist() == [[0, 0], [0, 1]]
    assert nearby([person("a", "Mohammed Nassar Qasim")], known).tolist() == [[0, 0]]


def test_all_whose_dates_are_equal_or_a_digit_apart_are_found():
    new, known = crowd(120, 3), crowd(120, 5)
    plain = []
    for at, one in enumerate(new):
        for place, other in enumerate(known):
            digits = apart(one.birth, other.birth)
            turned = f"{one.birth[:5]}{one.birth[8:]}-{one.birth[5:7]}" == other.birth
            ours, theirs = sounds(one.names()), sounds(other.names())
            alike = len(ours & theirs) >= min(2, len(ours), len(theirs))
            if digits == 0 or turned or (digits == 1 and alike):
                plain.append([at, place])
    assert all(real_dates(one) for one in (*new, *known))
    assert len(plain) > 100
    assert nearby(new, known).tolist() == plain
    assert nearby(known, new).tolist() == sorted([other, one] for one, other in plain)
