"""What the report shows and in which order, before anybody says how it is set."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.account.report import PlanPicture, ReportData
from safepassage.adapters.pictures import (
    Language,
    certificate_picture,
    crossed_picture,
    funnel_picture,
    states_picture,
    waiting_picture,
    waves_picture,
)
from safepassage.adapters.report import tables
from safepassage.adapters.report.tables import Table

MOST_PERSONS = 20  # in the table of people in between; the CSV has all


@dataclass(frozen=True, slots=True)
class PlanView:
    """One plan: pictures as SVG text, empty where there is nothing to draw."""

    day: str
    planner: str
    promise: str
    certificate: str
    waves: str
    called_says: str
    uncalled_says: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The whole report. Pictures are SVG text, empty where there is nothing to draw."""

    title: str
    as_of: str
    sentence: str
    holds: bool
    verdict: str
    attention: tuple[str, ...]
    entries: str
    root: str
    timezone: str
    people: Table
    days: Table
    differences: Table
    states: Table
    parties: Table
    between: Table
    between_left_out: int
    between_minutes: int
    onward: Table
    contradictions: Table
    doubles: Table
    states_picture: str
    funnel_picture: str
    crossed_picture: str
    waiting_picture: str
    plans: tuple[PlanView, ...]


def view_of(data: ReportData, language: Language) -> View:
    """The report as it is shown in a language."""
    frame = data.frame
    between = tables.between_table(data)
    rows = tuple(
        (person, language.moment(str(since)), minutes) for person, since, minutes in between.rows[:MOST_PERSONS]
    )
    return View(
        title=frame.title,
        as_of=language.moment(frame.as_of),
        sentence=sentence(data, language),
        holds=data.accounted.holds(),
        verdict=verdict(data),
        attention=attention(data, language),
        entries=language.number(frame.entries),
        root=frame.root,
        timezone=language.timezone,
        people=tables.people_table(data),
        days=tables.days_table(data),
        differences=tables.differences_table(data),
        states=tables.states_table(data),
        parties=tables.parties_table(data),
        between=Table(between.name, between.caption, between.note, between.head, rows),
        between_left_out=len(between.rows) - len(rows),
        between_minutes=frame.between_minutes,
        onward=tables.onward_table(data),
        contradictions=tables.contradictions_table(data),
        doubles=tables.doubles_table(data),
        states_picture=states_picture(data.states, language),
        funnel_picture=funnel_picture(data.funnel, language),
        crossed_picture=crossed_picture(data.days, language),
        waiting_picture=waiting_picture(data.parties, dict(frame.names), language),
        plans=tuple(_plan(at, one, language) for at, one in enumerate(frame.plans)),
    )


def sentence(data: ReportData, language: Language) -> str:
    """`11,500 people, 11,500 accounted for`."""
    found = data.accounted
    return f"{language.counted(found.people, 'person', 'people')}, {language.number(found.accounted)} accounted for"


def verdict(data: ReportData) -> str:
    """Whether the sentence holds, in words."""
    if not data.accounted.holds():
        return "The count does not hold: see below"
    return "Everybody is in exactly one state" if data.accounted.people else "Nobody has been listed yet"


def attention(data: ReportData, language: Language) -> tuple[str, ...]:
    """What needs a person now, the gravest first; nothing where all is well."""
    said = []

    def add(count: int, one: str, many: str) -> None:
        if count:
            said.append(language.counted(count, one, many))

    add(len(data.accounted.missing), "person is in no state", "persons are in no state")
    add(
        len(data.accounted.doubled),
        "id is counted twice or stands for nobody",
        "ids are counted twice or stand for nobody",
    )
    add(
        len(data.between),
        "person has been in between the gates for longer than agreed",
        "persons have been in between the gates for longer than agreed",
    )
    add(
        sum(one for _, one in data.contradictions),
        "person whose records contradict each other",
        "persons whose records contradict each other",
    )
    late = sum(
        one.oldest_hours is not None and one.agreed_hours is not None and one.oldest_hours > one.agreed_hours
        for one in data.parties
    )
    add(
        late,
        "party has people waiting for longer than the agreed time",
        "parties have people waiting for longer than the agreed time",
    )
    return tuple(said)


def _plan(at: int, plan: PlanPicture, language: Language) -> PlanView:
    certificate = plan.certificate
    promise = ""
    if certificate is not None and certificate.curve:
        worst, mean, limit = (
            language.percent(one)
            for one in (certificate.worst_permille, certificate.mean_permille, certificate.limit_permille)
        )
        promise = (
            f"Whenever the crossing closes from minute {language.number(certificate.protect_from)} on, the people already through are worth "
            f"at least {worst} of the best that any plan could have had knowing the minute, {mean} on the mean. "
            f"No published order could promise more than {limit}."
        )
    return PlanView(
        day=language.day(plan.day),
        planner=plan.planner,
        promise=promise,
        certificate=certificate_picture(certificate, f"certificate-{at}", language) if certificate is not None else "",
        waves=waves_picture(plan.waves, f"waves-{at}", language),
        called_says=plan.called_says,
        uncalled_says=plan.uncalled_says,
        notes=plan.notes,
    )
