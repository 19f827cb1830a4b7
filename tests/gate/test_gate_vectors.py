import json

import gate_vectors
import pytest

from safepassage.gate.model import Bundle, Decision, Presented, Record, Station
from safepassage.gate.reasons import REASONS, RETURNS
from safepassage.gate.rules import decide, journal_of, merge, override, return_of, turn_away
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain, to_plain

WRITTEN = json.loads(gate_vectors.PATH.read_text(encoding="utf-8"))


def named(kind):
    return [pytest.param(case, id=case["name"]) for case in WRITTEN[kind]]


def test_the_file_is_what_the_rule_says_now():
    assert gate_vectors.PATH.read_text(encoding="utf-8") == gate_vectors.text()


def test_every_reason_decides_at_least_one_case():
    decided = {case["decision"]["reason"] for kind in ("decide", "return_of") for case in WRITTEN[kind]}
    decided |= {case["result"]["reason"] for case in WRITTEN["turn_away"]}
    assert decided == {*REASONS, "in-order", "in-order-degraded", "turned-away", *RETURNS}


def test_no_two_cases_share_a_name():
    for kind in ("decide", "override", "return_of", "turn_away", "journal_of", "merge"):
        names = [case["name"] for case in WRITTEN[kind]]
        assert len(set(names)) == len(names) > 0


@pytest.mark.parametrize("case", named("decide"))
def test_a_decision_from_plain_data(case):
    decision = decide(
        from_plain(Presented, case["presented"]), from_plain(Station, case["station"]), Moment.parse(case["moment"])
    )
    assert to_plain(decision) == case["decision"]


@pytest.mark.parametrize("case", named("override"))
def test_an_override_from_plain_data(case):
    station = Station("x", "x", case["step"])
    arguments = (from_plain(Decision, case["decision"]), station, case["officer"], case["second"], case["reason"])
    if case["result"] is None:
        with pytest.raises(ValueError, match=r"person|people|reason"):
            override(*arguments)
    else:
        assert to_plain(override(*arguments)) == case["result"]


@pytest.mark.parametrize("case", named("return_of"))
def test_a_return_from_plain_data(case):
    decision = return_of(from_plain(Presented, case["presented"]), from_plain(Station, case["station"]))
    assert to_plain(decision) == case["decision"]


@pytest.mark.parametrize("case", named("turn_away"))
def test_turning_away_from_plain_data(case):
    assert (
        to_plain(turn_away(from_plain(Station, case["station"]), from_plain(Decision, case["decision"])))
        == case["result"]
    )


@pytest.mark.parametrize("case", named("journal_of"))
def test_a_journal_from_plain_data(case):
    records = [from_plain(Record, one) for one in case["records"]]
    assert to_plain(journal_of(records, case["day"])) == case["journal"]


@pytest.mark.parametrize("case", named("merge"))
def test_a_merge_from_plain_data(case):
    bundles = [from_plain(Bundle, one) for one in case["bundles"]]
    assert to_plain(merge(bundles, parties=case.get("parties", {}))) == case["merged"]
