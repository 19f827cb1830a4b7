"""Use cases of keys: who may write with which key; admit, retire, rotate, limit."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.ledger.facts import ActorAdmitted, ActorRetired, IssuerScoped, KeyRotated
from safepassage.ledger.state import ActorRow, KeyRow, ScopeRow
from safepassage.operations.house import DESK, ISSUER, House
from safepassage.operations.record import Scribe
from safepassage.operations.signing import log_of, sign_checkpoint
from safepassage.operations.terms import agreement_in_force
from safepassage.seal.keys import check_public_key


@dataclass(frozen=True, slots=True)
class ActorShown:
    """One actor: its newest key (hex) and its epoch, and what is to be said of it."""

    actor: str
    party: str
    role: str
    epoch: int
    public: str
    says: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Every actor, and the log's key as a line."""

    actors: tuple[ActorShown, ...]
    log: str


def actors(house: House) -> Keys:
    """Who may write, and who may not any more."""
    with house.store.reading() as work:
        found = []
        for row in work.tables.select(ActorRow):
            keys = list(work.tables.select(KeyRow, actor=row.actor))
            epoch = max((one.epoch for one in keys), default=1)
            scope = work.tables.get(ScopeRow, row.actor, epoch)
            says = f"retired: {row.retired}" if row.until >= 0 else _limits(scope)
            found.append(ActorShown(row.actor, row.party, row.role, epoch, row.public, says))
        return Keys(tuple(found), log_of(house, work).text())


def _limits(scope: ScopeRow | None) -> str:
    if scope is None:
        return ""
    window = f"{scope.valid_from or 'any time'} to {scope.expires or 'any time'}"
    number = f"{scope.most:,} passes" if scope.most else "any number of passes"
    return f"may sign {number}, categories {scope.categories if scope.categories != '[]' else 'all'}, {window}"


def admit(house: House, actor: str, party: str, role: str, public: str, reason: str, at: Moment) -> str:
    """Let somebody write: a person of the cell, a device. `public` is their key (hex), empty to make one here; the key in force.

    Raises:
        ProblemsError: the actor is known already, the party is none, or the key must not be registered.
    """
    with house.store.work() as work:
        problems = _problems_of(reason)
        if work.tables.get(ActorRow, actor) is not None:
            problems.append(Problem("actor", f"{actor} is known already", "Use another id: no id is ever used twice"))
        if party != DESK and agreement_in_force(work.tables).party(party) is None:
            problems.append(Problem("--party", f"{party} is no party", "Name one of: safepassage terms show"))
        if public:
            problems += _weak(public)
        if problems:
            raise ProblemsError(problems)
        key = public or house.keys.make(actor, house.dice).hex()
        Scribe(house, work, DESK, at).write(ActorAdmitted(actor, party, key, role, reason.strip()))
        return key


def _weak(public: str) -> list[Problem]:
    try:
        why = check_public_key(bytes.fromhex(public))
    except ValueError:
        why = "it is not hexadecimal"
    return [Problem("--public", f"this key must not be registered: {why}", "Make another key")] if why else []


def _problems_of(reason: str) -> list[Problem]:
    return [] if reason.strip() else [Problem("--reason", "no reason is given", "Say why, in words that name nobody")]


def _standing(tables: Tables, actor: str, *, ends: bool = True) -> list[Problem]:
    row = tables.get(ActorRow, actor)
    if row is None or row.until >= 0:
        return [Problem("actor", f"{actor} may not write (any more)", "Name an actor: safepassage keys list")]
    if actor == DESK and ends:
        what = "the record is known by this actor, so it is never retired"
        return [
            Problem(
                "actor",
                what,
                "Give it a new key: safepassage keys rotate coordination. If the old one is lost, end this record and start another",
            )
        ]
    return []


def retire(house: House, actor: str, reason: str, at: Moment) -> None:
    """Let somebody write no more: a lost device, a person who left. What they wrote stands.

    Raises:
        ProblemsError: the actor may not write anyway, or is the one the record is known by.
    """
    with house.store.work() as work:
        problems = _standing(work.tables, actor) + _problems_of(reason)
        if problems:
            raise ProblemsError(problems)
        Scribe(house, work, DESK, at).write(ActorRetired(actor, reason.strip()))


def rotate(house: House, actor: str, reason: str, at: Moment, *, revoke: bool = False) -> int:
    """Give an actor a new key, from the next entry on; its epoch. `revoke`: passes signed with the earlier keys open nothing any more.

    The new key lies beside the old one until the record holds the rotation, so that a crash leaves none without its key.

    Raises:
        ProblemsError: the actor may not write, or is the one the record is known by.
    """
    with house.store.work() as work:
        problems = _standing(work.tables, actor, ends=False) + _problems_of(reason)
        if problems:
            raise ProblemsError(problems)
        epoch = 1 + max(row.epoch for row in work.tables.select(KeyRow, actor=actor))
        public = house.keys.make_next(actor, house.dice).hex()
        Scribe(house, work, DESK, at).write(KeyRotated(actor, public, epoch, reason.strip(), revoke))
        if actor == DESK:
            # The last that the old key signs: whoever knows it can follow it to the new one.
            sign_checkpoint(house, work)
    house.keys.promote(actor, house.dice)
    return epoch


def finish_rotations(house: House) -> None:
    """After a crash: a next key that the record holds becomes the actor's; one that it does not stays where it is, unused."""
    waiting = house.keys.waiting()
    if not waiting:
        return
    with house.store.reading() as work:
        due = [one for one in waiting if _recorded(house, work.tables, one)]
    for actor in due:
        house.keys.promote(actor, house.dice)


def _recorded(house: House, tables: Tables, actor: str) -> bool:
    row = tables.get(ActorRow, actor)
    return row is not None and row.public == house.keys.public(f"{actor}.next").hex()


def limit_issuer(
    house: House,
    categories: tuple[str, ...],
    most: int,
    window: tuple[Moment | None, Moment | None],
    reason: str,
    at: Moment,
) -> int:
    """What the issuer's newest key may sign from now on; its epoch.

    Raises:
        ProblemsError: a category is none of the terms, the number is below 0, or the window ends before it begins.
    """
    with house.store.work() as work:
        agreement = agreement_in_force(work.tables)
        problems = _problems_of(reason)
        problems += [
            Problem("--category", f"{one} is no category", "Name one of: safepassage terms show")
            for one in categories
            if agreement.category(one) is None
        ]
        begins, ends = window
        if most < 0 or (begins is not None and ends is not None and ends <= begins):
            problems.append(
                Problem("--most", "the number or the window makes no sense", "Give 0 or more, from before until")
            )
        if problems:
            raise ProblemsError(problems)
        epoch = max(row.epoch for row in work.tables.select(KeyRow, actor=ISSUER))
        Scribe(house, work, DESK, at).write(IssuerScoped(ISSUER, epoch, categories, most, begins, ends, reason.strip()))
        return epoch
