"""Training gives the same bytes in any process: on a few hundred names here, on all of them when the model is made."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = """
import hashlib
from collections import Counter
import numpy as np
from benchmarks.identity import train
from benchmarks.identity.calibrate import fit
from safepassage.identity.features import COUNT
from safepassage.identity.store_model import pack

pairs = Counter(dict(sorted(train.item_pairs("arab").items())[:400]))
parts = train.lexicon("arab", (part for part, _ in sorted(pairs)))
words = train.lexicon("latn", (word for _, word in sorted(pairs)))
one = train.spelling(pairs, "arab", "latn", parts, words)
again = train.same_script("latn", words, train.through(one))
dice = np.random.default_rng(3)
features, truth = dice.normal(size=(60, 5, COUNT)), dice.integers(-1, 5, 60)
weights = fit([(features, np.tile(np.arange(5), (60, 1)), truth, 50)])
print(hashlib.sha256(pack([one, again], {"*": weights}, "reduced")).hexdigest())
"""


def trained(seed):
    """The digest of a small model made in a process of its own, which orders its sets by this seed."""
    where = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=where, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()[-1]


def test_two_processes_train_the_same_bytes():
    first = trained("1")
    assert len(first) == 64
    assert trained("2") == first
