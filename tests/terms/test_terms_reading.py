"""Reading terms: the whole agreement, or every problem at once with its line, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.kernel.plain import from_plain, to_plain
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.people.model import DOCUMENT_KINDS, RELATIONS, TRANSPORT, TRIAGE
from safepassage.terms.conditions import NAMED
from safepassage.terms.model import PAPER_KINDS, Agreement, Coupling, Lane, Paper, Party, Quota, Retention, Side
from safepassage.terms.reading import read_terms


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsError) as caught:
        read_terms(text, "t.toml")
    return caught.value.problems


def row_of(text: str, part: str) -> int:
    (row,) = (at for at, line in enumerate(text.split("\n"), 1) if part in line)
    return row


def test_a_whole_file_becomes_the_agreement(small: Agreement) -> None:
    assert (small.version, small.id, small.concluded, small.ends) == (1, "small", date(2030, 1, 1), None)
    assert small.party("green") == Party("green", "Green", ("clears", "runs-side", "refers"), {"ar": "أخضر"})
    assert small.side("exit") == Side("west", "West side", "red", "exit")
    assert (small.crossing.opens_minute, small.crossing.closes_minute) == (540, 1020)
    assert small.crossing.lanes[1] == Lane("bay", "Bay", 1, ("patients",), 5, 1, ambulance=True)
    assert small.quotas == (Quota("Q1", "families", "persons", 100, 500, {"2030-01-02": 20}),)
    assert small.couplings == (Coupling("K1", "families", "patients", 8, 10),)
    assert small.publication.evening_before()
    assert small.papers == (Paper("visa", "Visa"),)
    assert small.retention == Retention("R1", 30)


def test_the_agreement_goes_to_plain_data_and_back(small: Agreement, rafah: Agreement) -> None:
    for agreement in (small, rafah):
        assert from_plain(Agreement, to_plain(agreement)) == agreement


def test_a_quota_knows_its_days(small: Agreement) -> None:
    quota = small.quota("families")
    assert quota is not None
    assert [quota.ceiling(date(2030, 1, day)) for day in (1, 2, 3)] == [100, 20, 100]
    assert small.quota("patients") is None


def test_what_is_optional_may_be_left_out(small_text: str) -> None:
    start, end = small_text.index("[[papers]]"), len(small_text)
    text = (small_text[:start] + small_text[end:]).replace('"passport", "visa"', '"passport"')
    agreement = read_terms(text, "t.toml")
    assert (agreement.papers, agreement.retention) == ((), None)


def test_five_faults_come_at_once_each_with_its_line(small_text: str) -> None:
    text = (
        small_text.replace("per_day = 100", "per_day = -1")
        .replace('timezone = "Africa/Cairo"', 'timezone = "Africa/Kairo"')
        .replace('clearances = ["red"]', 'clearances = ["redd"]')
        .replace("answer_hours = 24", "answr_hours = 24")
        .replace('clause = "D2"', 'clause = "D1"')
    )
    found = [(one.row, one.column, one.code) for one in problems(text)]
    assert found == [
        (row_of(text, "Africa/Kairo"), "crossing.timezone", "wrong-value"),
        (row_of(text, 'id = "patients"') - 2, "categories[1]", "missing-key"),
        (row_of(text, "answr_hours"), "categories[1].answr_hours", "unknown-key"),
        (row_of(text, "redd"), "categories[2].clearances[1]", "unknown-reference"),
        (row_of(text, "per_day = -1"), "quotas[1].per_day", "wrong-value"),
        (row_of(text, "person.minor && person.parents") - 2, "documents[2].clause", "twice"),
    ]


def test_a_problem_says_what_is_wrong_and_what_to_do(small_text: str) -> None:
    (one,) = problems(small_text.replace('needs = "patients"', 'needs = "patient"'))
    assert one == Problem(
        "t.toml",
        "needs: there is no category 'patient' (did you mean 'patients'?)",
        "add it under [[categories]], or name one that is there",
        row_of(small_text, 'needs = "patients"'),
        "couplings[1].needs",
        "unknown-reference",
    )
    assert one.sentence().startswith(f"t.toml, row {one.row}, column couplings[1].needs: ")


SINGLE_FAULTS = [
    # old, new, the line's text, column, code
    ("version = 1", 'version = "1"', 'version = "1"', "version", "wrong-value"),
    ("version = 1", "version = 0", "version = 0", "version", "wrong-value"),
    ("version = 1", "version = true", "version = true", "version", "wrong-value"),
    ('id = "small"', 'id = "Small!"', "Small!", "id", "wrong-value"),
    ("concluded = 2030-01-01", 'concluded = "2030-01-01"', "concluded", "concluded", "wrong-value"),
    ("concluded = 2030-01-01", "concluded = 2030-01-01T00:00:00Z", "concluded", "concluded", "wrong-value"),
    ("concluded = 2030-01-01", "concluded = 2030-01-01\nends = 2029-12-31", "ends", "ends", "times"),
    ('mediator = "blue"', 'mediator = "red"', "mediator =", "mediator", "wrong-role"),
    ('"coordinates"]', '"coordinate"]', "coordinate", "parties[1].roles", "wrong-value"),
    ('{ id = "red"', '{ id = "blue", x = 1', "x = 1", "parties[2].x", "unknown-key"),
    ('ar = "أخضر"', "ar = 3", "ar = 3", "parties[3].names", "wrong-value"),
    ('opens = "09:00"', 'opens = "9:00"', '"9:00"', "crossing.opens", "wrong-value"),
    ('opens = "09:00"', 'opens = "24:00"', '"24:00"', "crossing.opens", "wrong-value"),
    ('opens = "09:00"', "opens = 09:00:00", "opens =", "crossing.opens", "wrong-value"),
    ('closes = "17:00"', 'closes = "08:00"', "closes", "crossing.closes", "times"),
    ('present_from = "07:00"', 'present_from = "17:00"', "present_from", "publication.present_from", "times"),
    ("ambulances = 2", "ambulances = 0", "ambulance = true", "crossing.lanes[2].ambulance", "no-ambulance"),
    ('step = "entry"', 'step = "entri"', "entri", "crossing.sides[2].step", "wrong-value"),
    ('party = "green"', 'party = "blue"', 'party = "blue"', "crossing.sides[2].party", "wrong-role"),
    ("desks = 1", "desks = 0", "desks = 0", "crossing.lanes[2].desks", "wrong-value"),
    ('["families", "patients"]', "[]", "categories = []", "crossing.lanes[1].categories", "wrong-value"),
    ('["families", "patients"]', '["patients", "patients"]', '"patients", "pa', "crossing.lanes[1].categories", None),
    ('["families", "patients"]', '["patients"]', "[[categories]]", "categories[2]", "no-lane"),
    ("ambulance = true", 'ambulance = "yes"', "yes", "crossing.lanes[2].ambulance", "wrong-value"),
    ('case = "family"', 'case = "patient"', 'id = "families"', "categories[2]", "companions"),
    ('case = "family"', 'case = "house"', "house", "categories[2].case", "wrong-value"),
    ('clearances = ["red"]', "clearances = []", "clearances = []", "categories[2].clearances", "wrong-value"),
    ('clearances = ["red"]', 'clearances = ["blue"]', '["blue"]', "categories[2].clearances[1]", "wrong-role"),
    ('"JOR"', "person.state", "person.state", "categories[2].condition", "condition"),
    ("person.nationality", "person.nation", "person.nation ", "categories[2].condition", "condition"),
    ('unit = "persons"', 'unit = "patients"', "unit", "quotas[1].unit", "unit"),
    ('unit = "persons"', 'unit = "people"', "unit", "quotas[1].unit", "wrong-value"),
    ("total = 500", "total = 5.5", "total", "quotas[1].total", "wrong-value"),
    ('"2030-01-02" = 20', '"2030-1-2" = 20', "2030-1-2", "quotas[1].on_days", "wrong-value"),
    ('"2030-01-02" = 20', '"2030-01-02" = -1', '"2030-01-02"', "quotas[1].on_days", "wrong-value"),
    ("ratio = 8", "ratio = 0", "ratio", "couplings[1].ratio", "wrong-value"),
    ('any_of = ["passport", "visa"]', 'any_of = ["pasport"]', "pasport", "documents[1].any_of[1]", "unknown-reference"),
    ('id = "visa"\nname = "Visa"', 'id = "passport"\nname = "Visa"', 'id = "passport"', "papers[1].id", "twice"),
    ("most = 1", "most = -1", "most", "companions[1].most", "wrong-value"),
    ("carry_over = true", "carry_over = 1", "carry_over", "validity.carry_over", "wrong-value"),
    ("show_permille = 800", "show_permille = 1001", "show_permille", "planning.show_permille", "wrong-value"),
    ('says = "each person"', 'says = " "', 'says = " "', "weights[2].says", "wrong-value"),
    ("days = 30", "days = -30", "days = -30", "retention.days", "wrong-value"),
    ("[retention]", "[retentions]", "[retentions]", "retentions", "unknown-key"),
]


@pytest.mark.parametrize("fault", SINGLE_FAULTS, ids=lambda fault: fault[1][:24])
def test_one_fault_is_named_at_its_place(small_text: str, fault: tuple[str, str, str, str, str | None]) -> None:
    old, new, line, column, code = fault
    text = small_text.replace(old, new, 1)
    assert text != small_text
    found = {(one.row, one.column, one.code) for one in problems(text)}
    rows = [at for at, one in enumerate(text.split("\n"), 1) if line in one]
    assert {(column, code or "wrong-value")} <= {(where, kind) for _, where, kind in found}
    named = [row for row, where, _ in found if where == column]
    assert len(named) == 1
    assert any(abs(row - named[0]) <= (2 if line.startswith(("id", "[[")) else 0) for row in rows)


def test_a_category_that_finds_no_room_on_a_pass_is_named_before_anybody_is_listed(small_text: str) -> None:
    def named(signs: int) -> str:
        return small_text.replace('"families"', f'"{"families".ljust(signs, "x")}"')

    assert read_terms(named(40), "small.toml").id == "small"
    (one,) = problems(named(41))
    assert (one.column, one.code) == ("categories[2].id", "too-long")
    assert "is 41 signs long, and a pass has room for 40" in one.what
    assert "at most 40 signs" in one.do


def without(text: str, start: str, end: str) -> str:
    return text[: text.index(start)] + text[text.index(end) :]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda text: without(text, "[publication]", "[validity]"), [("publication", "missing-table")]),
        (lambda text: text.replace("[publication]", "[[publication]]"), [("publication", "missing-table")]),
        (lambda text: text.replace("[[quotas]]", "[quotas]"), [("quotas", "missing-table")]),
        (lambda text: text.replace('step = "entry"', 'step = "exit"'), [("crossing.sides", "sides"), ("crossing.sides[2].step", "sides")]),
        (lambda text: "orders = [3]\n" + without(text, "[[orders]]", "[[couplings]]"), [("orders[1]", "wrong-value")]),
        (lambda text: text.replace('per_day = 100\ntotal = 500\non_days = { "2030-01-02" = 20 }', ""), [("quotas[1]", "empty-quota")]),
        (lambda text: text + '[[quotas]]\nclause = "Q9"\ncategory = "families"\nunit = "cases"\ntotal = 1\n', [("quotas[2]", "second-quota")]),
        (lambda text: text + '[[companions]]\nclause = "P9"\ncategory = "patients"\nmost = 2\n', [("companions[2]", "companions")]),
        (lambda text: text + '[[companions]]\nclause = "P9"\ncategory = "families"\nmost = 2\n', [("companions[2]", "companions")]),
        (lambda text: text + '[[orders]]\nclause = "O9"\nfirst = "families"\nthen = "families"\n', [("orders[2]", "contradiction")]),
    ],
)  # fmt: skip
def test_tables_that_are_missing_doubled_or_of_the_wrong_shape(
    small_text: str, change: Callable[[str], str], expected: list[tuple[str, str]]
) -> None:
    assert [(one.column, one.code) for one in problems(change(small_text))] == expected


def test_order_against_coupling_is_a_contradiction(small_text: str) -> None:
    text = small_text.replace('first = "patients"\nthen = "families"', 'first = "families"\nthen = "patients"')
    (one,) = problems(text)
    assert (one.row, one.column, one.code) == (row_of(text, "[[orders]]"), "orders[1]", "contradiction")


def test_a_circle_of_orders_is_a_contradiction_at_each_of_them(small_text: str) -> None:
    text = small_text + '[[orders]]\nclause = "O2"\nfirst = "families"\nthen = "patients"\n'
    assert [(one.column, one.code) for one in problems(text)] == [
        ("orders[1]", "contradiction"),
        ("orders[2]", "contradiction"),
    ]


def test_couplings_that_wait_for_each_other_need_an_allowance(small_text: str) -> None:
    text = without(small_text, "[[orders]]", "[[couplings]]").replace("allowance = 10", "allowance = 0")
    text += '[[couplings]]\nclause = "K2"\ncategory = "patients"\nneeds = "families"\nratio = 1\n'
    assert [(one.column, one.code) for one in problems(text)] == [
        ("couplings[1]", "contradiction"),
        ("couplings[2]", "contradiction"),
    ]
    assert len(read_terms(text.replace("allowance = 0", "allowance = 1"), "t.toml").couplings) == 2


@pytest.mark.parametrize(
    ("text", "row"),
    [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ('a = """\nnever closed\n', 3), ("[a\n", 1), ("a = 1\n\n= 3", 3)],
)
def test_a_file_that_is_no_toml_is_named_with_its_line(text: str, row: int) -> None:
    (one,) = problems(text)
    assert (one.row, one.code) == (row, "toml")


