"""What others' rows, answers and reasons say of who is erased goes; what is theirs stays. All people are invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_story_quorum import quorum

from safepassage.adapters.traces import FolderTraces
from safepassage.identity.model import Answer
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.wording import WITHHELD
from safepassage.ledger.entries import open_under, read_header
from safepassage.ledger.facts import Asked, Viewed
from safepassage.ledger.state import RequestRow, ViewRow
from safepassage.operations import clearance, erasing, files, identity, people, terms, witnessing
from safepassage.operations.details import details_of
from safepassage.operations.record import Scribe
from safepassage.people.facts import RowHeld
from safepassage.people.state import ConsentRow, EntryRow, ListRow, PersonRow

HEAD = (
    "Given name,Father name,Family name,Passport no,Date of birth,Sex,Nationality,Family no,Relation,Guardian,Needs\n"
)
FATHER = ("Tariq Sabbah", "TX300001")
LIST = HEAD + (
    "Tariq,Yusuf,Sabbah,TX300001,1980-03-14,M,USA,1,principal,,\n"
    "Rami,Tariq,Sabbah,TX300002,2012-07-30,M,USA,1,child,Tariq Sabbah (TX 300-001),stays near Tariq Sabbah\n"
    "Bassam,Tariq,Sabbah,,2013-99-30,M,USA,1,child,father: Tariq Sabbah,quiet\n"
    "Nada,Omar,Awad,TX300004,1990-01-01,F,USA,2,principal,Omar Awad,wheelchair\n"
)
AGAIN = (
    "Given name,Family name,Passport no,Date of birth,Sex,Nationality\n"
    "Tariq,Sabbah,1.2E+8,1980-03-14,M,CAN\nHani,Awad,1.3E+8,1980-03-14,M,CAN\n"
)


@pytest.fixture
def listed(story):
    """Two lists: a family with a father to be erased, and one on which he is held because his number was rounded."""
    story.begin("jor")
    story.list_in("usa", LIST)
    story.list_in("can", AGAIN)
    return story


def father(story) -> str:
    with story.house.store.reading() as work:
        (found,) = (row for row in work.tables.select(PersonRow) if row.full_name == "Tariq Yusuf Sabbah")
        return found.person_id


def erase(story, subject, reason="asked for by the person"):
    for actor in ("coordination", "qat"):
        done = erasing.erase(story.house, subject, reason, actor, story.at("11-02T09:00"), FolderTraces([story.folder]))
    return done


def bodies(story) -> list[str]:
    with story.house.store.reading() as work:
        return [
            open_under(read_header(entry.header), entry, key).decode()
            for entry, key in work.entries()
            if key is not None
        ]


def naming(story, *words: str) -> list[str]:
    return [word for word in words for body in bodies(story) if word in body]


def entries(story, source):
    with story.house.store.reading() as work:
        return [read_canonical(row.cells) for row in work.tables.select(EntryRow, source=source)]


def row_of(story, given):
    with story.house.store.reading() as work:
        (row,) = (one for one in work.tables.select(EntryRow) if given in read_canonical(one.cells)[:1])
        return row, work.tables.get(PersonRow, row.person_id)


def test_a_childs_row_loses_the_guardian_and_keeps_the_child(listed):
    """Found by a review: whatever cell did not say whom one accompanies kept the name."""
    erase(listed, father(listed))
    row, person = row_of(listed, "Rami")
    assert read_canonical(row.cells) == [
        *("Rami", "Tariq", "Sabbah", "TX300002", "2012-07-30", "M", "USA", "1", "child"),
        *("", ""),
    ]
    assert (person.full_name, details_of(person).needs) == ("Rami Tariq Sabbah", "")
    assert [one.number for one in details_of(person).documents] == ["TX300002"]
    assert naming(listed, "Tariq Sabbah (", "near", "TX300001", "TX 300-001") == []
    assert listed.verify() == []


def test_a_held_child_stays_held_without_the_guardian(listed):
    erase(listed, father(listed))
    row, _ = row_of(listed, "Bassam")
    cells = read_canonical(row.cells)
    assert (row.status, cells[2], cells[9:]) == ("held", "Sabbah", ["", "quiet"])
    assert len(read_canonical(row.problems)) >= 1


def test_a_stranger_keeps_every_cell(listed):
    before = [cells for cells in entries(listed, "usa") if cells[0] == "Nada"]
    erase(listed, father(listed))
    assert [cells for cells in entries(listed, "usa") if cells[:1] == ["Nada"]] == before
    assert before[0][9:] == ["Omar Awad", "wheelchair"]


def test_a_held_row_with_the_name_in_columns_goes_with_the_person_and_no_other(story):
    """Found by a review: the row of the same person, held for a rounded number, was known only by one whole cell."""
    story.begin("jor")
    story.list_in("usa", AGAIN.replace("1.2E+8", "TX300001"), "a.csv")
    story.list_in("can", AGAIN)
    with story.house.store.reading() as work:
        (subject,) = (row.person_id for row in work.tables.select(PersonRow) if row.full_name == "Tariq Sabbah")
    erase(story, subject)
    assert sorted(cells[:2] for cells in entries(story, "can")) == [[], ["Hani", "Awad"]]
    assert naming(story, "Tariq", "Sabbah") == []
    assert story.verify() == []


@pytest.mark.parametrize(
    ("cell", "stays"),
    [("KARMI Suha", False), ("JX 100-004", False), ("suha karmi", False), ("Rami Suha Karmi", True), ("Suha", True)],
)
def test_a_held_answer_that_calls_the_person_loses_its_cells(story, cell, stays):
    story.begin("jor")
    path = story.folder / "odd.csv"
    path.write_text(f"document_number,answer,name\nZZ999999,granted,{cell}\n")
    taken = clearance.import_answers(story.house, path, path.read_bytes(), "egy", story.at("10-31T15:00"))
    assert len(taken.held) == 1
    with story.house.store.reading() as work:
        (subject,) = (row.person_id for row in work.tables.select(PersonRow) if row.full_name == "Suha Karmi")
    erase(story, subject)
    assert bool(naming(story, "ZZ999999")) is stays
    assert story.verify() == []


def test_a_reason_that_names_the_person_is_refused_before_it_is_written(listed):
    subject, before = father(listed), len(bodies(listed))
    for said in ("TARIQ YUSUF SABBAH asked", "passport TX-300001 is lost", "Tariq Sabbah"):
        with pytest.raises(ProblemsError, match="it names the person"):
            erase(listed, subject, said)
        with pytest.raises(ProblemsError, match="it names the person"):
            files.show(listed.house, subject, said, "coordination", listed.at("11-01T09:00"))
        with pytest.raises(ProblemsError, match="it names the person"):
            files.look(listed.house, [subject], said, "", listed.at("11-01T09:00"))
    assert len(bodies(listed)) == before
    assert files.show(listed.house, subject, "the family of Tariq", "coordination", listed.at("11-01T09:00"))


def test_reasons_that_were_written_before_go_with_the_person(listed):
    subject = father(listed)
    with listed.house.store.work() as work:
        scribe = Scribe(listed.house, work, "coordination", listed.at("11-01T09:00"))
        scribe.write(Asked("r1", "export", "usa", "for the lawyer of Tariq Sabbah"))
        scribe.write(Asked("r2", "export", "usa", "for the embassy"))
        place = scribe.write(Viewed("p1", "a call about TX300001")).index
        scribe.write(Viewed("p1", "a call"))
    erase(listed, subject)
    with listed.house.store.reading() as work:
        assert [work.tables.get(RequestRow, one).reason for one in ("r1", "r2")] == [WITHHELD, "for the embassy"]
        assert [work.tables.get(ViewRow, place + at).reason for at in (0, 1)] == [WITHHELD, "a call"]
    assert naming(listed, "lawyer", "TX300001") == []
    assert listed.verify() == []


def test_why_the_terms_and_the_quorum_change_goes_where_it_names_the_person(listed):
    """What is put in force is open to all and stays; why stands in what was asked for, and only there."""
    house = listed.house
    witnessing.agree_quorum(house, quorum(listed, "qat", "egy"), "quorum", "agreed", listed.at("10-31T12:00"))
    toml = (Path(__file__).parents[2] / "examples" / "rafah-2023" / "terms.toml").read_text()
    toml = toml.replace("version = 1", "version = 2", 1).replace("most = 1", "most = 2", 1)
    why = "the visa of Tariq Sabbah ran out"
    for actor in ("coordination", "qat"):
        terms.amend(house, toml, "terms-2.toml", why, listed.at("11-01T09:00"), actor)
        witnessing.agree_quorum(house, quorum(listed, "qat"), "quorum", why, listed.at("11-01T10:00"), actor)
    assert terms.in_force(house).version == 2
    (before,) = listed.verdict().quorums
    assert before.says.endswith(f"Reason given: {why}")
    erase(listed, father(listed))
    assert naming(listed, "visa of") == []
    (after,) = listed.verdict().quorums
    assert after.says.endswith(f"Reason given: {WITHHELD}")
    assert listed.verify() == []


@pytest.mark.parametrize("hours", [(0,), (0, 1), (0, 0)])
def test_what_another_said_when_consenting_goes_where_it_names_the_person(listed, hours):
    """Found by a review: the words of a later consent went too, also of one of the same second, and the record no longer verified."""
    with listed.house.store.reading() as work:
        rows = {row.full_name: row for row in work.tables.select(PersonRow)}
    one, other = rows["Yazan Nabulsi"], rows["Hala Nabulsi"]
    assert one.case_id == other.case_id
    said = (f"goes on without {other.full_name}, as {FATHER[0]} advised", "goes on")
    for hour, words in zip(hours, said, strict=False):
        when = listed.at(f"11-01T0{hour}:00")
        people.consent(listed.house, one.case_id, one.person_id, (other.person_id,), words, when)
    erase(listed, father(listed))
    with listed.house.store.reading() as work:
        assert work.tables.get(ConsentRow, one.case_id, one.person_id).said == ("" if len(hours) == 1 else "goes on")
    assert naming(listed, "advised") == []
    assert listed.verify() == []


def test_a_held_row_without_a_name_takes_no_other_list_with_it(story):
    """Found by a review: sex, state and family number together were taken for somebody's row."""
    story.begin("jor")
    head = "Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation\n"
    story.list_in("usa", f"{head},,,F,CAN,3,child\n")
    (story.folder / "other.csv").write_text(f"{head}Hala Awad,UX3000001,1980-01-02,F,CAN,3,child\n")
    with story.house.store.reading() as work:
        (held,) = (row.entry_id for row in work.tables.select(EntryRow, status="held"))
    done = erase(story, held)
    assert done.files.destroyed == ()
    assert (story.folder / "other.csv").exists()
    assert story.verify() == []


