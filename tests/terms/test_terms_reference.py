"""`docs/terms.md` and the schema say the same, key by key, field by field, function by function."""

from __future__ import annotations

from pathlib import Path

import pytest

from safepassage.terms.condition_faults import FUNCTIONS
from safepassage.terms.conditions import FIELDS, Field
from safepassage.terms.model import PAPER_KINDS
from safepassage.terms.schema import REQUIRED, TABLES, Key, Table

DOCUMENT = (Path(__file__).parents[2] / "docs" / "terms.md").read_text(encoding="utf-8")

KINDS = {
    "text": "text",
    "id": "id",
    "clause": "clause id",
    "whole": "whole number",
    "flag": "true or false",
    "date": "date",
    "time": "time",
    "zone": "time zone",
    "word": "word",
    "words": "list of words",
    "reference": "reference",
    "references": "list of references",
    "weekdays": "list of weekdays",
    "names": "names by language",
    "days": "numbers by day",
    "condition": "condition",
}


NOT_NEEDED = {"False": "no: `false`", "0": "no: 0"}


def heading(table: Table) -> str:
    if not table.path:
        return "### Top of the file"
    bracket = f"[[{table.path}]]" if table.many else f"[{table.path}]"
    return f"### `{bracket}`" + ("" if table.required else " (may be left out)")


def row(key: Key) -> str:
    kind = KINDS[key.kind]
    if key.choices:
        kind += f": {', '.join(f'`{choice}`' for choice in key.choices)}"
    if key.of:
        kind += f" to a {key.of.split(' ')[0]}"
    if key.kind == "whole":
        kind += f", {key.least} to {key.most}" if key.most is not None else f", {key.least} or more"
    needed = "yes" if key.default is REQUIRED else NOT_NEEDED.get(repr(key.default), "no")
    return f"| `{key.name}` | {kind} | {needed} | {key.says} |"


def field_row(root: str, field: Field) -> str:
    words = ", ".join(f"`{word}`" for word in field.words if word)
    unknown = {False: "`false`", -1: "`-1`", "": '`""`', (): "`[]`"}[field.unknown]
    return f"| `{root}.{field.name}` | {field.says}{f': {words}' if words else ''} | {unknown} |"


def section(table: Table) -> list[str]:
    start = DOCUMENT.index(heading(table) + "\n") + len(heading(table))
    ends = [at for at in (DOCUMENT.find("\n## ", start), DOCUMENT.find("\n### ", start)) if at != -1]
    return DOCUMENT[start : min(ends, default=len(DOCUMENT))].strip().split("\n")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.path or "top")
def test_the_document_lists_each_key_of_each_table(table: Table) -> None:
    lines = section(table)
    assert table.says in lines[0].lower() or table.says in lines[0]
    assert [line for line in lines if line.startswith("| `")] == [row(key) for key in table.keys]


def test_the_document_names_no_table_that_is_not_there() -> None:
    found = [line for line in DOCUMENT.split("\n") if line.startswith("### ")]
    assert found == [heading(table) for table in TABLES]


def test_the_document_lists_each_field_a_condition_may_ask_for() -> None:
    listed = [line for line in DOCUMENT.split("\n") if line.startswith(("| `person.", "| `source."))]
    assert listed == [field_row(root, field) for root, fields in FIELDS.items() for field in fields]


def test_the_document_lists_the_functions_and_the_papers() -> None:
    assert f"Functions: {', '.join(f'`{name}`' for name in FUNCTIONS)}." in DOCUMENT
    assert f"Known papers: {', '.join(f'`{kind}`' for kind in PAPER_KINDS)}. " in DOCUMENT
