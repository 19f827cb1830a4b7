"""What an erasure remembers of the rows it looks through: each is read once for all who go, and nothing of it outlives the erasure."""

import gc

import pytest

from safepassage.people import erasing
from safepassage.people.facts import EntryRead
from safepassage.people.model import Details
from safepassage.people.naming import Finder, of_person, squeezed

NAMES = ("Suha Karmi", "Lina Dajani", "Omar Habash")  # invented people


def entry(number, name, needs=""):
    cells = (name, f"JX10000{number}", "1990-11-25")
    details = Details(name, given_name=name.split()[0], family_name=name.split()[1], needs=needs)
    return EntryRead(f"e{number}", "l1", "jor", number, cells, details, (), f"p{number}", "c1", "foreign", "", ())


def named(fact, memory):
    finder = Finder(of_person(fact.details, fact.cells))
    return erasing.Named(
        frozenset({fact.person_id}), frozenset({squeezed(fact.details.full_name)}), finder=finder, memory=memory
    )


@pytest.fixture
def squeezing(monkeypatch):
    """The texts that were squeezed to be looked through, whole rows only."""
    texts = []

    def counting(text):
        texts.append(text)
        return squeezed(text)

    monkeypatch.setattr(erasing, "squeezed", counting)
    return texts


@pytest.mark.parametrize("gone", [1, 3])
def test_each_row_is_read_once_for_all_who_go(squeezing, gone):
    facts = [entry(at, name, needs="a quiet place") for at, name in enumerate(NAMES)]
    memory = erasing.Squeezed()
    for who in facts[:gone]:
        erasing.left_of(who, named(who, memory))
        for other in facts:
            erasing.left_of(other, named(who, memory))
    rows = [text for text in squeezing if text.endswith("a quiet place") and text.startswith(NAMES)]
    assert len(rows) == len(set(rows)) == (2 if gone == 1 else 3)  # their own row is known by its id


def test_what_was_remembered_says_the_same():
    helper, memory = entry(1, NAMES[0], needs="with Lina Dajani"), erasing.Squeezed()
    who = named(entry(2, NAMES[1]), memory)
    first, again = erasing.left_of(helper, who), erasing.left_of(helper, who)
    assert first == again
    assert first is not None
    assert first.details.needs == ""
    assert first.details.full_name == NAMES[0]


def test_each_erasure_has_a_memory_of_its_own_and_no_process_keeps_one():
    assert erasing.Named(frozenset(), frozenset()).memory is not erasing.Named(frozenset(), frozenset()).memory
    memory = erasing.Squeezed()
    erasing.left_of(entry(1, NAMES[0]), named(entry(2, NAMES[1]), memory))
    assert memory.of("KX 300-001") == "kx300001"
    assert any(isinstance(one, erasing.Squeezed) for one in gc.get_objects())
    del memory
    gc.collect()
    assert not [one for one in gc.get_objects() if isinstance(one, erasing.Squeezed)]
