"""The terms in words: one sentence or more for each clause, whole enough that every change of a term changes a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from safepassage.kernel.wording import counted, permille
from safepassage.terms.model import Agreement, Category, Crossing, Lane, Planning, Quota

_WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Statement:
    """What the terms say of one thing. `label` names the thing lastingly: `clause C1`, `party egy`, `lane hall`."""

    heading: str
    label: str
    says: str


def statements(agreement: Agreement) -> tuple[Statement, ...]:
    """Everything the terms say, in the order a reader wants it."""
    return (*_whole(agreement), *_place(agreement), *_who(agreement), *_flow(agreement), *_choices(agreement))


def _whole(agreement: Agreement) -> Iterator[Statement]:
    ends = f"It ends on {agreement.ends}" if agreement.ends else "No end was agreed: it may stop on any day"
    says = (
        f"{agreement.name} ({agreement.id}), agreed on {agreement.concluded}. {ends}. Mediator: {agreement.mediator}."
    )
    yield Statement("The agreement", "the agreement", says)
    for party in agreement.parties:
        says = f"{party.id}: {party.name}{_other(party.names)}: {', '.join(party.roles)}."
        yield Statement("Parties", f"party {party.id}", says)


def _place(agreement: Agreement) -> Iterator[Statement]:
    crossing = agreement.crossing
    yield Statement("The crossing", "the crossing", _crossing(crossing))
    for side in crossing.sides:
        says = f"Side {side.id}, {side.name}: people make their {side.step} there; {side.party} runs it."
        yield Statement("The crossing", f"side {side.id}", says)
    for lane in crossing.lanes:
        yield Statement("The crossing", f"lane {lane.id}", _lane(lane))


def _crossing(crossing: Crossing) -> str:
    closed = ", ".join(_WEEKDAY_NAMES[day] for day in crossing.closed_weekdays)
    return (
        f"{crossing.name}{_other(crossing.names)}, usually open {clock(crossing.opens_minute)} to "
        f"{clock(crossing.closes_minute)} ({crossing.timezone}){f', never on {closed}' if closed else ''}; "
        f"{counted(crossing.ambulances, 'ambulance')}, each back after {counted(crossing.ambulance_return_minutes, 'minute')}."
    )


def _lane(lane: Lane) -> str:
    ambulance = "; patients come by ambulance" if lane.ambulance else ""
    return (
        f"Lane {lane.id}, {lane.name}{_other(lane.names)}: {counted(lane.desks, 'desk')} for {', '.join(lane.categories)}; "
        f"{counted(lane.minutes_base, 'minute')} a case and {lane.minutes_per_person} for each person{ambulance}."
    )


def _who(agreement: Agreement) -> Iterator[Statement]:
    for place, category in enumerate(agreement.categories, 1):
        yield Statement("Who may leave", f"clause {category.clause}", _category(category, place))
    for quota in agreement.quotas:
        yield Statement("Who may leave", f"clause {quota.clause}", _quota(quota))
    for companions in agreement.companions:
        says = f"At most {counted(companions.most, 'companion')} may go with a patient of {companions.category}."
        yield Statement("Who may leave", f"clause {companions.clause}", says)
    for paper in agreement.papers:
        says = f"Paper {paper.id}: {paper.name}{_other(paper.names)}."
        yield Statement("Papers", f"paper {paper.id}", says)
    for rule in agreement.documents:
        says = f"{rule.category}: {rule.says}{_other(rule.names)} (where {rule.condition}: one of {', '.join(rule.any_of)})."
        yield Statement("Papers", f"clause {rule.clause}", says)


def _category(category: Category, place: int) -> str:
    called = "family units" if category.case == "family" else "patients with their companions"
    return (
        f"{category.id}: {category.name}{_other(category.names)}; looked at in place {place}, where "
        f"{category.condition}. Called as {called}. Yes needed from {', '.join(category.clearances)}, "
        f"each within {counted(category.answer_hours, 'hour')}."
    )


def _quota(quota: Quota) -> str:
    bounds = []
    if quota.per_day is not None:
        bounds.append(f"{quota.per_day} a day")
    bounds += [f"{count} on {day}" for day, count in sorted(quota.on_days.items())]
    if quota.total is not None:
        bounds.append(f"{quota.total} in all")
    return f"{quota.category}: at most {', '.join(bounds) or 'any number'} (counted in {quota.unit}); a ceiling, no promise."


def _flow(agreement: Agreement) -> Iterator[Statement]:
    for order in agreement.orders:
        says = f"On each day {order.first} go before {order.then}."
        yield Statement("Order and coupling", f"clause {order.clause}", says)
    for coupling in agreement.couplings:
        more = f", and {coupling.allowance} more" if coupling.allowance else ""
        says = (
            f"At any moment of a day at most {counted(coupling.ratio, 'person')} of {coupling.category} have passed for each one of "
            f"{coupling.needs} who passed{more}."
        )
        yield Statement("Order and coupling", f"clause {coupling.clause}", says)
    yield from _calls(agreement)


def _calls(agreement: Agreement) -> Iterator[Statement]:
    publication, validity, between = agreement.publication, agreement.validity, agreement.between
    eve = " on the evening before" if publication.evening_before() else ""
    public = "Nothing of it becomes public" if publication.confidential else "No personal data becomes public with it"
    says = (
        f"The list is out by {clock(publication.publish_by)}{eve}; people present themselves from "
        f"{clock(publication.present_from)}. {public}."
    )
    yield Statement("Calls", f"clause {publication.clause}", says)
    kept = "A closure keeps everybody's place" if validity.carry_over else "A closure ends the call"
    yield Statement(
        "Calls", f"clause {validity.clause}", f"A call holds for {counted(validity.days, 'crossing day')}. {kept}."
    )
    says = (
        f"Whoever has left one side and not reached the other after {counted(between.minutes, 'minute')} is reported."
    )
    yield Statement("After the exit", f"clause {between.clause}", says)
    for onward in agreement.onward:
        says = f"{', '.join(onward.categories)}: out of the receiving country within {counted(onward.hours, 'hour')} of entry."
        yield Statement("After the exit", f"clause {onward.clause}", says)


def _choices(agreement: Agreement) -> Iterator[Statement]:
    for weight in agreement.weights:
        half = (
            f"; half of it is lost in each {counted(weight.half_life_hours, 'hour')}" if weight.half_life_hours else ""
        )
        says = f"{weight.weight} for each person: {weight.says} (where {weight.condition}){half}."
        yield Statement("Ranking", f"clause {weight.clause}", says)
    planning = agreement.planning
    epsilon = planning.share_epsilon_permille
    shares = (
        "lists' shares are not kept"
        if epsilon is None
        else f"a list may fall short of its share by {permille(epsilon)}"
    )
    says = (
        f"The plan's promise holds from minute {planning.protect_from_minutes}; risk of turning somebody away "
        f"{permille(planning.turn_away_risk_permille)}; {shares}; waves of {counted(planning.wave_minutes, 'minute')}; "
        f"{permille(planning.show_permille)} of the called are expected to come; a list is changed for a gain above "
        f"{permille(planning.publish_margin_permille)}.{_other_days(planning)}"
    )
    yield Statement("Planning", f"clause {planning.clause}", says)
    if agreement.retention:
        says = f"A person's data may be erased {counted(agreement.retention.days, 'day')} after the person left the operation."
        yield Statement("Data", f"clause {agreement.retention.clause}", says)
    if agreement.witnessing:
        minutes = counted(agreement.witnessing.unwitnessed_minutes, "minute")
        says = (
            f"A manifest that the quorum has not witnessed yet may be used for {minutes}; after that everybody is held."
        )
        yield Statement("The record", f"clause {agreement.witnessing.clause}", says)


def _other_days(planning: Planning) -> str:
    """What is said of convoys and of the days after, where anything is."""
    says = ""
    if planning.convoy_minutes:
        says += f" {counted(planning.convoy_minutes, 'minute')} of each day are kept for aid convoys."
    if planning.tomorrow_permille:
        says += (
            f" {permille(planning.tomorrow_permille)} of what a case would be worth tomorrow is taken off its weight."
        )
    if planning.protect_later_from_minutes:
        says += f" After the first day the promise holds from minute {planning.protect_later_from_minutes}."
    if planning.count_earlier_days:
        says += " What got through on earlier days counts in the plan of a day."
    return says


def clock(minute: int) -> str:
    """`07:00` of minutes after midnight."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _other(names: dict[str, str]) -> str:
    return f" ({', '.join(f'{language}: {name}' for language, name in sorted(names.items()))})" if names else ""
