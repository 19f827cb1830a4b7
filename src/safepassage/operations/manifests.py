"""Use cases of manifests: which passes every gate knows of, fixed in the record, and written out to be carried to the gates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.kernel.wording import counted
from safepassage.ledger import merkle
from safepassage.operations.details import is_patient
from safepassage.operations.house import DESK, House
from safepassage.operations.issuing import cleared, issuer_keys, usable
from safepassage.operations.ports import Work
from safepassage.operations.record import Scribe
from safepassage.operations.terms import agreement_in_force
from safepassage.operations.witnessing import grow
from safepassage.passes.manifest import manifest_digest
from safepassage.passes.model import Manifest
from safepassage.passes.rules import in_force, manifest_made, manifest_of, manifest_text
from safepassage.passes.state import ManifestRow, PassRow
from safepassage.people.state import PersonRow
from safepassage.seal.tags import manifest_tag

TAKE_OUT = "safepassage passes manifest --out DIR"


@dataclass(frozen=True, slots=True)
class Heeded:
    """What a change of who may pass meant for the gates: passes in force stopped, in order again, and the manifest that says so (0: none)."""

    stopped: int = 0
    again: int = 0
    manifest: int = 0


@dataclass(frozen=True, slots=True)
class TakenOut:
    """The newest manifest as the text to carry to the gates; `fresh`: the record said otherwise by now, so it was fixed just now."""

    number: int
    text: str
    passes: int
    fresh: bool


def newest(tables: Tables) -> ManifestRow | None:
    """The manifest in force."""
    return max(tables.select(ManifestRow), key=lambda row: row.number, default=None)


def fix_manifest(house: House, work: Work, at: Moment) -> Manifest:
    """Fix and record the set of passes that are valid from now on."""
    before = newest(work.tables)
    number = 1 + (before.number if before is not None else 0)
    head = work.head()
    bare = Manifest(house.name, number, at, (), head.size, merkle.root(head.frontier).hex())
    manifest = filled(house, work.tables, bare)
    Scribe(house, work, DESK, at).write(manifest_made(manifest))
    return manifest


def filled(house: House, tables: Tables, bare: Manifest) -> Manifest:
    """The manifest with its sets, as the tables have them: passes of keys in force whose bearers everybody still lets pass, and those withdrawn."""
    pepper = house.keys.pepper()
    known = usable(list(tables.select(PassRow)), issuer_keys(tables, house.name))
    spoken_of = [row for row in known if row.revoked or row.expires > bare.made.iso()]
    rows = cleared(tables, agreement_in_force(tables), spoken_of)
    return manifest_of(bare, rows, lambda pass_id: manifest_tag(pepper, pass_id), patients_among(tables, rows))


def patients_among(tables: Tables, rows: Sequence[PassRow]) -> set[str]:
    """The persons with a pass who are patients in a coupling, not companions."""
    persons = (tables.get(PersonRow, row.person_id) for row in rows)
    return {row.person_id for row in persons if row is not None and is_patient(row)}


def take_out(house: House, at: Moment) -> TakenOut:
    """The newest manifest once more, to the byte. Where the record says otherwise by now (a key revoked, two people found to be one), a new one is fixed.

    Raises:
        ProblemsError: no manifest was made yet.
    """
    with house.store.work() as work:
        row = newest(work.tables)
        if row is None:
            what, do = "none was made yet", "Issue passes: safepassage passes issue --day D --out DIR"
            raise ProblemsError([Problem("manifest", what, do)])
        tree = merkle.Hashes()
        grow(tree, work)
        bare = Manifest(house.name, row.number, Moment.parse(row.at), (), row.entry, tree.root(row.entry).hex())
        manifest = filled(house, work.tables, bare)
        fresh = manifest_digest(manifest_text(manifest)) != row.digest
        if fresh:
            manifest = fix_manifest(house, work, at)
        return TakenOut(manifest.number, manifest_text(manifest), len(manifest.tags), fresh)


def heeded(house: House, work: Work, at: Moment, persons: Iterable[str], change: Callable[[], None]) -> Heeded:
    """Make a change of what somebody is cleared for; where it changes who of these persons may pass with a pass in force, fix a manifest in the same work."""
    several = tuple(dict.fromkeys(persons))
    before = _may_pass(work.tables, several, at)
    change()
    after = _may_pass(work.tables, several, at)
    number = fix_manifest(house, work, at).number if before != after else 0
    return Heeded(len(before - after), len(after - before), number)


def in_words(gates: Heeded) -> list[str]:
    """What a change meant for the gates, and what is to be done; nothing where it meant nothing."""
    if not gates.manifest:
        return []
    what = f"Manifest {gates.manifest} is fixed: {counted(gates.stopped, 'pass', 'passes')} stopped, {gates.again:,} in order again."
    return [f"{what} Take it to the gates: {TAKE_OUT}"]


def _may_pass(tables: Tables, persons: Iterable[str], at: Moment) -> set[str]:
    rows = [row for one in persons for row in tables.select(PassRow, person_id=one)]
    return {row.pass_id for row in cleared(tables, agreement_in_force(tables), list(in_force(rows, at)))}
