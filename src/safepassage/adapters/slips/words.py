"""What a slip says in English and Arabic. Families read it at the gate, tired and in a hurry: short sentences, no jargon."""

from __future__ import annotations

from datetime import date

WORDS = {
    "come": ("Come on", "احضروا يوم"),
    "at": ("Be there at", "ساعة الحضور"),
    "lane": ("Lane", "المسار"),
    "wave": ("Group", "المجموعة"),
    "until": ("Call holds to the end of", "الدعوة صالحة حتى نهاية"),
    "bring": ("Bring this paper. Also:", "أحضروا معكم هذه الورقة، وأيضاً:"),
    "code": ("Secret code for your case", "رمزكم السري لمتابعة حالتكم"),
    "missing": (
        "Someone missing here? Ask the desk first.",
        "هل ينقص هنا أحد من عائلتكم؟ اسألوا المكتب قبل الذهاب.",
    ),
    "closed": (
        "Closed? Go back to safety, look up your case.",
        "إذا أُغلق المعبر فعودوا إلى مكان آمن وتابعوا حالتكم بالرمز.",
    ),
    "keep": ("Show codes to officers only. Send no pictures.", "لا تُظهروا الرموز إلا للموظفين ولا ترسلوا صورها."),
    "free": ("This paper is free. Pay nobody for it.", "هذه الورقة مجانية. لا يحق لأحد أن يطلب منكم مالاً مقابلها."),
    "born": ("born", "الميلاد"),
    "case": ("Case", "الملف"),
    "letters": (
        "Some letters of this name cannot be printed. The code holds the name in full.",
        "تعذرت طباعة بعض حروف هذا الاسم. الرمز يحمل الاسم كاملاً.",
    ),
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
