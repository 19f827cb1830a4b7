import io
import json
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from safepassage.adapters import codes
from safepassage.adapters.codes import CodeError
from safepassage.adapters.slips import TypstSlipPrinter, printer
from safepassage.kernel.moment import Moment
from safepassage.passes.model import Pass, Said, Slip, SlipPerson
from safepassage.passes.wire import key_id, pass_keys, pass_text, printable_name, read_pass

NAMES = (
    "Layla Invented Al-Muntaha",
    "ليلى أحمد محمود آل مُنتهى",
    "רחל בת-דוד כהן",
    "Ana María Fernández-Villaverde de los Ángeles y Castro Montenegro de Invención",
    "عبد الرحمن محمد عبد اللطيف أبو الخير الدمشقي المقدسي بن سليمان الأنصاري المُختلق",
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
OPERATION = "invented-2023"
TITLE = "An invented crossing (example)"
MILLIMETRES = 25.4
ROOT = Path(__file__).parents[3]


def one_pass(number, name):
    return Pass(
        f"{number:020x}", OPERATION, name, "1984-03-07", f"{number:032x}", "foreign", "a",
        Moment.parse("2023-11-02T05:00:00Z"), Moment.parse("2023-11-04T22:00:00Z"),
    )  # fmt: skip


def person(number):
    name = NAMES[number % len(NAMES)]
    return SlipPerson(name, "1984-03-07", pass_text(one_pass(number, name), KEY.sign, key_id(OPERATION, PUBLIC)))


def slip(number, persons, **changes):
    """A slip with so many persons, or with these."""
    people = tuple(person(100 * number + one) for one in range(persons)) if isinstance(persons, int) else persons
    parts = {
        "case_id": f"C-{number:05d}",
        "day": "2023-11-02",
        "present_at": "07:00",
        "valid_until": "2023-11-04",
        "lane": Said("Departure hall", (("ar", "صالة المغادرة"),)),
        "wave": 3,
        "code": "AB2C-DE3F-GH4J-KM5N",
        "persons": people,
        "documents": (Said("every adult carries a passport", (("ar", "يحمل كل بالغ جواز سفر"),)), Said("a letter")),
        "present_until": "07:30",
    }
    return Slip(**(parts | changes))


def pictures_of(*slips, dots=150):
    return [Image.open(io.BytesIO(page)) for page in TypstSlipPrinter().pages(slips, TITLE, dots)]


def read_all(pages):
    return [text for page in pages for text in codes.read(page)]


@pytest.fixture(scope="module")
def families():
    return [slip(1, 1), slip(2, 3), slip(3, 4), slip(4, 12)]


@pytest.fixture(scope="module")
def pages(families):
    return pictures_of(*families)


def test_families_up_to_four_have_one_page_and_twelve_have_two(pages):
    assert len(pages) == 5


def test_every_code_can_be_read_from_the_page_it_stands_on(families, pages):
    assert sorted(read_all(pages)) == sorted(one.pass_text for slip in families for one in slip.persons)
    assert [len(codes.read(page)) for page in pages] == [1, 3, 4, 6, 6]


def test_what_is_read_from_paper_is_the_pass_that_was_signed(families, pages):
    keys = pass_keys(OPERATION, [PUBLIC])
    read = {read_pass(text, keys, OPERATION) for text in read_all(pages)}
    assert read == {
        one_pass(100 * number + one, printable_name(NAMES[(100 * number + one) % len(NAMES)]))
        for number, family in enumerate(families, start=1)
        for one in range(len(family.persons))
    }


def test_the_paper_is_a5_and_a_module_is_0_55_mm():
    dots = 600
    (page,) = pictures_of(slip(1, 1), dots=dots)
    size = [round(pixels / dots * MILLIMETRES) for pixels in page.size]
    assert size == [148, 210]
    (found,) = zxingcpp.read_barcodes(page, formats=zxingcpp.QRCode)
    modules = codes.make(found.text).side - 2 * codes.QUIET_MODULES
    width = found.position.top_right.x - found.position.top_left.x
    assert width / dots * MILLIMETRES / modules == pytest.approx(0.55, abs=0.01)


def test_the_same_slips_give_the_same_bytes(families):
    first, second = (TypstSlipPrinter().print(families, TITLE) for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF")
    assert TypstSlipPrinter().print(families, TITLE + ".") != first


@pytest.mark.parametrize("slips", [[], [slip(1, 0)], [slip(1, 1), slip(2, 0)]])
def test_nothing_and_nobody_are_not_printed(slips):
    with pytest.raises(ValueError, match="nothing to print, or a slip has no person"):
        TypstSlipPrinter().print(slips, TITLE)


def test_one_wrong_code_among_many_stops_the_print(monkeypatch):
    good, wrong = codes.make, person(7).pass_text
    monkeypatch.setattr(printer.codes, "make", lambda text: good(person(8).pass_text if text == wrong else text))
    with pytest.raises(CodeError) as caught:
        TypstSlipPrinter().print([slip(1, 3), slip(2, (person(7),))], TITLE)
    assert str(caught.value) == "a code does not read back as the pass it was made from; nothing was printed"


def test_one_wrong_line_in_a_drawing_stops_the_print(monkeypatch):
    drawn = printer.drawing_of
    monkeypatch.setattr(printer, "drawing_of", lambda symbol: drawn(symbol).replace("h7v1", "h1v1"))
    with pytest.raises(CodeError, match="nothing was printed"):
        TypstSlipPrinter().print([slip(1, 1)], TITLE)


def test_a_pass_that_fits_no_code_stops_the_print_without_being_quoted():
    with pytest.raises(CodeError) as caught:
        TypstSlipPrinter().print([slip(1, (SlipPerson("Invented", "", "EV1:" + "A" * 5000),))], TITLE)
    assert "AAA" not in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"documents": ()},
        {"present_until": ""},
        {"documents": tuple(Said(f"an invented paper number {one} with a long name") for one in range(12))},
        {"lane": Said("مسار الجوازات الأجنبية"), "case_id": "#panic()[*$ \\ \"'"},
    ],
)
def test_whatever_a_slip_says_its_codes_are_on_the_page(changes):
    family = slip(1, 3, **changes)
    assert sorted(read_all(pictures_of(family))) == sorted(one.pass_text for one in family.persons)


