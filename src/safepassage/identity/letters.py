"""Letters in one form per script: what is only a way of writing is folded, what tells names apart is kept.

Symbols beyond letters: `+` is the Arabic article, `'` the Hebrew geresh.
"""

from __future__ import annotations

import functools
import re
import unicodedata

ARTICLE = "+"
GERESH = "'"
ALPHABETS = {
    "arab": "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگء",
    "hebr": "אבגדהוזחטיכלמנסעפצקרשת" + GERESH,
    "cyrl": "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґў",
    "latn": "abcdefghijklmnopqrstuvwxyz",
}
VOWELS = {"arab": "اوي", "hebr": "אהוי", "cyrl": "аеиоуыэюяіїє", "latn": "aeiouy"}
MARKS = GERESH + "ءъь"

_FOLDED = {
    "arab": {
        **dict.fromkeys("أإآٱٲٳٵ", "ا"),
        **dict.fromkeys("ىیئېۍێۓےۑ", "ي"),
        **dict.fromkeys("ؤۆۇۈۋۉۊ", "و"),
        **dict.fromkeys("ةەھہۀۂۃە", "ه"),
        **dict.fromkeys("کګڪ", "ك"),
        **dict.fromkeys("ںڼڻ", "ن"),
        **dict.fromkeys("ټٹٺ", "ت"),
        **dict.fromkeys("ڈډڊ", "د"),
        **dict.fromkeys("ړڑڕ", "ر"),
        **dict.fromkeys("ګڭڮڳ", "گ"),
        **dict.fromkeys("ڤڥ", "ف"),
        "ڨ": "ق", "ښ": "ش", "څ": "ج", "ځ": "خ", "ږ": "ژ", "ڵ": "ل", "ۯ": "ر",
    },
    "hebr": {**dict(zip("ךםןףץ", "כמנפצ", strict=True)), "װ": "וו", "ױ": "וי", "ײ": "יי", "׳": GERESH, "’": GERESH},
    "cyrl": {"ё": "е", "ј": "й", "љ": "ль", "њ": "нь", "ћ": "ч", "ђ": "дж", "џ": "дж", "қ": "к", "ғ": "г", "ң": "н", "ұ": "у", "ү": "у", "һ": "х", "ә": "а", "ө": "о"},
    "latn": {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ə": "a", "ɛ": "e", "ŋ": "n", "ħ": "h"},
}  # fmt: skip
_SCRIPTS = {"ARABIC": "arab", "HEBREW": "hebr", "CYRILLIC": "cyrl", "LATIN": "latn"}
_QUIET = re.compile(r"[\u0640\u200c-\u200f\u202a-\u202e\u2066-\u2069`ʿʾʻʼ‘´]")  # stretch, direction marks, half rings
_TURNED = re.compile(r"\bاال")
_FORM = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]+")


@functools.lru_cache(maxsize=4096)
def script_of_letter(letter: str) -> str:
    """`arab`, `hebr`, `cyrl`, `latn`, or empty."""
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0], "") if letter.isalpha() else ""


def script_of(text: str) -> str:
    """The script most of the text's letters belong to, the first among equals in the order of `ALPHABETS`; or empty."""
    if text.isascii():
        return "latn" if any(letter.isalpha() for letter in text) else ""
    found = [script_of_letter(letter) for letter in unicodedata.normalize("NFKC", text)]
    best = max(ALPHABETS, key=found.count)
    return best if best in found else ""


@functools.cache
def _table(script: str) -> dict[int, str]:
    return str.maketrans({**_FOLDED[script], **dict.fromkeys("'’", GERESH if script == "hebr" else "")})


@functools.lru_cache(maxsize=4096)
def _kept(letter: str, script: str) -> bool:
    return letter in ALPHABETS[script] or letter.isspace()


def fold(text: str, script: str) -> str:
    """The text with the script's own letters in one form, and a space for everything that is no such letter."""
    if script == "arab":
        text = _FORM.sub(_read_forms, text)
    plain = unicodedata.normalize("NFKC", _QUIET.sub("", text)).lower()
    if script in ("latn", "hebr", "cyrl") and not plain.isascii():
        plain = _without_marks(plain)
    elif script == "arab":
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = plain.translate(_table(script))
    plain = "".join(letter if _kept(letter, script) else " " for letter in plain)
    return _mend_lam_alef(plain) if script == "arab" else plain


def _without_marks(text: str) -> str:
    """Marks removed, but for the breve and dots that make a Cyrillic letter of its own."""
    kept = []
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        kept.append(letter if letter in "йїў" else "".join(one for one in apart if not unicodedata.combining(one)))
    return "".join(kept)


def _read_forms(found: re.Match[str]) -> str:
    """Presentation forms in reading order: some PDF tools write the word as it is drawn, from left to right."""
    word = found.group()
    drawn = [unicodedata.decomposition(letter).split(" ")[0] for letter in word]
    backwards = drawn[0] in ("<final>", "<medial>") and drawn[-1] in ("<initial>", "<medial>")
    return word[::-1] if backwards and len(word) > 1 else word


def _mend_lam_alef(text: str) -> str:
    """Undo the lam-alef that PDF tools turn round: no Arabic word begins with two alefs."""
    return _TURNED.sub("الا", text)
