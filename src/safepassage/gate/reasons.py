"""Every reason the gate can give: a code that never changes its meaning, a verdict, a sentence for the officer.

The table's order is the order of weight: where several hold at once, the first is the decision's reason and the rest
stand in `also`. A refusal is a no to a piece of paper or to the hour, never to a person: its sentence says where the
person goes next. A hold waits for a second person.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, its verdict, and its sentence; `{...}` is filled in with what was found."""

    code: str
    verdict: str
    says: str


TABLE = (
    Reason("unreadable", "refuse", "This is no pass we can read. Scan once more, then send the family to the desk for a new slip."),
    Reason("return-unreadable", "refuse", "Take this person back in. No record can be made from this paper: scan the slip of another day, or take their name to the desk."),
    Reason("forged", "refuse", "The seal on this pass is not genuine. Keep the paper, and send the person to the desk with their document."),
    Reason("unknown-key", "refuse", "This pass is sealed with a key this gate does not know. Fetch the newest keys, then scan again."),
    Reason("other-operation", "refuse", "This pass belongs to another operation. It opens nothing here: send the person to the desk."),
    Reason("revoked", "refuse", "This pass was withdrawn. Send the person to the desk: they can be told why and what to do."),
    Reason("revoked-between", "refuse", "This pass was withdrawn after its holder went out. Do not leave them between the gates: call the other side to take them back, and tell the desk."),
    Reason("already-exited", "refuse", "Somebody has gone out on this pass already (record {earlier}). Send the person to the desk with their document."),
    Reason("already-entered", "refuse", "Somebody has come in on this pass already (record {earlier}). Call a supervisor, and check who this person is."),
    Reason("closed", "refuse", "The crossing is closed on this side. Nobody passes: tell the family that their call is looked after by the desk."),
    Reason("closed-between", "refuse", "This side is closed and this person is between the gates. Do not leave them there: open again, or call the other side to take them back."),
    Reason("exited-twice", "hold", "Two people have gone out on this pass (records {earlier}). Check the document against the face, and call a supervisor."),
    Reason("document-mismatch", "hold", "The document in hand is not the one on the pass. Ask for the right one, or call a second officer."),
    Reason("document-not-shown", "hold", "No document was read. Scan the document that is named on the slip, or call a second officer."),
    Reason("document-not-on-pass", "hold", "This pass names no document. A second officer must make sure who this person is."),
    Reason("not-exited", "hold", "The other side has not told us that this person went out. Ask them, then call a second officer."),
    Reason("no-manifest", "hold", "This gate has no manifest. Fetch one, or call a second officer."),
    Reason("not-in-manifest", "hold", "This pass is not in manifest {number}. Fetch the newest one, or call a second officer."),
    Reason("manifest-old", "hold", "Manifest {number} is not the newest: {newest} exists. Fetch it, or call a second officer."),
    Reason("manifest-stale", "hold", "Manifest {number} is {minutes} minutes old, more than agreed. Fetch a new one, or call a second officer."),
    Reason("manifest-unwitnessed", "hold", "Manifest {number} was never witnessed and is {minutes} minutes old, more than agreed. Fetch a witnessed one, or call a second officer."),
    Reason("issuer-scope", "hold", "The key on this pass may not issue such a pass. Keep the paper, call a second officer, and tell the desk."),
    Reason("clock-wrong", "hold", "The clock of this device is behind. Set it, or call a second officer."),
    Reason("validity-missing", "hold", "This pass does not say when it holds. Call a second officer."),
    Reason("not-yet", "hold", "This pass holds in {minutes} minutes. Ask the family to wait, or call a second officer."),
    Reason("expired", "hold", "This pass ended {minutes} minutes ago. Call a second officer, or send the family to the desk."),
    Reason("category-not-now", "hold", "People of category {category} do not pass in this session. Call a second officer."),
    Reason("order", "hold", "{waiting} of category {first} go first. Ask the family to wait; they keep their place."),
    Reason("coupling", "hold", "{category} waits until more of category {needs} are out ({out} out, {most} may be). Ask the family to wait; they keep their place."),
    Reason("other-lane", "hold", "This pass is for lane {lane}. Show the family the way, or call a second officer."),
)  # fmt: skip

REASONS = {reason.code: reason for reason in TABLE}
WEIGHT = {reason.code: place for place, reason in enumerate(TABLE)}

IN_ORDER = "in-order"
DEGRADED = "in-order-degraded"  # in order under a manifest that is recorded and not yet witnessed
RETURNS = ("returned", "returned-again", "returned-unknown", "returned-after-entry")
SAYS = {
    "in-order": "Let this person through.",
    "in-order-degraded": "Let this person through. Degraded mode: no quorum has witnessed the manifest yet.",
    "overridden": "Let this person through: {officer} and {second} answer for it.",
    "returned": "Take this person back in. Their pass holds again.",
    "returned-again": "Take this person back in. They are noted as returned already: it is noted for the desk.",
    "returned-unknown": "Take this person back in. This gate does not know that they went out: it is noted for the desk.",
    "returned-after-entry": "Take this person back in. They were counted as entered: it is noted for the desk.",
    "turned-away": "This side says no to this person. Send them to the desk: they keep their paper.",
    "turned-away-between": "This side says no to this person. Do not leave them between the gates: call the other side to take them back.",
}
