"""From what is known of a person to the one state it is in: two tables, drawn in docs/states.md, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from safepassage.account.model import Known

GATE_EVENTS = ("hold", "exited", "entered", "returned", "refused")

# `+` is a second exit that nobody has closed: one pass, two bodies, or a record out of order. It is never dropped, and
# never takes back the first crossing.
GATE: dict[str, tuple[str, str, str, str, str]] = {
    "": ("presented", "in-between", "entered", "turned-back", "turned-back"),
    "presented": ("presented", "in-between", "entered", "turned-back", "turned-back"),
    "in-between": ("in-between", "in-between+", "entered", "turned-back", "in-between"),
    "in-between+": ("in-between+", "in-between+", "entered+", "in-between", "in-between+"),
    "entered": ("entered", "entered+", "entered", "turned-back", "entered"),
    "entered+": ("entered+", "entered+", "entered", "entered", "entered+"),
    "turned-back": ("presented", "in-between", "entered", "turned-back", "turned-back"),
}

# The gate's reason codes. Only a side's own no to a person turns the person back.
REASONS_TO_TURN_BACK = frozenset({"turned-away"})
# A no to the hour or to an old slip: the person is there, and waits. Every other refusal speaks of a paper whose bearer
# may be anybody (forged, of another operation, used already), so it moves nobody.
REASONS_TO_WAIT = frozenset({"closed", "revoked"})

ANSWERS_AGAINST = frozenset({"refused", "withdrawn", "expired"})
ANSWERS_SHORT = ("refused", "pending")
WITHOUT_YES = "without every yes"
THOUGH_GONE = "though recorded as "
WHILE_CALLED = "while called"
WHILE_HERE = "while at the gate"
DID_NOT_COME = "did not come on "
CARRIED_OVER = "carried over from "


def gate_event(verdict: str, reason: str, step: str) -> str:
    """What a scan does to the person, one of `GATE_EVENTS`; empty where it says nothing of the person."""
    if step in GATE_EVENTS:
        return step
    if verdict == "refuse":
        return "refused" if reason in REASONS_TO_TURN_BACK else "hold" if reason in REASONS_TO_WAIT else ""
    return "hold"


def after_gate(step: str, event: str) -> str:
    """The gate's step that follows; the same where the event is empty."""
    return GATE[step][GATE_EVENTS.index(event)] if event else step


def answers_of(words: Iterable[tuple[str, str, str]]) -> str:
    """What the parties' words on one person come to; each word is party, status, since.

    A person known under several ids may have several words of one party: the latest that is an answer counts, the more cautious
    of two at the same moment. No word at all is `unasked`.
    """
    latest: dict[str, tuple[bool, str, bool, str]] = {}
    for party, status, since in words:
        word = (status != "pending", since, status in ANSWERS_AGAINST, status)
        latest[party] = max(word, latest.get(party, word))
    if not latest:
        return "unasked"
    statuses = {word[3] for word in latest.values()}
    if statuses & ANSWERS_AGAINST:
        return "refused"
    return "pending" if "pending" in statuses else "cleared"


def gone_of(withdrawals: Iterable[str]) -> str:
    """Whether a person known under these ids' withdrawals (empty where not withdrawn) is gone: died, withdrawn or empty.

    A source may take a double off its list while another list still names the person: only when every id is off.
    """
    said = withdrawn_as(withdrawals)
    return said if said in ("", "died") else "withdrawn"


def withdrawn_as(withdrawals: Iterable[str]) -> str:
    """As what a person known under these ids' withdrawals no longer asks to leave: died, own-wish, source; empty where they ask."""
    said = tuple(withdrawals)
    whole = "source" if said and all(said) else ""
    return next((one for one in ("died", "own-wish") if one in said), whole)


def shown(known: Known) -> str:
    """The one state a person is in: the first that holds."""
    step = known.step.rstrip("+")
    claims = (
        ("entered", step == "entered"),
        ("died", known.gone == "died"),
        ("in-between", step == "in-between"),
        ("withdrawn", bool(known.gone)),
        (known.answers, known.answers in ANSWERS_SHORT),
        (step, bool(step) and not known.stale),
        (known.place, bool(known.place)),
        ("cleared", known.answers == "cleared"),
        ("pending", True),
    )
    return next(state for state, holds in claims if holds)


def alarm(known: Known) -> str:
    """What contradicts the state a person is in and must be seen, in a few words; empty where nothing does."""
    state = shown(known)
    against: list[str] = []
    if state == "in-between" and known.answers in ANSWERS_SHORT:
        against.append(WITHOUT_YES)
    if state in ("in-between", "entered") and known.gone:
        against.append(THOUGH_GONE + known.gone)
    if state in ("refused", "pending", "withdrawn", "died"):
        if known.step == "presented" and not known.stale:
            against.append(WHILE_HERE)
        elif known.place == "called":
            against.append(WHILE_CALLED)
    return ", ".join(against)
