"""A party that holds its own key signs its answers where it sits: the cell writes them down and can change none. All people are invented."""

import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from safepassage.adapters.dice import SeededDice
from safepassage.adapters.lists.reader import SandboxedReader
from safepassage.adapters.traces import FolderTraces
from safepassage.clearance.facts import Answered, AnswerHeld, Lapsed, RowAnswered, RowHeld, StatementTaken
from safepassage.clearance.model import Given, SignedRow
from safepassage.clearance.state import ClearanceRow, StatementLineRow, StatementRow
from safepassage.kernel.canonical import canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import to_plain
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger import merkle
from safepassage.ledger.actors import rotation_message
from safepassage.ledger.facts import Asked, Erased, Remains, Seconded
from safepassage.ledger.statement import head_bytes, head_digest, row_leaf
from safepassage.operations import erasing, exporting, keys, statements
from safepassage.operations.consent import Request
from safepassage.operations.details import details_of
from safepassage.operations.house import DESK
from safepassage.operations.keys import Handed
from safepassage.operations.record import Scribe
from safepassage.operations.terms import in_force
from safepassage.people.state import PersonRow
from safepassage.seal.keys import public_key, sign

sys.path.insert(0, str(Path(__file__).parents[2] / "verify"))

from safepassage_audit.audit import Audit
from safepassage_audit.known import Known

SEED = bytes([9]) * 32  # the party's own key, which the cell never sees
SUHA, HALA, YAZAN, NOBODY = "JX100004", "JX100002", "JX100001", "ZZ999999"
LATER = "10-31T17:00"


def person(story, number):
    with story.house.store.reading() as work:
        rows = [row for row in work.tables.select(PersonRow) if not row.merged_into]
        return next(row.person_id for row in rows if any(one.number == number for one in details_of(row).documents))


def moved_out(story, party="egy"):
    """The party makes a key of its own and its key in the cell is destroyed."""
    public = public_key(SEED).hex()
    signature = story.house.keys.sign(party, rotation_message(story.house.name, party, 2, public)).hex()
    keys.rotate(story.house, party, "a key of its own", story.at("10-31T11:00"), handed=Handed(public, signature))


@pytest.fixture
def own(story):
    story.begin()
    moved_out(story)
    return story


def statement(story, *answers, number=1, seed=SEED, heading="document_number,answer,until,reason", party="egy"):
    path = story.folder / f"signing-{number}.csv"
    path.write_text(heading + "\n" + "".join(",".join(one) + "\n" for one in answers))
    dice = SeededDice(f"{number}{answers}")
    made = statements.sign(SandboxedReader(), path, in_force(story.house), party, number, seed, dice)
    path.unlink()
    return made


def take(story, made, when=LATER):
    return statements.take(story.house, "egy.statement", made.text().encode(), story.at(when))


def said(story, number, party="egy"):
    who = person(story, number)
    with story.house.store.reading() as work:
        row = work.tables.get(ClearanceRow, who, party)
        return (row.status, row.until, row.reason)


def rows(story, kind):
    with story.house.store.reading() as work:
        return list(work.tables.select(kind))


def refused(what, *given, **named):
    with pytest.raises(ProblemsError) as found:
        what(*given, **named)
    return [one.what for one in found.value.problems]


def cited(made, at, **changed):
    """A row as the desk cites it."""
    salt, cells = made.rows[at]
    path = tuple(one.hex() for one in made.tree.inclusion(at))
    row = SignedRow(head_digest(made.head()), at, len(made.rows), made.tree.leaf(at).hex(), path, salt, cells)
    return replace(row, **changed)


def head_of(made, **changed):
    digest = head_digest(made.head())
    fact = StatementTaken(made.party, made.number, digest, made.root, len(made.rows), made.signature)
    return replace(fact, **changed)


def written(story, *facts, actor=DESK, when=LATER):
    """What a cell that cheats writes past its own commands."""
    with story.house.store.work() as work:
        for fact in facts:
            Scribe(story.house, work, actor, story.at(when)).write(fact)


def flaws(story):
    return [
        (flaw.code, flaw.says.partition(": ")[2] if flaw.entry >= 0 else flaw.says) for flaw in story.verdict().flaws
    ]