def ask(story, subject, actor, when="11-02T09:00"):
    return erasing.erase(story.house, subject, "asked", actor, story.at(when), FolderTraces([story.folder]))


@pytest.mark.parametrize("judged", ["11-02T09:30", "10-31T11:00"])
def test_who_is_held_to_be_the_person_only_after_it_was_asked_is_not_erased_with_them(story, judged):
    """Found by a review: one person alone made somebody else the one whom another had asked to erase, with any date."""
    story.begin()
    with story.house.store.reading() as work:
        rows = {row.full_name: row.person_id for row in work.tables.select(PersonRow)}
    subject, other = rows["Suha Karmi"], rows["Lina Dajani"]
    assert not ask(story, subject, "coordination").agreed
    identity.decide(story.house, Answer(subject, other, "same", "m", "one of them"), story.at(judged))
    again = ask(story, subject, "qat")
    assert (again.agreed, again.asked_by) == (False, "qat")
    with story.house.store.reading() as work:
        assert {work.tables.get(PersonRow, one).full_name for one in (subject, other)} == {"Suha Karmi", "Lina Dajani"}
    identity.decide(story.house, Answer(subject, other, "different", "n", "two"), story.at("11-02T10:00"))
    done = ask(story, subject, "coordination", "11-02T10:30")
    assert [one.ids for one in done.erased] == [(subject,)]
    assert story.verify() == []


