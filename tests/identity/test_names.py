import pytest

from safepassage.identity.names import compare_names, parts


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Leila Khoury", "KHOURY Leïla", "name-equal"),
        ("Leila Khoury", "Leila Khouri", "name-spelling"),
        ("Leila Khoury", "ليلى الخوري", "name-spelling"),
        ("محمد أحمد خليل ناصر", "Mohammed Nasser", "name-spelling"),
        ("عبد الرحمن يوسف", "ABDELRAHMAN YOUSSEF", "name-spelling"),
        ("عبدالرحمن يوسف", "Abd al-Rahman Yusuf", "name-spelling"),
        ("Ahmed bin Saleh", "Ahmed Saleh", "name-equal"),
        ("Leila Khoury", "Layan Khoury", "name-differs"),
        ("Omar Nasser", "سعاد ناصر", "name-differs"),
        ("Leila", "Leila Khoury", "name-short"),
        ("", "", "name-short"),
        ("1234 \U0001f600", "Leila Khoury", "name-short"),
    ],
)
def test_what_two_names_are_to_each_other(one, other, reason):
    assert compare_names(one, other) == reason
    assert compare_names(other, one) == reason


def test_parts_lose_articles_particles_and_marks():
    assert parts("Ahmed bin  El-Saïd") == ("ahmed", "said")
    assert parts("أَحْمَد بن السعيد") == ("احمد", "سعيد")
    assert parts("") == ()
