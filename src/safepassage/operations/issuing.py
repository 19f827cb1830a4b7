"""The issuer's keys by epoch, and what each may sign: a pass outside its key's limits is held at the gate, however good its signature."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.account.state import StandRow
from safepassage.clearance.state import ClearanceRow
from safepassage.kernel.problems import Problem
from safepassage.kernel.rows import Tables
from safepassage.kernel.wording import counted
from safepassage.ledger.state import KeyRow, ScopeRow
from safepassage.operations.asking import withdrawal_of
from safepassage.operations.house import ISSUER
from safepassage.passes.model import Pass
from safepassage.passes.state import PassRow
from safepassage.passes.wire import Fault, key_id, read_pass
from safepassage.people.state import PersonRow
from safepassage.terms.model import Agreement


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """One key of the issuer that was not revoked: `kid` as passes name it, and its limits where it has some."""

    epoch: int
    kid: bytes
    public: bytes
    scope: ScopeRow | None

    def outside(self, says: Pass) -> str | None:
        """Why this key may not sign such a pass, None where it may."""
        scope = self.scope
        if scope is None:
            return None
        categories = json.loads(scope.categories)
        if categories and says.category not in categories:
            return f"its issuer may not sign passes of category {says.category}"
        if scope.valid_from and says.valid_from.iso() < scope.valid_from:
            return "its issuer may not sign passes that hold so early"
        if scope.expires and says.expires.iso() > scope.expires:
            return "its issuer may not sign passes that hold so long"
        return None


def issuer_keys(tables: Tables, operation: str) -> tuple[IssuerKey, ...]:
    """The issuer's keys that passes may be signed with, newest first."""
    rows = [row for row in tables.select(KeyRow, actor=ISSUER) if not row.revoked]
    return tuple(
        IssuerKey(
            row.epoch,
            key_id(operation, public := bytes.fromhex(row.public)),
            public,
            tables.get(ScopeRow, ISSUER, row.epoch),
        )
        for row in sorted(rows, key=lambda one: -one.epoch)
    )


def read_with(text: str, keys: Sequence[IssuerKey], operation: str) -> tuple[Pass | Fault, IssuerKey | None]:
    """What a pass says, or why it cannot be read; and the key that signed it. Two keys may have one id: each is tried."""
    fault: Fault | None = None
    for key in keys:
        read = read_pass(text, {key.kid: key.public}, operation)
        if not isinstance(read, Fault):
            return read, key
        if read.code != "unknown-key":
            fault = read
    return fault or read_pass(text, {}, operation), None


def usable(rows: Sequence[PassRow], keys: Sequence[IssuerKey]) -> list[PassRow]:
    """The passes whose key was not revoked."""
    good = {key.kid.hex() for key in keys}
    return [row for row in rows if row.signed_with in good or not row.signed_with]


def cleared(tables: Tables, agreement: Agreement, rows: Sequence[PassRow]) -> list[PassRow]:
    """The passes whose bearers still ask to leave and everybody lets pass, and those that were withdrawn: what a manifest speaks of.

    A party that took its yes back is heeded by every gate with the manifest that comes next; the pass is held there, not refused.
    """
    return [row for row in rows if row.revoked or _is_cleared(tables, agreement, row.person_id)]


def _is_cleared(tables: Tables, agreement: Agreement, person_id: str) -> bool:
    person = tables.get(PersonRow, person_id)
    if person is not None and person.merged_into:
        person = tables.get(PersonRow, person.merged_into)
    if person is None or withdrawal_of(tables, person):
        return False
    category, stand = agreement.category(person.category), tables.get(StandRow, person.person_id)
    ids = (person.person_id, *(json.loads(stand.also) if stand is not None else ()))
    return all(
        any((said := tables.get(ClearanceRow, one, party)) is not None and said.status == "granted" for one in ids)
        for party in (category.clearances if category else ())
    )


def too_many(rows: Sequence[PassRow], keys: Sequence[IssuerKey]) -> list[Problem]:
    """Problems where a key has signed more passes than it may."""
    found = []
    for key in keys:
        most = key.scope.most if key.scope is not None else 0
        signed = sum(row.signed_with == key.kid.hex() for row in rows)
        if most and signed > most:
            what = f"the issuer's key of epoch {key.epoch} may sign {counted(most, 'pass', 'passes')}, and would have signed {signed}"
            found.append(Problem("issuer", what, "Agree on a larger number: safepassage keys issuer --most N"))
    return found
