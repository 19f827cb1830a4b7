"""Lines of keys: the scanner must agree with tomllib on what is there, and name the line where a reader finds it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.terms.lines import KeyPath, locate, nearest

ROOT = Path(__file__).parents[2]
FILES = [
    *sorted((ROOT / "tests" / "terms").rglob("*.toml")),
    ROOT / "examples" / "rafah-2023" / "terms.toml",
    ROOT / "pyproject.toml",
]

AWKWARD = '''\
a = 1 # a comment with [brackets] and "quotes"
"quoted key" = 'literal # no comment'
b.c."d.e" = [
  1, # first
  { x = "}", y = [ [2], [3] ] },

  """three
lines ] }""",
]

[t]
text = """
[no.header]
k = 1 \\""" still
"""
[t.inner]
q = 2030-01-01T00:00:00Z

  [[list]]
  name = "one"
  [list.sub]
  z = true
  [[list.more]]
[[list]]
name = "two"
[[list.more]]
deep = 1
[[list.more]]
deep = 2
'''


def paths(data: Any, path: KeyPath = ()) -> list[KeyPath]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    found = [path] if path else []
    for key, value in items:
        found += paths(value, (*path, key))
    return found


def test_every_key_of_an_awkward_file_is_found_on_its_line() -> None:
    lines = locate(AWKWARD)
    assert set(lines) == set(paths(tomllib.loads(AWKWARD)))
    expected = {
        ("a",): 1,
        ("quoted key",): 2,
        ("b", "c", "d.e"): 3,
        ("b", "c", "d.e", 0): 4,
        ("b", "c", "d.e", 1): 5,
        ("b", "c", "d.e", 1, "y", 1, 0): 5,
        ("b", "c", "d.e", 2): 7,
        ("t",): 11,
        ("t", "text"): 12,
        ("t", "inner", "q"): 17,
        ("list", 0): 19,
        ("list", 0, "sub", "z"): 22,
        ("list", 0, "more", 0): 23,
        ("list", 1, "name"): 25,
        ("list", 1, "more", 0, "deep"): 27,
        ("list", 1, "more", 1, "deep"): 29,
    }
    assert {path: lines[path] for path in expected} == expected


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_path_of_a_real_file_has_a_line_that_names_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    lines, rows = locate(text), text.split("\n")
    found = paths(tomllib.loads(text))
    assert len(found) > 50
    assert set(lines) == set(found)
    for path in found:
        if isinstance(path[-1], str):
            assert path[-1] in rows[lines[path] - 1]


def test_the_nearest_line_is_that_of_the_table_around() -> None:
    lines = locate("[a]\nb = 1\n[[c]]\nd = 2\n")
    assert nearest(lines, ("a", "b")) == 2
    assert nearest(lines, ("a", "missing")) == 1
    assert nearest(lines, ("c", 0, "missing")) == 3
    assert nearest(lines, ("c", 7)) == 3
    assert nearest(lines, ("nowhere",)) == 0
    assert nearest(lines, ()) == 0


def test_windows_line_ends_count_as_one() -> None:
    assert locate("a = 1\r\nb = [\r\n 2,\r\n]\r\n") == {("a",): 1, ("b",): 2, ("b", 0): 3}


KEYS = st.sampled_from(["a", "b-c", "D_1", '"e f"', "'g.h'", '"\\u00e9"', "7"])
SCALARS = st.sampled_from(["1", "-2.5e3", "true", '"x"', '"a\\"]b"', "'}#'", "2030-01-01", '"""m\n]"""', "'''n\n}'''"])
INLINE = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[" + ", # c ]\n".join(items) + "]")
        | st.dictionaries(KEYS, inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{key} = {value}" for key, value in items.items()) + "}"
        )
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(["", "[t]", "[[l]]", "[[l.m]]"]), st.dictionaries(KEYS, INLINE)), max_size=5))
def test_the_scanner_finds_what_tomllib_finds(blocks: list[tuple[str, dict[str, str]]]) -> None:
    text = "".join(
        header + "\n" + "".join(f"{key} = {value}\n" for key, value in pairs.items()) for header, pairs in blocks
    )
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = locate(text)
    assert set(lines) == set(paths(data))
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())
