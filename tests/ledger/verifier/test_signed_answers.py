"""A party that signs itself: what the cell writes in its name is held to what it signed, where its reader may see it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_log_rotation import handed_on

from safepassage.clearance.facts import Answered, AnswerHeld, RowAnswered, RowHeld, StatementTaken
from safepassage.clearance.model import Given, SignedRow
from safepassage.kernel.plain import to_plain
from safepassage.ledger import export
from safepassage.ledger.statement import Statement, head_digest, row_leaf
from safepassage.operations.exporting import BY_STATEMENT

PARTY = "side-a"
YES, NO = ("p-1", "", "", "", "granted", "2023-12-01T21:59:59Z", "A1"), ("", "N1234567", "", "", "refused", "", "")
THIRD = ("", "", "Hala Invented", "1980-05-25", "withdrawn", "", "")  # invented


@pytest.fixture
def own(operation):
    """The party takes its key out of the cell."""
    operation.write("desk", replace(handed_on(operation, PARTY, "side-a-2"), own=True))
    return operation


def statement(operation, *rows, number=1, key="side-a-2", party=PARTY):
    salted = tuple((f"{at + 1:02x}{number:02x}" * 16, row) for at, row in enumerate(rows))
    bare = Statement("rafah-2023", party, number, salted)
    return replace(bare, signature=operation.signer_of(key)(bare.head()).hex())


def head(made, **changed):
    taken = (made.party, made.number, head_digest(made.head()), made.root, len(made.rows), made.signature)
    return replace(StatementTaken(*taken), **changed)


def row(made, at, person="", given=None, **changed):
    salt, line = made.rows[at]
    path = tuple(one.hex() for one in made.tree.inclusion(at))
    cited = SignedRow(head_digest(made.head()), at, len(made.rows), made.tree.leaf(at).hex(), path, salt, line)
    answer = {"status": line[4], "until": line[5] or None, "reason": line[6]} | (given or {})
    plain = RowAnswered(made.party, replace(cited, **changed), Given(person or f"p{at}", "x"))
    return plain, {"person_id": person or f"p{at}", **answer}


def write(operation, fact, given=None, by="desk"):
    plain = to_plain(fact)
    if given is not None:
        plain["given"] = given
    operation.write(by, plain, kind=fact.KIND, deltas=fact.deltas() if given is None else {})


def lines(operation, closed=()):
    def key_of(entry, header):
        shown = header.actor == PARTY or header.kind.startswith("ledger.") or header.kind in BY_STATEMENT
        return operation.pen.keys[entry.index] if shown and entry.index not in closed else None

    return list(
        export.write_export(
            operation.pen.written,
            operation="rafah-2023",
            log=operation.log,
            checkpoints=operation.points,
            totals=operation.sums(),
            key_of=key_of,
        )
    )


def taken(operation, made, *, but=()):
    write(operation, head(made))
    for at in range(len(made.rows)):
        if at not in but:
            write(operation, *row(made, at))


def found(operation, program, **more):
    """Code and sentence of each finding."""
    operation.sign()
    program(lines(operation, **more))
    return [(one["code"], one["says"]) for one in program.told["findings"]]


def test_answers_that_follow_from_what_the_party_signed(own, program):
    taken(own, statement(own, YES, NO, THIRD))
    later = statement(own, NO, number=5)
    taken(own, later)
    held = statement(own, YES, number=6)
    write(own, head(held))
    write(own, RowHeld(PARTY, row(held, 0)[0].signed, (), "nobody in the record fits the line"))
    assert found(own, program) == []


def test_a_closed_row_may_be_that_of_somebody_erased(own, program):
    taken(own, statement(own, YES, NO, THIRD))
    assert found(own, program, closed={own.pen.head.size - 2}) == []


UNSIGNED = f"{PARTY} signs its answers itself, and this one stands in no statement of it"
IN_NONE = f"an answer of {PARTY} stands in no statement of it that was taken"
NOT_IN_FORCE = f"a statement of {PARTY} is not signed by its key in force"


def of(at, count, what):
    return f"row {at} of {count} of a statement of {PARTY} {what}"


def answered_otherwise(own):
    own.write(PARTY, Answered(PARTY, "00", ()), signer="side-a-2")
    return [UNSIGNED]


def answered_otherwise_and_closed(own):
    own.write(PARTY, AnswerHeld(PARTY, "00", 1, (), ""), signer="side-a-2")
    return [UNSIGNED]


def invented(own):
    write(own, *row(statement(own, YES), 0))
    return [IN_NONE]


def signed_by_the_cell(own):
    taken(own, statement(own, YES, key="desk"))
    return [NOT_IN_FORCE]


def signed_with_the_key_that_lay_in_the_cell(own):
    taken(own, statement(own, YES, key=PARTY))
    return [NOT_IN_FORCE]


def of_nobody(own):
    made = statement(own, YES, party="nobody")
    taken(own, made)
    return ["a statement of nobody is not signed by its key in force"]


def no_signature_at_all(own):
    made = statement(own, YES)
    taken(own, replace(made, signature="zz"))
    return [NOT_IN_FORCE]


def with_another_digest(own):
    made = statement(own, YES)
    write(own, head(made, digest="00" * 32))
    plain, given = row(made, 0, digest="00" * 32)
    write(own, plain, given)
    return [NOT_IN_FORCE]


def with_another_count(own):
    made = statement(own, YES, NO)
    write(own, head(made, count=1))
    return [NOT_IN_FORCE, "statement 1 of side-a has 1 rows, and 1 of them became no answer and no held line"]


def changed(own):
    made = statement(own, NO)
    write(own, head(made))
    write(own, *row(made, 0, given={"status": "granted"}))
    return [of(1, 1, "says another answer than was written")]


def changed_in_its_time(own):
    made = statement(own, YES)
    write(own, head(made))
    write(own, *row(made, 0, given={"until": None}))
    return [of(1, 1, "says another answer than was written")]


def changed_in_its_reason(own):
    made = statement(own, YES)
    write(own, head(made))
    write(own, *row(made, 0, given={"reason": ""}))
    return [of(1, 1, "says another answer than was written")]


def changed_in_its_row(own):
    made = statement(own, NO)
    write(own, head(made))
    write(own, *row(made, 0, line=YES, leaf=row_leaf(made.rows[0][0], YES).hex(), given={"status": "granted"}))
    return [of(1, 1, "is not the row that the party signed")]


def with_another_leaf(own):
    made = statement(own, YES)
    write(own, head(made))
    write(own, *row(made, 0, leaf="00" * 32))
    return [of(1, 1, "is not the row that the party signed")]


def at_another_place(own):
    made = statement(own, YES, NO)
    write(own, head(made))
    write(own, *row(made, 0))
    write(own, *row(made, 0, person="p9", row=1))
    return [of(2, 2, "is not the row that the party signed")]


def past_the_end(own):
    made = statement(own, YES)
    write(own, head(made))
    write(own, *row(made, 0))
    write(own, *row(made, 0, person="p9", row=1))
    return [of(2, 1, "is not the row that the party signed")]


def doubled(own):
    made = statement(own, YES)
    taken(own, made)
    write(own, *row(made, 0, person="p9"))
    return [of(1, 1, "is answered a second time")]


def second_for_one_person(own):
    made = statement(own, YES, NO)
    write(own, head(made))
    write(own, *row(made, 0, person="p9"))
    write(own, *row(made, 1, person="p9"))
    return [of(2, 2, "is a second answer for one person")]


def dropped(own):
    taken(own, statement(own, YES, NO, THIRD), but=(1, 2))
    return ["statement 1 of side-a has 3 rows, and 2 of them became no answer and no held line"]


def dropped_and_another_taken(own):
    taken(own, statement(own, YES, NO, THIRD), but=(1,))
    taken(own, statement(own, YES, number=2))
    return ["statement 1 of side-a has 3 rows, and 1 of them became no answer and no held line"]


def replayed(own):
    taken(own, statement(own, NO, number=7))
    write(own, head(statement(own, YES, number=6)))
    return ["statement 6 of side-a was taken after its statement 7"]


def taken_twice(own):
    made = statement(own, NO)
    taken(own, made)
    write(own, head(made))
    return ["statement 1 of side-a was taken after its statement 1"]


def of_an_older_statement(own):
    made = statement(own, YES)
    taken(own, made)
    taken(own, statement(own, NO, number=2))
    write(own, *row(made, 0))
    return ["an answer of side-a stands in its statement 1, and a later one was taken"]


def by_another(own):
    made = statement(own, YES)
    write(own, head(made), by="side-b")
    write(own, *row(made, 0), by="gate-1")
    return ["side-b answered in the name of side-a", "gate-1 answered in the name of side-a"]


def in_the_name_of_another(own):
    own.write(PARTY, Answered("side-b", "00", ()), signer="side-a-2")
    return ["side-a answered in the name of side-b"]


def not_shown(own):
    made = statement(own, YES)
    write(own, head(made))
    write(own, *row(made, 0, line=(), salt=""))
    return [
        "an answer or a statement cannot be read as what it says it is",
        "statement 1 of side-a has 1 rows, and 1 of them became no answer and no held line",
    ]


CHEATS = [
    answered_otherwise, invented, signed_by_the_cell, signed_with_the_key_that_lay_in_the_cell, of_nobody, no_signature_at_all, with_another_digest,
    with_another_count, changed, changed_in_its_time, changed_in_its_reason, changed_in_its_row, with_another_leaf, at_another_place, past_the_end,
    doubled, second_for_one_person, dropped, dropped_and_another_taken, replayed, taken_twice, of_an_older_statement, by_another,
    in_the_name_of_another, not_shown,
]  # fmt: skip


@pytest.mark.parametrize("cheat", CHEATS, ids=[one.__name__ for one in CHEATS])
def test_an_answer_without_a_good_statement_is_a_finding(own, program, cheat):
    expected = cheat(own)
    assert found(own, program) == [("answer", says) for says in expected]


def test_an_answer_by_the_old_way_is_found_where_it_is_closed_too(own, program):
    answered_otherwise_and_closed(own)
    assert found(own, program, closed={own.pen.head.size - 1}) == [("answer", UNSIGNED)]


def test_a_party_whose_statement_was_taken_signs_itself_though_nobody_said_so(operation, program):
    operation.write("desk", handed_on(operation, PARTY, "side-a-2"))
    taken(operation, statement(operation, YES))
    answered_otherwise(operation)
    assert found(operation, program) == [("answer", UNSIGNED)]


HOSTILE = [
    ("number", True), ("number", 0), ("number", 2**53), ("number", "1"), ("count", 0), ("count", 100_001), ("count", None), ("root", "AA" * 32), ("root", 1),
    ("digest", ""), ("party", 1), ("party", None), ("party", []), ("signature", 1), ("signature", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), HOSTILE)
def test_statements_that_cannot_be_read(own, program, name, value):
    body = to_plain(head(statement(own, YES))) | {name: value}
    own.write("desk", body, kind=StatementTaken.KIND, deltas={})
    assert found(own, program) == [("answer", "an answer or a statement cannot be read as what it says it is")]


ROWS = [
    ("row", -1), ("row", 100_001), ("row", True), ("count", 0), ("path", {}), ("path", "ab"), ("path", ["ab"]), ("path", [1]), ("leaf", "x"), ("salt", None), ("line", None),
    ("line", ["granted"]), ("line", [1] * 7), ("digest", 7),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), ROWS)
def test_rows_that_cannot_be_read(own, program, name, value):
    made = statement(own, YES)
    taken(own, made)
    plain, given = row(made, 0)
    body = to_plain(plain) | {"given": given}
    body["signed"] = body["signed"] | {name: value}
    own.write("desk", body, kind=RowAnswered.KIND, deltas={})
    assert found(own, program) == [("answer", "an answer or a statement cannot be read as what it says it is")]


@pytest.mark.parametrize("given", [None, [], "x", {}, {"until": None}, {"until": 1, "status": "granted", "reason": ""}])
def test_answers_that_cannot_be_read(own, program, given):
    made = statement(own, YES)
    write(own, head(made))
    body = to_plain(row(made, 0)[0]) | {"given": given}
    own.write("desk", body, kind=RowAnswered.KIND, deltas={})
    assert found(own, program) == [("answer", "an answer or a statement cannot be read as what it says it is")]