def two(story, **more):
    return statement(story, (SUHA, "granted", "2023-11-20", "A1"), (HALA, "refused", "", ""), **more)


def granted(story, number, made, at, **changed):
    given = Given(person(story, number), made.rows[at][1][4])
    return RowAnswered("egy", cited(made, at), replace(given, **changed))


def test_a_party_signs_where_it_sits_and_the_cell_takes_it(own):
    made = two(own)
    done = take(own, made)
    assert (done.party, done.taken, done.by_status, done.held) == ("egy", 2, {"granted": 1, "refused": 1}, ())
    assert said(own, SUHA) == ("granted", "2023-11-20T21:59:59Z", "A1")
    assert said(own, HALA) == ("refused", "", "")
    assert take(own, made).known
    assert [(row.party, row.number, row.count) for row in rows(own, StatementRow)] == [("egy", 1, 2)]
    assert own.verify() == []


def test_a_later_statement_changes_what_an_earlier_one_said(own):
    take(own, two(own))
    take(own, statement(own, (SUHA, "withdrawn", "", ""), number=5), "10-31T18:00")
    assert said(own, SUHA) == ("withdrawn", "", "")
    assert own.verify() == []


def test_a_line_that_fits_nobody_is_held_with_its_row(own):
    done = take(own, statement(own, (NOBODY, "granted", "", ""), (SUHA, "granted", "", "")))
    assert [(one.row, one.what.partition(".")[0]) for one in done.held] == [(1, "nobody in the record fits the line")]
    assert [(row.row, row.person_id, row.bare) for row in rows(own, StatementLineRow)] == [
        (0, "", False),
        (1, person(own, SUHA), False),
    ]
    assert own.verify() == []


def test_a_line_that_names_two_people_is_held(own):
    heading = "reference,document_number,full_name,birth_date,answer"
    odd = statement(own, (person(own, SUHA), HALA, "", "", "granted"), heading=heading)
    done = take(own, odd)
    assert [one.what.partition(".")[0] for one in done.held] == ["2 persons fit the line"]
    assert own.verify() == []


def test_no_other_answer_of_that_party_is_taken(own):
    (found,) = refused(own.answers, "egy", [SUHA])
    assert found == "egy holds its own key, and nobody else answers in its name"
    assert own.answers("isr", [SUHA]).taken == 1


def test_of_a_party_whose_key_lies_nowhere_here_no_other_answer_is_taken_either(story):
    story.begin()
    (story.folder / "keys" / "egy.key").unlink()
    (found,) = refused(story.answers, "egy", [SUHA])
    assert found == "egy holds its own key, and nobody else answers in its name"


def test_who_was_never_put_to_the_party_is_held(own):
    who = person(own, SUHA)
    with own.house.store.work() as work:
        work.tables.drop(ClearanceRow, who, "egy")
    done = take(own, two(own))
    assert [one.what for one in done.held] == ["the person was never put to this party"]
    assert done.by_status == {"refused": 1}


def test_what_a_statement_must_be_to_be_taken(own):
    made = two(own)
    text = made.text()
    for wrong in ("", "{}", text.strip(), " " + text, text * 2, text.replace('"granted"', '"refused"'), text + "\n"):
        with pytest.raises(ProblemsError):
            statements.take(own.house, "x", wrong.encode(), own.at(LATER))
    assert refused(take, own, two(own, seed=bytes([5]) * 32)) == ["the key of egy that is in force did not sign it"]
    assert refused(take, own, statement(own, (SUHA, "granted", "", ""), party="isr")) == [
        "the key of isr lies in the cell, so that this signature says no more than the cell"
    ]
    assert refused(take, own, replace(made, operation="another")) == ["it is of another operation than rafah-2023"]
    take(own, two(own, number=3))
    for number in (2, 3):
        assert refused(take, own, statement(own, (SUHA, "refused", "", ""), number=number)) == [
            f"it is statement {number} of egy, and 3 was taken"
        ]
    assert own.verify() == []


def test_two_rows_of_one_person_are_refused_whole(own):
    heading = "reference,document_number,answer"
    odd = statement(own, (person(own, SUHA), "", "granted"), ("", SUHA, "refused"), heading=heading)
    assert refused(take, own, odd) == ["rows 1 and 2 mean one person"]
    assert rows(own, StatementRow) == []


