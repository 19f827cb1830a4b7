"""Use case of the two-person rule: one asks, another agrees, then it is done, once. For export, amendment and erasure alike."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from safepassage.kernel.pair import two_people
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.ledger.facts import Asked, Seconded
from safepassage.ledger.state import ActorRow, RequestRow
from safepassage.operations.house import ISSUER
from safepassage.operations.record import Scribe

EXPORT, AMEND, ERASE = "export", "amend", "erase"
LASTS_HOURS = 24  # who agrees must know what was asked today, not last month
AHEAD_MINUTES = 5  # nor may what was asked be still to come; clocks of two machines differ by less


@dataclass(frozen=True, slots=True)
class Request:
    """Where a request stands: `agreed` when two people stand behind it and it may be done now."""

    request: str
    act: str
    subject: str
    asked_by: str
    agreed: bool


def somebody(tables: Tables, actor: str) -> ActorRow | None:
    """The actor, where it is one that people stand behind and that may act now; None for the issuer, which only signs passes."""
    row = tables.get(ActorRow, actor)
    return None if row is None or row.until >= 0 or actor == ISSUER else row


def ask_or_agree(scribe: Scribe, act: str, subject: str, reason: str, stale: frozenset[str] = frozenset()) -> Request:
    """The first to call this asks; a different person who calls it for the same act and subject within a day agrees.

    Requests that are `stale` are nothing to agree to: what they asked for became something else.

    Raises:
        ProblemsError: the actor may not write, is the one who asked, or gives no reason.
    """
    tables, actor = scribe.work.tables, scribe.actor
    if somebody(tables, actor) is None:
        raise ProblemsError(
            [Problem("--as", f"{actor} is nobody who may ask or agree", "Name an actor: safepassage keys list")]
        )
    oldest, newest = scribe.at.plus(hours=-LASTS_HOURS).iso(), scribe.at.plus(minutes=AHEAD_MINUTES).iso()
    open_ones = [
        one
        for one in tables.select(RequestRow, act=act, subject=subject)
        if one.done < 0 and not one.seconded_by and oldest <= one.asked <= newest and one.request not in stale
    ]
    if not open_ones:
        return _ask(scribe, act, subject, reason)
    found = max(open_ones, key=lambda one: (two_people(one.asked_by, actor, one.reason) is None, one.asked))
    lacking = two_people(found.asked_by, actor, found.reason)
    if lacking is not None:
        what = f"{actor} asked for this already; {lacking}"
        raise ProblemsError([Problem("--as", what, "Let another person give the same command with --as")])
    scribe.write(Seconded(found.request))
    return Request(found.request, act, subject, found.asked_by, agreed=True)


def _ask(scribe: Scribe, act: str, subject: str, reason: str) -> Request:
    if not reason.strip():
        raise ProblemsError([Problem("--reason", "no reason is given", "Say why, in words that name nobody")])
    place = f"{scribe.house.name} {scribe.work.head().size} {act} {subject}"
    request = "r" + hashlib.sha256(place.encode()).hexdigest()[:14]
    scribe.write(Asked(request, act, subject, reason.strip()))
    return Request(request, act, subject, scribe.actor, agreed=False)


def digest_of(text: str) -> str:
    """What a text to be put in force is known by: SHA-256 of its UTF-8, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def why_not(tables: Tables, request: str, act: str, subject: str) -> str | None:
    """Why a request does not allow this act now, or None where two people agreed and it was not done yet; for the checks of a replay."""
    row = tables.get(RequestRow, request)
    if row is None or (row.act, row.subject) != (act, subject):
        return f"nobody asked to {act} this"
    if row.done >= 0:
        return f"what was asked for once was done twice: {act}"
    return two_people(row.asked_by, row.seconded_by, row.reason)