@pytest.mark.parametrize("text", ["a = " + "[" * 5000 + "]" * 5000, f"a = {'9' * 5000}", "\0", "a = 2030-02-31"])
def test_what_no_reader_can_take_is_a_problem_and_no_crash(text: str) -> None:
    (one,) = problems(text)
    assert one.code == "toml"
    assert 0 <= one.row <= 1


def test_a_byte_order_mark_is_no_fault_and_moves_no_line(small: Agreement, small_text: str) -> None:
    assert read_terms("\ufeff" + small_text, "t.toml") == small
    (one,) = problems("\ufeff" + small_text.replace("most = 1", "most = -1"))
    assert one.row == row_of(small_text, "most = 1")


def test_an_empty_file_misses_every_table_that_must_be_there() -> None:
    found = problems("")
    assert {one.row for one in found} == {0}
    assert sorted(one.column for one in found if one.code == "missing-table") == [
        "between", "categories", "crossing", "crossing.lanes", "crossing.sides", "parties", "planning", "publication",
        "validity", "weights",
    ]  # fmt: skip
    assert sum(one.code == "missing-key" for one in found) == 5


def test_the_words_of_the_terms_are_the_words_of_the_lists() -> None:
    assert PAPER_KINDS == DOCUMENT_KINDS
    person = NAMED["person"]
    assert (person["relation"].words, person["triage"].words, person["transport"].words) == (
        RELATIONS,
        TRIAGE,
        TRANSPORT,
    )


LITERALS = ["0", "-7", "99999999999999999999", '""', '"x"', "true", "[]", "[1]", '["a", "a"]', "{}", "1.5", "2030-02-02", "07:00:00", "[{}]", '"person.age"']  # fmt: skip


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(["drop", "double", *LITERALS])), min_size=1, max_size=6)
)
def test_no_change_of_a_file_makes_the_reader_fall_over(small_text: str, changes: list[tuple[int, str]]) -> None:
    lines = small_text.split("\n")
    for place, change in changes:
        at = place % len(lines)
        if change == "drop":
            lines[at] = ""
        elif change == "double":
            lines.insert(at, lines[at])
        elif " = " in lines[at]:
            lines[at] = f"{lines[at].split(' = ')[0]} = {change}"
    text = "\n".join(lines)
    found: tuple[Problem, ...] = ()
    try:
        agreement = read_terms(text, "t.toml")
    except ProblemsError as error:
        found = error.problems or (Problem("", "", ""),)
    for one in found:
        assert 0 <= one.row <= len(lines)
        assert all((one.what, one.do, one.code))
    assert len(set(found)) == len(found)
    if not found:
        assert from_plain(Agreement, to_plain(agreement)) == agreement