def test_who_was_retired_signs_no_more(own):
    keys.retire(own.house, "egy", "its key was lost", own.at("10-31T16:00"))
    assert refused(take, own, two(own)) == ["egy was retired and writes no more"]


def test_nothing_is_signed_in_part(own):
    assert refused(statement, own, (SUHA, "perhaps", "", ""), (HALA, "granted", "", "")) == [
        "column B (answer): the answer is not known. Write granted, refused or withdrawn"
    ]
    assert refused(statement, own, (SUHA, "pending", "", "")) == ["it holds no answer"]
    assert refused(two, own, number=0) == ["a statement's number is 1 or more"]
    assert refused(two, own, party="jor") == ["jor is no clearing party of this operation"]


def invented_by_the_desk(story, made):
    written(story, Answered("egy", "0" * 64, (Given(person(story, YAZAN), "granted"),)))


def invented_line_held(story, made):
    written(story, AnswerHeld("egy", "0" * 64, 1, ("x",), "x"))


def invented_without_a_statement(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), number=2)
    written(story, granted(story, YAZAN, other, 0))


def invented_with_a_statement_of_its_own(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), number=2, seed=bytes([5]) * 32)
    written(story, head_of(other), granted(story, YAZAN, other, 0))


def digest_of_another(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), number=2)
    fact = granted(story, YAZAN, other, 0)
    wrong = "1" * 64
    written(story, head_of(other, digest=wrong), replace(fact, signed=replace(fact.signed, digest=wrong)))


def changed_in_the_answer(story, made):
    other = statement(story, (YAZAN, "refused", "", ""), number=2)
    written(story, head_of(other), granted(story, YAZAN, other, 0, status="granted"))


def changed_in_its_time(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), number=2)
    written(story, head_of(other), granted(story, YAZAN, other, 0, until=story.at("12-01T00:00")))


def changed_in_its_line(story, made):
    other = statement(story, (YAZAN, "refused", "", ""), number=2)
    fact = granted(story, YAZAN, other, 0, status="granted")
    line = tuple("granted" if one == "refused" else one for one in fact.signed.line)
    written(story, head_of(other), replace(fact, signed=replace(fact.signed, line=line)))


def changed_in_its_line_and_leaf(story, made):
    other = statement(story, (YAZAN, "refused", "", ""), number=2)
    fact = granted(story, YAZAN, other, 0, status="granted")
    line = tuple("granted" if one == "refused" else one for one in fact.signed.line)
    leaf = row_leaf(fact.signed.salt, line).hex()
    written(story, head_of(other), replace(fact, signed=replace(fact.signed, line=line, leaf=leaf)))


def moved(story, made):
    other = statement(story, (HALA, "granted", "", ""), number=2)
    written(story, head_of(other), granted(story, YAZAN, other, 0))


def moved_to_another_row(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), (SUHA, "refused", "", ""), number=2)
    first = granted(story, YAZAN, other, 0)
    second = replace(granted(story, SUHA, other, 1), signed=cited(other, 0, row=1))
    written(story, head_of(other), first, second)


def of_another_party(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), number=2)
    fact = replace(granted(story, YAZAN, other, 0), party="isr")
    written(story, head_of(other), fact)


def another_count(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), (SUHA, "refused", "", ""), number=2)
    first, second = granted(story, YAZAN, other, 0), granted(story, SUHA, other, 1)
    written(story, head_of(other), replace(first, signed=replace(first.signed, count=3)), second)


def dropped(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), (SUHA, "refused", "", ""), number=2)
    written(story, head_of(other), granted(story, YAZAN, other, 0))


def doubled(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), number=2)
    written(story, head_of(other), granted(story, YAZAN, other, 0), granted(story, YAZAN, other, 0))


def second_for_one_person(story, made):
    heading = "reference,document_number,answer"
    given = ((person(story, YAZAN), "", "granted"), ("", YAZAN, "refused"))
    other = statement(story, *given, number=2, heading=heading)
    written(story, head_of(other), granted(story, YAZAN, other, 0), granted(story, YAZAN, other, 1))


def replayed(story, made):
    take(story, statement(story, (SUHA, "refused", "", ""), number=7))
    old = statement(story, (SUHA, "granted", "", ""), number=6)
    written(story, head_of(old), granted(story, SUHA, old, 0))


