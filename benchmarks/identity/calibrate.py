"""Fit the few weights that turn an alignment into the odds that two names are one person's."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from benchmarks.identity.data import dev
from benchmarks.identity.tasks import Task, dev_tasks, noisy
from scipy.optimize import minimize

from safepassage.identity.engine import candidates, features_of, prepare
from safepassage.identity.features import NAMES
from safepassage.identity.spelling import Spelling
from safepassage.identity.tokens import tokenise

PRESENT = 0.8  # how often a name is expected to have its partner on the other list
SMALL = 1e-4  # weight of the penalty on large weights


def calibrate(spellings: Sequence[Spelling]) -> dict[str, list[float]]:
    """Weights per pair of scripts, `*` for those that have no names to fit on."""
    by_scripts = {(one.source, one.target): one for one in spellings}
    arabic = fit([example(task, by_scripts["arab", "latn"]) for task in dev_tasks()])
    latin = fit([example(task, by_scripts["latn", "latn"]) for task in latin_tasks()])
    return {"*": arabic, "latn-latn": latin}


def latin_tasks() -> list[Task]:
    """The dev persons' Latin labels by another hand, noisy; in the Arabic tasks' right lists."""
    dice = random.Random(17)
    labels = [noisy(one.labels[-1], dice) for one in dev()]
    return [Task(f"latin {task.name}", tuple(labels), task.right, task.partner) for task in dev_tasks()[1:]]


def example(task: Task, spelling: Spelling) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Candidates' features, candidates, the column of the partner (-1 where it is not among them), size of the right list."""
    lists = prepare([tokenise(one) for one in task.left], [tokenise(one) for one in task.right], spelling)
    found = candidates(lists)
    hit = found == np.array(task.partner)[:, None]
    hit &= np.array(task.partner)[:, None] >= 0
    truth = np.where(hit.any(1), hit.argmax(1), -1)
    names = np.arange(len(task.left), dtype=np.int64)
    return features_of(lists, names, found), found, truth, len(task.right)


def fit(examples: list[tuple[np.ndarray, np.ndarray, np.ndarray, int]]) -> list[float]:
    """A choice among the candidates and nobody (conditional logit), each name once with its partner and once without it."""
    rows = [one for example_ in examples for one in _doubled(*example_)]
    features, found, truth, weight, prior = (np.concatenate(one) for one in zip(*rows, strict=True))
    held = found >= 0
    scale = np.sqrt((features[held] ** 2).mean(0)) + 1e-9
    features /= scale
    place, row = np.maximum(truth, 0), np.arange(len(truth))

    def cost(weights: np.ndarray) -> tuple[float, np.ndarray]:
        score = np.where(held, features @ weights[:-1] + weights[-1] - prior[:, None], -1e9)
        top = np.maximum(score.max(1), 0.0)
        odds, nobody = np.exp(score - top[:, None]), np.exp(-top)
        total = odds.sum(1) + nobody
        like = np.where(truth >= 0, score[row, place], 0.0) - top - np.log(total)
        gap = -odds / total[:, None]
        gap[row[truth >= 0], truth[truth >= 0]] += 1.0
        gap *= weight[:, None]
        slope = np.append(np.einsum("qk,qkd->d", gap, features), gap.sum())
        penalty = SMALL * len(truth)
        slope[:-1] -= 2 * penalty * weights[:-1]
        return float(-(weight * like).sum() + penalty * (weights[:-1] ** 2).sum()), -slope

    best = minimize(cost, np.zeros(len(NAMES) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    return [float(one) for one in np.append(best[:-1] / scale, best[-1])]


def _doubled(features: np.ndarray, found: np.ndarray, truth: np.ndarray, size: int) -> list[tuple[np.ndarray, ...]]:
    """Each name with its partner, and again with the partner taken off the list."""
    with_partner = truth >= 0
    n, without = int(with_partner.sum()), found.copy()
    without[np.nonzero(with_partner)[0], truth[with_partner]] = -1
    prior = np.log(size)
    return [
        (features[with_partner], found[with_partner], truth[with_partner], np.full(n, PRESENT), np.full(n, prior)),
        (features, without, np.full(len(found), -1), np.full(len(found), 1 - PRESENT), np.full(len(found), prior)),
    ]
