"""Words for sex, relation, urgency, transport, papers, yes and no, and for nothing, in English, Arabic and French."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from safepassage.people.text import key

LOST = re.compile(r"\?{4}|\?{2,} +\?{2,}")  # what a program leaves of letters it does not know
TICK = re.compile(r"[\u2611\u2713\u2714\u221a]")


def table(**meanings: str) -> Mapping[str, str]:
    """Meaning by word; words are parted by `|` and kept as `text.key` writes them.

    Raises:
        ValueError: a word has two meanings.
    """
    found: dict[str, str] = {}
    for meaning, words in meanings.items():
        for word in filter(key, words.split("|")):
            if found.setdefault(key(word), meaning) != meaning:
                raise ValueError(f"{word!r} has two meanings")
    return MappingProxyType(found)


SEX = table(
    M="m|male|man|boy|masculine|ذكر|رجل|ولد|ذ|masculin|homme|garçon|h",
    F="f|female|woman|girl|feminine|أنثى|انثى|امرأة|بنت|أ|ا|féminin|femme|fille",
    X="x|other|unspecified|آخر|autre|non précisé",
)
RELATION = table(
    principal="principal|principal applicant|pa|head|head of family|head of household|hof|hoh|self|applicant|main applicant|"
    "رب الأسرة|ربة الأسرة|رب العائلة|ربة العائلة|رب البيت|مقدم الطلب|صاحب الطلب|مقدمة الطلب|نفسه|نفسها|الأصيل|"
    "chef|chef de famille|chef de ménage|cheffe de famille|demandeur|demandeur principal|demandeuse|requérant|lui même|elle même",
    spouse="spouse|wife|husband|partner|زوج|زوجة|الزوج|الزوجة|زوجته|زوجها|épouse|époux|conjoint|conjointe|mari|femme",
    child="child|son|daughter|boy|girl|baby|infant|newborn|stepchild|step child|"
    "ابن|إبن|ابنة|إبنة|بنت|طفل|طفلة|ولد|رضيع|رضيعة|ابنه|ابنته|enfant|fils|fille|bébé|nourrisson",
    parent="parent|mother|father|mum|dad|أم|ام|أب|اب|والد|والدة|الأب|الأم|أمه|أبوه|mère|père",
    sibling="sibling|brother|sister|أخ|اخ|أخت|اخت|شقيق|شقيقة|frère|sœur|soeur",
    companion="companion|escort|attendant|accompanying|carer|caregiver|مرافق|مرافقة|المرافق|accompagnant|accompagnante|accompagnateur|accompagnatrice",
    dependant="dependant|dependent|معال|معالة|à charge|personne à charge|dépendant",
    other="other|relative|grandmother|grandfather|grandchild|grandson|granddaughter|aunt|uncle|cousin|niece|nephew|in law|"
    "قريب|قريبة|جد|جدة|عم|عمة|خال|خالة|حفيد|حفيدة|حماة|حما|أخرى|آخر|"
    "autre|parenté|grand mère|grand père|petit fils|petite fille|tante|oncle|nièce|neveu|belle mère|beau père",
)
TRIAGE = table(
    critical="critical|critically injured|life threatening|immediate|red|1|حرج|حرجة|خطير|خطيرة|حالة حرجة|أحمر|critique|vital|rouge|très urgent",
    urgent="urgent|serious|severe|yellow|orange|2|عاجل|عاجلة|مستعجل|مستعجلة|أصفر|grave|sérieux|jaune",
    stable="stable|non urgent|moderate|minor|green|3|مستقر|مستقرة|متوسط|متوسطة|غير عاجل|أخضر|modéré|non urgente|vert",
)
TRANSPORT = table(
    ambulance="ambulance|stretcher|lying|إسعاف|سيارة إسعاف|اسعاف|نقالة|حمالة|brancard|civière|allongé",
    wheelchair="wheelchair|wheel chair|sitting|seated|كرسي متحرك|كرسي|جالس|fauteuil roulant|fauteuil|assis",
    walking="walking|ambulatory|on foot|walks|bus|car|سيرا|سيرا على الأقدام|ماشي|ماشيا|مشي|يمشي|à pied|marche|valide",
)
PAPER = table(
    **{
        "passport": "passport|pp|p|ppt|جواز|جواز سفر|جواز السفر|passeport",
        "id-card": "id|id card|identity card|national id|id-card|identity|i|هوية|بطاقة هوية|الهوية|بطاقة شخصية|بطاقة|carte d'identité|carte identité|cni|ci",
        "residence-permit": "residence permit|residence|residency|residence-permit|iqama|إقامة|تصريح إقامة|titre de séjour|carte de séjour",
        "birth-certificate": "birth certificate|birth-certificate|birth|شهادة ميلاد|شهادة الميلاد|acte de naissance|extrait de naissance",
        "no-objection": "no objection|no-objection|noc|consent letter|عدم ممانعة|موافقة|non objection|autorisation parentale",
        "travel-document": "travel document|travel-document|laissez passer|emergency travel document|etd|refugee travel document|وثيقة سفر|وثيقة|titre de voyage|document de voyage",
        "other": "other|أخرى|autre|visa|تأشيرة",
    }
)
YES = table(
    yes="yes|y|true|1|x|ok|attached|present|نعم|موجود|مرفق|مرفقة|oui|o|vrai|joint|jointe",
    no="no|n|false|0|missing|not attached|لا|غير موجود|غير مرفق|non|faux|manquant|absent",
)
NOTHING = frozenset(
    table(
        any="n/a|na|none|nil|null|unknown|not known|not available|tbc|tbd|"
        "لا يوجد|لايوجد|غير معروف|غير متوفر|غير محدد|مجهول|inconnu|inconnue|néant|aucun|aucune|non disponible|nd|n d"
    )
)
TOTALS = frozenset(
    table(
        any="total|grand total|sub total|subtotal|sum|count|signature|signed|stamp|approved by|prepared by|page|end|end of list|"
        "المجموع|مجموع|الإجمالي|الاجمالي|إجمالي|العدد|العدد الكلي|التوقيع|توقيع|الختم|ختم|صفحة|"
        "somme|nombre|cachet|préparé par|approuvé par|fin de liste"
    )
)


def is_nothing(text: str) -> bool:
    """Whether a cell holds nothing, or a sign for it."""
    word = key(text) if text else ""
    if word:
        return word in NOTHING
    return not text or not (TICK.search(text) or LOST.search(text))


def yes_or_no(text: str) -> str:
    """`yes`, `no`, or empty where the text is neither."""
    return "yes" if TICK.search(text) else YES.get(key(text), "")
