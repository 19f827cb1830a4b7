"""Compile the inner loops once, both rooms side by side, so that no command waits for it: kept beside the sources."""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from safepassage.operations import identity, planning

if __name__ == "__main__":
    with ProcessPoolExecutor(max_workers=2) as pool:
        for room in [pool.submit(identity.warm_up), pool.submit(planning.warm_up)]:
            room.result()
