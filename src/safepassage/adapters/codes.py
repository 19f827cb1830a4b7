"""QR symbols: made at error correction M, and read the way a gate reads them: raw, then sharpened, then twice as large and sharpened.

The order of reading is measured (`docs/adr/0063-printing-slips.md`): blur is what defeats a camera, and sharpening brings most of it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter

QUIET_MODULES = 4  # ISO/IEC 18004 asks for as many on each side
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.QRCode])
_SHARPEN_PERCENT = 300
_SHARPEN_MODULES = 0.6


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR symbol with its quiet zone: `side` modules a side, one byte a module, row by row, 0 dark and 255 light."""

    side: int
    pixels: bytes


class CodeError(Exception):
    """A text fits no symbol, or a symbol does not read back as the text it was made from."""


def make(text: str) -> Symbol:
    """The symbol of a text, at error correction M.

    Raises:
        CodeError: the text is empty or longer than a QR symbol holds.
    """
    try:
        barcode = zxingcpp.create_barcode(text, zxingcpp.QRCode, ec_level="M")
    except ValueError:
        raise CodeError("the text fits no QR symbol") from None
    # The library's picture offers Python's buffer interface, which its type declarations leave out.
    pixels = np.asarray(cast("Any", barcode.to_image(scale=1, add_quiet_zones=True)), np.uint8)
    return Symbol(pixels.shape[0], pixels.tobytes())


def picture(symbol: Symbol, module_pixels: int = 1) -> Image.Image:
    """The symbol as a grey picture, each module so many pixels wide."""
    one = Image.frombytes("L", (symbol.side, symbol.side), symbol.pixels)
    side = symbol.side * module_pixels
    return one.resize((side, side), Image.Resampling.NEAREST)


def make_checked(text: str) -> Symbol:
    """The symbol of a text, read back before it is given out.

    Raises:
        CodeError: the text fits no symbol, or what is read back is another text.
    """
    symbol = make(text)
    if read(picture(symbol)) != (text,):
        raise CodeError("a symbol does not read back as the text it was made from")
    return symbol


def read(frame: Image.Image, module_pixels: float = 3.0) -> tuple[str, ...]:
    """The texts of all QR symbols in a frame, each once, from top to bottom; of the first treatment under which any reads.

    `module_pixels` is about how many pixels a module is wide: it sets how wide the sharpening reaches.
    """
    for treated in _treatments(frame.convert("L"), module_pixels):
        found = zxingcpp.read_barcodes(treated, formats=_FORMATS)
        if found:
            ordered = sorted(found, key=lambda one: (one.position.top_left.y, one.position.top_left.x))
            return tuple(dict.fromkeys(one.text for one in ordered))
    return ()


def _treatments(frame: Image.Image, module_pixels: float) -> Iterator[Image.Image]:
    yield frame
    yield frame.filter(ImageFilter.UnsharpMask(_SHARPEN_MODULES * module_pixels, _SHARPEN_PERCENT, 0))
    larger = frame.resize((frame.width * 2, frame.height * 2), Image.Resampling.BICUBIC)
    yield larger.filter(ImageFilter.UnsharpMask(2 * _SHARPEN_MODULES * module_pixels, _SHARPEN_PERCENT, 0))
