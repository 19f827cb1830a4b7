"""Use cases of keys: who may write with which key; admit, retire, rotate, limit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.kernel.wording import counted
from safepassage.ledger.actors import is_handed_on, rotation_message
from safepassage.ledger.facts import ActorAdmitted, ActorRetired, IssuerScoped, KeyRotated
from safepassage.ledger.state import ActorRow, KeyRow, ScopeRow
from safepassage.operations.house import DESK, ISSUER, House
from safepassage.operations.record import Scribe
from safepassage.operations.signing import log_of, sign_checkpoint
from safepassage.operations.terms import agreement_in_force
from safepassage.passes.wire import pass_keys
from safepassage.seal.keys import check_public_key

ACTOR_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")  # as the terms write ids, and short enough for the name of a file
PEPPER = "pepper"  # the secret of the keyed tags lies among the keys under this name
NEXT = ".next"  # what the name ends with of a key that takes the place of another's
DRAWS = 64  # two keys are named alike once in 65,536


@dataclass(frozen=True, slots=True)
class Handed:
    """A new key that its holder made elsewhere, 32 bytes as hex, and the old key's signature over `rotation_message`, 64 bytes as hex."""

    public: str
    signature: str


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
    number = counted(scope.most, "pass", "passes") if scope.most else "any number of passes"
    return f"may sign {number}, categories {scope.categories if scope.categories != '[]' else 'all'}, {window}"


def admit(house: House, actor: str, party: str, role: str, public: str, reason: str, at: Moment) -> str:
    """Let somebody write: a person of the cell, a device. `public` is their key (hex), empty to make one here; the key in force.

    Raises:
        ProblemsError: the id is not of its form, the actor is known already, the party is none, or the key must not be registered.
    """
    with house.store.work() as work:
        problems = _problems_of(reason) + _odd(actor)
        if work.tables.get(ActorRow, actor) is not None:
            problems.append(Problem("actor", f"{actor} is known already", "Use another id: no id is ever used twice"))
        if party != DESK and agreement_in_force(work.tables).party(party) is None:
            problems.append(Problem("--party", f"{party} is no party", "Name one of: safepassage terms show"))
        if public:
            problems += _weak(public) or _taken(work.tables, public)
        if problems:
            raise ProblemsError(problems)
        key = _plain(public) or house.keys.make(actor, house.dice).hex()
        Scribe(house, work, DESK, at).write(ActorAdmitted(actor, party, key, role, reason.strip()))
        return key


def is_no_actors(name: str) -> bool:
    """Whether a key of this name is no actor's own: the pepper, or the next key of somebody."""
    return name == PEPPER or name.endswith(NEXT)


def _odd(actor: str) -> list[Problem]:
    """Problems with an id: it is the name of a key's file, and stands in the record for ever."""
    if is_no_actors(actor):
        return [Problem("actor", f"{actor} is the name of something else among the keys", "Use another id")]
    if ACTOR_ID.fullmatch(actor) is None:
        do = "Use at most 64 small letters a-z, digits and hyphens, beginning with no hyphen"
        return [Problem("actor", "this is no id of an actor", do)]
    return []


def _taken(tables: Tables, public: str) -> list[Problem]:
    """Problems where somebody has, or had, this key: two who sign with one key are one."""
    if not any(tables.select(KeyRow, public=_plain(public))):
        return []
    return [Problem("--public", "this key is or was an actor's in this record", "Make another key")]


