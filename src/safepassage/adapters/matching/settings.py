"""The one Splink model, written for whichever engine runs it: built from the fields' levels, never copied from a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from splink import SettingsCreator, block_on
from splink.comparison_level_library import CustomLevel
from splink.comparison_library import CustomComparison

from safepassage.identity.fields import Field

STEP = 2.0  # bits between two levels of the name
HIGHEST = 40.0
LOWEST = -10.0
FULL_DATE = 10  # characters of YYYY-MM-DD
LONG_NUMBER = 6  # characters from which one of them may be wrong

_BOTH_FULL = f"length(birth_l) = {FULL_DATE} AND length(birth_r) = {FULL_DATE}"
_SAME_YEAR = "substr(birth_l, 1, 4) = substr(birth_r, 1, 4)"
# Plain SQL that DuckDB and Spark read alike: no function that only one of them has.
CONDITIONS = {
    "birth-placeholder": f"birth_l = birth_r AND length(birth_l) = {FULL_DATE} AND substr(birth_l, 5, 6) = '-01-01'",
    "birth-equal": f"birth_l = birth_r AND length(birth_l) = {FULL_DATE}",
    "birth-other-reading": f"{_BOTH_FULL} AND (birth_l = birth_other_r OR birth_other_l = birth_r OR ({_SAME_YEAR}"
    " AND substr(birth_l, 6, 2) = substr(birth_r, 9, 2) AND substr(birth_l, 9, 2) = substr(birth_r, 6, 2)))",
    "birth-coarse": f"NOT ({_BOTH_FULL}) AND (substr(birth_l, 1, length(birth_r)) = birth_r"
    " OR substr(birth_r, 1, length(birth_l)) = birth_l)",
    "birth-first": f"{_BOTH_FULL} AND {_SAME_YEAR} AND (substr(birth_l, 5, 6) = '-01-01' OR substr(birth_r, 5, 6) = '-01-01')",
    "birth-near": f"{_BOTH_FULL} AND levenshtein(birth_l, birth_r) <= 1",
    "birth-year": _SAME_YEAR,
    "sex-equal": "sex_l = sex_r",
    "document-equal": "document_l = document_r",
    "document-near": f"length(document_l) >= {LONG_NUMBER} AND length(document_r) >= {LONG_NUMBER}"
    " AND levenshtein(document_l, document_r) <= 1",
    "nationality-equal": "nationality_l = nationality_r",
}
# Papers of two kinds say nothing of each other, unless the number is one.
OTHER_KIND = " OR (document_l <> document_r AND document_kind_l <> document_kind_r)"


def settings(fields: Sequence[Field]) -> SettingsCreator:
    """Name and fields as comparisons with their m and u fixed; the prior is left at one half and added afterwards."""
    return SettingsCreator(
        link_type="link_only",
        comparisons=[_name(), *(_comparison(field) for field in fields)],
        blocking_rules_to_generate_predictions=[block_on("name_id")],  # never run: the pairs are registered
        probability_two_random_records_match=0.5,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _name() -> CustomComparison:
    """The name's bits, looked up in the left row's map, as levels of two bits each."""
    bits = "cand_l[name_id_r]"
    levels: list[Any] = [_null(f"{bits} IS NULL")]
    floor = HIGHEST
    while floor >= LOWEST:
        levels.append(_level(f"{bits} >= {floor}", 2.0 ** ((floor + STEP / 2) / 2), 2.0 ** (-(floor + STEP / 2) / 2)))
        floor -= STEP
    levels.append(_level("ELSE", 2.0 ** (LOWEST / 2), 2.0 ** (-LOWEST / 2)))
    return CustomComparison(levels, output_column_name="name")


def _comparison(field: Field) -> CustomComparison:
    """One field; the last level is whatever no other condition caught."""
    missing = _null(f"{field.name}_l IS NULL OR {field.name}_r IS NULL{OTHER_KIND if field.name == 'document' else ''}")
    asked: list[Any] = [_level(CONDITIONS[level.code], level.m, level.u) for level in field.levels[:-1]]
    last = field.levels[-1]
    return CustomComparison([missing, *asked, _level("ELSE", last.m, last.u)], output_column_name=field.name)


def _null(condition: str) -> Any:
    return CustomLevel(condition).configure(is_null_level=True)


def _level(condition: str, m: float, u: float) -> Any:
    return CustomLevel(condition).configure(
        m_probability=m, u_probability=u, fix_m_probability=True, fix_u_probability=True
    )
