import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import ProblemsError
from safepassage.passes.manifest import manifest_digest, manifest_text, read_manifest
from safepassage.passes.model import Manifest

MADE = Moment.parse("2023-11-02T00:00:00Z")
ONE = Manifest("invented-2023", 1, MADE, ("00000000000000aa",), 5, "cd" * 32)
THREE = replace(
    ONE,
    number=7,
    tags=("0000000000000001", "00000000000000aa", "ffffffffffffffff"),
    revoked=("00000000000000bb",),
    patients=("00000000000000aa",),
)
EMPTY = replace(ONE, tags=(), root="", tree_size=0)


def changed(**parts):
    data = json.loads(manifest_text(THREE)) | parts
    return json.dumps(
        {key: value for key, value in data.items() if value != "-"}, sort_keys=True, separators=(",", ":")
    )


def faults(text):
    with pytest.raises(ProblemsError) as caught:
        read_manifest(text, "gate-a")
    assert all(problem.source == "gate-a" and problem.do for problem in caught.value.problems)
    return [problem.column for problem in caught.value.problems]


@pytest.mark.parametrize("manifest", [EMPTY, ONE, THREE])
def test_a_manifest_survives_its_text(manifest):
    assert read_manifest(manifest_text(manifest)) == manifest


def test_the_text_is_the_same_to_the_byte_for_ever():
    assert manifest_text(THREE) == (
        '{"format":"safepassage/manifest/1","made":"2023-11-02T00:00:00Z","number":7,"operation":"invented-2023",'
        '"patients":"0000000020","revoked":"000000002H","root":"' + "cd" * 32 + '",'
        '"tags":"00000000010000000020|NsC0|NsC0","tree_size":5}'
    )
    assert manifest_digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_twenty_thousand_passes_stay_below_200_kib():
    tags = tuple(f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}" for number in range(20_000))
    text = manifest_text(replace(ONE, tags=tuple(sorted(tags))))
    assert 195 * 1024 < len(text.encode()) < 200 * 1024
    assert read_manifest(text).tags == tuple(sorted(tags))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.sets(st.binary(min_size=8, max_size=8), max_size=6), st.sets(st.binary(min_size=8, max_size=8), max_size=3),
    st.integers(1, 2**53), st.integers(0, 2**33), st.text(min_size=1, max_size=20),
)  # fmt: skip
def test_any_manifest_survives_its_text(tags, revoked, number, made, operation):
    manifest = Manifest(
        operation, number, Moment(made), tuple(sorted(tag.hex() for tag in tags)), number, "ab" * 32,
        tuple(sorted(tag.hex() for tag in revoked - tags)), tuple(sorted(tag.hex() for tag in tags))[:2],
    )  # fmt: skip
    assert read_manifest(manifest_text(manifest)) == manifest


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.data())
def test_a_changed_text_is_another_manifest_or_none(data):
    text = manifest_text(THREE)
    place = data.draw(st.integers(0, len(text) - 1))
    other = text[:place] + data.draw(st.characters()) + text[place + data.draw(st.integers(0, 1)) :]
    try:
        read = read_manifest(other)
    except ProblemsError:
        return
    assert manifest_text(read) == other
    assert (read == THREE) is (other == text)


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "7", "{}", "null", '"text"', "\ud800", "[" * 100_000, '{"number":1e400}', '{"number":NaN}']
)
def test_what_is_no_manifest_is_a_problem_never_a_crash(text):
    assert faults(text)


@pytest.mark.parametrize(
    ("parts", "columns"),
    [
        ({"format": "safepassage/manifest/2"}, ["format"]),
        ({"operation": ""}, ["operation"]),
        ({"number": 0}, ["number"]),
        ({"number": True}, ["number"]),
        ({"number": "7"}, ["number"]),
        ({"tree_size": -1}, ["number"]),
        ({"root": "ab"}, ["root"]),
        ({"root": "CD" * 32}, ["root"]),
        ({"made": "yesterday"}, ["made"]),
        ({"made": "2023-11-02T00:00:00"}, ["made"]),
        ({"made": "2023-11-02T02:00:00+02:00"}, ["made"]),
        ({"tags": "00000"}, ["tags"]),
        ({"tags": "000000000"}, ["tags"]),
        ({"tags": "~~~~~~~~~~"}, ["tags"]),
        ({"tags": "00000000200000000020", "patients": ""}, ["tags"]),
        ({"tags": "00000000200000000001", "patients": ""}, ["tags"]),
        ({"revoked": "0000000020"}, ["revoked"]),
        ({"patients": "000000002H"}, ["patients"]),
        ({"patients": "-"}, ["patients"]),
        ({"extra": "1"}, [""]),
        ({"operation": 5, "made": None, "number": 2.5}, [""]),
        ({"operation": 5, "made": None, "number": "x"}, ["operation", "made", "number"]),
        ({"number": 0, "operation": "", "root": "ab"}, ["operation", "number", "root"]),
    ],
)
def test_every_fault_is_named_at_its_place(parts, columns):
    assert faults(changed(**parts)) == columns


def test_spaces_make_another_text():
    assert faults(manifest_text(ONE) + "\n") == [""]


@pytest.mark.parametrize(
    "parts",
    [
        {"tags": ("00000000000000AA",)},
        {"tags": ("aa",)},
        {"tags": ("00000000000000ab", "00000000000000aa")},
        {"tags": ("00000000000000aa", "00000000000000aa")},
        {"revoked": ("00000000000000aa",)},
        {"patients": ("00000000000000ab",)},
        {"number": 0},
        {"operation": ""},
        {"root": "xy"},
    ],
)
def test_a_faulty_manifest_is_never_written(parts):
    with pytest.raises(ValueError, match=r"\w"):
        manifest_text(replace(ONE, **parts))
