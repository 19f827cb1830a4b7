from dataclasses import fields, replace

import pytest
from gate_world import (
    DAY,
    DIGEST,
    NOON,
    OTHER_PASS,
    OTHER_TAG,
    PASS,
    been,
    between,
    draw,
    entry_station,
    exit_station,
    flow,
    manifest,
    presented,
)

from safepassage.gate.checks import CHECKS, holds
from safepassage.gate.facts import Scanned
from safepassage.gate.model import Before, Coupled, Decision, Journal, Presented, Station
from safepassage.gate.reasons import REASONS, RETURNS, SAYS, TABLE, WEIGHT
from safepassage.gate.rules import decide, override, return_of, scanned, turn_away

DRAWN = draw("this record")


def held(**changes):
    return decide(presented(document=OTHER_TAG, **changes), exit_station(), NOON)


def test_an_admission_says_everything_it_needs():
    assert decide(presented(), exit_station(), NOON) == Decision(
        "admit", "in-order", "Let this person through.", "1/passing", "exited"
    )
    assert decide(presented(), entry_station(), NOON).step == "entered"


def test_a_valid_signature_alone_never_admits():
    bare = Presented(pass_id=PASS, operation="invented-2023")
    decision = decide(bare, Station("invented-2023", "west", "exit"), NOON)
    assert decision.verdict == "refuse"
    assert {decision.reason, *decision.also} == {
        "closed",
        "document-not-on-pass",
        "no-manifest",
        "validity-missing",
        "category-not-now",
    }


@pytest.mark.parametrize("field", [field.name for field in fields(Presented) if field.name not in ("fault", "outside")])
def test_nothing_presented_can_be_missing_but_the_lane(field):
    empty = {"valid_from": None, "expires": None}.get(field, "")
    decision = decide(presented(**{field: empty}), exit_station(), NOON)
    assert (decision.verdict == "admit") is (field == "lane")


def test_every_further_reason_is_named_once_in_order_of_weight():
    odd = presented(document=OTHER_TAG, lane="b", category="nobody", expires=NOON.plus(hours=-1))
    decision = decide(odd, exit_station(open=False, journal=between()), NOON)
    named = (decision.reason, *decision.also)
    assert named == ("already-exited", "closed", "document-mismatch", "expired", "category-not-now", "other-lane")
    assert [WEIGHT[code] for code in named] == sorted(WEIGHT[code] for code in named)


def test_an_earlier_crossing_is_named_even_below_a_weightier_reason():
    decision = decide(
        presented(), exit_station(journal=between(), manifest=manifest(revoked=(presented().manifest_tag,))), NOON
    )
    assert (decision.reason, decision.earlier) == ("revoked", "west-1/4/0a0a0a0a")


def test_refusals_weigh_more_than_holds_and_no_code_stands_twice():
    verdicts = [reason.verdict for reason in TABLE]
    assert verdicts == sorted(verdicts, reverse=True)
    assert set(verdicts) == {"refuse", "hold"}
    assert len(REASONS) == len(TABLE)
    assert not set(REASONS) & {*SAYS, *RETURNS}


def test_every_sentence_is_short_and_ends():
    sentences = [reason.says for reason in TABLE] + list(SAYS.values())
    assert max(map(len, sentences)) < 150
    assert all(sentence.endswith(".") for sentence in sentences)


@pytest.mark.parametrize("code", [reason.code for reason in TABLE if reason.verdict == "refuse"])
def test_no_two_people_can_admit_what_is_refused(code):
    refused = Decision("refuse", code, REASONS[code].says)
    with pytest.raises(ValueError, match="not for a second person"):
        override(refused, exit_station(), "officer-1", "officer-2", "because")


def test_an_overridden_hold_keeps_its_reason_and_everything_beside_it():
    before = held(lane="b")
    after = override(before, exit_station(), " officer-1", "officer-2 ", "old passport in hand")
    assert (after.verdict, after.reason, after.also, after.step) == (
        "admit",
        "document-mismatch",
        ("other-lane",),
        "exited",
    )
    assert after.says == "Let this person through: officer-1 and officer-2 answer for it."


def test_no_admission_after_the_close_not_even_by_two():
    for odd in (presented(), presented(document=OTHER_TAG), presented(lane="b"), presented(tag="")):
        for station in (exit_station(open=False), entry_station(open=False)):
            decision = decide(odd, station, NOON)
            assert decision.verdict == "refuse"
            with pytest.raises(ValueError, match="not for a second person"):
                override(decision, station, "officer-1", "officer-2", "because")


def test_order_and_coupling_cite_their_own_clauses():
    rules = flow(
        before=(Before("2/first", "injured", "foreign"),),
        coupled=(Coupled("2/coupled", "foreign", "injured", 0, 0),),
        waiting={"injured": 1},
    )
    station = exit_station(flow=rules)
    assert decide(presented(), station, NOON).clause == "2/first"
    assert (
        decide(presented(), replace(station, flow=replace(rules, waiting={"injured": 0})), NOON).clause == "2/coupled"
    )


