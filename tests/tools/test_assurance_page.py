"""The page of what was tried: a night in parts adds up, and nothing old is counted beside what replaced it."""

import importlib.util
import json
import re
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


def test_a_sweep_of_the_mutants_is_a_nights_work_and_a_check_is_not_asked_for_it(tmp_path):
    fates = [
        {"room": "gate", "killed": killed, "file": "gate/rules.py", "line": 7, "why": ""} for killed in (True, False)
    ]
    (tmp_path / "mutants.json").write_text(json.dumps(fates))
    (told,) = PAGE.mutants(tmp_path / "mutants.json")
    assert (told["tried"], told["found"], told["not noticed, not explained"]) == (2, 1, "rules.py:7")
    row = next(one for one in PAGE.page(after([told])).splitlines() if one.startswith("| mutants |"))
    assert [cell.strip() for cell in row.split("|")[2:10]] == ["", "", "", "", "", PAGE.GOALS["mutants"][1], "2", "1 noticed by the room's tests"]  # fmt: skip


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


def stored(kept):
    """What is written and read again between two runs of the tool."""
    return json.loads(json.dumps(PAGE.packed(kept)))


def a_night():
    return after(
        [line("check"), line("check", what="gate", layer="fuzz") | {"seconds": 20}],
        *[[line(f"nightly:{part}/20")] for part in (1, 2, 3, 7)],
        [line("nightly:4/20") | {"found": 1}],
        [line("nightly:5/20", version="b")],
        [line("nightly:1/5", layer="machines", what="Ledger") | {"steps": 14}],
        [line("nightly/10", layer="kill -9")],  # a tenth that did not say which, as it was once written
    )


def test_what_is_stored_is_a_line_for_a_cut_and_a_version_and_loses_nothing():
    kept = a_night()
    assert PAGE.unpacked(stored(kept)) == kept
    assert [(one["version"], one["sweep"], one["parts"]) for one in stored(kept) if one["layer"] == "simulator" and "parts" in one] == [
        ("a", "nightly/20", {"1-3, 7": {"tried": 10, "found": 0}, "4": {"tried": 10, "found": 1}}),
        ("b", "nightly/20", {"5": {"tried": 10, "found": 0}}),
    ]  # fmt: skip
    assert sum(one["tried"] for one in nights(PAGE.unpacked(stored(kept)))) == 60


def test_a_part_run_again_replaces_itself_in_what_is_stored():
    kept = PAGE.merged(PAGE.unpacked(stored(a_night())), [line("nightly:2/20", tried=12, version="c")])
    (row,) = PAGE._parts_added(nights(kept))
    assert (row["tried"], row["found"], row["parts"]) == (62, 1, 6)
    assert {one["version"]: list(one["parts"]) for one in stored(kept) if one["layer"] == "simulator" and "parts" in one} == {
        "a": ["1, 3, 7", "4"], "b": ["5"], "c": ["2"]
    }  # fmt: skip


def test_the_older_form_is_read_as_well():
    kept = a_night()
    assert PAGE.unpacked(json.loads(json.dumps(kept))) == kept
    assert PAGE.page(PAGE.unpacked(json.loads(json.dumps(kept)))) == PAGE.page(PAGE.unpacked(stored(kept)))


def test_a_thousand_parts_are_stored_in_few_letters():
    kept = after([line(f"nightly:{part}/1000") for part in range(1, 1001)])
    assert [one["parts"] for one in stored(kept)] == [{"1-1000": {"tried": 10, "found": 0}}]
    assert len(PAGE.unpacked(stored(kept))) == 1000


def test_a_layer_that_the_page_does_not_know_or_that_ran_at_night_alone_is_shown_all_the_same():
    made = PAGE.page(after([line("check", layer="weather")], [line("nightly", layer="kill -9")]))
    assert "| weather |  | 10 | 0 found | 2023-11-01 | a |  | not run |" in made
    assert "| kill -9 | 50 | not run |  |  |  | 2,000 | 10 | 0 violations | 2023-11-01 | a |" in made
    assert "## Weather" in made


def test_every_layer_that_a_test_notes_has_its_goals_on_the_page():
    noted = {
        found
        for path in (ROOT / "tests" / "assurance").glob("test_*.py")
        for found in re.findall(r"\bnote\(\s*\"([^\"]+)\"", path.read_text())
    }
    assert len(noted) > 5
    assert noted | {"mutants"} == set(PAGE.ORDER) == set(PAGE.GOALS) == set(PAGE.SHOWS)


def test_the_page_in_this_repository_is_made_from_what_is_kept():
    kept = json.loads(PAGE.KEPT.read_text())
    assert PAGE.page(PAGE.unpacked(kept)) == PAGE.PAGE.read_text()
    assert PAGE.packed(PAGE.unpacked(kept)) == kept