def test_who_was_known_from_two_lists_before_it_was_asked_is_erased_from_both(story):
    story.begin()
    text = "Full name,Passport no,Date of birth,Sex,Nationality\nSuha Karmi,JX100004,1990-11-25,F,JOR\n"
    story.list_in("usa", text)
    with story.house.store.reading() as work:
        (subject,) = (
            row.person_id
            for row in work.tables.select(PersonRow)
            if row.full_name == "Suha Karmi" and not row.merged_into
        )
    assert not ask(story, subject, "coordination").agreed
    assert len(ask(story, subject, "qat").erased[0].ids) == 2


# Held rows of lists whose columns are told by no heading, or by none any more

ODD = (
    "X1,X2,X3,X4,X5,X6\n"
    "Tariq,Sabbah,1.2E+8,1980-03-14,M,CAN\nHani,Awad,1.3E+8,1980-03-14,M,CAN\nRami Tariq,Sabbah,1.4E+8,2012-03-14,M,CAN\n"
)
COLUMNS = dict(
    zip(("given_name", "family_name", "passport_number", "birth", "sex", "nationality"), "ABCDEF", strict=True)
)


def known(story, name) -> str:
    with story.house.store.reading() as work:
        (found,) = (row.person_id for row in work.tables.select(PersonRow) if row.full_name == name)
        return found


