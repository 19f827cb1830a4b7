"""The page of what was tried: a night in parts adds up, and nothing old is counted beside what replaced it."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def loaded(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


PAGE = loaded(ROOT / "tools" / "assurance_page.py")


def line(sweep, tried=10, version="a", what="seeds", layer="simulator"):
    return {"layer": layer, "what": what, "tried": tried, "found": 0, "when": "2023-11-01", "sweep": sweep, "version": version}  # fmt: skip


def nights(kept, layer="simulator"):
    return [one for one in kept.values() if one["layer"] == layer and PAGE.when_run(one) == PAGE.NIGHT]


def after(*runs):
    kept = {}
    for notes in runs:
        kept = PAGE.merged(kept, notes)
    return kept


def test_parts_of_a_night_add_up_and_a_part_run_again_counts_once():
    kept = after(
        [line("nightly:1/20")], [line("nightly:2/20", version="b")], [line("nightly:1/20", tried=12, version="c")]
    )
    (row,) = PAGE._parts_added(nights(kept))
    assert (row["tried"], row["parts"], row["of"]) == (22, 2, 20)
    assert "| 22 | 0 a fault | 2023-11-01 | b, c |" in PAGE.page(after([line("check")], list(kept.values()))).replace(
        PAGE.SHOWS["simulator"], "a fault"
    )


@pytest.mark.parametrize("other", ["nightly", "nightly:1/10"])
def test_a_night_that_is_cut_otherwise_replaces_the_parts(other):
    kept = after([line("nightly:1/20")], [line("nightly:2/20")], [line(other, tried=7)])
    assert [one["tried"] for one in nights(kept)] == [7]


def test_a_night_leaves_the_checks_and_other_layers_alone():
    kept = after([line("check"), line("nightly", layer="fuzz")], [line("nightly:1/20")])
    assert len(kept) == 3
    assert after([line("check")], [line("check", tried=3)]).popitem()[1]["tried"] == 3


def test_what_one_run_noted_in_several_processes_adds_up():
    assert [one["tried"] for one in nights(after([line("nightly:1/20"), line("nightly:1/20")]))] == [20]


@pytest.mark.parametrize("parts", [1, 7, 20])
def test_the_parts_of_a_night_try_every_number_once(parts, monkeypatch):
    tried = []
    for part in range(1, parts + 1):
        monkeypatch.setenv("SAFEPASSAGE_SWEEP", f"nightly:{part}/{parts}")
        tried += loaded(ROOT / "tests" / "assurance" / "sweep.py").numbers(10, 1_000)
    assert tried == list(range(1_000))


@pytest.mark.parametrize("wrong", ["nightly:0/20", "nightly:21/20", "nightly/20", "tonight"])
def test_a_part_that_is_none_is_refused(wrong, monkeypatch):
    monkeypatch.setenv("SAFEPASSAGE_SWEEP", wrong)
    with pytest.raises(ValueError, match="third of twenty"):
        loaded(ROOT / "tests" / "assurance" / "sweep.py")
