"""Machine-readable zones. The vectors are the specimens that ICAO 9303 itself prints (Utopia, Anna Maria Eriksson)."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.people.mrz import Mrz, check_digit, read_mrz

TODAY = date(2023, 11, 3)
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
MRV_A = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<")
MRV_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<")
SPECIMENS = {"TD3": TD3, "TD1": TD1, "TD2": TD2, "MRV-A": MRV_A, "MRV-B": MRV_B}


def zone(**more):
    plain = {
        "kind": "passport", "issuer": "UTO", "number": "L898902C3", "nationality": "UTO", "birth": "1974-08-12",
        "sex": "F", "family_name": "ERIKSSON", "given_name": "ANNA MARIA",
    }  # fmt: skip
    return Mrz(**(plain | more))


@pytest.mark.known_answers("ICAO 9303, specimens and check digits", 1)
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (TD3, zone(shape="TD3")),
        (TD1, zone(shape="TD1", kind="id-card", number="D23145890")),
        (TD2, zone(shape="TD2", kind="id-card", number="D23145890")),
        (MRV_A, zone(shape="MRV-A", kind="other", number="L8988901C", nationality="XXX", birth="1940-09-07")),
        (MRV_B, zone(shape="MRV-B", kind="other", number="L8988901C", nationality="XXX", birth="1940-09-07")),
    ],
)
def test_the_specimens_of_the_standard(lines, expected):
    assert read_mrz("\n".join(lines), TODAY) == expected


@pytest.mark.parametrize("lines", SPECIMENS.values(), ids=SPECIMENS)
def test_lines_may_be_run_together_spaced_small_or_marked(lines):
    expected = read_mrz("\n".join(lines), TODAY)
    for text in (
        "".join(lines),
        " ".join(lines),
        "\r\n".join(lines),
        "\n".join(lines).lower(),
        "\u200e" + "\n".join(lines),
    ):
        assert read_mrz(text, TODAY) == expected


@pytest.mark.known_answers("ICAO 9303, specimens and check digits", 4)
def test_the_check_digits_of_the_standard():
    """Examples of ICAO 9303-3, section 4.9 and its appendix A."""
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"
    assert check_digit("HA672242<658022549601086<<<<<<<<<<<<<<0") == "8"
    assert check_digit("D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<") == "2"


@pytest.mark.known_answers("ICAO 9303, specimens and check digits", 1)
def test_a_long_number_goes_on_in_the_optional_field():
    """The example of ICAO 9303-5: D23145890734, its check digit 9 after it."""
    top = "I<UTOD23145890<7349<<<<<<<<<<<"
    middle = "3407127M9507122UTO<<<<<<<<<<<"
    composite = check_digit(top[5:30] + middle[0:7] + middle[8:15] + middle[18:29])
    assert composite == "2"
    read = read_mrz("\n".join((top, middle + composite, "STEVENSON<<PETER<JOHN<<<<<<<<<")), TODAY)
    assert (read.number, read.faults, read.family_name, read.birth) == ("D23145890734", (), "STEVENSON", "1934-07-12")


@pytest.mark.parametrize(("shape", "lines"), SPECIMENS.items(), ids=SPECIMENS)
def test_every_single_wrong_sign_of_a_checked_part_is_noticed(shape, lines):
    """The weights 7, 3, 1 catch every single digit typed wrong; letters that differ by ten in value they cannot."""
    whole = "".join(lines)
    starts = {"TD3": 44, "TD1": 30, "TD2": 36, "MRV-A": 44, "MRV-B": 36}
    birth = starts[shape] + (0 if shape == "TD1" else 13)
    for at in range(birth, birth + 6):
        for digit in "0123456789":
            if digit != whole[at]:
                assert read_mrz(whole[:at] + digit + whole[at + 1 :], TODAY).faults != ()


def test_the_faulty_part_is_named():
    faulty = TD3[1].replace("7408122", "7408132")
    assert "check digit of the birth date" in read_mrz("".join((TD3[0], faulty)), TODAY).faults
    faulty = TD3[1].replace("L898902C36", "L898902C46")
    assert "check digit of the number" in read_mrz("".join((TD3[0], faulty)), TODAY).faults


@pytest.mark.parametrize("text", ["", "P<UTO", TD3[0], "x" * 88, "أ" * 88, "P<UTOERIKSSON<<ANNA " * 5, "1" * 89])
def test_what_has_no_shape_of_the_standard(text):
    read = read_mrz(text, TODAY)
    assert read.shape in {"", "TD3"}
    assert read.faults != ()


@pytest.mark.parametrize(
    ("birth", "value"),
    [
        ("740812", "1974-08-12"),
        ("7408<<", "1974-08"),
        ("74<<<<", "1974"),
        ("<<<<<<", ""),
        ("230101", "2023-01-01"),
        ("231231", "1923-12-31"),
    ],
)
def test_births_in_part_and_their_century(birth, value):
    low = f"L898902C36UTO{birth}{check_digit(birth)}F1204159<<<<<<<<<<<<<<<"
    low += check_digit(low[0:10] + low[13:20] + low[21:43])
    read = read_mrz(TD3[0] + low, TODAY)
    assert (read.birth, read.faults) == (value, ())


def test_a_birth_that_does_not_exist():
    low = f"L898902C36UTO741341{check_digit('741341')}F1204159<<<<<<<<<<<<<<<"
    low += check_digit(low[0:10] + low[13:20] + low[21:43])
    assert read_mrz(TD3[0] + low, TODAY).faults == ("birth date",)


def test_germany_writes_one_letter():
    top = "P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<"
    low = "C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4"
    read = read_mrz(top + low, TODAY)
    assert (read.issuer, read.nationality, read.number, read.faults) == ("DEU", "DEU", "C01X00T47", ())


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", min_size=72, max_size=90))
def test_no_zone_breaks_it(text):
    read = read_mrz(text, TODAY)
    assert read.shape != "" or read.faults != ()


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9),
    st.dates(date(1930, 1, 1), TODAY),
    st.sampled_from(["JOR", "EGY", "PSE", "GBR"]),
)
def test_a_zone_that_was_written_comes_back(number, born, state):
    day = born.strftime("%y%m%d")
    field = number.ljust(9, "<")
    low = f"{field}{check_digit(field)}{state}{day}{check_digit(day)}F2901015<<<<<<<<<<<<<<<"
    low = low[:27] + check_digit(low[21:27]) + low[28:]
    low += check_digit(low[0:10] + low[13:20] + low[21:43])
    read = read_mrz(f"P<{state}INVENTED<<SALMA".ljust(44, "<") + low, TODAY)
    assert (read.number, read.nationality, read.faults) == (number, state, ())
    assert read.birth == born.isoformat() or born < date(1923, 11, 4)
