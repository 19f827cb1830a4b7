import hashlib
import hmac
import itertools
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.seal import tags

PEPPER = bytes(range(32))
OTHER = bytes(32)


def test_tags_do_not_change_from_version_to_version():
    assert tags.document_tag(PEPPER, "rafah-2023", "JOR", "A1234567") == "6f8965037d191bd1f09d9ed2bc1ddeb6"
    assert tags.manifest_tag(PEPPER, "00" * 10) == "c84fb42314bb449b"
    assert tags.lookup_code(PEPPER, "case-1") == "WZ4J-CHZC-6T54-56NY"
    assert (
        tags.derive(PEPPER, "person", "x").hex() == "9f0fd290418649b94b1463cb957987d04efba07cd668b1d8d79d5baff0ea62b9"
    )


def test_a_tag_is_plain_hmac_over_length_prefixed_parts():
    message = b"safepassage/derive/1"
    for part in (b"manifest", b"ab"):
        message += b"s" + struct.pack(">Q", len(part)) + part
    assert tags.manifest_tag(PEPPER, "ab") == hmac.new(PEPPER, message, hashlib.sha256).digest()[:8].hex()


def test_every_part_of_a_document_tag_matters():
    told = [
        tags.document_tag(PEPPER, "rafah-2023", "JOR", "A1"),
        tags.document_tag(OTHER, "rafah-2023", "JOR", "A1"),
        tags.document_tag(PEPPER, "kabul-2021", "JOR", "A1"),
        tags.document_tag(PEPPER, "rafah-2023", "EGY", "A1"),
        tags.document_tag(PEPPER, "rafah-2023", "JOR", "A2"),
        tags.document_tag(PEPPER, "rafah-2023", "JORA", "1"),
        tags.document_tag(PEPPER, "rafah-2023J", "OR", "A1"),
    ]
    assert len(set(told)) == len(told)


def test_purposes_and_kinds_of_part_never_meet():
    told = [
        tags.derive(PEPPER, "document", "a"),
        tags.derive(PEPPER, "person", "a"),
        tags.derive(PEPPER, "person", b"a"),
        tags.derive(PEPPER, "person", "a", ""),
        tags.derive(PEPPER, "person"),
        tags.derive(PEPPER, "persona"),
    ]
    assert len(set(told)) == len(told)


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
@settings(derandomize=True, max_examples=200)
def test_different_parts_give_different_tags(left, right):
    assert (tags.derive(PEPPER, "p", *left) == tags.derive(PEPPER, "p", *right)) == (left == right)


def test_a_look_up_code_is_long_enough_and_reads_back():
    code = tags.lookup_code(PEPPER, "case-1")
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert len(tags.CODE_ALPHABET) ** tags.CODE_DATA > 2**60
    assert tags.check_lookup_code(code) == code
    assert tags.lookup_code(PEPPER, "case-2") != code
    assert tags.lookup_code(OTHER, "case-1") != code


@pytest.mark.parametrize(
    "again", [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code} ".replace("-", " – ")]
)
def test_a_code_may_be_typed_as_people_type(again):
    code = tags.lookup_code(PEPPER, "case-1")
    assert tags.check_lookup_code(again(code)) == code


def test_digits_of_other_scripts_are_digits():
    code = next(
        code for code in (tags.lookup_code(PEPPER, f"case-{n}") for n in range(99)) if "2" in code and "7" in code
    )
    assert tags.check_lookup_code(code.replace("2", "٢").replace("7", "۷")) == code


def test_every_single_wrong_character_and_every_swap_is_found():
    plain = tags.lookup_code(PEPPER, "case-3").replace("-", "")
    wrong = {plain[:at] + one + plain[at + 1 :] for at in range(16) for one in tags.CODE_ALPHABET} - {plain}
    swapped = set()
    for left, right in itertools.combinations(range(16), 2):
        letters = list(plain)
        letters[left], letters[right] = letters[right], letters[left]
        swapped.add("".join(letters))
    found = [code for code in wrong | (swapped - {plain}) if tags.check_lookup_code(code) is None]
    missed = [code for code in wrong | (swapped - {plain}) if tags.check_lookup_code(code) is not None]
    assert len(wrong) == 16 * 30
    assert [code for code in missed if code in wrong] == []
    # Swaps with the check character itself are no plain typing slip; among the others none is missed.
    assert all(code[15] != plain[15] for code in missed)
    assert len(found) > 550


@pytest.mark.parametrize(
    "text", ["", "-", "ABCD", "0000-0000-0000-0000", "x" * 10_000, "ABCD-EFGH-JKMN-PQR!", "\ud800"]
)
def test_what_is_no_code_is_none(text):
    assert tags.check_lookup_code(text) is None


def test_codes_use_their_whole_alphabet():
    seen = {one for number in range(200) for one in tags.lookup_code(PEPPER, str(number))} - {"-"}
    assert seen == set(tags.CODE_ALPHABET)
