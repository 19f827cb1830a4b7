"""Decisions of this room: pure, moment and state in, facts or problems out."""

from __future__ import annotations

from dataclasses import replace

from safepassage.gate.checks import CHECKS, NEVER, Finding, legible
from safepassage.gate.facts import Scanned
from safepassage.gate.journal import in_between, journal_of, with_record
from safepassage.gate.merging import fresh_facts, merge
from safepassage.gate.model import RETURNED, STEPS, Decision, Presented, Station
from safepassage.gate.reasons import DEGRADED, IN_ORDER, REASONS, SAYS, WEIGHT
from safepassage.gate.records import record_id, record_of, said
from safepassage.kernel.moment import Moment
from safepassage.kernel.pair import two_people

__all__ = [
    "decide",
    "fresh_facts",
    "in_between",
    "journal_of",
    "merge",
    "override",
    "record_of",
    "return_of",
    "scanned",
    "turn_away",
    "with_record",
]


def decide(presented: Presented, station: Station, moment: Moment) -> Decision:
    """Whether the bearer of this pass takes this side's step now.

    A valid signature alone never admits: every check must find nothing. All of them run, so that the officer and the
    second person see everything that is odd at once; a pass that cannot be read is the one exception.
    """
    findings = list(legible(presented, station, moment))
    if not findings:
        findings = [finding for check in CHECKS for finding in check(presented, station, moment)]
    if not findings:
        reason = IN_ORDER if station.manifest.witnessed else DEGRADED
        return Decision("admit", reason, SAYS[reason], station.clauses.get(reason, ""), STEPS[station.step])
    return _weigh(findings, station)


def _weigh(findings: list[Finding], station: Station) -> Decision:
    top, *rest = sorted(findings, key=lambda finding: WEIGHT[finding.reason])
    reason = REASONS[top.reason]
    return Decision(
        verdict=reason.verdict,
        reason=reason.code,
        says=reason.says.format_map(top.fills),
        clause=top.clause or station.clauses.get(reason.code, ""),
        also=tuple(finding.reason for finding in rest),
        earlier=top.earlier or next((finding.earlier for finding in rest if finding.earlier), ""),
    )


def override(decision: Decision, station: Station, officer: str, second: str, reason: str) -> Decision:
    """Admit what was held, on the word of two people. The decision must have been made for this very moment.

    Raises:
        ValueError: the decision is no hold, the two are one person, one is not named, or no reason is given.
    """
    if decision.verdict != "hold":
        raise ValueError(f"a decision to {decision.verdict} is not for a second person to change")
    lacking = two_people(officer, second, reason)
    if lacking is not None:
        raise ValueError(f"this is an override: {lacking}")
    says = SAYS["overridden"].format(officer=officer.strip(), second=second.strip())
    return replace(decision, verdict="admit", says=says, step=STEPS[station.step])


def return_of(presented: Presented, station: Station) -> Decision:
    """Take a person back who went out and was not let in, at any hour, session or not.

    A body that comes back is never left between the gates for the sake of a record: what does not fit is admitted
    under a reason of its own for a person to look at. Only a paper without an id gives no record, for nothing could be counted.
    """
    if not presented.pass_id:
        return _weigh([Finding("return-unreadable")], station)
    steps = station.journal.passes.get(presented.pass_id, NEVER)
    reason, earlier = "returned-unknown", ""
    if steps.entered:
        reason, earlier = "returned-after-entry", steps.entered[-1]
    elif steps.out:
        reason = "returned"
    elif steps.returned:
        reason, earlier = "returned-again", steps.returned[-1]
    # A return names the exit it answers, so that a return noted twice never hides a later exit.
    takes_back = (*steps.returned, *steps.exited, *steps.out)[-1:]
    clause = station.clauses.get(reason, "")
    return Decision("admit", reason, SAYS[reason], clause, RETURNED, earlier=earlier, takes_back="".join(takes_back))


def turn_away(station: Station, decision: Decision) -> Decision:
    """This side says no to a person whose pass is in order: the side's own answer, given by its officer with a reason.

    The record is a refusal; the other side takes the person back with `return_of`.
    """
    also = () if decision.verdict == "admit" else (decision.reason, *decision.also)
    says = SAYS["turned-away-between" if station.step == "entry" else "turned-away"]
    clause = station.clauses.get("turned-away", "")
    return Decision("refuse", "turned-away", says, clause, also=also, earlier=decision.earlier)


def scanned(
    decision: Decision,
    presented: Presented,
    station: Station,
    place: tuple[str, int],
    *,
    officer: str,
    drawn: str,
    second: str = "",
    words: str = "",
) -> Scanned:
    """The fact that stands for this decision. `place` is the device and its next sequence; `words` the reason two people gave.

    `drawn`: 16 hex digits that the shell drew for this record alone, from the machine's own randomness and never from what a copy of the device holds.

    Refusals and holds are facts too: they are evidence. A scan that meets an earlier crossing it does not follow from names it.
    """
    fact = Scanned(
        record="",
        session=station.session,
        side=station.side,
        pass_id=presented.pass_id,
        verdict=decision.verdict,
        reason=decision.reason,
        step=decision.step,
        officer=officer,
        second=second,
        override=words,
        conflict=decision.earlier,
        takes_back=decision.takes_back,
        manifest=station.manifest.number,
        manifest_digest=station.manifest.digest,
        drawn=drawn,
    )
    return replace(fact, record=record_id(*place, said(fact)))