def taken_twice(story, made):
    written(story, head_of(made))


def row_of_an_older_one(story, made):
    old = statement(story, (SUHA, "granted", "", ""), (YAZAN, "granted", "", ""), number=2)
    new = statement(story, (SUHA, "refused", "", ""), number=3)
    written(story, head_of(old), granted(story, YAZAN, old, 1), head_of(new), granted(story, SUHA, new, 0))
    written(story, granted(story, SUHA, old, 0))


def held_without_reason(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), number=2)
    written(story, head_of(other), RowHeld("egy", cited(other, 0), (), "nobody in the record fits the line"))


def held_for_another_reason(story, made):
    other = statement(story, (NOBODY, "granted", "", ""), number=2)
    written(story, head_of(other), RowHeld("egy", cited(other, 0), (), "the person was never put to this party"))


def held_though_asked(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), number=2)
    who = (person(story, YAZAN),)
    written(story, head_of(other), RowHeld("egy", cited(other, 0), who, "the person was never put to this party"))


def held_for_nothing(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), number=2)
    written(story, head_of(other), RowHeld("egy", cited(other, 0), (person(story, YAZAN),), ""))


def after_its_key_was_retired(story, made):
    keys.retire(story.house, "egy", "its key was lost", story.at("10-31T16:00"))
    other = statement(story, (YAZAN, "granted", "", ""), number=2)
    written(story, head_of(other), granted(story, YAZAN, other, 0))


def not_shown(story, made):
    other = statement(story, (YAZAN, "refused", "", ""), number=2)
    fact = granted(story, YAZAN, other, 0, status="granted")
    written(story, head_of(other), replace(fact, signed=replace(fact.signed, salt="", line=())))


def not_shown_with_its_salt(story, made):
    other = statement(story, (YAZAN, "refused", "", ""), number=2)
    fact = granted(story, YAZAN, other, 0, status="granted")
    written(story, head_of(other), replace(fact, signed=replace(fact.signed, line=())))


def held_and_not_shown(story, made):
    other = statement(story, (YAZAN, "refused", "", ""), number=2)
    written(story, head_of(other), RowHeld("egy", cited(other, 0, salt="", line=()), (), "x"))


def lapsed_too_soon(story, made):
    other = statement(story, (YAZAN, "granted", "2023-11-20", ""), number=2)
    until = story.at("11-20T23:59")
    fact = granted(story, YAZAN, other, 0, until=Moment(until.seconds + 59))
    written(story, head_of(other), fact, Lapsed("egy", (person(story, YAZAN),)))


def by_somebody_else(story, made):
    other = statement(story, (YAZAN, "granted", "", ""), number=2)
    written(story, head_of(other), granted(story, YAZAN, other, 0), actor="isr")


ROW, TWO = "row 1 of 1 of a statement of egy", "row 2 of 2 of a statement of egy"
UNSIGNED = "egy signs its answers itself, and this one stands in no statement of it"
NO_STATEMENT = "an answer of egy stands in no statement of it that was taken"
NOT_IN_FORCE = "a statement of egy is not signed by its key in force"
NOT_SIGNED = "is not the row that the party signed"


def lost(number, count, how_many, first):
    return f"statement {number} of egy has {count} rows, and {how_many} of them became no answer and no held line, row {first} first"


