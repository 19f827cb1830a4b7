"""Silence is never a yes; the family is the unit; every count adds up."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.adapters.memory import MemoryTables
from safepassage.clearance.facts import Answered, Lapsed, Submitted
from safepassage.clearance.model import STATUSES, Answer, Consent, Counts, Given, Member, NotWhole, ResponseTimes, Whole
from safepassage.clearance.rules import counts, due, response_times, standing, status_now, wholeness
from safepassage.clearance.state import ClearanceRow, apply
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment

NOW = Moment.parse("2023-11-03T12:00:00Z")
PARTIES = ("egy", "isr")


def answer(person, party, status="granted", until=None):
    return Answer(person, party, status, NOW.plus(days=-1), until)


def granted(*persons):
    return [answer(person, party) for person in persons for party in PARTIES]


def adult(person, withdrawn=""):
    return Member(person, adult=True, required=PARTIES, withdrawn=withdrawn)


def child(person, withdrawn=""):
    return Member(person, adult=False, required=PARTIES, withdrawn=withdrawn)


class TestStanding:
    def test_every_required_yes_clears(self):
        assert standing(granted("p"), PARTIES, NOW) == "cleared"

    def test_an_answer_that_is_not_there_is_pending(self):
        assert standing([], PARTIES, NOW) == "pending"
        assert standing([answer("p", "egy")], PARTIES, NOW) == "pending"

    def test_a_party_that_need_not_answer_changes_nothing(self):
        assert standing([*granted("p"), answer("p", "usa", "refused")], PARTIES, NOW) == "cleared"

    @pytest.mark.parametrize(
        ("statuses", "result"),
        [
            (("refused", "withdrawn"), "refused"),
            (("pending", "refused"), "refused"),
            (("withdrawn", "expired"), "withdrawn"),
            (("expired", "pending"), "expired"),
            (("granted", "pending"), "pending"),
            (("granted", "granted"), "cleared"),
        ],
    )
    def test_the_worst_counts_whoever_said_it(self, statuses, result):
        for order in itertools.permutations(statuses):
            answers = [answer("p", party, status) for party, status in zip(PARTIES, order, strict=True)]
            assert standing(answers, PARTIES, NOW) == result

    def test_a_grant_ends_at_the_very_second(self):
        assert status_now(answer("p", "egy", until=NOW.plus(seconds=1)), NOW) == "granted"
        assert status_now(answer("p", "egy", until=NOW), NOW) == "expired"
        assert status_now(answer("p", "egy", "refused", until=NOW), NOW) == "refused"

    def test_nobody_is_cleared_by_nobody(self):
        with pytest.raises(ValueError, match="no party"):
            standing(granted("p"), (), NOW)

    @settings(max_examples=200, derandomize=True)
    @given(st.lists(st.tuples(st.sampled_from([*PARTIES, "usa"]), st.sampled_from(STATUSES)), max_size=6))
    def test_cleared_needs_a_grant_of_each(self, said):
        answers = [answer("p", party, status) for party, status in said]
        last = dict(said)
        cleared = standing(answers, PARTIES, NOW) == "cleared"
        assert cleared == all(last.get(party) == "granted" for party in PARTIES)


class TestWholeness:
    FAMILY = (adult("mother"), adult("father"), child("girl"), child("boy"))
    ALL = ("mother", "father", "girl", "boy")

    def test_a_family_with_every_yes_is_whole(self):
        assert wholeness(self.FAMILY, granted(*self.ALL), [], NOW) == Whole(self.ALL)

    def test_a_person_alone_is_a_case_too(self):
        assert wholeness([adult("p")], granted("p"), [], NOW) == Whole(("p",))
        assert wholeness([child("p")], granted("p"), [], NOW) == Whole(("p",))

    def test_otherwise_it_names_exactly_who_lacks_whose_answer(self):
        answers = [*granted("mother", "father", "girl"), answer("boy", "egy"), answer("boy", "isr", "refused")]
        assert wholeness(self.FAMILY, answers, [], NOW) == NotWhole((("boy", "isr", "refused"),), ("mother", "father"))
        assert wholeness(self.FAMILY, granted("mother", "father", "girl"), [], NOW).missing == (
            ("boy", "egy", "pending"),
            ("boy", "isr", "pending"),
        )

    def test_a_lapsed_grant_is_missing(self):
        answers = [*granted("mother", "father", "girl"), answer("boy", "egy"), answer("boy", "isr", until=NOW)]
        assert wholeness(self.FAMILY, answers, [], NOW).missing == (("boy", "isr", "expired"),)

    def test_a_split_needs_the_consent_of_each_adult_left_or_leaving(self):
        answers = granted("mother", "girl", "boy")
        mother, father = Consent("mother", ("father",)), Consent("father", ("father",))
        missing = (("father", "egy", "pending"), ("father", "isr", "pending"))
        assert wholeness(self.FAMILY, answers, [], NOW) == NotWhole(missing, ("mother", "father"))
        assert wholeness(self.FAMILY, answers, [mother], NOW) == NotWhole(missing, ("father",))
        assert wholeness(self.FAMILY, answers, [father], NOW) == NotWhole(missing, ("mother",))
        assert wholeness(self.FAMILY, answers, [mother, father], NOW) == Whole(("mother", "girl", "boy"), ("father",))

    def test_consents_to_different_splits_are_none(self):
        answers = granted("mother", "girl", "boy")
        consents = [Consent("mother", ("father",)), Consent("father", ("father", "boy"))]
        assert wholeness(self.FAMILY, answers, consents, NOW).consents == ("mother", "father")

    def test_a_consent_that_does_not_cover_who_lacks_an_answer_is_none(self):
        consents = [Consent(one, ("father",)) for one in ("mother", "father")]
        result = wholeness(self.FAMILY, granted("mother", "girl"), consents, NOW)
        assert result.consents == ("mother", "father")

    def test_the_latest_consent_of_an_adult_counts(self):
        consents = [Consent("mother", ("boy",)), Consent("father", ("father",)), Consent("mother", ("father",))]
        assert wholeness(self.FAMILY, granted("mother", "girl", "boy"), consents, NOW) == Whole(
            ("mother", "girl", "boy"), ("father",)
        )

    def test_more_may_stay_than_must_where_all_agree(self):
        consents = [Consent(one, ("father", "boy")) for one in ("mother", "father")]
        assert wholeness(self.FAMILY, granted("mother", "girl", "boy"), consents, NOW) == Whole(
            ("mother", "girl"), ("father", "boy")
        )

    def test_a_split_that_leaves_nobody_to_go_is_none(self):
        consents = [Consent(one, self.ALL) for one in ("mother", "father")]
        assert isinstance(wholeness(self.FAMILY, granted("mother"), consents, NOW), NotWhole)

    def test_a_child_is_not_left_alone_by_any_consent(self):
        consents = [Consent(one, ("boy",)) for one in ("mother", "father")]
        result = wholeness(self.FAMILY, granted("mother", "father", "girl"), consents, NOW)
        assert (result.consents, result.alone) == ((), ("boy",))

    def test_nor_sent_alone(self):
        consents = [Consent(one, ("mother", "father")) for one in ("mother", "father")]
        result = wholeness(self.FAMILY, granted("girl", "boy"), consents, NOW)
        assert (result.consents, result.alone) == ((), ("girl", "boy"))

    def test_one_parent_may_stay_with_a_refused_child(self):
        consents = [Consent(one, ("father", "boy")) for one in ("mother", "father")]
        answers = [*granted("mother", "father", "girl"), answer("boy", "egy", "refused"), answer("boy", "isr")]
        assert wholeness(self.FAMILY, answers, consents, NOW) == Whole(("mother", "girl"), ("father", "boy"))

    def test_children_alone_cannot_be_split(self):
        result = wholeness([child("girl"), child("boy")], granted("girl"), [Consent("girl", ("boy",))], NOW)
        assert result.missing == (("boy", "egy", "pending"), ("boy", "isr", "pending"))
        assert result.alone == ("girl", "boy")

    def test_who_died_is_not_asked_about(self):
        family = (adult("mother"), adult("father", "died"), child("girl"))
        assert wholeness(family, granted("mother", "girl"), [], NOW) == Whole(("mother", "girl"))

    def test_who_withdrew_stays_and_the_others_must_agree(self):
        family = (adult("mother"), adult("father", "own-wish"), child("girl"))
        answers = granted("mother", "girl")
        assert wholeness(family, answers, [], NOW) == NotWhole((), ("mother",))
        assert wholeness(family, answers, [Consent("mother", ("father",))], NOW) == Whole(
            ("mother", "girl"), ("father",)
        )

    def test_who_was_taken_off_by_the_source_is_asked_too(self):
        family = (adult("mother"), adult("father", "source"), child("girl"))
        assert wholeness(family, granted("mother", "girl"), [Consent("mother", ("father",))], NOW).consents == (
            "father",
        )

    def test_a_parent_who_withdrew_leaves_no_child_to_travel_alone(self):
        result = wholeness((adult("mother", "own-wish"), child("girl")), granted("girl"), [], NOW)
        assert result == NotWhole((), (), ("girl",))

    def test_a_case_that_nobody_asks_to_leave_any_more(self):
        assert wholeness((adult("mother", "own-wish"), child("girl", "source")), granted("girl"), [], NOW) == NotWhole(
            ()
        )

    def test_what_is_no_case(self):
        with pytest.raises(ValueError, match="without members"):
            wholeness([], [], [], NOW)
        with pytest.raises(ValueError, match="without members"):
            wholeness([adult("p", "died")], [], [], NOW)
        with pytest.raises(ValueError, match="no party"):
            wholeness([Member("p", adult=True, required=())], [], [], NOW)

    @settings(max_examples=300, derandomize=True, deadline=None)
    @given(
        st.lists(
            st.tuples(st.booleans(), st.sampled_from(["", "", "own-wish", "source", "died"])), min_size=1, max_size=5
        ),
        st.data(),
    )
    def test_whoever_is_called_has_every_yes_and_every_adult_agreed(self, shape, data):
        members = [
            Member(str(at), adult=grown, required=PARTIES, withdrawn=gone) for at, (grown, gone) in enumerate(shape)
        ]
        names = [one.person_id for one in members]
        yes = data.draw(st.sets(st.sampled_from(names)))
        split = st.lists(st.sampled_from(names), unique=True).map(tuple)
        consents = [Consent(name, data.draw(split)) for name in data.draw(st.sets(st.sampled_from(names)))]
        if all(one.withdrawn == "died" for one in members):
            return
        result = wholeness(members, granted(*sorted(yes)), consents, NOW)
        if isinstance(result, NotWhole):
            return
        by_name = {one.person_id: one for one in members}
        assert set(result.called) <= yes
        assert not any(by_name[name].withdrawn for name in result.called)
        assert sorted(result.called + result.staying) == sorted(
            name for name in names if by_name[name].withdrawn != "died"
        )
        if result.staying:
            said = {one.person_id: set(one.without) for one in consents}
            alive = {name for name in names if by_name[name].withdrawn != "died"}
            for one in members:
                if one.adult and one.withdrawn not in {"died", "own-wish"}:
                    assert said[one.person_id] & alive == set(result.staying)
            for group in (result.called, result.staying):
                assert any(by_name[name].adult for name in group)


class TestDue:
    def test_grants_whose_time_ran_out_one_fact_a_party(self):
        over, holds = NOW.plus(seconds=-1), NOW.plus(seconds=1)
        answers = [
            answer("p2", "isr", until=over),
            answer("p1", "isr", until=NOW),
            answer("p1", "egy", until=over),
            answer("p3", "egy", until=holds),
            answer("p4", "egy"),
            answer("p5", "egy", "refused", until=over),
            answer("p6", "egy", "expired", until=over),
        ]
        assert due(answers, NOW) == (Lapsed("egy", ("p1",)), Lapsed("isr", ("p1", "p2")))

    def test_nothing_is_due_twice(self):
        assert due([answer("p", "egy", "expired", NOW)], NOW) == ()
        assert due([], NOW) == ()


def row(person, party, status, asked=0, answered=None):
    start = Moment.parse("2023-11-01T00:00:00Z")
    said = start.plus(seconds=answered).iso() if answered is not None else ""
    return ClearanceRow(person, party, status, start.plus(seconds=asked).iso(), said, said, "", "", "")


class TestCounts:
    def test_each_row_counts_once(self):
        rows = [
            row(str(at), "egy", status)
            for at, status in enumerate(("granted", "granted", "refused", "withdrawn", "expired", "pending"))
        ]
        assert counts(rows) == Counts(submitted=6, granted=2, refused=1, withdrawn=1, expired=1, pending=1)
        assert counts([]) == Counts(0, 0, 0, 0, 0, 0)

    def test_a_status_that_is_none_is_refused(self):
        with pytest.raises(ValueError, match="maybe"):
            counts([row("p", "egy", "maybe")])

    @settings(max_examples=100, derandomize=True, deadline=None)
    @given(st.data())
    def test_they_add_up_after_any_history(self, data):
        tables, at = MemoryTables(), NOW
        persons = ("p1", "p2", "p3")
        for index in range(data.draw(st.integers(1, 8))):
            some = tuple(data.draw(st.sets(st.sampled_from(persons), min_size=1)))
            party = data.draw(st.sampled_from(PARTIES))
            fact = data.draw(
                st.sampled_from(
                    [
                        Submitted(some, PARTIES),
                        Answered(
                            party,
                            f"d{index}",
                            tuple(Given(one, data.draw(st.sampled_from(STATUSES[1:4]))) for one in some),
                        ),
                        Lapsed(party, some),
                    ]
                )
            )
            apply(Recorded(fact, at.plus(hours=index), "cell", index), tables)
        result = counts(tables.select(ClearanceRow))
        assert result.granted + result.refused + result.withdrawn + result.expired + result.pending == result.submitted


class TestResponseTimes:
    HOUR = 3600

    def test_median_and_ninetieth_by_nearest_rank(self):
        rows = [row(str(at), "egy", "granted", 0, at * self.HOUR) for at in range(1, 11)]
        assert response_times(rows, NOW) == (ResponseTimes("egy", 10, 10, 5, 9, None),)

    def test_one_and_three_answers(self):
        assert response_times([row("p", "egy", "refused", 0, 2 * self.HOUR)], NOW)[0].median_hours == 2
        three = [row(str(at), "egy", "granted", 0, at * self.HOUR) for at in (1, 5, 9)]
        assert [(one.median_hours, one.ninetieth_hours) for one in response_times(three, NOW)] == [(5, 9)]

    @pytest.mark.parametrize(
        ("count", "median", "ninetieth"),
        [(2, 1, 2), (9, 5, 9), (99, 50, 90), (100, 50, 90), (101, 51, 91), (200, 100, 180)],
    )
    def test_ranks_are_exact(self, count, median, ninetieth):
        rows = [row(str(at), "egy", "granted", 0, at * self.HOUR) for at in range(1, count + 1)]
        (times,) = response_times(rows, NOW)
        assert (times.median_hours, times.ninetieth_hours) == (median, ninetieth)

    def test_hours_are_rounded_down(self):
        assert response_times([row("p", "egy", "granted", 0, 2 * self.HOUR - 1)], NOW)[0].median_hours == 1

    def test_the_oldest_that_waits(self):
        rows = [
            row("p1", "isr", "pending", 0),
            row("p2", "isr", "pending", 3 * self.HOUR),
            row("p3", "isr", "granted", 0, 1),
        ]
        assert response_times(rows, NOW) == (ResponseTimes("isr", 3, 1, 0, 0, 60),)

    def test_parties_in_order_and_a_party_that_never_answered(self):
        rows = [row("p", "isr", "pending", 0), row("p", "egy", "granted", 0, 1)]
        assert [(one.party, one.median_hours) for one in response_times(rows, NOW)] == [("egy", 0), ("isr", None)]
        assert response_times([], NOW) == ()