def test_names_are_text_never_commands():
    for name in ('#read("/etc/hostname")', "$x$ *b* _i_ @a <l> \\ //", "\u202eevil", "明明", "\x00"):
        family = slip(1, (SlipPerson(name, "", person(1).pass_text),))
        assert read_all(pictures_of(family)) == [person(1).pass_text]


def test_what_goes_to_the_page_about_a_name():
    data = json.loads(printer._data([slip(1, (SlipPerson("明 Invented", "1990", person(1).pass_text),))], TITLE))
    (one,) = data["slips"][0]["persons"]
    assert (one["name"], one["letters"], one["birth"], one["side"]) == (
        {"text": "\N{REPLACEMENT CHARACTER} Invented", "rtl": False},
        True,
        "1990",
        codes.make(person(1).pass_text).side,
    )


def test_times_and_days_go_to_the_page_as_the_slip_says_them():
    data = json.loads(printer._data([slip(1, 1), slip(2, 1, present_until="")], TITLE))
    first, second = data["slips"]
    assert (first["time"], second["time"]) == ("07:00–07:30", "07:00")
    assert (first["day"], first["until"], first["wave"]) == ("2023-11-02", "2023-11-04", "3")
    assert (first["weekday"], first["last"]) == (["Thursday", "الخميس"], ["Saturday", "السبت"])


def test_a_long_title_and_a_hundred_slips():
    slips = [slip(number, 1 + number % 2) for number in range(1, 101)]
    pdf = TypstSlipPrinter().print(slips, "An invented crossing with a name that goes on and on " * 4)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type/Page/") in {0, 100}


def test_a_large_run_is_printed_in_batches_and_nothing_is_left_out(families):
    printed = list(TypstSlipPrinter().print_batches(families, TITLE, size=3))
    assert printed == [TypstSlipPrinter().print(part, TITLE) for part in (families[:3], families[3:])]
    assert list(TypstSlipPrinter().print_batches([], TITLE)) == []


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_whatever_the_number_of_processes_the_same_files_come_in_the_same_order(families, workers):
    alone = [TypstSlipPrinter().print(families[start : start + 2], TITLE) for start in range(0, len(families), 2)]
    assert list(TypstSlipPrinter().print_batches(families, TITLE, 2, workers)) == alone


def test_a_code_that_cannot_be_made_in_a_child_process_is_told_by_the_parent_and_names_nobody():
    bad = SlipPerson("Invented Somebody", "", "EV1:" + "A" * 5000)
    slips = [slip(1, 1), slip(2, 1), slip(3, (bad,)), slip(4, 1)]
    printed = TypstSlipPrinter().print_batches(slips, TITLE, 1, 2)
    with pytest.raises(CodeError) as told:
        list(printed)
    assert "Somebody" not in str(told.value)
    assert "Somebody" not in str(told.value.__cause__)


def test_a_run_that_nobody_waits_for_ends_its_processes(families):
    before = len(multiprocessing.active_children())
    printed = TypstSlipPrinter().print_batches(families, TITLE, 1, 2)
    assert next(printed).startswith(b"%PDF")
    printed.close()
    assert len(multiprocessing.active_children()) == before


def test_a_print_that_fails_is_forgotten_too(monkeypatch):
    forgotten = []
    monkeypatch.setattr(printer, "_forget", lambda: forgotten.append(True))
    monkeypatch.setattr(printer.typst, "compile", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        TypstSlipPrinter().print([slip(1, 1)], TITLE)
    assert forgotten == [True]


def test_the_memory_of_a_print_run_does_not_grow_with_the_run():
    """Measured apart, in a process of its own: eight batches take hardly more than two."""
    script = (
        "import resource, sys; sys.path.insert(0, 'tests/adapters/slips'); import test_slips_printer as here;"
        "run = [here.slip(number, 3) for number in range(20)];"
        "peaks = [];"
        "[(here.TypstSlipPrinter().print([here.slip(20 * batch + one, 3) for one in range(20)], 'x'),"
        " peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)) for batch in range(8)];"
        "print(peaks[1], peaks[-1])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    two, eight = map(int, done.stdout.split())
    assert eight < two * 1.15
