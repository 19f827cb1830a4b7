"""What the report calls things, in one place, for the translator."""

from __future__ import annotations

STATES = {
    "pending": "Answer missing",
    "refused": "Refused",
    "cleared": "Cleared, not called",
    "called": "Called",
    "presented": "At the gate",
    "in-between": "In between the gates",
    "entered": "Entered",
    "turned-back": "Turned back",
    "no-show": "Did not come",
    "carried-over": "Carried over",
    "withdrawn": "Withdrawn",
    "died": "Died",
}

MEANINGS = {
    "pending": "at least one required party has not answered",
    "refused": "a required party said no, took its yes back, or let it lapse",
    "cleared": "every required party said yes; on no list that holds",
    "called": "on a published list that still holds",
    "presented": "seen at the gate, held or waiting",
    "in-between": "out of one side, not yet into the other",
    "entered": "through both sides",
    "turned-back": "a side said no, or came back from in between",
    "no-show": "called and did not come",
    "carried-over": "called, the crossing closed, keeps the place",
    "withdrawn": "no longer asks to leave",
    "died": "died before crossing",
}

REASONS = {
    **STATES,
    "presented": "Held at the gate",
    "pending": "Answer missing again",
    "refused": "Refused after the list",
    "cleared": "Place lapsed",
    "entered on another day": "Entered on another day",
    "call still open": "Call still open",
    "unknown": "Unknown",
}

STATUSES = {"open": "open", "partial": "partial", "closed": "closed", "unknown": "unknown", "": "not said"}


def contradiction(says: str) -> str:
    """`in-between, without every yes` as the report calls it."""
    state, _, against = says.partition(", ")
    return f"{STATES.get(state, state)}, {against}"


DOUBLES = {
    "linked": "Linked by the evidence alone",
    "judged-same": "Judged to be one person",
    "judged-different": "Judged to be two people",
    "waiting": "Waiting to be judged",
    "asked-permille": "Put to a human, of a thousand pairs",
    "planted-doubles": "Planted in this example: doubles",
    "planted-linked": "of them linked",
    "planted-asked": "of them put to a human",
    "planted-missed": "of them missed",
    "planted-held": "of them on a line that was held",
    "planted-look_alikes": "Planted in this example: different people who look alike",
    "planted-apart": "of them kept apart",
    "planted-merged": "of them merged, wrongly",
}