def test_a_held_row_whose_columns_were_named_by_hand_goes_with_the_person_and_no_other(story):
    """No heading tells where its names stand; the row itself says what its columns were taken for."""
    story.begin("jor")
    story.list_in("usa", AGAIN.replace("1.2E+8", "TX300001"), "a.csv")
    path = story.folder / "odd.csv"
    path.write_text(ODD)
    people.import_list(story.house, path, path.read_bytes(), "can", story.at("10-31T10:00"), mapping=COLUMNS)
    erase(story, known(story, "Tariq Sabbah"))
    left = sorted(cells[:2] for cells in entries(story, "can") if cells[:1] != ["X1"])
    assert left == [[], ["Hani", "Awad"], ["Rami Tariq", "Sabbah"]]
    assert story.verify() == []


def test_the_columns_of_a_list_are_known_though_its_files_name_was_erased(story, monkeypatch):
    """In records whose held rows do not say it, the first erasure took the list's columns with the name of its file."""
    story.begin("jor")
    both = AGAIN.replace("1.2E+8", "TX300001").replace("1.3E+8", "TX300002")
    story.list_in("usa", both, "a.csv")
    monkeypatch.setattr(people, "RowHeld", lambda *told: RowHeld(*told[:6]))
    story.list_in("can", AGAIN, "Tariq Sabbah.csv")
    for name in ("Tariq Sabbah", "Hani Awad"):
        erase(story, known(story, name))
    with story.house.store.reading() as work:
        assert [row.filename for row in work.tables.select(ListRow, source="can")] == [""]
    assert entries(story, "can") == [[], []]
    assert naming(story, "Tariq", "Sabbah", "Hani", "Awad") == []
    assert story.verify() == []


FATHERS = (
    "Given name,Father name,Family name,Passport no,Date of birth,Sex,Nationality\n"
    "Omar,Yusuf Ahmad,Haddad,1.2E+8,1999-03-14,M,CAN\nLina,Yusuf Ahmad,Odeh,1.3E+8,1998-03-14,F,CAN\n"
)
CALLED = "Full name,Passport no,Date of birth,Sex,Nationality\nYusuf Ahmad,TX300001,1960-03-14,M,CAN\n"


def test_whose_father_has_the_name_of_the_erased_keeps_the_row(story):
    """Two held rows were emptied, though the person was neither of them."""
    story.begin("jor")
    story.list_in("usa", CALLED)
    story.list_in("can", FATHERS)
    before = sorted(entries(story, "can"))
    erase(story, known(story, "Yusuf Ahmad"))
    assert sorted(entries(story, "can")) == before
    assert naming(story, "TX300001") == []
    assert story.verify() == []


def test_a_held_row_takes_nobody_with_it_who_is_called_as_its_father(story):
    """The father's name alone was looked for: his own row went, the rows of his other children, and the files that name them."""
    story.begin("jor")
    story.list_in("usa", CALLED)
    story.list_in("can", FATHERS)
    with story.house.store.reading() as work:
        (held,) = (row.entry_id for row in work.tables.select(EntryRow, source="can") if "Omar" in row.cells)
    erase(story, held)
    assert sorted(cells[:3] for cells in entries(story, "can")) == [[], ["Lina", "Yusuf Ahmad", "Odeh"]]
    assert known(story, "Yusuf Ahmad")
    assert (story.folder / "usa.csv").exists()
    assert story.verify() == []


def test_a_name_of_one_word_takes_nobody_else_with_it(story):
    story.begin("jor")
    story.list_in("usa", CALLED.replace("Yusuf Ahmad", "Yusuf"))
    story.list_in("can", FATHERS.replace("Omar", "Yusuf"))
    before = sorted(entries(story, "can"))
    erase(story, known(story, "Yusuf"))
    assert sorted(entries(story, "can")) == before
    assert naming(story, "TX300001") == []
    assert story.verify() == []
