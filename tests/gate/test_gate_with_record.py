"""One record more, folded alone, gives what folding all of them gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.gate.journal import journal_of, with_record
from safepassage.gate.model import Record

STEPS = st.sampled_from(["exited", "entered", "returned", ""])


@st.composite
def journeys(draw):
    records = []
    for sequence in range(1, draw(st.integers(1, 12)) + 1):
        step = draw(STEPS)
        day = draw(st.sampled_from(["2023-11-01", "2023-11-02"]))
        person = draw(st.sampled_from(["aa", "bb", "cc"]))
        records.append(
            Record(
                f"gaza-desk/{sequence}/00000000", f"gaza/{day}/1", "gaza", person, "admit" if step else "hold", "in-order", step,
                "officer", category="injured" if person == "cc" else "foreign", patient=person == "cc",
            )
        )  # fmt: skip
    return records


@settings(max_examples=300, deadline=None, derandomize=True)
@given(journeys())
def test_record_by_record_is_all_at_once(records):
    day = "2023-11-02"
    journal = journal_of([], day)
    for at, record in enumerate(records):
        earlier = [one for one in records[:at] if one.pass_id == record.pass_id]
        journal = with_record(journal, earlier, record, day)
    together = journal_of(records, day)
    assert journal.passes == together.passes
    assert journal.out == together.out
    assert journal.patients_out == together.patients_out