CHEATS = [
    (invented_by_the_desk, ["coordination answered in the name of egy", UNSIGNED]),
    (invented_line_held, ["coordination answered in the name of egy", UNSIGNED]),
    (invented_without_a_statement, [NO_STATEMENT]),
    (invented_with_a_statement_of_its_own, [NOT_IN_FORCE]),
    (digest_of_another, [NOT_IN_FORCE]),
    (changed_in_the_answer, [f"{ROW} says another answer than was written"]),
    (changed_in_its_time, [f"{ROW} says another answer than was written"]),
    (changed_in_its_line, [f"{ROW} {NOT_SIGNED}"]),
    (changed_in_its_line_and_leaf, [f"{ROW} {NOT_SIGNED}"]),
    (moved, [f"{ROW} is an answer for somebody else than was written"]),
    (moved_to_another_row, [f"{TWO} {NOT_SIGNED}"]),
    (of_another_party, ["an answer of isr stands in no statement of it that was taken", lost(2, 1, 1, 1)]),
    (another_count, [NO_STATEMENT]),
    (dropped, [lost(2, 2, 1, 2)]),
    (doubled, [f"{ROW} is answered a second time"]),
    (second_for_one_person, [f"{TWO} is a second answer for one person"]),
    (replayed, ["statement 6 of egy was taken after its statement 7"]),
    (taken_twice, ["statement 1 of egy was taken after its statement 1"]),
    (row_of_an_older_one, ["an answer of egy stands in its statement 2, and a later one was taken"]),
    (held_without_reason, [f"{ROW} is held for a reason that is not so"]),
    (held_for_another_reason, [f"{ROW} is held for a reason that is not so"]),
    (held_though_asked, [f"{ROW} is held for a reason that is not so"]),
    (held_for_nothing, [f"{ROW} is held for a reason that is not so"]),
    (after_its_key_was_retired, [NOT_IN_FORCE]),
    (not_shown, ["row 1 of a statement of egy is not shown, and nobody was erased"]),
    (not_shown_with_its_salt, [f"{ROW} {NOT_SIGNED}"]),
    (held_and_not_shown, ["row 1 of a statement of egy is not shown, and nobody was erased"]),
    (lapsed_too_soon, ["a grant of egy was let lapse that had not run out"]),
    (by_somebody_else, ["isr took a statement in, and only the desk does", "isr answered in the name of egy"]),
]


@pytest.mark.parametrize(("cheat", "expected"), CHEATS, ids=[cheat.__name__ for cheat, _ in CHEATS])
def test_the_cell_with_everything_but_the_partys_key_cannot(own, cheat, expected):
    made = two(own)
    take(own, made)
    assert own.verify() == []
    cheat(own, made)
    found = flaws(own)
    assert {code for code, _ in found} == {"answer"}
    for says in expected:
        assert any(one == says or one.endswith(f": {says}") for _, one in found), found
    assert "granted" not in str(found), "no answer is told"


def test_the_old_key_that_lay_in_the_cell_signs_no_statement(story):
    story.begin()
    stolen = bytes.fromhex((story.folder / "keys" / "egy.key").read_text())
    moved_out(story)
    forged = two(story, seed=stolen)
    assert refused(take, story, forged) == ["the key of egy that is in force did not sign it"]
    written(
        story, head_of(forged), granted(story, SUHA, forged, 0, until=None, reason=""), granted(story, HALA, forged, 1)
    )
    assert ("answer", NOT_IN_FORCE) in flaws(story)


def erase(story, number):
    traces = FolderTraces([story.folder])
    who, why = person(story, number), "asked to be forgotten"
    first = erasing.erase(story.house, who, why, "jor", story.at("11-05T10:00"), traces)
    assert isinstance(first, Request)
    return erasing.erase(story.house, who, why, "can", story.at("11-05T10:05"), traces)


def test_an_erased_persons_row_is_gone_and_the_signature_over_the_others_holds(own):
    made = two(own)
    take(own, made)
    lying, other = own.folder / "egy.statement", own.folder / "other.statement"
    lying.write_text(made.text())
    heading = "reference,answer"
    by_reference = statement(own, (person(own, SUHA), "withdrawn"), number=2, heading=heading)
    take(own, by_reference, "10-31T18:00")
    (own.folder / "second.json").write_text(by_reference.text())
    other.write_text(statement(own, (HALA, "granted", "", ""), number=9).text())
    done = erase(own, SUHA)
    assert {"egy.statement", "second.json"} <= set(done.files.destroyed)
    assert (lying.exists(), other.exists()) == (False, True)
    assert [(row.row, row.bare) for row in rows(own, StatementLineRow) if row.digest == head_digest(made.head())] == [
        (0, True),
        (1, False),
    ]
    assert own.verify() == []


def test_a_held_row_goes_with_everybody_whom_it_may_mean(own):
    heading = "reference,document_number,answer"
    odd = statement(own, (person(own, SUHA), HALA, "granted"), ("", NOBODY, "granted"), heading=heading)
    take(own, odd)
    erase(own, HALA)
    assert [(row.row, row.bare) for row in rows(own, StatementLineRow)] == [(0, True), (1, False)]
    assert own.verify() == []


