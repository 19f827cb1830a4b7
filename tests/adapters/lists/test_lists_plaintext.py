"""Encodings and separators: what the file does not say is found out, said, or refused, never guessed in silence."""

import pytest
from list_files import read, refused

from safepassage.adapters.lists import Limits
from safepassage.adapters.lists.plaintext import decode, find_separator, read_plaintext
from safepassage.kernel.problems import ProblemsError

ARABIC = "الاسم الكامل,تاريخ الميلاد,رقم الجواز\nأحمد محمد المثالي,1980-05-03,N1234567\nسلمى خالد المثالية,1979-01-31,N1234568\n"
FRENCH = (
    "Nom complet;Né(e) le;Nationalité\nHélène Exemple;1980-05-03;Française\nÉtienne L'Inventé;1979-01-31;Algérienne\n"
)
ENGLISH = "Full name,Date of birth,Passport no\nSalma Invented,1980-05-03,N1234567\n"


@pytest.mark.parametrize("text", [ARABIC, FRENCH, ENGLISH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_in_every_form(text, encoding):
    assert decode(text.encode(encoding))[0] == text


def test_unicode_that_says_so_needs_no_remark():
    assert decode(ARABIC.encode())[1] == []
    assert decode(ARABIC.encode("utf-16"))[1] == []
    assert decode(ARABIC.encode("utf-16-le"))[1] == ["the file does not say its encoding; it was read as UTF-16"]


def test_windows_1256_is_found_and_said(tmp_path):
    (tmp_path / "a.csv").write_bytes(ARABIC.encode("cp1256"))
    (sheet,) = read(tmp_path / "a.csv")
    assert sheet.rows == tuple(tuple(line.split(",")) for line in ARABIC.splitlines())
    ((row, column, what),) = sheet.warnings
    assert (row, column) == (0, "")
    assert "Windows-1256 (Arabic)" in what
    assert "check a few names" in what


def test_windows_1252_is_found_and_said():
    text, said = decode(FRENCH.encode("cp1252"))
    assert text == FRENCH
    assert "Windows-1252 (Western)" in said[0]


def test_iso_8859_6_is_not_taken_for_windows_1256():
    text, said = decode(ARABIC.encode("iso8859_6"))
    assert text == ARABIC
    assert "ISO 8859-6 (Arabic)" in said[0]


def test_arabic_and_french_in_one_windows_1256_file():
    text = ARABIC + "Hélène Exemple,1990-01-01,N1\n"
    assert decode(text.encode("cp1256"))[0] == text


def test_a_single_accent_is_enough():
    assert decode("Name\nÉtienne Exemple\n".encode("cp1252"))[0] == "Name\nÉtienne Exemple\n"


def test_bytes_that_two_encodings_explain_equally_well_are_refused():
    with pytest.raises(ProblemsError) as caught:
        decode("ISO,ع ف ق\n".encode("iso8859_6"))
    (problem,) = caught.value.problems
    assert problem.code == "encoding"
    assert "names would differ" in problem.what


def test_utf_8_with_spoilt_places_is_refused_with_the_line(tmp_path):
    content = (ARABIC * 3).encode()
    place = content.index("سلمى".encode(), len(ARABIC.encode()))
    (tmp_path / "a.csv").write_bytes(content[: place + 1] + b"\xff" + content[place + 1 :])
    problem = refused(tmp_path / "a.csv")
    assert (problem.code, problem.row) == ("encoding", 6)


def test_utf_16_cut_in_the_middle_of_a_letter(tmp_path):
    (tmp_path / "a.csv").write_bytes(ARABIC.encode("utf-16")[:-1])
    assert refused(tmp_path / "a.csv").code == "damaged"


def test_what_is_no_text_at_all(tmp_path):
    (tmp_path / "a.csv").write_bytes(bytes(range(256)) * 8)
    assert refused(tmp_path / "a.csv").code == "unknown"


def test_letters_garbled_by_an_earlier_program_are_pointed_out():
    garbled = ARABIC.encode().decode("cp1252", "replace").encode()
    (sheet,) = read_plaintext(garbled, Limits())
    assert [what for _, _, what in sheet.warnings] == [
        "letters look garbled by an earlier program; compare the names with the original"
    ]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a;b;c\n1,5;2;3\n2,5;3;4\n", ";"),
        ("a\tb\tc\n1\t2\t3\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("Title, with a comma\na;b;c\n1;2;3\n4;5;6\n", ";"),
        ('a,b\n"x;y;z",2\n"u;v;w",3\n', ","),
        ("one column\nonly\n", ","),
    ],
)
def test_the_separator_that_makes_a_table(text, separator):
    assert find_separator(text) == separator


def test_lines_are_numbered_as_a_spreadsheet_numbers_them():
    (sheet,) = read_plaintext(b'name,note\r\n\r\n"Salma\nInvented",x\r\nKarim Invented,y\r\n\r\n', Limits())
    assert sheet.numbers == (1, 3, 4)
    assert sheet.rows == (("name", "note"), ("Salma\nInvented", "x"), ("Karim Invented", "y"))


def test_a_quotation_mark_inside_a_name_stays():
    (sheet,) = read_plaintext(b'name,born\nSalma "Um Ali" Invented,1980\n"Karim ""K"" Invented",1981\n', Limits())
    assert sheet.rows[1:] == (('Salma "Um Ali" Invented', "1980"), ('Karim "K" Invented', "1981"))


@pytest.mark.parametrize(
    "text", ['name,born\n"Salma Invented,1980\nKarim,1981\nRania,1982\n', 'name,born\n"Salma" Invented,1980\n']
)
def test_a_quotation_mark_that_would_swallow_lines_is_refused(text):
    with pytest.raises(ProblemsError) as caught:
        read_plaintext(text.encode(), Limits())
    (problem,) = caught.value.problems
    assert problem.code == "damaged"
    assert problem.row >= 2


def test_a_cell_that_swallowed_lines_is_pointed_out():
    text = 'name,born\n"Salma,1980\nKarim,1981\nRania,1982\nOmar,1983\nAli,1984",1985\n'
    (sheet,) = read_plaintext(text.encode(), Limits())
    assert [(row, column) for row, column, _ in sheet.warnings] == [(2, "A")]
    assert "swallowed" in sheet.warnings[0][2]


def test_too_many_lines_columns_or_characters_are_refused():
    for text, limits in (
        ("a\nb\nc\n", Limits(rows=2)),
        ("a,b,c\n", Limits(columns=2)),
        ("a,bbbbbbbbbbb\n", Limits(cell_characters=10)),
    ):
        with pytest.raises(ProblemsError):
            read_plaintext(text.encode(), limits)
