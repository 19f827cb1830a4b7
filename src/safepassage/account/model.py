"""Where a person is. Every person is in exactly one of these states at any moment."""

from __future__ import annotations

from dataclasses import dataclass

STATES = (
    "pending",  # submitted; at least one required answer is missing
    "refused",  # a required party said no, took its yes back, or let it lapse
    "cleared",  # every required party said yes; not called
    "called",  # on a published list that still holds
    "presented",  # at the gate, held or waiting
    "in-between",  # exited one side, not yet entered the other
    "entered",  # through
    "turned-back",  # refused at a gate, or returned from in between
    "no-show",  # called, did not come
    "carried-over",  # called, the crossing closed, keeps the place
    "withdrawn",  # no longer asks to leave
    "died",
)

# Not a state: the mark in the moves from which on another person's states speak for this one.
MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Stay:
    """A person's state from a moment on."""

    person_id: str
    state: str
    since: str
    entry: int


@dataclass(frozen=True, slots=True)
class Known:
    """What a person's state follows from.

    `gone`: empty, withdrawn or died. `step`: the last effect of the gate, one of `standing.GATE`. `stale`: a call list spoke
    of the person after that. `answers`: unasked, pending, refused or cleared. `place`: empty, called, no-show or carried-over.
    """

    gone: str
    step: str
    stale: bool
    answers: str
    place: str
