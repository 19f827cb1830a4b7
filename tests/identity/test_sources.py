"""What a weight is worth between two sources, from what humans judged."""

import math
import random

import pytest

from safepassage.identity.sources import ENOUGH, FLATTEST, STEEPEST, SourceFit, fit


def judged(count, scale, shift, seed=5):
    """Judgements as they come when log-odds are worth `scale * odds + shift`."""
    dice = random.Random(seed)
    odds = [dice.uniform(-6, 6) for _ in range(count)]
    return [(one, dice.random() < 1 / (1 + math.exp(-(scale * one + shift)))) for one in odds]


@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0.0), (0.6, -1.0), (1.4, 1.0)])
def test_what_many_judgements_say_is_learnt(scale, shift):
    found = fit(judged(3_000, scale, shift))
    assert found.scale == pytest.approx(scale, abs=0.12)
    assert found.shift == pytest.approx(shift, abs=0.25)
    assert found.judged == 3_000


def test_few_judgements_change_nothing():
    assert fit(judged(ENOUGH - 1, 0.5, 2.0)) == SourceFit(judged=ENOUGH - 1)
    assert fit([]) == SourceFit()
    assert SourceFit().odds(3.25) == 3.25


def test_judgements_of_one_kind_change_nothing():
    assert fit([(float(at), True) for at in range(50)]) == SourceFit(judged=50)


def test_the_order_changes_nothing():
    rows = judged(60, 0.7, 0.5)
    assert fit(rows) == fit(list(reversed(rows)))


def test_some_judgements_bend_only_so_far():
    found = fit([(one, one > 0) for one in [-3.0, -2.0, 2.0, 3.0] * 10])
    assert 1.0 < found.scale <= STEEPEST
    found = fit([(one, one < 0) for one in [-3.0, -2.0, 2.0, 3.0] * 10])
    assert found.scale == FLATTEST


def test_log_odds_beyond_all_measure_are_borne():
    rows = [(at * 1e5, at > 0) for at in range(-30, 30) if at]
    assert math.isfinite(fit(rows).odds(1.0))
