"""Words, nationalities, numbers and text, in three languages."""

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.people.demonyms import DEMONYMS
from safepassage.people.headings import ANSWERS, PEOPLE
from safepassage.people.model import DOCUMENT_KINDS, RELATIONS, TRANSPORT, TRIAGE
from safepassage.people.months import months
from safepassage.people.nations import codes, nation_words, read_nation
from safepassage.people.numbers import NumberRead, read_number
from safepassage.people.text import clean, key, letter, western
from safepassage.people.words import PAPER, RELATION, SEX, TOTALS, is_nothing, table, yes_or_no
from safepassage.people.words import TRANSPORT as TRANSPORT_WORDS
from safepassage.people.words import TRIAGE as TRIAGE_WORDS


def test_clean_takes_what_cannot_be_seen_and_nothing_else():
    assert clean("  Salma\u200f \n Invented\u00a0 ") == "Salma Invented"
    assert clean("e\u0301") == "é"
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean("\ufeff") == ""


def test_keys_of_spellings_that_mean_the_same():
    assert key("الإسم") == key("الاسم") == key("اَلِاسْم") == key("الاســـم")
    assert key("N° Passeport") == key("n passeport")
    assert key("Father’s name") == key("FATHER'S  NAME:") == "father s name"
    assert key("Né(e) le") == "ne e le"
    assert key("رقم الهوية") == key("رقم الهويه")
    assert key("#") == ""


def test_digits_of_every_script():
    assert western("٠١٢٣٤٥٦٧٨٩") == western("۰۱۲۳۴۵۶۷۸۹") == western("０１２３４５６７８９") == "0123456789"


def test_letters():
    assert [letter(at) for at in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]


def test_a_word_has_one_meaning():
    assert table(a="x|y", b="z") == {"x": "a", "y": "a", "z": "b"}
    with pytest.raises(ValueError, match="two meanings"):
        table(a="x", b="X")


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (SEX, {"M", "F", "X"}),
        (RELATION, set(RELATIONS) - {""}),
        (TRIAGE_WORDS, set(TRIAGE) - {""}),
        (TRANSPORT_WORDS, set(TRANSPORT) - {""}),
        (PAPER, set(DOCUMENT_KINDS)),
    ],
)
def test_words_mean_what_the_model_knows_and_all_of_it(words, allowed):
    assert set(words.values()) == allowed
    assert "" not in words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            SEX,
            {"M": ("M", "male", "ذكر", "Masculin", "Homme"), "F": ("f", "Female", "أنثى", "انثى", "Féminin", "femme")},
        ),
        (
            RELATION,
            {
                "principal": ("Head of family", "رب الأسرة", "Chef de famille", "PA", "self"),
                "spouse": ("wife", "زوجة", "Épouse"),
                "child": ("Son", "ابنة", "إبن", "Fille"),
                "parent": ("mother", "والدة", "père"),
                "sibling": ("brother", "أخت", "Sœur"),
                "companion": ("Companion", "مرافق", "accompagnant"),
            },
        ),
        (
            TRIAGE_WORDS,
            {
                "critical": ("Critical", "حرجة", "critique"),
                "urgent": ("urgent", "عاجل", "grave"),
                "stable": ("Stable", "مستقر", "modéré"),
            },
        ),
        (
            TRANSPORT_WORDS,
            {
                "ambulance": ("Ambulance", "إسعاف", "civière"),
                "wheelchair": ("wheelchair", "كرسي متحرك", "fauteuil roulant"),
                "walking": ("walking", "سيرا على الأقدام", "à pied"),
            },
        ),
        (
            PAPER,
            {
                "passport": ("Passport", "جواز سفر", "passeport"),
                "id-card": ("ID card", "بطاقة هوية", "Carte d’identité"),
            },
        ),
    ],
)
def test_usual_words_of_three_languages(words, said):
    for meaning, texts in said.items():
        assert {words.get(key(text)) for text in texts} == {meaning}


def test_nothing_is_told_from_something():
    assert all(
        is_nothing(text)
        for text in ("", " ", "-", "--", "N/A", "n.a.", "لا يوجد", "Néant", "???", "unknown", "غير معروف")
    )
    assert not any(is_nothing(text) for text in ("0", "no", "A", "✓", "لا"))


def test_yes_and_no():
    assert [yes_or_no(text) for text in ("Yes", "نعم", "oui", "✓", "1", "No", "لا", "non", "perhaps", "")] == [
        "yes"
    ] * 5 + ["no"] * 3 + [""] * 2


def test_totals():
    assert {key("Total"), key("المجموع"), key("Signature")} <= TOTALS


