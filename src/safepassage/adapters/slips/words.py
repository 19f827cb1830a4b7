"""What a slip says in English and Arabic. Families read it at the gate, tired and in a hurry: short sentences, no jargon."""

from __future__ import annotations

from datetime import date

WORDS = {
    "come": ("Come on", "احضروا يوم"),
    "at": ("Be there at", "ساعة الحضور"),
    "lane": ("Lane", "المسار"),
    "wave": ("Group", "المجموعة"),
    "until": ("Call holds to the end of", "الدعوة صالحة حتى نهاية"),
    "bring": ("Bring this paper and", "أحضروا معكم هذه الورقة و"),
    "code": ("Secret code for your case", "رمزكم السري لمتابعة حالتكم"),
    "missing": (
        "Someone of your family is not here? Ask the desk before you go.",
        "هل ينقص هنا أحد من عائلتكم؟ اسألوا المكتب قبل الذهاب.",
    ),
    "closed": (
        "Crossing closed? Go back to safety, look up your case by code.",
        "إذا أُغلق المعبر فعودوا إلى مكان آمن وتابعوا حالتكم بالرمز.",
    ),
    "keep": (
        "Show codes to officers only. Send no pictures. Keep paper flat.",
        "لا تُظهروا الرموز إلا للموظفين ولا ترسلوا صورها.",
    ),
    "free": (
        "This paper is free. Nobody may ask you for money for it.",
        "هذه الورقة مجانية. لا يحق لأحد أن يطلب منكم مالاً مقابلها.",
    ),
    "born": ("born", "الميلاد"),
    "case": ("Case", "الملف"),
    "letters": (
        "Some letters of this name cannot be printed. The code holds the name in full.",
        "تعذرت طباعة بعض حروف هذا الاسم. الرمز يحمل الاسم كاملاً.",
    ),
}

PAPERS = {
    "passport": ("passport", "جواز السفر"),
    "id-card": ("identity card", "بطاقة الهوية"),
    "residence-permit": ("residence permit", "تصريح الإقامة"),
    "birth-certificate": ("birth certificate", "شهادة الميلاد"),
    "no-objection": ("the other parent's written agreement for each child", "موافقة خطية من الوالد الآخر لكل طفل"),
    "travel-document": ("travel document", "وثيقة السفر"),
}

DAYS = (
    ("Monday", "الاثنين"),
    ("Tuesday", "الثلاثاء"),
    ("Wednesday", "الأربعاء"),
    ("Thursday", "الخميس"),
    ("Friday", "الجمعة"),
    ("Saturday", "السبت"),
    ("Sunday", "الأحد"),
)


def weekday(day: str) -> tuple[str, str]:
    """The weekday's name in both languages.

    Raises:
        ValueError: the day is no `YYYY-MM-DD`.
    """
    return DAYS[date.fromisoformat(day).weekday()]


def papers(documents: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The papers in both languages; one that has no translation stands in both as the terms say it."""
    both = [PAPERS.get(document, (document, document)) for document in documents]
    return tuple(english for english, _ in both), tuple(arabic for _, arabic in both)
