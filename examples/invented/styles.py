"""How each source writes its list: which file, which headings, which way of writing a name and a date."""

from __future__ import annotations

from dataclasses import dataclass, replace

from invented.people import NATIONS

HEADINGS = {
    "en": {
        "no": "No", "full": "Full name", "given": "Given name", "father": "Father name", "family_name": "Family name",
        "birth": "Date of birth", "sex": "Sex", "nationality": "Nationality", "passport": "Passport no",
        "kind": "Document type", "family": "Family no", "relation": "Relation", "head": "Head of family",
        "no_objection": "No objection", "needs": "Specific needs", "mrz": "MRZ", "id": "ID no",
        "reference": "Referral no", "triage": "Triage", "transport": "Transport", "companion_of": "Companion of",
    },
    "ar": {
        "no": "م", "full": "الاسم الكامل", "birth": "تاريخ الميلاد", "sex": "الجنس", "nationality": "الجنسية",
        "passport": "رقم الجواز", "family": "رقم العائلة", "relation": "صلة القرابة", "id": "رقم الهوية",
        "no_objection": "عدم ممانعة", "kind": "نوع الوثيقة", "reference": "رقم التحويل", "triage": "درجة الخطورة",
        "transport": "وسيلة النقل", "companion_of": "مرافق ل", "needs": "احتياجات خاصة",
    },
    "fr": {
        "no": "N°", "full": "Nom et prénom", "birth": "Date de naissance", "sex": "Sexe", "nationality": "Nationalité",
        "passport": "Numéro de passeport", "kind": "Type de document", "family": "Numéro de famille",
        "relation": "Lien de parenté", "no_objection": "Lettre de non-objection",
    },
}  # fmt: skip

WORDS = {
    "en": {
        "M": "M", "F": "F", "principal": "Principal", "spouse": "Spouse", "child": "Child", "parent": "Parent",
        "sibling": "Sibling", "dependant": "Dependant", "companion": "Companion", "passport": "Passport",
        "id-card": "ID card", "birth-certificate": "Birth certificate", "yes": "Yes", "critical": "Critical",
        "urgent": "Urgent", "stable": "Stable", "ambulance": "Ambulance", "wheelchair": "Wheelchair", "walking": "Walking",
    },
    "ar": {
        "M": "ذكر", "F": "أنثى", "principal": "رب الأسرة", "spouse": "زوجة", "child": "ابن", "parent": "والد",
        "sibling": "أخ", "dependant": "معال", "companion": "مرافق", "passport": "جواز سفر", "id-card": "بطاقة هوية",
        "birth-certificate": "شهادة ميلاد", "yes": "نعم", "critical": "حرجة", "urgent": "عاجلة", "stable": "مستقرة",
        "ambulance": "إسعاف", "wheelchair": "كرسي متحرك", "walking": "سيرا على الأقدام",
    },
    "fr": {
        "M": "masculin", "F": "féminin", "principal": "Demandeur principal", "spouse": "Conjoint", "child": "Enfant",
        "parent": "Mère", "sibling": "Frère", "dependant": "À charge", "passport": "Passeport",
        "id-card": "Carte d'identité", "birth-certificate": "Acte de naissance", "yes": "oui",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """One source's way. `names`: full, upper, comma or arabic; `birth` a strftime form, or `cell` for true date cells.

    `group` shows families by `number`, by the `head`'s name, or by indented lines (`indent`).
    """

    ext: str
    columns: tuple[str, ...]
    language: str = "en"
    names: str = "full"
    birth: str = "%d/%m/%Y"
    group: str = "number"
    delimiter: str = ","
    encoding: str = "utf-8"
    titles: int = 2
    merged: bool = False
    hidden: bool = False
    total: bool = False
    codes: bool = False


PLAIN = Style(
    "xlsx", ("no", "full", "birth", "sex", "nationality", "passport", "kind", "family", "relation", "no_objection")
)
SPLIT = Style(
    "csv",
    ("given", "father", "family_name", "birth", "sex", "nationality", "passport", "kind", "family", "relation",
     "no_objection"),
    birth="%Y-%m-%d", titles=1, codes=True,
)  # fmt: skip
HEAD = Style(
    "xlsx", ("full", "birth", "sex", "nationality", "passport", "kind", "head", "no_objection"),
    names="upper", birth="cell", group="head", titles=3, total=True,
)  # fmt: skip
MERGED = replace(PLAIN, merged=True, titles=3, birth="%d %B %Y", total=True)
HIDDEN = replace(PLAIN, hidden=True)
INDENT = Style("xlsx", ("full", "birth", "sex", "nationality", "passport"), group="indent", birth="%d-%m-%Y", titles=3)
COMMA = replace(SPLIT, columns=("no", *PLAIN.columns[1:]), names="comma", birth="%m/%d/%Y", titles=2)
SEMICOLON = replace(PLAIN, ext="csv", delimiter=";", birth="%d.%m.%Y", titles=1)
MRZ = Style("xlsx", ("no", "full", "birth", "sex", "nationality", "passport", "kind", "mrz", "family", "relation"))
ODS = replace(PLAIN, ext="ods", names="upper")
FRENCH = Style(
    "xlsx", ("no", "full", "birth", "sex", "nationality", "passport", "kind", "family", "relation", "no_objection"),
    language="fr", codes=True,
)  # fmt: skip
FRENCH_CSV = replace(FRENCH, ext="csv", delimiter=";", names="comma")
WINDOWS = Style(
    "csv", ("no", "full", "birth", "sex", "nationality", "passport", "kind", "family", "relation"),
    language="ar", names="arabic", encoding="cp1256", birth="%d/%m/%Y",
)  # fmt: skip
AUTHORITY = Style(
    "xlsx", ("no", "full", "birth", "sex", "nationality", "passport", "id", "family", "relation", "no_objection"),
    language="ar", names="arabic", birth="%Y/%m/%d", titles=3,
)  # fmt: skip
REFERRAL = Style(
    "xlsx", ("no", "reference", "full", "birth", "sex", "id", "triage", "transport", "companion_of", "needs")
)
REFERRALS = {
    "gaza-health": replace(REFERRAL, language="ar", names="arabic", birth="%Y-%m-%d", titles=3),
    "hospital-north": replace(REFERRAL, ext="csv", titles=1),
    "hospital-middle": replace(REFERRAL, ext="csv", language="ar", names="arabic", delimiter=";"),
    "hospital-south": replace(REFERRAL, merged=True, birth="cell"),
}
_NAMED = {
    "usa": COMMA, "phl": INDENT, "aut": SEMICOLON, "deu": SEMICOLON, "nld": MRZ, "lby": ODS, "sau": WINDOWS,
    "fra": FRENCH, "bel": FRENCH_CSV, "dza": FRENCH, "mar": FRENCH_CSV, "tun": FRENCH_CSV, "che": FRENCH,
    "jor": PLAIN, "gbr": SPLIT, "can": HEAD, "rus": MERGED, "tur": HIDDEN, "ukr": SPLIT,
}  # fmt: skip
STYLES = {state: _NAMED.get(state, (PLAIN, SPLIT, HEAD, MERGED)[at % 4]) for at, state in enumerate(sorted(NATIONS))}
