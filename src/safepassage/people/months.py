"""Month names in English, French and the four Arabic ways (Nile, Levant, Maghreb, Mauritania), from CLDR."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

from babel import Locale

from safepassage.people.text import key

LOCALES = ("en", "fr", "ar", "ar_JO", "ar_DZ", "ar_MA", "ar_MR")
MORE = {
    "sept": 9,
    "juil": 7,
    "ابريل": 4,
    "اغسطس": 8,
    "كانون ثاني": 1,
    "كانون اول": 12,
    "تشرين اول": 10,
    "تشرين ثاني": 11,
}


@functools.cache
def months() -> Mapping[str, int]:
    """Month by name, 1 to 12, names as `text.key` writes them."""
    found: dict[str, int] = {}
    for code in LOCALES:
        for width in ("wide", "abbreviated"):
            for number, name in Locale.parse(code).months["format"][width].items():
                found.setdefault(key(name), number)
    return MappingProxyType(found | MORE)
