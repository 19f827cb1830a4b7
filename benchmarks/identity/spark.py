"""One model on two engines: the bits and levels of the same pairs from DuckDB and from Spark must be the same.

`SPARKENV/bin/python -m benchmarks.identity.spark HOUSEHOLDS` prints JSON, and fails where they differ.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
from benchmarks.identity.households import households

from safepassage.adapters.matching.engine import SplinkEngine, duckdb_engine, spark_engine
from safepassage.identity.fields import fields_of
from safepassage.identity.pairs import propose

NEAR = 1e-9  # bits


def session() -> Any:
    """Spark on this machine."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only this environment has it

    build = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    build = build.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    return build.getOrCreate()


def main() -> None:
    """Weigh invented households on both."""
    lists = households(int(sys.argv[1]), documents=True)
    pairs, fields = propose(lists.left, lists.right), fields_of(lists.left, lists.right)

    def weigh(engine: SplinkEngine) -> tuple[float, np.ndarray, np.ndarray]:
        start = time.perf_counter()
        bits, levels = engine.weigh(lists.left, lists.right, pairs, fields)
        return time.perf_counter() - start, bits, levels

    spark = session()
    try:
        there = weigh(spark_engine(spark))
    finally:
        spark.stop()
    here = weigh(duckdb_engine())
    difference, other = float(np.abs(here[1] - there[1]).max()), int((here[2] != there[2]).sum())
    sys.stdout.write(
        json.dumps(
            {"pairs": len(pairs.left), "difference": difference, "other_levels": other,
             "duckdb_seconds": round(here[0], 1), "spark_seconds": round(there[0], 1)}
        ) + "\n"
    )  # fmt: skip
    if difference > NEAR or other:
        raise SystemExit("DuckDB and Spark do not answer alike")


if __name__ == "__main__":
    main()
