"""Names of every kind that lists hold: by the one model, in the scripts it knows."""

import pytest

from safepassage.identity.compare import compare

SAME = {
    "Persian letters": ("کیان گلشیری", "Kian Golshiri"),
    "Persian ye and kaf": ("علی کریمی", "Ali Karimi"),
    "Urdu letters": ("ٹیپو پرویز", "Tipu Pervez"),
    "kunya": ("أبو بكر صالح", "Abou Bakr Saleh"),
    "umm": ("أم كلثوم حسن", "Umm Kulthum Hassan"),
    "compound of Allah": ("فتح الله نجار", "Fathallah Najjar"),
    "compound of din": ("صلاح الدين حمدان", "Salaheddine Hamdan"),
    "bin": ("خالد بن سعيد", "Khaled Said"),
    "four parts": ("يزن سمير خالد النابلسي", "Yazan Nabulsi"),
    "machine-readable": ("يوسف خليل عبد الرحمن", "ABDELRAHMAN<<YOUSSEF<KHALIL<<<"),
    "comma": ("وسيم لؤي أبو سنبل", "ABU-SUNBUL, Wasim Luay"),
    "French spelling": ("يوسف الخوري", "Youssef El Khoury"),
    "presentation forms": ("\ufee3\ufea4\ufee4\ufeaa \ufecb\ufee0\ufef2", "Mohammed Ali"),
    "Hebrew": ("יוסף לוי", "Yosef Levi"),
    "Cyrillic": ("Омар Халид", "Omar Khalid"),
    "typing error": ("Yazan Nabulsi", "Yazan Nablusi"),
}
OTHER = {
    "a brother": ("يزن سمير النابلسي", "Ramzi Samir Nabulsi"),
    "another family": ("يزن سمير النابلسي", "Yazan Karmi"),
    "Hassan and Hussein": ("حسن علي النجار", "Hussein Ali Najjar"),
    "Hebrew": ("יוסף לוי", "Miriam Cohen"),
    "Cyrillic": ("Омар Халид", "Fatima Khalid"),
}


@pytest.mark.parametrize("kind", SAME)
def test_one_name_by_two_hands(kind):
    found = compare(*SAME[kind])
    assert found.score > 10, found.sentence()


@pytest.mark.parametrize("kind", OTHER)
def test_two_names(kind):
    assert not compare(*OTHER[kind]).agrees(), kind


def test_a_married_name_asks_a_human_and_hides_nothing():
    found = compare("فاطمة سمير النابلسي", "Fatima Khoury")
    assert not found.agrees()
    assert "khoury" in " ".join(found.right_over)


def test_scripts_that_no_model_knows_say_nothing():
    found = compare("Γιώργος", "Giorgos")
    assert not found.comparable
    assert found.sentence() == "The names cannot be compared."
