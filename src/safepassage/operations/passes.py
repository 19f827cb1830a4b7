"""Use cases of passes: issue a day's, verify one, revoke one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations.asking import withdrawal_of
from safepassage.operations.details import details_of, person_context
from safepassage.operations.house import DESK, ISSUER, House
from safepassage.operations.issuing import IssuerKey, issuer_keys, read_with, too_many, usable
from safepassage.operations.manifests import fix_manifest
from safepassage.operations.ports import Work
from safepassage.operations.record import Scribe
from safepassage.operations.terms import agreement_in_force
from safepassage.passes.facts import Issued
from safepassage.passes.model import Bearer, CallDay, CalledCase, Pass, Said, Slip, SlipPerson, Window
from safepassage.passes.rules import manifest_text, pass_for, revoke, slips_for, window_of
from safepassage.passes.state import PassRow
from safepassage.passes.wire import Fault, key_id, pass_text, printable_name
from safepassage.people.state import PersonRow
from safepassage.plan.state import CallListRow, CallRow
from safepassage.seal.tags import document_tag, lookup_code
from safepassage.terms.model import LONGEST_CATEGORY, Agreement
from safepassage.terms.rules import documents_for


@dataclass(frozen=True, slots=True)
class IssuedDay:
    """A day's passes: each case's slip, the manifest as text, and how many passes are new."""

    day: str
    slips: tuple[Slip, ...]
    manifest: str
    number: int
    passes: int


def issue(house: House, day: str, at: Moment) -> IssuedDay:
    """Issue a pass to every person on the day's published list and fix a new manifest. Issued again, nobody gets a second pass.

    Raises:
        ProblemsError: no list was published for the day, or the issuer's key may not sign a new pass, or not so many.
    """
    with house.store.work() as work:
        agreement = agreement_in_force(work.tables)
        row = next((one for one in work.tables.select(CallListRow, day=day) if one.status == "published"), None)
        if row is None:
            raise ProblemsError(
                [
                    Problem(
                        "day", f"no list was published for {day}", f"Publish it: safepassage plan publish --day {day}"
                    )
                ]
            )
        run = _Run(house, work, agreement, row, Scribe(house, work, DESK, at), at, issuer_keys(work.tables, house.name))
        calls = sorted(work.tables.select(CallRow, day=day, draft=row.draft), key=lambda call: call.position)
        long = sorted({call.category for call in calls if len(call.category) > LONGEST_CATEGORY})
        if long:
            do = f"Give it an id of at most {LONGEST_CATEGORY} signs: safepassage terms amend FILE"
            raise ProblemsError([Problem("category", f"no pass can carry the id {one}", do) for one in long])
        cases = [case for call in calls if (case := run.case(call)).persons]
        # Asked of new passes only: a limit that was lowered since must never stand in the way of a withdrawal or a reprint.
        beyond = too_many(list(work.tables.select(PassRow)), run.keys) if run.made else []
        if beyond:
            raise ProblemsError(beyond)
        manifest = fix_manifest(house, work, at)
        planning = agreement.planning
        call_day = CallDay(day, row.valid_until, agreement.publication.present_from, planning.wave_minutes)
        return IssuedDay(day, slips_for(call_day, cases), manifest_text(manifest), manifest.number, run.made)


@dataclass(slots=True)
class _Run:
    house: House
    work: Work
    agreement: Agreement
    row: CallListRow
    desk: Scribe
    at: Moment
    keys: tuple[IssuerKey, ...]
    made: int = 0

    def case(self, call: CallRow) -> CalledCase:
        """One called case with its members' passes."""
        crossing = self.agreement.crossing
        window = window_of(call.day, self.row.valid_until, self.agreement.publication.present_from, crossing.timezone)
        tables = self.work.tables
        called = (row for one in read_canonical(call.persons) if (row := tables.get(PersonRow, one)) is not None)
        rows = [row for row in called if not withdrawal_of(tables, row)]  # who withdrew since gets no new pass
        family = [details_of(row) for row in rows]
        papers = [
            _said(rule.says, rule.names)
            for one in family
            for rule in documents_for(self.agreement, call.category, person_context(one, family, self.at))
        ]
        lane = next(one for one in crossing.lanes if one.id == call.lane)
        persons = tuple(self._person(row, call, window) for row in rows)
        code = lookup_code(self.house.keys.pepper(), call.case_id)
        return CalledCase(
            call.case_id, _said(lane.name, lane.names), call.wave, code, persons, tuple(dict.fromkeys(papers))
        )

    def _person(self, row: PersonRow, call: CallRow, window: Window) -> SlipPerson:
        name = row.full_name if printable_name(row.full_name) else row.person_id
        held = next(
            (
                one
                for one in usable(list(self.work.tables.select(PassRow, person_id=row.person_id)), self.keys)
                if one.day == call.day and not one.revoked
            ),
            None,
        )
        tag = tag_in_hand(self.house, row)
        pass_id = held.pass_id if held is not None else self.house.dice.take(10).hex()
        made = pass_for(self.house.name, Bearer(name, row.birth, tag, call.category, call.lane), pass_id, window)
        if held is None:
            kid = self._allowed(made)
            self.desk.write(
                Issued(pass_id, row.person_id, call.day, tag, window.valid_from, window.expires, kid),
                self.agreement.cite(self.agreement.validity.clause),
            )
            self.made += 1
        return SlipPerson(name, row.birth, printed(self.house, made))

    def _allowed(self, made: Pass) -> str:
        """The id of the issuer's newest key, which may sign this pass."""
        if not self.keys:
            raise ProblemsError([Problem("issuer", "its keys are all revoked", "safepassage keys rotate issuer")])
        outside = self.keys[0].outside(made)
        if outside is not None:
            raise ProblemsError(
                [Problem("issuer", f"a pass cannot be made: {outside}", "Change it: safepassage keys issuer")]
            )
        return self.keys[0].kid.hex()


