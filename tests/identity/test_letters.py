import pytest

from safepassage.identity.letters import fold, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Leila", "latn"),
        ("Émilie", "latn"),
        ("ليلى", "arab"),
        ("שרה", "hebr"),
        ("Омар", "cyrl"),
        ("ليلى (Leila Kh)", "latn"),
        ("ليلى الخوري (Leila)", "arab"),
        ("12 \U0001f600", ""),
        ("", ""),
        ("王小明", ""),
    ],
)
def test_the_script_of_most_letters(text, script):
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("text", "script", "folded"),
    [
        ("أَحْمَد", "arab", "احمد"),
        ("إسلام آل ٱلله", "arab", "اسلام ال الله"),
        ("فاطمة", "arab", "فاطمه"),
        ("علی کریمی", "arab", "علي كريمي"),
        ("ہٹ ڑاڈ ےں", "arab", "هت راد ين"),
        ("مـــحمد", "arab", "محمد"),
        ("ﻣﺤﻤﺪ", "arab", "محمد"),
        ("ﺪﻤﺤﻣ", "arab", "محمد"),  # drawn from left to right by a PDF tool
        ("ﻼ", "arab", "لا"),
        ("األحمد", "arab", "الاحمد"),  # lam-alef turned round
        ("اإلسلام", "arab", "الاسلام"),
        ("عطاالحق", "arab", "عطاالحق"),
        ("محمد٣ 4", "arab", "محمد   "),
        ("Saïd-Œuvre O’Brien", "latn", "said oeuvre obrien"),
        ("ÇELİK ŁUKASZ", "latn", "celik lukasz"),
        ("שָׂרָה כהן", "hebr", "שרה כהנ"),
        ("ג׳ורג'", "hebr", "ג'ורג'"),
        ("Ёлкин Їжак Йосип", "cyrl", "елкин їжак йосип"),
    ],
)
def test_ways_of_writing_are_folded(text, script, folded):
    assert fold(text, script) == folded
