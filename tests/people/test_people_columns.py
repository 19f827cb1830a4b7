"""The header line: found in three languages, below titles, by a kept mapping; what is not sure is said."""

import pytest
from people_sheets import sheet_of

from safepassage.people.columns import find_header
from safepassage.people.headings import ANSWERS

REFERENCE_HEADINGS = {
    "Full name": "full_name", "Name": "full_name", "Given name": "given_name", "Father name": "father_name", "Family name": "family_name",
    "Date of birth": "birth", "DOB": "birth", "Sex": "sex", "Nationality": "nationality", "Passport no": "passport_number",
    "Document type": "document_kind", "Family no": "family", "Relation": "relation", "Head of family": "head", "MRZ": "mrz",
    "Referral no": "reference", "Triage": "triage", "Transport": "transport", "Companion of": "companion_of", "ID no": "id_number",
    "No objection": "no_objection", "Specific needs": "needs", "No": "line",
    "الاسم الكامل": "full_name", "تاريخ الميلاد": "birth", "الجنس": "sex", "الجنسية": "nationality", "رقم الجواز": "passport_number",
    "رقم العائلة": "family", "صلة القرابة": "relation", "رقم الهوية": "id_number", "م": "line", "عدم ممانعة": "no_objection",
    "نوع الوثيقة": "document_kind", "رقم التحويل": "reference", "درجة الخطورة": "triage", "وسيلة النقل": "transport", "مرافق ل": "companion_of",
    "احتياجات خاصة": "needs", "رب الأسرة": "head", "اسم الأب": "father_name",
    "Nom et prénom": "full_name", "Nom": "family_name", "Prénom": "given_name", "Date de naissance": "birth", "Né(e) le": "birth",
    "Sexe": "sex", "Nationalité": "nationality", "Numéro de passeport": "passport_number", "Type de document": "document_kind",
    "Numéro de famille": "family", "Lien de parenté": "relation", "Lettre de non-objection": "no_objection", "N°": "line",
    "Chef de famille": "head", "Date of Birth (DD/MM/YYYY)": "birth", "PASSPORT NO.": "passport_number", "Father's name": "father_name",
    "Full name / الاسم الكامل": "full_name", "Passport number (as printed)": "passport_number", "N° de passeport": "passport_number",
}  # fmt: skip


def fields(*rows, mapping=None, **more):
    header = find_header(sheet_of(*rows), mapping, **more)
    return header.at, {column.letter: column.field for column in header.columns if column.field}


@pytest.mark.parametrize(("heading", "field"), REFERENCE_HEADINGS.items())
def test_headings_of_the_reference_lists(heading, field):
    other = ("Full name", "full_name") if field != "full_name" else ("Sex", "sex")
    assert fields((heading, other[0], "Triage" if field != "triage" else "Sex"))[1]["A"] == field


@pytest.mark.parametrize(
    ("heading", "sure"),
    [
        ("Passport no", True),
        ("Full name / الاسم الكامل", True),
        ("Passport number (as printed)", False),
        ("Applicant passport number", False),
    ],
)
def test_what_is_not_sure_is_said(heading, sure):
    header = find_header(sheet_of((heading, "Name" if "name" not in heading else "Sex", "DOB")))
    assert header.columns[0].sure is sure
    assert [note for note in header.notes if "not sure" in note] == (
        [] if sure else [f"column A ({heading}) was taken as passport number, which is not sure"]
    )


def test_columns_that_are_not_used_are_named():
    header = find_header(sheet_of(("Full name", "DOB", "Shoe size", "Blood")))
    assert header.notes == ("columns not used: C (Shoe size), D (Blood)",)


def test_titles_above_are_passed_over():
    assert fields(
        ("Embassy of Jordan",), ("Name of the list: nationals",), ("Full name", "DOB"), ("Salma Invented", "1980")
    ) == (2, {"A": "full_name", "B": "birth"})


def test_the_line_with_the_most_headings_is_the_header():
    assert fields(("Name", "DOB"), ("Full name", "DOB", "Sex", "Nationality"))[0] == 1


def test_a_header_needs_a_name_and_a_second_heading():
    assert fields(("DOB", "Sex", "Nationality"))[0] == -1
    assert fields(("Full name", "Shoe size"))[0] == -1
    assert fields(("No", "Remarks", "Full name"))[0] == -1


def test_a_person_is_no_header():
    assert fields(("Salma Invented", "1980-05-25", "F", "Jordan"))[0] == -1


def test_a_header_far_down_is_not_looked_for():
    assert fields(*[("title",)] * 40, ("Full name", "DOB"))[0] == -1
    assert fields(*[("title",)] * 39, ("Full name", "DOB"))[0] == 39


def test_of_two_columns_for_one_field_the_sure_one_counts_then_the_first():
    assert fields(("Full name", "Date of birth of applicant", "DOB"))[1] == {"A": "full_name", "C": "birth"}
    assert fields(("Full name", "DOB", "Date of birth"))[1] == {"A": "full_name", "B": "birth"}


def test_two_numbers_are_two_documents():
    assert fields(("Full name", "Passport no", "Passport number"))[1] == {
        "A": "full_name",
        "B": "passport_number",
        "C": "passport_number",
    }


class TestMapping:
    ROWS = (("Who", "When", "Which"), ("Salma Invented", "1980-05-25", "N1234567"))

    def test_by_headings(self):
        assert fields(*self.ROWS, mapping={"full_name": "Who", "birth": "when"}) == (
            0,
            {"A": "full_name", "B": "birth"},
        )

    def test_by_letters_without_a_header(self):
        assert fields(self.ROWS[1], mapping={"full_name": "A", "passport_number": "c"}) == (
            -1,
            {"A": "full_name", "C": "passport_number"},
        )

    def test_a_heading_of_letters_goes_before_a_column_letter(self):
        assert (
            fields(("B", "A", "DOB"), ("x", "y", "z"), mapping={"full_name": "A", "birth": "DOB"})[1]["B"]
            == "full_name"
        )

    def test_it_goes_before_what_is_recognised(self):
        rows = (("Name", "Second name", "DOB"), ("x", "y", "z"))
        assert fields(*rows, mapping={"full_name": "Second name"})[1] == {"B": "full_name", "C": "birth"}

    def test_what_it_names_and_the_sheet_does_not_have_is_said(self):
        header = find_header(sheet_of(*self.ROWS), {"full_name": "Who", "sex": "Gone"})
        assert "the kept mapping names Gone for sex, which this sheet does not have" in header.notes

    def test_columns_it_leaves_open_are_recognised_all_the_same(self):
        assert fields(("Who", "DOB", "Full name"), ("x", "y", "z"), mapping={"full_name": "Who"})[1] == {
            "A": "full_name",
            "B": "birth",
        }


def test_headings_of_answers():
    head = ("reference", "document_number", "full_name", "birth_date", "answer", "valid_until", "reason")
    header = find_header(sheet_of(head), None, ANSWERS, frozenset({"answer"}))
    assert [column.field for column in header.columns] == [
        "reference",
        "document_number",
        "full_name",
        "birth",
        "answer",
        "until",
        "reason",
    ]
