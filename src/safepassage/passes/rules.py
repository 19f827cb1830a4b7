"""Decisions of this room: pure, moment and state in, facts or problems out."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.passes.facts import ManifestMade, Revoked
from safepassage.passes.manifest import manifest_digest, manifest_text, read_manifest
from safepassage.passes.model import Bearer, Manifest, Pass, Window
from safepassage.passes.slips import slips_for, wave_times
from safepassage.passes.state import PassRow
from safepassage.terms.model import LONGEST_LANE

__all__ = [
    "in_force",
    "manifest_made",
    "manifest_of",
    "manifest_text",
    "pass_for",
    "read_manifest",
    "revoke",
    "revoke_for",
    "slips_for",
    "wave_times",
    "window_of",
]


def local_moment(day: str, minute: int, timezone: str) -> Moment:
    """The moment of a local time, `minute` minutes after midnight by the wall clock; 1,440 is the next midnight.

    A time that the clock skips is read by the offset before the jump, one that it shows twice as the first.

    Raises:
        ValueError: the day cannot be read, or the minute is not of it.
        ZoneInfoNotFoundError: there is no such time zone.
    """
    if not 0 <= minute <= 24 * 60:
        raise ValueError("a local time is between 0 and 1,440 minutes after midnight")
    days, minutes = divmod(minute, 24 * 60)
    wall = datetime.combine(date.fromisoformat(day) + timedelta(days=days), time(minutes // 60, minutes % 60))
    return Moment(int(wall.replace(tzinfo=ZoneInfo(timezone)).timestamp()))


def window_of(day: str, valid_until: str, present_from: int, timezone: str) -> Window:
    """When the passes of a day's call hold: from its presenting time to the end of the last day, both local.

    Raises:
        ValueError: a day cannot be read, or the last day is before the first.
    """
    if date.fromisoformat(valid_until) < date.fromisoformat(day):
        raise ValueError("a call cannot end before its day")
    return Window(local_moment(day, present_from, timezone), local_moment(valid_until, 24 * 60, timezone))


def pass_for(operation: str, bearer: Bearer, pass_id: str, window: Window) -> Pass:
    """One person's pass. `pass_id` is 10 random bytes as hex. A lane whose id is too long for a pass is not on it: no gate asks for one then.

    Raises:
        ValueError: the pass has no name to show, or the id is not of its form.
    """
    if not bearer.name.strip():
        raise ValueError("a pass must show a name, for the officer compares it with the document")
    if len(bytes.fromhex(pass_id)) != 10:  # noqa: PLR2004 -- the length of a pass id, as the noun says
        raise ValueError("a pass id is 10 bytes as hex")
    return Pass(
        pass_id=pass_id,
        operation=operation,
        name=bearer.name,
        birth=bearer.birth,
        tag=bearer.tag,
        category=bearer.category,
        lane=bearer.lane if len(bearer.lane) <= LONGEST_LANE else "",
        valid_from=window.valid_from,
        expires=window.expires,
    )


def in_force(rows: Iterable[PassRow], moment: Moment) -> tuple[PassRow, ...]:
    """The passes that a manifest made now must hold: not revoked, not ended; those that begin later are among them."""
    return tuple(row for row in rows if not row.revoked and row.expires > moment.iso())


def manifest_of(
    head: Manifest, rows: Iterable[PassRow], tag_of: Callable[[str], str], patients: Container[str] = ()
) -> Manifest:
    """The manifest of the moment `head.made`: `head` gives everything but the sets.

    `tag_of` gives the keyed manifest tag of a pass id; `patients` holds the person ids that count as patients.

    Raises:
        ValueError: two passes have one tag; make one of them again.
    """
    kept = list(rows)
    valid = {tag_of(row.pass_id): row for row in in_force(kept, head.made)}
    # A pass that was withdrawn stays so when it has ended too: only told as ended, it is held, and two officers may let its bearer pass.
    withdrawn = {tag_of(row.pass_id) for row in kept if row.revoked}
    spoken_of = sum(bool(row.revoked) or row.expires > head.made.iso() for row in kept)
    if len(valid) + len(withdrawn) != spoken_of or withdrawn & set(valid):
        raise ValueError("two passes have one tag: make one of them again")
    return Manifest(
        operation=head.operation,
        number=head.number,
        made=head.made,
        tags=tuple(sorted(valid)),
        tree_size=head.tree_size,
        root=head.root,
        revoked=tuple(sorted(withdrawn)),
        patients=tuple(sorted(tag for tag, row in valid.items() if row.person_id in patients)),
    )


def manifest_made(manifest: Manifest) -> ManifestMade:
    """The fact that stands for a manifest."""
    return ManifestMade(manifest.number, len(manifest.tags), manifest_digest(manifest_text(manifest)))


def revoke(row: PassRow | None, pass_id: str, reason: str) -> Revoked:
    """Withdraw one pass.

    Raises:
        ProblemsError: there is no such pass, it was withdrawn already, or no reason is given.
    """
    problems = []
    if row is None:
        problems.append(Problem(pass_id, "there is no such pass", "Check its number", code="pass-unknown"))
    elif row.revoked:
        problems.append(Problem(pass_id, "it was withdrawn already", "Nothing is to be done", code="pass-revoked"))
    if not reason.strip():
        problems.append(Problem(pass_id, "no reason is given", "Say why, in words", code="reason-missing"))
    if problems:
        raise ProblemsError(problems)
    return Revoked(pass_id, reason.strip())


def revoke_for(rows: Iterable[PassRow], why: Mapping[str, str], moment: Moment) -> tuple[Revoked, ...]:
    """Withdraw every pass still in force of the persons named: their yes was taken back, or a new pass takes its place.

    `why` is the reason by person id. Passes that ended or were withdrawn already are left as they are.
    """
    return tuple(
        Revoked(row.pass_id, why[row.person_id]) for row in in_force(rows, moment) if why.get(row.person_id, "")
    )
