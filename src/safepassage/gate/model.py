"""What one side of the crossing knows and says. No list of people: passes, tags, a manifest and the side's own journal."""

from __future__ import annotations

from dataclasses import dataclass, field

from safepassage.kernel.moment import Moment

VERDICTS = ("admit", "hold", "refuse")
STEPS = {"exit": "exited", "entry": "entered"}  # what a person has done who was admitted at that step
RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Presented:
    """What the pass in hand was found to be: `fault` is why it cannot be read, empty where its signature is valid.

    `manifest_tag` is the pass id's 8-byte keyed tag as hex; `document` the 16-byte keyed tag as hex of the document in
    hand, empty while none was shown. `fault` is the code of the
    pass codec's fault. `outside`: the key that signed it may not issue such a pass (category, window).
    """

    pass_id: str = ""
    operation: str = ""
    category: str = ""
    tag: str = ""
    valid_from: Moment | None = None
    expires: Moment | None = None
    fault: str = ""
    lane: str = ""
    manifest_tag: str = ""
    document: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Admit, hold or refuse, with a stable reason code, the sentence for the officer, and the clause it rests on.

    `step` is what the person does if this stands (exited, entered, returned), empty unless admitted. `also` names every
    further reason, so that a second person never overrides the one on top unaware of the rest. `earlier` is the record
    of an earlier crossing that this one does not follow from; `takes_back` the exit that a return answers.
    """

    verdict: str
    reason: str
    says: str
    clause: str = ""
    step: str = ""
    also: tuple[str, ...] = ()
    earlier: str = ""
    takes_back: str = ""


@dataclass(frozen=True, slots=True)
class ManifestInHand:
    """The cosigned set the gate works under. `tags`, `revoked` and `patients` are 8-byte keyed tags as hex, each sorted.

    `number` 0 is no manifest; `newest` is the highest number this gate or a peer it met ever saw. `patients` are the
    passes whose bearers count as patients in a coupling. `witnessed`: a quorum cosigned a checkpoint over it; else it is only
    recorded, and the gate works in degraded mode. `digest` is the SHA-256 of its text as hex, which every record names.
    """

    number: int = 0
    newest: int = 0
    made: Moment | None = None
    tags: tuple[str, ...] = ()
    revoked: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()
    witnessed: bool = True
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """Persons of `first` go out before persons of `then` on the same day."""

    clause: str
    first: str
    then: str


@dataclass(frozen=True, slots=True)
class Coupled:
    """Persons of `category` out <= `ratio` x patients of `needs` out + `allowance`, at any moment of the day."""

    clause: str
    category: str
    needs: str
    ratio: int
    allowance: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Who may pass now. `waiting` counts, per category, the persons called today who have not gone out and whose case is not settled."""

    categories: tuple[str, ...] = ()
    before: tuple[Before, ...] = ()
    coupled: tuple[Coupled, ...] = ()
    waiting: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Steps:
    """Where one pass has been: the admitted records by step, in canonical order. `out` are the exits that no return took back."""

    exited: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    out: tuple[str, ...] = ()

    def between(self) -> bool:
        """Exited one side, not yet entered the other."""
        return bool(self.out) and not self.entered


@dataclass(frozen=True, slots=True)
class Journal:
    """What is known of earlier crossings, this side's and the other's.

    `passes` is every pass that was admitted once or more. `out` and `patients_out` count, per category, the passes that
    went out on the journal's day and were not returned; a pass counts once, however often it crossed.
    """

    passes: dict[str, Steps] = field(default_factory=dict)
    out: dict[str, int] = field(default_factory=dict)
    patients_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """How old a manifest may be, in minutes, and how far two clocks may differ, in seconds.

    `unwitnessed_minutes`: how old a manifest may be that no quorum has witnessed yet.
    """

    manifest_minutes: int = 24 * 60
    tolerance_seconds: int = 120
    unwitnessed_minutes: int = 120


@dataclass(frozen=True, slots=True)
class Station:
    """One side at one moment: everything `decide` may know.

    `session` is `SIDE/DAY/NUMBER`, the newest one; `open` says that it has no close record. `clauses` names the clause of each reason.
    """

    operation: str
    side: str
    step: str
    session: str = ""
    open: bool = False
    lane: str = ""
    manifest: ManifestInHand = ManifestInHand()
    flow: Flow = Flow()
    journal: Journal = field(default_factory=Journal)
    limits: Limits = Limits()
    clauses: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One pass presented, as a device's journal holds it.

    `record` is `DEVICE/SEQUENCE/CHECK`: the device, its own sequence without gaps from 1, and a check of what the record
    says, so that two records under one sequence never share an id. `manifest` is the number of the one in hand, 0 for none, and
    `manifest_digest` the SHA-256 of its text as hex. `drawn` is what the device drew for this record alone, as
    16 hex digits: two bodies are two records, even where a copy of the device writes all the rest alike. What others know of it
    (`category`, `patient`, the told moment `at`, the `conflict` the device saw) is no part of it.
    """

    record: str
    session: str
    side: str
    pass_id: str
    verdict: str
    reason: str
    step: str
    officer: str
    second: str = ""
    override: str = ""
    takes_back: str = ""
    manifest: int = 0
    manifest_digest: str = ""
    drawn: str = ""
    category: str = ""
    patient: bool = False
    at: str = ""
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """A device's close record: `last` is the sequence of its last record of the session; what comes behind is not of it."""

    session: str
    device: str
    last: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a device hands over, in any number and order."""

    records: tuple[Record, ...]
    closes: tuple[Close, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A pass took a step once more than a body can: both records stand, and a person finds out why."""

    pass_id: str
    step: str
    record: str
    earlier: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What several journals say together: the same for every order, repetition and delay of their bundles.

    `gaps` are the places `DEVICE/SEQUENCE` that must hold a record and do not; `forks` the places where a device said
    two things (it was cloned, or its memory was turned back); `after_close` the crossings behind a device's own close;
    `odd` the records that no gate which keeps the rule writes (parts that contradict each other, no draw, a draw that stands in
    another record too); `loose` the returns noted where the exit was not known, while
    their pass is out: note them again where it is. All of these records are kept, and their crossings counted. `shared` are the
    names that devices of several parties give themselves, each with those parties: two devices, called `PARTY:DEVICE` here.
    """

    records: tuple[Record, ...]
    closes: tuple[Close, ...]
    conflicts: tuple[Conflict, ...]
    gaps: tuple[str, ...]
    forks: tuple[str, ...]
    after_close: tuple[str, ...]
    odd: tuple[str, ...]
    loose: tuple[str, ...]
    shared: tuple[tuple[str, tuple[str, ...]], ...] = ()
