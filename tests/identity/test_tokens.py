import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.identity.tokens import LONGEST_PART, MOST_PARTS, NO_NAME, tokenise


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("محمد أحمد الخوري", ("محمد", "احمد", "+خوري")),
        ("عبد الرحمن يوسف", ("عبد+رحمن", "يوسف")),
        ("عبدالرحمن يوسف", ("عبد+رحمن", "يوسف")),
        ("عبد حكيم", ("عبد+حكيم",)),
        ("أبو بكر", ("ابوبكر",)),
        ("أم كلثوم", ("امكلثوم",)),
        ("نور الدين", ("نور+دين",)),
        ("فرج الله الحلو", ("فرج+له", "+حلو")),
        ("آل سعود", ("+سعود",)),
        ("عبد", ("عبد",)),
        ("El Khoury Leila", ("+khoury", "leila")),
        ("Abd al-Rahman Yusuf", ("abd+rahman", "yusuf")),
        ("Abdul Rahman", ("abdulrahman",)),
        ("as-Sabah", ("+sabah",)),
        ("Noor El Din", ("noor+din",)),
        ("Nour Eddine", ("noureddine",)),
        ("Abou Bakr", ("aboubakr",)),
        ("Farajallah el-Helou", ("farajallah", "+helou")),
        ("Nasr Allah", ("nasrallah",)),
        ("ABDELRAHMAN<<YOUSSEF<KHALIL<<<", ("youssef", "khalil", "abdelrahman")),
        ("ABU-SUNBUL, Wasim Luay", ("wasim", "luay", "abusunbul")),
        ("الخوري، محمد", ("محمد", "+خوري")),
        (", Wasim Luay", ("wasim", "luay")),
        ("Khoury, Omar, Dr", ("khoury", "omar", "dr")),
        ("Abdo Ali", ("abdo", "ali")),  # a name by itself
        ("Abdou Rahman", ("abdou", "rahman")),
        ("al-Abd, Hassan", ("hassan", "+abd")),
        ("Al Abed Amena", ("+abed", "amena")),
        ("Abd Rabbo", ("abd", "rabbo")),
        ("Abd Allah", ("abdallah",)),
        ("Abd Alrahman", ("abd+rahman",)),
        ("Elsayed Alshaikh", ("+sayed", "+shaikh")),
        ("Elias Alireza Elham", ("elias", "alireza", "elham")),
        ("Alwan Alfred Alwach", ("alwan", "alfred", "alwach")),
        ("Salah Eldine", ("salaheldine",)),
        ("MATIN ABDUL", ("abdulmatin",)),
        ("MATIN OMAR ABDUL", ("abdulmatin", "omar")),
        ("ULLAH MAHFUZ", ("mahfuzullah",)),
        ("UDDIN NASIR", ("nasiruddin",)),
        ("EL DIN SALAH OMAR", ("salah", "omar+din")),
        ("SAYYAF ABOU", ("abousayyaf",)),
        ("Allah Bakhsh", ("allah", "bakhsh")),
        ("Ullah", ("ullah",)),
        ("EL DIN", ("+din",)),
        ("Al", ("al",)),
        ("Ali", ("ali",)),
        ("שרה לוי", ("שרה", "לוי")),
        ("", ()),
        ("12 \U0001f600", ()),
    ],
)
def test_parts(text, parts):
    assert tokenise(text).parts == parts


def test_particles_are_light_but_not_where_they_are_all_there_is():
    assert tokenise("Omar bin Said").light == (False, True, False)
    assert tokenise("عمر بن سعيد").light == (False, True, False)
    assert tokenise("A. Khoury").light == (True, False)
    assert tokenise("Ben").light == (False,)


def test_a_full_machine_line_may_be_cut():
    assert tokenise("ABDELRAHMANIBRAHIM<<YOUSSEFALEXANDERKHAL").cut
    assert tokenise("ABDELRAHMANIBRAHIM<<YOUSSEF<KHALIL<ALEXAN").parts == ("youssef", "khalil", "abdelrahmanibrahim")
    assert tokenise("ABDELRAHMANIBRAHIM<<YOUSSEFALEXANDERKHAL").parts == (
        "youssefalexanderkhal",
        "abdelrahmanibrahim",
    )
    assert not tokenise("ABDELRAHMAN<<YOUSSEF<<<<<<<<<<<<<<<<<<<<").cut


def test_forty_parts_keep_the_first_and_the_last():
    found = tokenise(" ".join(f"name{chr(97 + at % 26)}" for at in range(40)))
    assert len(found.parts) == MOST_PARTS
    assert (found.parts[0], found.parts[-1]) == ("namea", "namen")


def test_letters_of_another_script_in_one_word_are_left_out():
    assert tokenise("محمdد").parts == ("محم", "د")


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(max_size=120))
def test_any_text_gives_parts_or_none(text):
    found = tokenise(text)
    assert len(found.parts) == len(found.light) <= MOST_PARTS
    assert all(found.parts)
    assert max(map(len, found.parts), default=0) <= (LONGEST_PART + 1) * MOST_PARTS
    assert found.parts or found == NO_NAME or found.script
