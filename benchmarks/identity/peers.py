"""One task with one peer, in the peers' own environment: `PEERS/bin/python -m benchmarks.identity.peers SYSTEM TASK [FILE]`."""

# ruff: noqa: PLC0415 - each peer is imported only where it is asked for, so that one may be missing
from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.identity.households import Lists, households
from benchmarks.identity.metrics import by_score, memory, names_only, rounded
from benchmarks.identity.tasks import NAMES, Task

CHUNK = 500


def unidecoded() -> Callable[[str], str]:
    """ASCII by table."""
    from unidecode import unidecode

    return lambda text: unidecode(text).lower()


def by_icu() -> Callable[[str], str]:
    """ICU's rules."""
    import icu

    return icu.Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower").transliterate


def by_uroman() -> Callable[[str], str]:
    """uroman's rules and tables."""
    import uroman

    tool = uroman.Uroman()
    return lambda text: tool.romanize_string(text).lower()


ROMANISERS = {"rapidfuzz unidecode": unidecoded, "rapidfuzz ICU": by_icu, "rapidfuzz uroman": by_uroman}


def ratio(task: Task, romanise: Callable[[str], str], *, sort: bool) -> dict[str, Any]:
    """rapidfuzz's ratio of the romanised names; of sorted parts where the order is not kept."""
    import numpy as np
    from rapidfuzz import fuzz, process

    start = time.perf_counter()
    left, right = (
        [" ".join(romanise(one).replace("-", " ").split()) for one in side] for side in (task.left, task.right)
    )
    scorer = fuzz.token_sort_ratio if sort else fuzz.ratio
    best, score = [], []
    for at in range(0, len(left), CHUNK):
        table = process.cdist(left[at : at + CHUNK], right, scorer=scorer, workers=2, dtype=np.float32)
        best += table.argmax(1).tolist()
        score += table.max(1).tolist()
    seconds = time.perf_counter() - start
    return names_only(task.partner, best, score) | {
        "seconds": seconds,
        "names_per_s": len(left) / seconds,
        "mb": memory(),
    }


def logic_v2(task: Task, candidates: Sequence[Sequence[int]]) -> dict[str, Any]:
    """nomenklatura's logic-v2 ranks our candidates of the first names, in no order: an upper bound for it."""
    from followthemoney import model
    from nomenklatura.matching import get_algorithm

    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()

    def person(text: str, at: int) -> Any:
        made = model.make_entity("Person")
        made.id = f"p{at}"
        made.add("name", text)
        return made

    start = time.perf_counter()
    best, score = [], []
    for row, others in enumerate(candidates):
        query = person(task.left[row], row)
        found = [(algorithm.compare(query, person(task.right[at], at), config).score, -at) for at in others if at >= 0]
        top = max(found, default=(0.0, 1))
        best.append(-top[1])
        score.append(top[0])
    seconds = time.perf_counter() - start
    numbers = names_only(task.partner[: len(best)], best, score)
    return numbers | {"seconds": seconds, "names_per_s": len(best) / seconds, "mb": memory()}


def splink_names(task: Task) -> dict[str, Any]:
    """Splink with Jaro-Winkler on unidecoded first, last and full name, trained by its own methods."""
    rows = [[{"unique_id": at, "name": text} for at, text in enumerate(side)] for side in (task.left, task.right)]
    start = time.perf_counter()
    frame = _splink(rows, fields=False)
    best: dict[int, tuple[float, int]] = {}
    for left, right, weight in zip(frame["unique_id_l"], frame["unique_id_r"], frame["match_weight"], strict=True):
        best[left] = max(best.get(left, (-99.0, -1)), (weight, right))
    ranked = [best.get(at, (-99.0, -1)) for at in range(len(task.left))]
    seconds = time.perf_counter() - start
    numbers = names_only(task.partner, [one for _, one in ranked], [score for score, _ in ranked])
    return numbers | {"seconds": seconds, "names_per_s": len(task.left) / seconds, "mb": memory()}


def splink_households(lists: Lists) -> dict[str, Any]:
    """The same with birth date and sex; links made greedily one to one."""
    rows = [
        [
            {"unique_id": at, "name": one.full_name, "birth": one.birth or None, "sex": one.sex}
            for at, one in enumerate(side)
        ]
        for side in (lists.left, lists.right)
    ]
    start = time.perf_counter()
    frame = _splink(rows, fields=True).sort_values("match_weight", ascending=False, kind="stable")
    used: tuple[set[int], set[int]] = (set(), set())
    made = []
    for left, right, weight in zip(frame["unique_id_l"], frame["unique_id_r"], frame["match_weight"], strict=True):
        if left not in used[0] and right not in used[1]:
            used[0].add(left)
            used[1].add(right)
            made.append((weight, (lists.left[left].row_id, lists.right[right].row_id) in lists.truth))
    return by_score(made, len(lists.truth)) | {"seconds": time.perf_counter() - start, "mb": memory()}


def _splink(rows: list[list[dict[str, Any]]], *, fields: bool) -> Any:
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    romanise = unidecoded()
    for side in rows:
        for row in side:
            parts = romanise(row.pop("name")).replace("-", " ").split() or [""]
            row |= {
                "first": parts[0],
                "last": parts[-1],
                "full": " ".join(parts),
                "f1": parts[0][:1],
                "l1": parts[-1][:1],
            }
    api = DuckDBAPI()
    frames = [
        api.register(pd.DataFrame(side), dataset_display_name=name) for side, name in zip(rows, ("a", "b"), strict=True)
    ]
    comparisons = [cl.JaroWinklerAtThresholds(column, [0.95, 0.88, 0.8]) for column in ("first", "last", "full")]
    rules = [block_on("f1", "l1")] if fields else [block_on("f1"), block_on("l1")]
    if fields:
        comparisons += [cl.LevenshteinAtThresholds("birth", [1, 2]), cl.ExactMatch("sex")]
        rules.append(block_on("birth"))
    linker = Linker(
        frames,
        SettingsCreator("link_only", comparisons, rules, probability_two_random_records_match=1 / max(map(len, rows))),
        log_level=50,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    # Whole names in two scripts are hardly ever equal: learning looks at pairs with both beginnings alike.
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("f1", "l1"))
    return linker.inference.predict().as_pandas_dataframe()


def main() -> None:
    """Run one task."""
    system, name, *rest = sys.argv[1:]
    if name == "households":
        found = splink_households(households(int(rest[0])))
    elif system in ROMANISERS:
        found = ratio(NAMES[name](), ROMANISERS[system](), sort="sorted" in rest)
    elif system == "logic-v2":
        found = logic_v2(NAMES[name](), json.loads(Path(rest[0]).read_text(encoding="utf-8"))["candidates"])
    else:
        found = splink_names(NAMES[name]())
    sys.stdout.write(json.dumps(rounded(found)) + "\n")


if __name__ == "__main__":
    main()
