import pytest

from safepassage.identity.single import Nearest, Standing

NAMES = ["Leila El Khoury", "Omar Nasser", "سعاد ناصر", "KHOURY OMAR", "", "\U0001f600", "Suad Naser"]


@pytest.fixture(scope="module")
def standing():
    return Standing(NAMES)


def rows(found):
    return [one.row for one in found]


def test_a_new_name_finds_its_person_in_any_script(standing):
    assert rows(standing.nearest("ليلى الخوري", 1)) == [0]
    assert rows(standing.nearest("Leyla Khouri", 1)) == [0]
    assert set(rows(standing.nearest("سعاد ناصر", 2))) == {2, 6}
    assert set(rows(standing.nearest("Souad Nasser", 2))) == {2, 6}


def test_the_best_comes_first_and_two_good_ones_share(standing):
    found = standing.nearest("سعاد ناصر")
    assert [one.bits for one in found] == sorted((one.bits for one in found), reverse=True)
    assert sum(one.probability for one in found) <= 1
    assert all(isinstance(one, Nearest) for one in found)


@pytest.mark.parametrize("text", ["", "123", "\U0001f600", "王小明"])
def test_what_is_no_name_finds_nobody(standing, text):
    assert standing.nearest(text) == ()


def test_an_empty_list_holds_nobody():
    assert Standing([]).nearest("Leila Khoury") == ()


def test_the_list_is_indexed_once_for_each_pair_of_scripts(standing):
    standing.nearest("ليلى الخوري")
    kept = standing.indices["arab", "latn"]
    standing.nearest("عمر ناصر")
    assert standing.indices["arab", "latn"] is kept