def _said(text: str, names: Mapping[str, str]) -> Said:
    return Said(text, tuple(sorted(names.items())))


def tag_in_hand(house: House, row: PersonRow) -> str:
    """The keyed tag of the document the person will show: the first one listed, empty where none is."""
    documents = details_of(row).documents
    return document_tag(house.keys.pepper(), house.name, "", documents[0].number) if documents else ""


def printed(house: House, made: Pass) -> str:
    """The pass's text, signed by the issuer."""
    kid = key_id(house.name, house.keys.public(ISSUER))
    return pass_text(made, lambda message: house.keys.sign(ISSUER, message), kid)


def verify_text(house: House, text: str, at: Moment) -> tuple[Pass | Fault, str]:
    """What a pass says or why it cannot be read, and whether it is in force: `in-force`, `revoked`, `expired`, `not-yet`, `unknown`, `outside` (its issuer may not sign such a pass), or `unreadable`."""
    with house.store.reading() as work:
        read, key = read_with(text, issuer_keys(work.tables, house.name), house.name)
        if isinstance(read, Fault):
            return read, "unreadable"
        row = work.tables.get(PassRow, read.pass_id)
    if key is not None and key.outside(read) is not None:
        return read, "outside"
    if row is None:
        return read, "unknown"
    if row.revoked:
        return read, "revoked"
    if at < read.valid_from:
        return read, "not-yet"
    return read, "in-force" if at < read.expires else "expired"


def revoke_pass(house: House, pass_id: str, reason: str, at: Moment) -> int:
    """Withdraw a pass and fix a new manifest without it; the manifest's number.

    Raises:
        ProblemsError: there is no such pass, it was withdrawn before, or no reason is given.
    """
    with house.store.work() as work:
        fact = revoke(work.tables.get(PassRow, pass_id), pass_id, reason)
        Scribe(house, work, DESK, at).write(fact)
        return fix_manifest(house, work, at).number
