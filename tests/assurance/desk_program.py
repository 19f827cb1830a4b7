"""A desk of a side in a process of its own: loaded, then all passes at a moment that every desk is told, each scan as fast as it can.

Arguments: the database, the side, the desk's officer, the seconds since the epoch at which to begin. Says its verdicts as one JSON document.
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "src")]

from sim_world import at, world  # noqa: E402 - the path above finds it

from safepassage.operations.post import Post  # noqa: E402 - the path above finds it
from safepassage.store.store import DjangoStore  # noqa: E402 - the path above finds it


def main(location: str, side: str, officer: str, begin: str) -> None:
    made = world()
    house = replace(made.house(officer), store=DjangoStore.open(location))
    post = Post(house, side, at("11-01T09:10"))
    sys.stdout.write("loaded\n")
    sys.stdout.flush()
    time.sleep(max(0.0, float(begin) - time.time()))
    said = []
    for paper in made.papers:
        done = post.scan(paper.text, paper.number, at("11-01T09:10"), officer)
        said.append([paper.pass_id, done.verdict, done.step])
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
