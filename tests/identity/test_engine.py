import random
import time

import numpy as np
import pytest
from identity_people import FAMILY, FATHER, GIVEN

from safepassage.identity.align import align
from safepassage.identity.engine import alignments, candidates, features_of, prepare, scores
from safepassage.identity.features import NAMES, features
from safepassage.identity.list_kernels import keep_largest
from safepassage.identity.search_kernels import subtree_ends
from safepassage.identity.shipped import spelling_for, weights_for
from safepassage.identity.tokens import tokenise


@pytest.fixture(scope="module")
def spelling():
    return spelling_for("arab", "latn")[0]


def people(count, seed):
    dice = random.Random(seed)
    chosen = [(dice.choice(GIVEN), dice.choice(FATHER), dice.choice(FAMILY)) for _ in range(count)]
    left = [tokenise(f"{given[0]} {father[0]} {family[0]}") for given, father, family in chosen]
    right = [tokenise(f"{family[1]} {given[1]}") for given, father, family in chosen]
    return left, right


def test_the_compiled_numbers_are_the_plain_ones(spelling):
    left, right = people(30, 3)
    left += [tokenise("محمدرضا كريمي"), tokenise("نور الدين بن عمر"), tokenise("عبد الله")]
    right += [tokenise("Mohammad Reza Karimi"), tokenise("Noureddine Benomar"), tokenise("Abdallah Bin Said")]
    lists = prepare(left, right, spelling)
    rows = np.repeat(np.arange(len(left)), 3)
    others = np.array(
        [(row * 7 + shift) % len(right) if shift else row for row in range(len(left)) for shift in (0, 5, 11)]
    )
    found = features_of(lists, rows, others[:, None])[:, 0]
    for at, (row, other) in enumerate(zip(rows, others, strict=True)):
        plain = features(left[row], right[other], align(left[row], right[other], spelling), spelling)
        assert found[at] == pytest.approx(plain, abs=2e-3), [
            name for name, a, b in zip(NAMES, found[at], plain, strict=True) if abs(a - b) > 2e-3
        ]


def test_the_partner_is_among_the_candidates_and_scores_best(spelling):
    left, right = people(200, 5)
    lists = prepare(left, right, spelling)
    found = candidates(lists)
    assert (found == np.arange(200)[:, None]).any(axis=1).mean() > 0.97
    score = scores(lists, np.arange(200), found, weights_for(spelling))
    best = found[np.arange(200), score.argmax(axis=1)]
    assert np.mean([right[one] == right[row] for row, one in enumerate(best)]) > 0.97


def test_the_order_of_rows_changes_nothing(spelling):
    left, right = people(60, 7)
    order = random.Random(1).sample(range(60), 60)
    one = prepare(left, right, spelling)
    other = prepare(left, [right[at] for at in order], spelling)
    for row in range(60):
        there = {int(at) for at in candidates(one, 60)[row] if at >= 0}
        back = {order[int(at)] for at in candidates(other, 60)[row] if at >= 0}
        assert there == back


def test_alignments_say_what_each_part_gave(spelling):
    left, right = [tokenise("ليلى أحمد الخوري")], [tokenise("Khoury Leila")]
    steps, shares = alignments(prepare(left, right, spelling), np.array([0]), np.array([0]))
    assert steps[0, :3].tolist() == [1, -1, 0]
    assert shares[0, 0] > 3
    assert shares[0, 1] == 0


def test_the_largest_are_kept_and_ties_go_to_the_smaller():
    value = np.array([5, 1, 5, 9, 2, 5], dtype=np.float32)
    out = np.empty(3, dtype=np.int64)
    keep_largest(np.array([5, 4, 3, 2, 1, 0]), value, out)
    assert sorted(out.tolist()) == [0, 2, 3]
    keep_largest(np.array([4]), value, out)
    assert out.tolist() == [4, -1, -1]


def test_subtrees_end_where_the_depth_falls():
    assert subtree_ends(np.array([1, 2, 3, 2, 1])).tolist() == [4, 3, 3, 4, 5]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_short_lists(spelling, count):
    left, right = people(count, 9)
    found = candidates(prepare(left, right, spelling))
    assert found.shape[0] == count


def test_empty_names_have_no_candidates(spelling):
    _, right = people(3, 9)
    assert (candidates(prepare([tokenise("")], right, spelling)) == -1).all()


def test_ten_thousand_identical_names_stay_bounded(spelling):
    crowd = [tokenise("محمد أحمد")] * 10_000, [tokenise("Mohamed Ahmed")] * 10_000
    lists = prepare(*crowd, spelling)
    start = time.process_time()
    found = candidates(lists, 20)
    assert found.shape == (10_000, 20)
    assert time.process_time() - start < 20
