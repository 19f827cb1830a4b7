"""Use cases of the terms: start an operation, amend, show what is in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.ledger.facts import ActorAdmitted
from safepassage.operations.consent import AMEND, Request, ask_or_agree, digest_of
from safepassage.operations.house import DESK, ISSUER, House
from safepassage.operations.record import Scribe
from safepassage.terms.facts import Agreed
from safepassage.terms.model import Agreement
from safepassage.terms.reading import read_terms, recorded_terms
from safepassage.terms.rules import differences, next_version
from safepassage.terms.rules import in_words as words_of
from safepassage.terms.state import TermsRow


@lru_cache(maxsize=32)
def _read(toml: str) -> Agreement:
    return recorded_terms(toml)


def agreement_in_force(tables: Tables) -> Agreement:
    """The newest version of the terms.

    Raises:
        ProblemsError: the operation was never started.
    """
    return _newest(tables.select(TermsRow))


def agreement_at(tables: Tables, place: int) -> Agreement:
    """The terms that were in force when the entry at that place was written.

    Raises:
        ProblemsError: there were none yet.
    """
    return _newest(row for row in tables.select(TermsRow) if row.entry < place)


def _newest(rows: Iterable[TermsRow]) -> Agreement:
    latest = max(rows, key=lambda row: row.version, default=None)
    if latest is None:
        raise ProblemsError(
            [Problem("operation", "there are no terms yet", "Start it with: safepassage init --terms FILE")]
        )
    return _read(latest.toml)


def start(house: House, toml: str, source: str, at: Moment) -> Agreement:
    """Start an operation: a key and an admission for each actor, then the terms.

    Raises:
        ProblemsError: the terms have faults, or the operation was started before.
    """
    agreement = read_terms(toml, source)
    with house.store.work() as work:
        if work.head().size:
            raise ProblemsError(
                [Problem(source, "this operation was started before", "Use: safepassage terms amend FILE")]
            )
        actors = [(DESK, DESK, "coordinates"), (ISSUER, DESK, "issues")]
        actors += [(party.id, party.id, " ".join(party.roles)) for party in agreement.parties if party.id != DESK]
        for actor, _, _ in actors:
            house.keys.make(actor, house.dice)
        scribe = Scribe(house, work, DESK, at)
        for actor, party, role in actors:
            public = house.keys.public(actor).hex()
            scribe.write(ActorAdmitted(actor, party, public, role, "named in the terms"))
        scribe.write(Agreed(agreement.version, toml, "the agreement as concluded"), agreement.cite("agreement"))
    return agreement


@dataclass(frozen=True, slots=True)
class Amended:
    """An amendment that was asked for, and once two people agreed on it, put in force. `changes` are in words."""

    request: Request
    agreement: Agreement
    changes: tuple[str, ...]


def amend(house: House, toml: str, source: str, reason: str, at: Moment, actor: str = DESK) -> Amended:
    """Ask for a new version, or agree to the very text that another asked for, which puts it in force. New parties get a key.

    Raises:
        ProblemsError: the terms have faults, are not the next version of the ones in force, or this actor may not ask or agree.
    """
    with house.store.work() as work:
        current = agreement_in_force(work.tables)
        agreement = next_version(current, toml, source)
        request = ask_or_agree(Scribe(house, work, actor, at), AMEND, digest_of(toml), reason)
        if not request.agreed:
            return Amended(request, agreement, tuple(differences(current, agreement)))
        scribe = Scribe(house, work, DESK, at)
        for party in agreement.parties:
            if current.party(party.id) is None and party.id != DESK:
                public = house.keys.make(party.id, house.dice).hex()
                scribe.write(
                    ActorAdmitted(
                        party.id, party.id, public, " ".join(party.roles), f"named in version {agreement.version}"
                    )
                )
        # Why stands in the request alone: this body holds the terms and cannot be erased.
        scribe.write(Agreed(agreement.version, toml, "", request.request), agreement.cite("agreement"))
    return Amended(request, agreement, tuple(differences(current, agreement)))


def in_force(house: House) -> Agreement:
    """The terms in force."""
    with house.store.reading() as work:
        return agreement_in_force(work.tables)


def check(toml: str, source: str) -> Agreement:
    """The agreement a terms file describes.

    Raises:
        ProblemsError: every problem of the file, with its line.
    """
    return read_terms(toml, source)


def in_words(agreement: Agreement) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The agreement as headings and sentences."""
    return tuple((heading, tuple(sentences)) for heading, sentences in words_of(agreement))
