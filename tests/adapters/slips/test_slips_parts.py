import json

import pytest
from fontTools.ttLib import TTFont

from safepassage.adapters.codes import CodeError, Symbol, make
from safepassage.adapters.slips import letters, words
from safepassage.adapters.slips.drawing import drawing_of, symbol_of
from safepassage.adapters.slips.printer import FONTS, TEMPLATE
from safepassage.passes.model import Said

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="{}"/></svg>'


def test_a_drawing_shows_its_symbol_module_by_module():
    symbol = Symbol(2, b"\x00\x00\xff\x00")
    assert drawing_of(symbol) == SVG.format("M0 0h2v1H0zM1 1h1v1H1z")
    assert symbol_of(drawing_of(symbol), 2) == symbol


@pytest.mark.parametrize("pixels", [b"\xff" * 4, b"\x00" * 4])
def test_a_drawing_of_nothing_and_of_everything(pixels):
    assert symbol_of(drawing_of(Symbol(2, pixels)), 2) == Symbol(2, pixels)


def test_a_drawing_of_a_pass_shows_its_symbol():
    symbol = make("EV1:" + "INVENTED" * 30)
    assert symbol_of(drawing_of(symbol), symbol.side) == symbol


@pytest.mark.parametrize(
    "drawing",
    [
        "",
        SVG.format("M0 0h2v1H0"),
        SVG.format("M0 0h2v2H0z"),
        SVG.format("M0 0h2v1H1z"),
        SVG.format("M1 0h2v1H1z"),
        SVG.format("M0 2h1v1H0z"),
        SVG.format("M0 0h0v1H0z"),
        SVG.format("M0 0h1v1H0zL"),
        SVG.format("M0 0h1v1H0z") + "x",
        SVG.format("M0 0h1v1H0z").replace("2 2", "3 3"),
    ],
)
def test_a_drawing_of_another_form_is_refused(drawing):
    with pytest.raises(CodeError, match="the drawing of a code"):
        symbol_of(drawing, 2)


@pytest.mark.parametrize(
    ("text", "rtl"),
    [
        ("Layla", False),
        ("ليلى", True),
        ("רחל", True),
        ("یوسف", True),
        ("12 ليلى", True),
        ("(مثال) Test", True),
        ("Test (مثال)", False),
        ("1234", False),
        ("", False),
        ("Дмитрий", False),
    ],
)
def test_the_first_letter_with_a_direction_decides(text, rtl):
    assert letters.runs_right_to_left(text) is rtl


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  Layla \t\n Al-Muntaha ", "Layla Al-Muntaha"),
        ("Lay\u202ela\u2066\u200f", "Layla"),
        ("La\x00y\x1bla", "Layla"),
        ("e\u0301", "é"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("", ""),
    ],
)
def test_marks_that_turn_or_hide_text_are_not_printed(text, shown):
    assert letters.visible(text) == shown


def test_letters_no_font_has_are_marked_and_the_others_kept():
    assert letters.printable("Layla ليلى רחל Дмитрий Ngọc")
    assert not letters.printable("Layla 明")
    assert letters.with_marks("Layla 明") == "Layla \N{REPLACEMENT CHARACTER}"
    assert letters.with_marks("ليلى") == "ليلى"


def test_the_coverage_written_down_is_what_the_fonts_have():
    maps = {path.name: set(TTFont(path).getBestCmap()) for path in sorted(FONTS.glob("*.ttf"))}
    families = {name.partition("-")[0] for name in maps}
    assert families == {"NotoSans", "NotoSansArabic", "NotoSansHebrew"}
    have = set().union(*(maps[f"{one}-Regular.ttf"] & maps[f"{one}-Bold.ttf"] for one in families))
    ranges = json.loads(letters.COVERAGE.read_text())
    assert [code for first, last in ranges for code in range(first, last + 1)] == sorted(have)


def test_the_fonts_come_with_their_licence():
    assert "SIL Open Font License, Version 1.1" in (FONTS / "OFL.txt").read_text()


def test_a_day_has_its_name_in_both_languages():
    assert words.weekday("2023-11-02") == ("Thursday", "الخميس")
    assert words.weekday("2023-11-05") == ("Sunday", "الأحد")
    with pytest.raises(ValueError, match=r"\w"):
        words.weekday("02.11.2023")


def test_words_of_the_terms_stand_in_the_language_asked_for():
    said = Said("a passport", (("ar", "جواز سفر"), ("he", "דרכון")))
    assert [said.in_language(one) for one in ("ar", "he", "fr")] == ["جواز سفر", "דרכון", "a passport"]


def test_every_text_is_there_in_both_languages_and_can_be_printed():
    for english, arabic in [*words.WORDS.values(), *words.DAYS]:
        assert english.isascii()
        assert letters.runs_right_to_left(arabic)
        assert letters.printable(english + arabic)


def test_the_template_uses_every_text():
    template = TEMPLATE.read_text(encoding="utf-8")
    assert [key for key in words.WORDS if f'"{key}"' not in template and f"w.{key}." not in template] == []