def test_a_coupling_counts_patients_not_their_companions():
    companions_only = Journal(out={"injured": 40, "foreign": 5}, patients_out={"injured": 0})
    assert decide(presented(), exit_station(journal=companions_only), NOON).reason == "coupling"
    one_patient = replace(companions_only, patients_out={"injured": 1})
    assert decide(presented(), exit_station(journal=one_patient), NOON).verdict == "admit"


def test_the_checks_do_not_depend_on_their_order():
    odd = presented(document="", lane="b", category="nobody")
    station = exit_station(open=False, journal=between())
    reasons = [finding.reason for check in reversed(CHECKS) for finding in check(odd, station, NOON)]
    decision = decide(odd, station, NOON)
    assert sorted(reasons) == sorted((decision.reason, *decision.also))


def test_a_tag_is_found_only_where_it_stands():
    tags = ("01", "02", "04")
    assert [holds(tags, tag) for tag in ("00", "01", "02", "03", "04", "05", "")] == [
        False, True, True, False, True, False, False,
    ]  # fmt: skip
    assert not holds((), "01")


def test_a_return_is_taken_at_any_hour_and_names_the_exit_it_answers():
    for station in (exit_station(journal=between()), exit_station(journal=between(), open=False)):
        decision = return_of(presented(), station)
        assert (decision.verdict, decision.step, decision.takes_back) == ("admit", "returned", "west-1/4/0a0a0a0a")


def test_a_return_noted_twice_names_the_same_exit():
    journal = been(["w/1/x", "w/5/x"], (), ["w/3/x"], ["w/5/x"])
    again = been(["w/1/x", "w/5/x"], (), ["w/3/x", "w/7/x"], [])
    assert return_of(presented(), exit_station(journal=journal)).takes_back == "w/5/x"
    decision = return_of(presented(), exit_station(journal=again))
    assert (decision.reason, decision.takes_back, decision.earlier) == ("returned-again", "w/5/x", "w/7/x")


def test_turning_away_is_a_refusal_that_two_people_cannot_change():
    refused = turn_away(entry_station(), decide(presented(), entry_station(), NOON))
    assert (refused.verdict, refused.reason, refused.step, refused.also) == ("refuse", "turned-away", "", ())
    with pytest.raises(ValueError, match="not for a second person"):
        override(refused, entry_station(), "officer-1", "officer-2", "because")


def test_the_fact_of_a_scan_holds_no_person():
    station = exit_station()
    fact = scanned(
        decide(presented(), station, NOON), presented(), station, ("west-1", 12), officer="officer-1", drawn=DRAWN
    )
    assert fact == Scanned(
        record=fact.record,
        session=f"west/{DAY}/1",
        side="west",
        pass_id=PASS,
        verdict="admit",
        reason="in-order",
        step="exited",
        officer="officer-1",
        manifest=7,
        manifest_digest=DIGEST,
        drawn=DRAWN,
    )
    assert fact.record.startswith("west-1/12/")
    assert fact.deltas() == {"exited": 1}


def test_a_refused_second_crossing_names_the_first():
    station = exit_station(journal=between())
    fact = scanned(
        decide(presented(), station, NOON), presented(), station, ("west-1", 5), officer="officer-1", drawn=DRAWN
    )
    assert (fact.verdict, fact.step, fact.conflict) == ("refuse", "", "west-1/4/0a0a0a0a")
    assert fact.deltas() == {"refuse": 1}


def test_an_override_is_on_the_record_with_both_names_and_the_words():
    station = exit_station()
    decision = override(held(), station, "officer-1", "officer-2", "old passport")
    fact = scanned(
        decision,
        presented(),
        station,
        ("west-1", 6),
        officer="officer-1",
        drawn=DRAWN,
        second="officer-2",
        words="old passport",
    )
    assert (fact.officer, fact.second, fact.override, fact.reason) == (
        "officer-1",
        "officer-2",
        "old passport",
        "document-mismatch",
    )


def test_a_record_of_a_return_carries_the_exit_but_no_conflict():
    station = exit_station(journal=between())
    fact = scanned(
        return_of(presented(), station), presented(), station, ("west-1", 7), officer="officer-1", drawn=DRAWN
    )
    assert (fact.step, fact.takes_back, fact.conflict) == ("returned", "west-1/4/0a0a0a0a", "")


def test_a_records_id_is_bound_to_what_it_says():
    station = exit_station()
    decision = decide(presented(), station, NOON)
    ids = {
        scanned(decision, one, station, ("west-1", 1), officer=officer, drawn=drawn).record
        for one in (presented(), presented(pass_id=OTHER_PASS))
        for officer in ("officer-1", "officer-2")
        for drawn in (DRAWN, draw("another"))
    }
    assert len(ids) == 8
    assert {len(one.rpartition("/")[2]) for one in ids} == {32}


def test_the_decision_does_not_know_the_hour_of_its_making():
    later = NOON.plus(minutes=30)
    assert decide(presented(), exit_station(), NOON) == decide(presented(), exit_station(), later)


@pytest.mark.parametrize(("out", "verdict"), [(4, "admit"), (5, "hold"), (14, "hold")])
def test_while_no_patient_is_out_only_the_allowance_passes(out, verdict):
    journal = Journal({}, {"foreign": out}, {})
    station = exit_station(flow=flow(before=()), journal=journal)
    assert decide(presented(), station, NOON).verdict == verdict