@pytest.mark.parametrize(
    "texts",
    [
        (
            "Jordan",
            "JOR",
            "jo",
            "Jordanian",
            "الأردن",
            "أردني",
            "أردنية",
            "الأردنية",
            "Jordanie",
            "jordanien",
            "Jordanienne",
        )
    ],
)
def test_one_state_in_every_way(texts):
    assert {read_nation(text) for text in texts} == {("JOR", False)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("USA", "USA"), ("U.S.A.", "USA"), ("United States", "USA"), ("أمريكية", "USA"), ("Américaine", "USA"),
        ("UK", "GBR"), ("British", "GBR"), ("بريطانية", "GBR"), ("Palestinian", "PSE"), ("فلسطينية", "PSE"), ("فلسطين", "PSE"),
        ("Palestine", "PSE"), ("Egyptian", "EGY"), ("مصري", "EGY"), ("Égyptienne", "EGY"), ("Canadienne", "CAN"),
        ("Allemande", "DEU"), ("Grecque", "GRC"), ("Turque", "TUR"), ("Türkiye", "TUR"), ("Côte d’Ivoire", "CIV"),
        ("Filipina", "PHL"), ("Dutch", "NLD"), ("Stateless", "XXA"), ("عديم الجنسية", "XXA"), ("GBD", "GBD"), ("South Korea", "KOR"),
    ],
)  # fmt: skip
def test_states_as_lists_write_them(text, code):
    assert read_nation(text) == (code, False)


def test_two_states_are_said_to_be_two():
    assert read_nation("Jordan / Palestine") == ("JOR", True)
    assert read_nation("أردني و فلسطيني") == ("JOR", True)
    assert read_nation("Jordan / Jordanian") == ("JOR", False)


@pytest.mark.parametrize(
    "text", ["", "Salma Invented", "Male", "Jordanland", "Jordan / Nowhere", "1980-01-01", "SUN", "YUG"]
)
def test_what_is_no_state(text):
    assert read_nation(text) == ("", False)


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_every_name_of_a_state_is_known(language):
    two_letters = {two: three for three, two in codes().items() if two}
    names = Locale(language).territories
    unknown = [names[two] for two in two_letters if two in names and read_nation(names[two])[0] != two_letters[two]]
    assert unknown == []
    assert len(two_letters) > 240


def test_every_adjective_leads_to_its_state():
    lines = [line.split("|") for line in DEMONYMS.strip().splitlines()]
    assert len(lines) > 100
    for three, *languages in lines:
        for words in languages:
            assert {read_nation(word)[0] for word in words.split(",")} == {three}


def test_no_word_of_a_relation_or_sex_is_a_state():
    assert {word for word in set(nation_words()) & (set(SEX) | set(RELATION)) if len(word) > 2} == set()


def test_months_of_every_language_are_twelve():
    assert set(months().values()) == set(range(1, 13))
    assert {months()[key(name)] for name in ("May", "mai", "مايو", "أيار", "ماي")} == {5}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("N1234567", "N1234567"),
        (" n 123-45.67 ", "N1234567"),
        ("N١٢٣٤٥٦٧", "N1234567"),
        ("۱۲۳۴۵۶۷", "1234567"),
        ("123456789.0", "123456789"),
        ("'00123456", "00123456"),
        ("O0123OO4", "O0123OO4"),
        ("Ｎ１２３４５", "N12345"),
        ("12/345678", "12345678"),
        ("A\u200f12345", "A12345"),
    ],
)
def test_numbers_keep_their_letters_and_zeros(text, number):
    assert read_number(text) == NumberRead(number)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("1.23457E+11", "rounded"),
        ("1E+08", "rounded"),
        ("N1234567 / N7654321", "more than one"),
        ("N1234567\nN7654321", "more than one"),
        ("Salma Invented", "no digit"),
        ("سلمى المثالية", "no digit"),
        ("أ1234567", "letters other than A-Z"),
        ("N12З4567", "letters other than A-Z"),
        ("N1234567²", "raised or circled"),
        ("N①234567", "raised or circled"),
        ("123", "no document"),
        ("0000000", "no document"),
        ("1" * 25, "no document"),
    ],
)
def test_numbers_that_cannot_be_used_say_why(text, word):
    read = read_number(text)
    assert read.number == ""
    assert word in read.fault
    assert read.do


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(max_size=30))
def test_no_number_breaks_it(text):
    read = read_number(text)
    assert bool(read.number) != bool(read.fault)
    assert all(sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" for sign in read.number)
    if read.number:
        assert read_number(read.number) == read


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(max_size=40))
def test_cleaning_and_keying_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert key(key(text)) == key(text)


def test_headings_name_known_fields():
    assert {"full_name", "birth", "family", "head", "mrz", "companion_of"} <= set(PEOPLE.values())
    assert set(ANSWERS.values()) == {
        "reference",
        "document_number",
        "full_name",
        "birth",
        "answer",
        "until",
        "reason",
        "line",
        "ignored",
    }
