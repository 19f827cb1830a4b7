"""One task with the product's own code, in a process of its own: `python -m benchmarks.identity.ours TASK` prints JSON."""

from __future__ import annotations

import json
import math
import sys
import time
from typing import Any

import numpy as np
from benchmarks.identity.households import Lists, households
from benchmarks.identity.metrics import by_score, memory, names_only, rounded
from benchmarks.identity.tasks import NAMES, Task, everybody, t50k

from safepassage.adapters.matching.engine import duckdb_engine
from safepassage.identity.engine import candidates, prepare, scores
from safepassage.identity.linking import match
from safepassage.identity.model import ListPerson
from safepassage.identity.shipped import spelling_for, weights_for
from safepassage.identity.tokens import tokenise

RERANKED = 300  # names for which slow peers get our candidates to rank


def warm(left: str, right: str) -> None:
    """Compile before the clock runs, on three names."""
    known = spelling_for(left, right)
    assert known is not None
    names = (
        [tokenise("محمد"), tokenise("عمر"), tokenise("ليلى")],
        [tokenise("Omar"), tokenise("Leila"), tokenise("Ali")],
    )
    lists = prepare(*names, spelling_for("arab", "latn")[0])
    scores(lists, np.arange(3), candidates(lists), weights_for(known[0]))


def by_name(task: Task) -> dict[str, Any]:
    """Names alone: candidates, scores, probability against rivals and nobody."""
    script = tokenise(task.left[0]).script
    warm(script, "latn")
    start = time.perf_counter()
    left, right = [tokenise(one) for one in task.left], [tokenise(one) for one in task.right]
    spelling, _ = spelling_for(script, "latn")
    lists = prepare(left, right, spelling)
    found = candidates(lists)
    score = scores(lists, np.arange(len(left)), found, weights_for(spelling)) - math.log(len(right))
    odds = np.exp(np.clip(score, -700, 300))
    held = found >= 0
    column = np.bincount(found[held], weights=odds[held], minlength=len(right))
    best = score.argmax(1)
    rows = np.arange(len(left))
    top, other = odds[rows, best], found[rows, best]
    rivals = np.maximum(0, odds.sum(1) - top) + np.where(other >= 0, np.maximum(0, column[other] - top), 0)
    sure = top / (1 + top + rivals)
    seconds = time.perf_counter() - start
    numbers = names_only(task.partner, other.tolist(), sure.tolist())
    partner = np.array(task.partner)
    recall = float(((found == partner[:, None]) & (partner >= 0)[:, None]).any(1).sum() / (partner >= 0).sum())
    return numbers | {
        "among_candidates": recall,
        "seconds": seconds,
        "names_per_s": len(left) / seconds,
        "mb": memory(),
    }


def all_fields(lists: Lists) -> dict[str, Any]:
    """Households with name, birth date and sex, by the product's whole matcher."""
    match(lists.left[:20], lists.right[:20], duckdb_engine())
    start = time.perf_counter()
    links = [one for one in match(lists.left, lists.right, duckdb_engine(), threshold=0.02) if one.right_id]
    seconds = time.perf_counter() - start
    made = [(one.probability, (one.left_id, one.right_id) in lists.truth) for one in links]
    automatic = [good for one, (_, good) in zip(links, made, strict=True) if one.automatic]
    asked = [one for one in links if not one.automatic and one.probability >= 0.05]
    return by_score(made, len(lists.truth)) | {
        "people": f"{len(lists.left)} x {len(lists.right)}",
        "automatic_recall": sum(automatic) / len(lists.truth),
        "automatic_wrong": f"{len(automatic) - sum(automatic)} of {len(automatic)}",
        "automatic_links": len(automatic),
        "automatic_wrong_links": len(automatic) - sum(automatic),
        "to_a_human": len(asked) / max(1, len(asked) + len(automatic)),
        "rows_to_a_human": len({one.left_id for one in asked}) / len(lists.left),
        "seconds": seconds,
        "mb": memory(),
    }


def growth(size: int) -> dict[str, Any]:
    """`size` names against `size`, made of the held-out and training names in new combinations; then one name against all."""
    dice = np.random.default_rng(29)
    task = t50k()
    parts = [[name.split(" ") for name in side] for side in (task.left, task.right)]
    sides = []
    for words in parts:
        pools = [sorted({one[0] for one in words}), sorted({one[-1] for one in words})]
        picks = [dice.integers(0, len(pool), size) for pool in (pools[0], pools[1], pools[1])]
        sides.append([" ".join((pools[0][a], pools[1][b], pools[1][c])) for a, b, c in zip(*picks, strict=True)])
    warm("arab", "latn")
    spelling, _ = spelling_for("arab", "latn")
    start = time.perf_counter()
    left, right = ([tokenise(one) for one in side] for side in sides)
    lists = prepare(left, right, spelling)
    found = candidates(lists)
    scores(lists, np.arange(size), found, weights_for(spelling))
    return {
        "size": size,
        "pairs_of_parts": len(lists.pairs.word),
        "seconds": time.perf_counter() - start,
        "mb": memory(),
    }


def whole(size: int) -> dict[str, Any]:
    """Everybody through the product's whole matcher, with names only."""
    task = everybody(size)
    sides = ("a", task.left), ("b", task.right)
    people = [[ListPerson(f"{side}{at}", text) for at, text in enumerate(some)] for side, some in sides]
    match(people[0][:20], people[1][:20], duckdb_engine())
    start = time.perf_counter()
    links = match(*people, duckdb_engine())
    return {"links": sum(bool(one.right_id) for one in links), "seconds": time.perf_counter() - start, "mb": memory()}


def main() -> None:
    """Run one task."""
    task, *rest = sys.argv[1:]
    if task in NAMES:
        found = by_name(NAMES[task]())
    elif task == "households":
        found = all_fields(households(int(rest[0]), family_ids="without" not in rest))
    elif task == "growth":
        found = growth(int(rest[0]))
    elif task == "candidates":
        chosen = NAMES[rest[0]]()
        lists = prepare(
            [tokenise(one) for one in chosen.left[:RERANKED]],
            [tokenise(one) for one in chosen.right],
            spelling_for("arab", "latn")[0],
        )
        found = {"candidates": candidates(lists).tolist()}
    else:
        found = whole(int(rest[0]))
    found["cpu"] = time.process_time()
    sys.stdout.write(json.dumps(rounded(found)) + "\n")


if __name__ == "__main__":
    main()