def test_what_is_left_of_another_erasure_hides_no_invented_answer(own):
    """The cell destroys the body of a false answer by an erasure of somebody else."""
    other = statement(own, (YAZAN, "refused", "", ""), number=2)
    false = granted(own, YAZAN, other, 0, status="granted")
    written(own, head_of(other), replace(false, signed=replace(false.signed, salt="", line=())))
    suha = person(own, SUHA)
    with own.house.store.work() as work:
        at, desk = own.at("11-05T10:00"), Scribe(own.house, work, "jor", own.at("11-05T10:00"))
        place = work.head().size - 1
        left = replace(false, signed=replace(false.signed, salt="", line=()))
        desk.write(Asked("r1", "erase", suha, "why"))
        desk.as_actor("can").write(Seconded("r1"))
        remains = Remains(place, RowAnswered.KIND, own.at(LATER), canonical(to_plain(left)))
        Scribe(own.house, work, DESK, at).write(Erased("r1", suha, (suha,), (remains,)))
        work.destroy_key(place)
    assert any("is not shown, and nobody was erased" in one for _, one in flaws(own))


def exported(story, party):
    """The export for a party, as two people agreed on it, and what the stand-alone program finds in it."""
    for actor in ("jor", "can"):
        exporting.ask_export(story.house, party, "as agreed", actor, story.at("11-06T10:00"))
    with exporting.export(story.house, party) as out:
        lines = list(out.lines)
    audit = Audit(Known())
    audit.read(lines)
    return [json.loads(line) for line in lines], [(one.code, one.says) for one in audit.findings]


def open_kinds(lines):
    return Counter(
        kind for one in lines if "body" in one and (kind := json.loads(one["header"])["kind"]).startswith("clearance.")
    )


def test_the_party_reads_its_answers_in_its_export_and_nobody_else_does(own):
    own.answers("isr", [SUHA])
    take(own, statement(own, (SUHA, "granted", "", ""), (NOBODY, "granted", "", "")))
    lines, findings = exported(own, "egy")
    assert findings == []
    assert open_kinds(lines) == {"clearance.statement-taken/1": 1, "clearance.row-answered/1": 1}
    lines, findings = exported(own, "isr")
    assert (open_kinds(lines), findings) == ({"clearance.answered/1": 1}, [])


def test_a_party_cannot_learn_by_statements_who_is_on_a_list_that_it_was_never_asked_about(own):
    """Of a row that is held its export says that it is held, and no more, whether nobody fits it or somebody who was never put to the party."""
    with own.house.store.work() as work:
        work.tables.drop(ClearanceRow, person(own, SUHA), "egy")
    seen = []
    for number, named in enumerate((SUHA, NOBODY), 1):
        take(own, statement(own, (named, "granted", "", ""), number=number))
        lines, findings = exported(own, "egy")
        assert findings == []
        seen.append(open_kinds(lines))
    held = rows(own, StatementLineRow)
    assert sorted(len(json.loads(row.fits)) for row in held) == [0, 1]  # the cell can tell them apart
    assert seen == [{"clearance.statement-taken/1": 1}, {"clearance.statement-taken/1": 2}]


def test_the_export_of_a_party_of_which_somebody_was_erased_is_without_findings(own):
    take(own, two(own))
    erase(own, SUHA)
    lines, findings = exported(own, "egy")
    assert findings == []
    assert open_kinds(lines) == {"clearance.statement-taken/1": 1, "clearance.row-answered/1": 1}


@pytest.mark.parametrize(
    "cheat", [invented_without_a_statement, changed_in_the_answer, dropped, replayed, row_of_an_older_one]
)
def test_the_party_finds_in_its_export_what_the_cell_wrote_in_its_name(own, cheat):
    made = two(own)
    take(own, made)
    cheat(own, made)
    _, findings = exported(own, "egy")
    assert {code for code, _ in findings} == {"answer"}


def test_a_statement_says_nothing_of_a_row_that_is_not_shown(own):
    made = two(own)
    assert head_of(made).root == merkle.Hashes(row_leaf(*row) for row in made.rows).root().hex()
    assert made.head() == head_bytes("rafah-2023", "egy", 1, 2, made.root)
    assert sign(SEED, made.head()).hex() == made.signature
    assert len({salt for salt, _ in made.rows}) == 2
