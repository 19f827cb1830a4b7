import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.ledger.sample import rank, sample

ROOT = hashlib.sha256(b"a root").digest()


def test_the_draw_is_what_the_document_says():
    said = b"safepassage/sample/1\n" + ROOT + hashlib.sha256(b"round 17").digest() + (12).to_bytes(8, "big")
    assert rank(ROOT, "round 17", 12) == hashlib.sha256(said).digest()
    assert sample(ROOT, "round 17", range(1000), 5) == (45, 75, 258, 369, 615)


@given(st.sets(st.integers(0, 2**53 - 1), max_size=60), st.text(max_size=20), st.integers(1, 70))
def test_the_order_in_which_places_come_does_not_matter_and_a_larger_sample_holds_the_smaller(places, beacon, count):
    drawn = sample(ROOT, beacon, sorted(places), count)
    assert drawn == sample(ROOT, beacon, sorted(places, reverse=True), count) == tuple(sorted(drawn))
    assert len(drawn) == min(count, len(places))
    assert set(sample(ROOT, beacon, places, max(1, count - 3))) <= set(drawn) <= places


@pytest.mark.parametrize("other", [(ROOT, "round 18"), (hashlib.sha256(b"another").digest(), "round 17")])
def test_another_beacon_or_root_draws_another_sample(other):
    one, two = sample(ROOT, "round 17", range(10_000), 50), sample(*other, range(10_000), 50)
    assert len(set(one) & set(two)) < 10


def test_no_place_is_drawn_more_often_than_another():
    drawn = Counter(place for beacon in range(4_000) for place in sample(ROOT, str(beacon), range(20), 5))
    assert sorted(drawn) == list(range(20))
    # Each is drawn 1,000 times on the mean with a deviation of 27; six of these either way.
    assert min(drawn.values()) > 1_000 - 6 * 27
    assert max(drawn.values()) < 1_000 + 6 * 27