def _plain(public: str) -> str:
    """The key in the one form that the record holds it in: small letters, no spaces."""
    return bytes.fromhex(public).hex()


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
        ProblemsError: the actor may not write anyway, is the one the record is known by, or signs passes.
    """
    with house.store.work() as work:
        problems = _standing(work.tables, actor) + _problems_of(reason)
        if actor == ISSUER:
            # Nobody else signs passes, and no id is used twice: an operation whose issuer is gone could issue none ever again.
            what = "its passes would go on opening gates, and no other can be issued"
            do = "Give it a new key, and end what the old ones signed: safepassage keys rotate issuer --revoke"
            problems.append(Problem("actor", what, do))
        if problems:
            raise ProblemsError(problems)
        Scribe(house, work, DESK, at).write(ActorRetired(actor, reason.strip()))


def rotate(
    house: House, actor: str, reason: str, at: Moment, *, revoke: bool = False, handed: Handed | None = None
) -> int:
    """Give an actor a new key, from the next entry on; its epoch. `revoke`: passes signed with the earlier keys open nothing any more.

    The old key signs the new one. Where it lies here the new key is made here, beside the old one until the record holds the rotation,
    so that a crash leaves none without its key. Where it lies elsewhere its holder makes and signs the new one (`handed`): the cell
    alone gives nobody a key but its own.

    Raises:
        ProblemsError: the actor may not write, or its old key neither lies here nor signed what was handed.
    """
    with house.store.work() as work:
        problems = _standing(work.tables, actor, ends=False) + _problems_of(reason)
        if not _standing(work.tables, actor, ends=False):
            problems += _unsigned(house, work.tables, actor, handed)
        if problems:
            raise ProblemsError(problems)
        epoch = _next_epoch(work.tables, actor)
        new = handed if handed is not None else _made_here(house, work.tables, actor, epoch)
        Scribe(house, work, DESK, at).write(
            KeyRotated(actor, _plain(new.public), epoch, reason.strip(), revoke, new.signature, handed is not None)
        )
        if actor == DESK:
            # The last that the old key signs: whoever knows it can follow it to the new one.
            sign_checkpoint(house, work)
    if handed is None:
        house.keys.promote(actor, house.dice)
    else:
        house.keys.forget(actor)
    return epoch


def _next_epoch(tables: Tables, actor: str) -> int:
    return 1 + max(row.epoch for row in tables.select(KeyRow, actor=actor))


def _unsigned(house: House, tables: Tables, actor: str, handed: Handed | None) -> list[Problem]:
    """Problems where the key in force neither lies here nor signed what was handed."""
    row, epoch = tables.get(ActorRow, actor), _next_epoch(tables, actor)
    public = row.public if row is not None else ""
    if handed is None:
        if house.keys.held(actor) and house.keys.public(actor).hex() == public:
            return []
        what = f"the key of {actor} is not held here, and only that key can name the one that follows it"
        do = (
            f"Let its holder make one: safepassage keys own {actor} --key OLD --record {house.name} --epoch {epoch} --out NEW; "
            f"then give --public and --signature. Is it lost or stolen: safepassage keys retire {actor}, and admit another id"
        )
        return [Problem("actor", what, do)]
    if actor in (DESK, ISSUER):
        return [Problem("--public", f"the cell itself signs as {actor}", "Leave --public out: the key is made here")]
    problems = _weak(handed.public)
    if problems:
        return problems
    problems = _taken(tables, handed.public)
    fact = KeyRotated(actor, _plain(handed.public), epoch, "", signature=handed.signature)
    if not is_handed_on(bytes.fromhex(public), house.name, fact):
        what = f"it is not that of {actor}'s key over this new key, as epoch {epoch} of {house.name}"
        do = f"Let its holder sign it: safepassage keys own {actor} --key OLD --record {house.name} --epoch {epoch} --out NEW"
        problems.append(Problem("--signature", what, do))
    return problems


def _made_here(house: House, tables: Tables, actor: str, epoch: int) -> Handed:
    """A new key, beside the old one, which signs it.

    A pass names its key by two bytes, so the issuer's is drawn again while an earlier one is named alike.
    """
    earlier = [bytes.fromhex(row.public) for row in tables.select(KeyRow, actor=actor)] if actor == ISSUER else []
    for _ in range(DRAWS):
        public = house.keys.make_next(actor, house.dice)
        if not any(_alike(house.name, public, one) for one in earlier):
            message = rotation_message(house.name, actor, epoch, public.hex())
            return Handed(public.hex(), house.keys.sign(actor, message).hex())
    what = f"{DRAWS} new keys have ids of earlier ones"
    raise ProblemsError([Problem("issuer", what, "Check where this machine's randomness comes from, then try again")])


def _alike(operation: str, one: bytes, other: bytes) -> bool:
    try:
        return len(pass_keys(operation, (one, other))) == 1
    except ValueError:
        return True


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
