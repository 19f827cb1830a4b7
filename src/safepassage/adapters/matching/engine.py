"""Splink weighs the pairs: on DuckDB inside this process, or on Spark when lists outgrow a machine. One model for both."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from splink import DuckDBAPI, Linker

from safepassage.adapters.matching.settings import settings
from safepassage.identity.fields import Field
from safepassage.identity.model import ListPerson
from safepassage.identity.pairs import Pairs

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEFT, RIGHT = "safepassage_left", "safepassage_right"
TEXTS = ("birth", "birth_other", "sex", "nationality", "document", "document_kind")
SILENT = 50  # a logging level above every message of the library, some of which quote values


class SplinkEngine:
    """Weighs fields with Splink; `load` turns an Arrow table into what the database registers."""

    def __init__(self, connect: Callable[[], Any], load: Callable[[pa.Table], Any]) -> None:
        """Use what `connect` gives, a fresh Splink database API, for each question."""
        self.connect = connect
        self.load = load

    def weigh(
        self, left: Sequence[ListPerson], right: Sequence[ListPerson], pairs: Pairs, fields: Sequence[Field]
    ) -> tuple[Floats, Ints]:
        """Per pair the bits of name and fields together, and per pair and field the number of its level, -1 for none."""
        if not len(pairs.left):
            return np.zeros(0), np.zeros((0, len(fields)), dtype=np.int64)
        database = self.connect()

        def register(table: pa.Table, name: str) -> Any:
            return database.register(self.load(table), dataset_display_name=name)

        frames = [register(_table(left, pairs, 0), LEFT), register(_table(right, pairs, 1), RIGHT)]
        linker: Any = Linker(frames, settings(fields), log_level=SILENT, validate_settings=False)
        linker.table_management.register_blocked_pairs_for_predict(register(_blocked(pairs), "safepassage_pairs"))
        found = linker.inference.predict(warning_mode="never")
        try:
            frame: Any = found
            return _read(frame.as_pandas_dataframe(), pairs, fields)
        finally:
            linker.table_management.delete_tables_created_by_splink_from_db()


def duckdb_engine() -> SplinkEngine:
    """Splink on DuckDB, in memory."""
    return SplinkEngine(DuckDBAPI, lambda table: table)


def spark_engine(session: Any) -> SplinkEngine:
    """Splink on a Spark session, which may stand on a cluster.

    Raises:
        ImportError: PySpark is not installed.
    """
    import splink  # noqa: PLC0415 - PySpark is an extra that few need

    api: Any = splink.SparkAPI

    def load(table: pa.Table) -> Any:
        rows = [{**row, "cand": dict(row["cand"])} if "cand" in row else row for row in table.to_pylist()]
        kinds = ", ".join(f"{field.name} {_SPARK[str(field.type)]}" for field in table.schema)
        return session.createDataFrame([tuple(row.values()) for row in rows], schema=kinds)

    def connect() -> Any:
        # Kept in memory instead of checkpointed, and no functions from a jar: a plain session is enough.
        return api(spark_session=session, break_lineage_method="persist", register_udfs_automatically=False)

    return SplinkEngine(connect, load)


_SPARK = {"int64": "bigint", "string": "string", "map<int64, double>": "map<bigint, double>"}


def _table(people: Sequence[ListPerson], pairs: Pairs, side: int) -> pa.Table:
    """A list's rows. The left ones carry the names' bits for each right row as a map, the right ones none."""
    bits: dict[int, list[tuple[int, float]]] = defaultdict(list)
    if side == 0:
        shares = (pairs.name / math.log(2)).tolist()
        for row, other, share in zip(pairs.left.tolist(), pairs.right.tolist(), shares, strict=True):
            bits[row].append((other, share))
    numbers = list(range(len(people)))
    columns: dict[str, Any] = {
        "unique_id": pa.array(numbers, pa.int64()),
        "name_id": pa.array(numbers, pa.int64()),
        "cand": pa.array([bits.get(row, []) for row in numbers], pa.map_(pa.int64(), pa.float64())),
    }
    for text in TEXTS:
        columns[text] = pa.array([getattr(one, text) or None for one in people], pa.string())
    return pa.table(columns)


def _blocked(pairs: Pairs) -> pa.Table:
    """The pairs as Splink names the rows of two lists."""
    return pa.table(
        {
            "match_key": pa.array(["0"] * len(pairs.left), pa.string()),
            "join_key_l": pa.array([f"{LEFT}-__-{row}" for row in pairs.left.tolist()], pa.string()),
            "join_key_r": pa.array([f"{RIGHT}-__-{row}" for row in pairs.right.tolist()], pa.string()),
        }
    )


def _read(frame: Any, pairs: Pairs, fields: Sequence[Field]) -> tuple[Floats, Ints]:
    """Splink's answer in the order of the pairs; the name counts with its exact bits, not with its level's."""
    frame = frame.sort_values(["unique_id_l", "unique_id_r"])
    keys = frame[["unique_id_l", "unique_id_r"]].to_numpy(dtype=np.int64)
    if not np.array_equal(keys, np.stack([pairs.left, pairs.right], axis=1)):
        raise RuntimeError("the engine did not answer for every pair it was asked about")
    bits = pairs.name / math.log(2)
    levels = np.empty((len(bits), len(fields)), dtype=np.int64)
    for at, field in enumerate(fields):
        share = frame[f"mw_{field.name}"].to_numpy(dtype=np.float64)
        bits = bits + share
        # Asking Splink for its level numbers would make it return every map of candidates again, once per pair.
        worth = np.array([level.bits() for level in field.levels])
        nearest = np.abs(share[:, None] - worth).argmin(axis=1)
        levels[:, at] = np.where(share == 0.0, -1, nearest)
    return bits, levels
