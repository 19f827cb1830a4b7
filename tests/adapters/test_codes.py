import random

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from safepassage.adapters import codes
from safepassage.adapters.codes import CodeError, Symbol, make, make_checked, picture, read

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
PIXELS = 4


def pass_like(seed, length=247):
    dice = random.Random(seed)
    return "EV1:" + "".join(dice.choice(ALPHABET) for _ in range(length - 4))


def frame_of(*symbols):
    """Symbols below each other on a light page."""
    pictures = [picture(symbol, PIXELS) for symbol in symbols]
    page = Image.new("L", (600, sum(one.height + 40 for one in pictures)), 255)
    top = 20
    for one in pictures:
        page.paste(one, (30, top))
        top += one.height + 40
    return page


@pytest.mark.parametrize("length", [5, 168, 247, 400, 600])
def test_a_symbol_reads_back_as_its_text(length):
    text = pass_like(length, length)
    assert read(picture(make(text))) == (text,)
    assert make_checked(text) == make(text)


def test_a_pass_of_the_usual_size_is_version_9_at_level_m():
    symbol = make(pass_like(1))
    assert symbol.side - 2 * codes.QUIET_MODULES == 53
    (found,) = zxingcpp.read_barcodes(picture(symbol, 3), formats=zxingcpp.QRCode)
    assert found.ec_level == "M"


def test_the_quiet_zone_is_four_light_modules_all_around():
    symbol = make(pass_like(2))
    box = picture(symbol).point(lambda value: 255 - value).getbbox()
    assert box == (4, 4, symbol.side - 4, symbol.side - 4)


def test_a_symbol_is_the_same_each_time():
    assert make(pass_like(3)) == make(pass_like(3))
    assert make(pass_like(3)) != make(pass_like(4))


@pytest.mark.parametrize("text", ["", "A" * 5000])
def test_a_text_that_fits_no_symbol_is_refused_without_being_quoted(text):
    with pytest.raises(CodeError) as caught:
        make(text)
    assert str(caught.value) == "the text fits no QR symbol"


def test_a_symbol_that_says_something_else_is_not_given_out(monkeypatch):
    monkeypatch.setattr(codes, "make", lambda _: make("EV1:SOMETHING ELSE"))
    with pytest.raises(CodeError, match="does not read back"):
        make_checked(pass_like(5))


def test_a_symbol_without_a_code_is_not_given_out(monkeypatch):
    monkeypatch.setattr(codes, "make", lambda _: Symbol(21, b"\xff" * 441))
    with pytest.raises(CodeError, match="does not read back"):
        make_checked(pass_like(5))


def test_an_empty_frame_reads_as_nothing():
    assert read(Image.new("L", (200, 200), 255)) == ()
    assert read(Image.new("RGB", (3, 3), "white")) == ()


def test_all_codes_of_a_page_are_read_from_top_to_bottom_each_once():
    texts = [pass_like(seed) for seed in (6, 7, 8)]
    assert read(frame_of(*map(make, texts))) == tuple(texts)
    assert read(frame_of(make(texts[0]), make(texts[0]))) == (texts[0],)


def test_a_turned_page_is_read():
    text = pass_like(9)
    for degrees in (90, 180, 270, 17):
        turned = frame_of(make(text)).rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
        assert read(turned) == (text,)


def blurred(text, modules):
    return frame_of(make(text)).filter(ImageFilter.GaussianBlur(modules * PIXELS))


def reads_raw(frame):
    return bool(zxingcpp.read_barcodes(frame, formats=zxingcpp.QRCode))


def test_sharpening_reads_what_is_too_blurred_to_read_raw():
    texts = [pass_like(seed) for seed in range(20, 30)]
    frames = [blurred(text, 0.5) for text in texts]
    raw = sum(map(reads_raw, frames))
    helped = sum(read(frame, PIXELS) == (text,) for frame, text in zip(frames, texts, strict=True))
    assert raw <= 5
    assert helped >= 9


def test_twice_as_large_reads_a_little_more():
    texts = [pass_like(seed) for seed in range(20, 30)]
    frames = [blurred(text, 0.55) for text in texts]
    assert sum(map(reads_raw, frames)) == 0
    assert sum(read(frame, PIXELS) == (text,) for frame, text in zip(frames, texts, strict=True)) >= 7


def test_what_cannot_be_read_is_never_guessed():
    texts = [pass_like(seed) for seed in range(40, 50)]
    for text in texts:
        assert read(blurred(text, 0.9), PIXELS) in {(), (text,)}
