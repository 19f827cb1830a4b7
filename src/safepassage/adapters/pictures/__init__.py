"""Pictures as SVG text: each a pure function of plain data, the same text for the same data on every machine."""

from safepassage.adapters.pictures.certificate import certificate_picture
from safepassage.adapters.pictures.crossed import crossed_picture
from safepassage.adapters.pictures.funnel import funnel_picture
from safepassage.adapters.pictures.language import ENGLISH, Language
from safepassage.adapters.pictures.states import states_picture
from safepassage.adapters.pictures.waiting import waiting_picture
from safepassage.adapters.pictures.waves import waves_picture

__all__ = [
    "ENGLISH",
    "Language",
    "certificate_picture",
    "crossed_picture",
    "funnel_picture",
    "states_picture",
    "waiting_picture",
    "waves_picture",
]
