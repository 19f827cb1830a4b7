"""One check per line of the gate's rule. Each says what it found, or nothing; none knows of the others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from safepassage.gate.model import Presented, Station, Steps
from safepassage.kernel.moment import Moment

NEVER = Steps()
FAULTS = {"signature": "forged", "unknown-key": "unknown-key", "other-operation": "other-operation"}
"""What the pass codec's codes mean at the gate; every other code is unreadable."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason that holds, what fills its sentence, and its own clause where it has one."""

    reason: str
    fills: dict[str, str | int] = field(default_factory=dict)
    clause: str = ""
    earlier: str = ""


Check = Callable[[Presented, Station, Moment], Iterator[Finding]]


def holds(tags: tuple[str, ...], tag: str) -> bool:
    """Whether the sorted tags hold this one; an empty tag is in no set."""
    place = bisect_left(tags, tag)
    return bool(tag) and place < len(tags) and tags[place] == tag


def legible(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """The signature is valid and there is a pass id to count by."""
    del station, moment
    if presented.fault in FAULTS:
        yield Finding(FAULTS[presented.fault])
    elif presented.fault or not presented.pass_id or not presented.operation:
        yield Finding("unreadable")


def operation(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """The pass is of this operation."""
    del moment
    if presented.operation != station.operation:
        yield Finding("other-operation")


def revocation(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """The pass was not withdrawn; who is between the gates already must not be left there."""
    del moment
    if holds(station.manifest.revoked, presented.manifest_tag):
        steps = station.journal.passes.get(presented.pass_id, NEVER)
        stuck = station.step == "entry" and steps.between()
        yield Finding("revoked-between" if stuck else "revoked")


def session(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """The session has no close record."""
    del moment
    if not station.open:
        steps = station.journal.passes.get(presented.pass_id, NEVER)
        stuck = station.step == "entry" and steps.between()
        yield Finding("closed-between" if stuck else "closed")


def step(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """A pass goes out once and comes in once; it comes in only after it went out."""
    del moment
    steps = station.journal.passes.get(presented.pass_id, NEVER)
    if station.step == "exit":
        if steps.entered or steps.out:
            earlier = (steps.out or steps.entered)[-1]
            yield Finding("already-exited", {"earlier": earlier}, earlier=earlier)
        return
    if steps.entered:
        yield Finding("already-entered", {"earlier": steps.entered[-1]}, earlier=steps.entered[-1])
    elif not steps.out:
        yield Finding("not-exited")
    elif len(steps.out) > 1:
        yield Finding("exited-twice", {"earlier": ", ".join(steps.out)}, earlier=steps.out[-1])


def document(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """The document in hand is the one on the pass."""
    del station, moment
    if not presented.tag:
        yield Finding("document-not-on-pass")
    elif not presented.document:
        yield Finding("document-not-shown")
    elif presented.document != presented.tag:
        yield Finding("document-mismatch")


def membership(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """The pass is in the current manifest, and the manifest is the newest known and young enough."""
    manifest = station.manifest
    if manifest.number == 0 or manifest.made is None:
        yield Finding("no-manifest")
        return
    if not holds(manifest.tags, presented.manifest_tag):
        yield Finding("not-in-manifest", {"number": manifest.number})
    if manifest.newest > manifest.number:
        yield Finding("manifest-old", {"number": manifest.number, "newest": manifest.newest})
    age = moment.seconds - manifest.made.seconds
    if age > station.limits.manifest_minutes * 60 + station.limits.tolerance_seconds:
        yield Finding("manifest-stale", {"number": manifest.number, "minutes": age // 60})
    if not manifest.witnessed and age > station.limits.unwitnessed_minutes * 60 + station.limits.tolerance_seconds:
        yield Finding("manifest-unwitnessed", {"number": manifest.number, "minutes": age // 60})


def issuer(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """The key that signed the pass may issue such a pass."""
    del station, moment
    if presented.outside:
        yield Finding("issuer-scope")


def clock(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """The device's clock is not behind the manifest in its hand, which was fixed before (ADR 0150)."""
    del presented
    made = station.manifest.made
    if made is not None and moment.seconds < made.seconds - station.limits.tolerance_seconds:
        yield Finding("clock-wrong")


def validity(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """The moment is within the pass's window, give or take the tolerance."""
    tolerance = station.limits.tolerance_seconds
    start, end = presented.valid_from, presented.expires
    if start is None or end is None or start >= end:
        yield Finding("validity-missing")
    elif moment.seconds < start.seconds - tolerance:
        yield Finding("not-yet", {"minutes": -((moment.seconds - start.seconds) // 60)})
    elif moment.seconds >= end.seconds + tolerance:
        yield Finding("expired", {"minutes": (moment.seconds - end.seconds) // 60})


def category(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """People of this category pass in this session."""
    del moment
    if presented.category not in station.flow.categories:
        yield Finding("category-not-now", {"category": presented.category or "none"})


def order(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """Nobody of a category that goes first is still waiting to go out."""
    del moment
    if station.step != "exit":
        return
    for rule in station.flow.before:
        waiting = station.flow.waiting.get(rule.first, 0)
        if rule.then == presented.category and waiting > 0:
            yield Finding("order", {"first": rule.first, "waiting": waiting}, rule.clause)


def coupling(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """With this person out, every coupling still holds."""
    del moment
    if station.step != "exit":
        return
    for rule in station.flow.coupled:
        if rule.category != presented.category:
            continue
        out = station.journal.out.get(rule.category, 0)
        most = rule.ratio * station.journal.patients_out.get(rule.needs, 0) + rule.allowance
        if out + 1 > most:
            fills: dict[str, str | int] = {"category": rule.category, "needs": rule.needs, "out": out, "most": most}
            yield Finding("coupling", fills, rule.clause)


def lane(presented: Presented, station: Station, moment: Moment) -> Iterator[Finding]:
    """The pass is for this lane; either may name none."""
    del moment
    if presented.lane and station.lane and presented.lane != station.lane:
        yield Finding("other-lane", {"lane": presented.lane})


CHECKS: tuple[Check, ...] = (
    operation,
    revocation,
    session,
    step,
    document,
    membership,
    issuer,
    clock,
    validity,
    category,
    order,
    coupling,
    lane,
)
