"""The whole operation in one process, seed after seed; and the proof that the simulator would notice."""

import json
import os
import subprocess
import sys
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
from sim_events import PROFILES, WEIGHTS, history
from sim_run import SIDES, fails, run, told
from sim_trust_bugs import BUGS
from sim_world import LISTS, world
from sweep import NIGHTLY, note, numbers

from safepassage.seal import keys

SEEDS = numbers(2_000, 200_000)
CHUNKS = 8
FIRST = json.loads((Path(__file__).parent / "first_seeds.json").read_text())
ODD = (
    "rolled", "forked", "torn", "unacknowledged", "erased", "revoked keys", "limits", "amendments", "asked by one", "backups", "restored",
    "withdrawn", "reinstated", "foreign names", "statements", "held rows", "sent back after entry",
)  # fmt: skip
REASONS = (
    "in-order",
    "in-order-degraded",
    "manifest-unwitnessed",
    "issuer-scope",
    "unknown-key",
    "manifest-old",
    "revoked",
)
UNFIT = {f"crash {kind.__name__}" for kind in (TypeError, AttributeError, NameError, UnboundLocalError)}
PATIENCE = 1_000  # seeds within which a seeded bug must be found


@pytest.fixture(scope="module", autouse=True)
def signatures_are_remembered():
    """One key, text and signature come up many times in a run, and the outcome is always the same: a sixth of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "verify", lru_cache(50_000)(keys.verify))
        patch.setattr(keys, "in_prime_order_subgroup", lru_cache(5_000)(keys.in_prime_order_subgroup))
        yield


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_seed_breaks_an_invariant(chunk):
    tried = 0
    for seed in SEEDS[chunk::CHUNKS]:
        found = fails(seed, history(seed))
        tried += 1
        assert not found, told(seed)
    note("simulator", "seeds without a violation", tried=tried, found=0)


@pytest.mark.parametrize("bug", BUGS, ids=[bug.name for bug in BUGS])
def test_a_bug_that_is_put_in_is_found(bug):
    # The seed that found it last is tried first; at night every bug is looked for from the beginning.
    first = [] if NIGHTLY else [FIRST.get(bug.name, 0)]
    with bug.inside():
        found = ((seed, name) for seed in (*first, *range(PATIENCE)) if (name := fails(seed, history(seed))))
        first_seed, breaks = next(found, (PATIENCE, ""))
    # A fault whose own code no longer fits the rule that it replaces breaks every run, and proves nothing.
    assert breaks not in UNFIT, "the fault is not what its name says"
    note("seeded bugs", bug.name, tried=1, found=int(first_seed < PATIENCE), seed=first_seed)
    assert first_seed < PATIENCE, "the simulator does not test this"


def test_there_are_enough_bugs_and_each_has_its_own_name():
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 20


def test_one_seed_is_one_run_to_the_byte_in_any_process():
    here = [run(seed).digest() for seed in (1, 2, 3)]
    program = "import sim_run; print(*(sim_run.run(seed).digest() for seed in (1, 2, 3)))"
    folder = Path(__file__).parent
    paths = os.pathsep.join([str(folder), str(folder.parents[1] / "src")])
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": hash_seed}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == here
    assert len(set(here)) == 3


def test_a_failing_seed_is_told_by_its_shortest_history_and_names_nobody():
    bug = next(bug for bug in BUGS if bug.name == "a first crossing told of last is no conflict")
    with bug.inside():
        seed = next(seed for seed in range(PATIENCE) if fails(seed, history(seed)))
        says = told(seed)
    events = [line for line in says.splitlines() if "Event(" in line]
    assert says.startswith(f"seed {seed}: I")
    assert 1 <= len(events) <= 5
    private = [cell for text in LISTS.values() for line in text.splitlines()[1:] for cell in line.split(",")[:3]]
    private += [word for cell in private for word in cell.split()]
    private += [paper.text for paper in world().papers]
    assert [one for one in private if one in says] == []


def test_the_runs_are_not_empty():
    """Every kind of event happens, and every oddity that merging can name is met."""
    events, odd, steps, why = Counter(), Counter(), Counter(), Counter()
    for seed in range(160):
        made = run(seed)
        server = made.server
        events.update(made.counts)
        merged = server.merged()
        odd.update({name: len(getattr(merged, name)) for name in ("conflicts", "forks", "after_close", "loose")})
        odd["rolled"] += server.rolled
        odd["forked"] += server.forked
        odd["torn"] += sum(device.torn for device in made.devices.values())
        odd["unacknowledged"] += sum(not one.acknowledged for one in made.truth)
        odd["erased"] += len(server.erased)
        odd["revoked keys"] += len(server.revoked)
        odd["limits"] += len(server.limits)
        odd["amendments"] += server.version() - 1
        odd["asked by one"] += sum(len(who) == 1 for who in server.called.values())
        odd["backups"] += len(server.vault.files)
        odd["restored"] += server.vault.times
        odd.update(made.wishes)
        odd.update(made.met)
        steps.update((one.record.side, one.record.step or one.record.verdict) for one in made.truth)
        steps.update(["override"] * sum(bool(one.record.second) for one in made.truth))
        why.update(one.record.reason for one in made.truth)
    assert set(events) == set(WEIGHTS)
    missing = [name for name in (*ODD, "conflicts", "forks", "after_close", "loose") if not odd[name]]
    assert not missing, missing
    assert all(steps[side, what] for side in SIDES for what in ("returned", "hold", "refuse")), steps
    assert steps["gaza", "exited"] > 100
    assert steps["egypt", "entered"] > 20
    assert steps["override"] > 20
    assert all(why[reason] > 3 for reason in REASONS), why


def test_every_profile_is_made_of_known_events():
    assert all(set(weights) <= set(WEIGHTS) for weights in PROFILES.values())
