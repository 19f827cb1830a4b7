"""A party that trusts nobody: from an export and two checkpoints it kept, the program that stands alone finds what was done to the record.

The operator here holds every key and writes the whole record again, signatures, checkpoint and all: nothing but what others kept can show it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from safepassage.kernel.canonical import canonical
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger import checkpoint, export, merkle
from safepassage.ledger.entries import open_entry, read_header, write_entry
from safepassage.ledger.model import EMPTY
from safepassage.ledger.receipt import receipt_of
from safepassage.operations import exporting, gate, ledger, witnessing
from safepassage.operations.proving import prove
from safepassage.operations.signing import log_of
from safepassage.operations.terms import in_force

sys.path.insert(0, str(Path(__file__).parents[2] / "verify"))

from safepassage_audit import command


class Party:
    """The mediator: it kept two checkpoints, its receipts, and knows the log's key."""

    def __init__(self, story, capsys):
        self.story, self.capsys, self.kept = story, capsys, []
        with story.house.store.reading() as work:
            self.log = log_of(story.house, work).text()

    def keep(self):
        path = self.story.folder / f"kept-{len(self.kept)}"
        path.write_text(ledger.checkpoint(self.story.house).note)
        self.kept.append(path)

    def check(self, lines, *more):
        path = self.story.folder / "export.jsonl"
        path.write_text("".join(lines))
        brought = [word for one in self.kept for word in ("--checkpoint", str(one))]
        code = command.main([str(path), "--log", self.log, "--json", *brought, *more])
        told = json.loads(self.capsys.readouterr().out)
        assert (code == 1) is bool(told["findings"])
        self.told = told
        return {one["code"] for one in told["findings"]}


@pytest.fixture
def party(story, capsys):
    """A whole day in Rafah with twelve invented people; the mediator kept a checkpoint at noon and one in the evening."""
    story.begin()
    made = Party(story, capsys)
    story.everybody_cleared()
    made.keep()
    story.called()
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    story.scan("gaza", "900000003", "11-01T09:30")
    gate.close_side(story.house, "gaza", "end of the day", story.at("11-01T17:00"))
    made.keep()
    return made


def record(story):
    """Every entry as its writer meant it: actor, kind, clause, deltas, seen, body and key."""
    with story.house.store.reading() as work:
        found = []
        for entry, key in work.entries():
            header = read_header(entry.header)
            body = json.loads(open_entry(entry, key))
            found.append(
                [
                    header.actor,
                    header.kind,
                    header.clause,
                    dict(header.deltas),
                    (header.seen_size, header.seen_root),
                    body,
                    key,
                ]
            )
        return found


def written_again(story, told):
    """The record as an operator with every key writes it, with checkpoints where they were; the export's lines for the mediator."""
    house = story.house
    head, kept, points = EMPTY, [], {}
    with house.store.reading() as work:
        sizes = {one.size for one in work.checkpoints()}
        log = log_of(house, work)
    for actor, kind, clause, deltas, seen, body, key in told:
        shown = (seen[0], points[seen[0]].root.hex()) if seen[0] in points else (0, "")
        entry, head = write_entry(
            head, operation=house.name, kind=kind, actor=actor, clause=clause, deltas=deltas,
            body=canonical(body).encode(), key=key, sign=lambda text, actor=actor: house.keys.sign(actor, text), seen=shown,
        )  # fmt: skip
        kept.append((entry, key))
        if head.size in sizes or len(kept) == len(told):
            root = merkle.root(head.frontier)
            points[head.size] = checkpoint.make_checkpoint(
                house.name, head.size, root, house.keys.public("coordination"), lambda text: house.keys.sign("coordination", text)
            )  # fmt: skip
    keys = {}
    totals = {}

    def passing():
        for entry, key in kept:
            keys.clear()
            keys[entry.index] = key
            for name, delta in read_header(entry.header).deltas.items():
                totals[name] = totals.get(name, 0) + delta
            yield entry

    key_of = exporting.reader(in_force(house), "qat", keys)
    return list(
        export.write_export(
            passing(), operation=house.name, log=log, checkpoints=points.values(), totals=totals, key_of=key_of
        )
    )


def receipt(story, entry):
    return receipt_of(entry, lambda message: story.house.keys.sign("coordination", message)).text()


def place(told, kind, last=False):
    found = [at for at, one in enumerate(told) if one[1] == kind]
    return found[-1] if last else found[0]


def test_where_nothing_is_wrong_nothing_is_reported(party):
    lines = written_again(party.story, record(party.story))
    assert party.check(lines) == set()
    assert party.told["lists"] == 1
    receipts = party.story.folder / "receipts"
    with party.story.house.store.reading() as work:
        own = [entry for entry, _ in work.entries() if read_header(entry.header).actor == "isr"]
    receipts.write_text("".join(receipt(party.story, entry) for entry in own))
    assert len(own) > 0
    totals = party.story.folder / "totals"
    totals.write_text(json.dumps({"size": party.told["entries"], "totals": party.told["sums"]}))
    assert party.check(lines, "--receipts", str(receipts), "--totals", str(totals)) == set()


def test_a_changed_entry_is_found(party):
    told = record(party.story)
    at = place(told, "clearance.answered/1")
    answers = told[at][5]["fact"]["answers"]
    answers[0]["status"] = "refused"
    told[at][3]["granted"] -= 1
    told[at][3]["refused"] = 1
    assert "two-histories" in party.check(written_again(party.story, told))


def test_a_removed_entry_is_found(party):
    told = record(party.story)
    del told[place(told, "people.entry-read/1")]
    assert {"two-histories", "checkpoint"} & party.check(written_again(party.story, told))


def test_a_removed_entry_is_found_by_its_writers_receipt_alone(party):
    """Even with no checkpoint kept: the embassy holds the receipt of its own entry."""
    told = record(party.story)
    at = place(told, "people.entry-read/1")
    with party.story.house.store.reading() as work:
        entry, _ = next(work.entries(at, at + 1))
    receipts = party.story.folder / "receipts"
    receipts.write_text(receipt(party.story, entry))
    del told[at]
    party.kept = []
    assert party.check(written_again(party.story, told), "--receipts", str(receipts)) == {"receipt"}


def test_an_inserted_family_is_found(party):
    """A family bought a place: an entry more, and a place on the list."""
    told = record(party.story)
    at = place(told, "plan.made/1")
    calls = told[at][5]["fact"]["calls"]
    calls.insert(0, {**calls[-1], "case_id": "c0000000000bad", "position": -1, "persons": ["p0000000000bad"]})
    published = told[place(told, "plan.published/1")]
    published[3]["called"] += 1
    published[5]["fact"]["cases"] += 1
    published[5]["fact"]["persons"] += 1
    codes = party.check(written_again(party.story, told))
    assert {"two-histories", "list-family", "list-order"} <= codes


def test_an_inserted_family_is_found_even_if_it_is_planned_with(party):
    """Where the problem itself was changed and no checkpoint was kept, the quota and the plan's own promise still show it."""
    told = record(party.story)
    fact = told[place(told, "plan.made/1")][5]["fact"]
    problem, result = json.loads(fact["problem"]), json.loads(fact["result"])
    bought = {**problem["cases"][-1], "id": "c0000000000bad", "registered": 10_000}
    problem["cases"].append(bought)
    result["order"].insert(0, {**result["order"][-1], "case": "c0000000000bad", "lane": bought["lane"], "wave": 0})
    fact["problem"], fact["result"] = json.dumps(problem), json.dumps(result)
    party.kept = []
    assert "ranking" in party.check(written_again(party.story, told))


def test_a_reordered_list_is_found(party):
    told = record(party.story)
    fact = told[place(told, "plan.made/1")][5]["fact"]
    calls = fact["calls"]
    assert len(calls) > 3
    calls[-1]["position"], calls[-2]["position"] = calls[-2]["position"], calls[-1]["position"]
    codes = party.check(written_again(party.story, told))
    assert {"two-histories", "list-order"} <= codes
    party.kept = []
    assert party.check(written_again(party.story, told)) == {"list-order"}


def test_an_order_that_the_terms_forbid_is_found(party):
    told = record(party.story)
    fact = told[place(told, "plan.made/1")][5]["fact"]
    calls = sorted(fact["calls"], key=lambda call: call["position"])
    assert calls[0]["category"] == "injured"
    for at, call in enumerate([*calls[1:], calls[0]]):
        call["position"] = at
    assert "order" in party.check(written_again(party.story, told))


def test_a_quota_that_was_exceeded_is_found(party):
    told = record(party.story)
    fact = told[place(told, "plan.made/1")][5]["fact"]
    problem = json.loads(fact["problem"])
    problem["categories"][0]["quota"] = 5000
    fact["problem"] = json.dumps(problem)
    party.kept = []
    assert "quota" in party.check(written_again(party.story, told))


def test_a_back_dated_answer_is_found(party):
    """An answer of the night, dated to the afternoon before: it cites a checkpoint that holds what was written later."""
    told = record(party.story)
    at = place(told, "gate.closed/1")
    newest = told[at][4]
    assert newest[0] > 0
    body = {"at": "2023-10-30T12:00:00Z", "fact": {"session": "x", "side": "gaza", "records": 0, "reason": "x"}}
    told.append(["gaza-crossings", "gate.closed/1", "", {}, newest, body, bytes(32)])
    assert "back-dated" in party.check(written_again(party.story, told))


def test_two_histories_are_found(party):
    """To the mediator one record is shown, to a side another; each kept a checkpoint, and one exchange shows it."""
    lines = written_again(party.story, record(party.story))
    told = record(party.story)
    told[place(told, "gate.scanned/1")][5]["fact"]["officer"] = "somebody else"
    theirs = written_again(party.story, told)
    note = next(json.loads(line)["checkpoint"] for line in reversed(theirs) if "checkpoint" in json.loads(line))
    other = party.story.folder / "from the other side"
    other.write_text(note)
    party.kept = []
    assert party.check(lines) == set()
    assert party.check(theirs) == set()
    assert "two-histories" in party.check(lines, "--checkpoint", str(other))


def test_an_answer_left_out_is_found_by_the_receipt_and_proved_to_others(party):
    """Israel kept the receipt it was handed in the evening; the operator writes the record again without one of its answers."""
    said = exporting.signed_receipt(party.story.house, "isr")
    receipt = party.story.folder / "receipt"
    receipt.write_text(said.text())
    honest = written_again(party.story, record(party.story))
    assert party.check(honest, "--receipts", str(receipt)) == set()
    assert prove([("honest", honest)], [], [("receipt", [said.text()])], [party.log]) == {}
    with pytest.raises(ProblemsError, match="nothing of nobody is in the record"):
        exporting.signed_receipt(party.story.house, "nobody")
    told = record(party.story)
    del told[next(at for at, one in enumerate(told) if one[0] == "isr")]
    party.kept = []
    without = written_again(party.story, told)
    assert party.check(without, "--receipts", str(receipt)) == {"receipt"}
    ((name, (_, text)),) = prove([("without", without)], [], [("receipt", [said.text()])], [party.log]).items()
    assert name == f"omission-{said.place}"
    assert "holds another in its place" in witnessing.convinced(text, name, party.log)


def test_totals_that_were_published_otherwise_are_found(party):
    lines = written_again(party.story, record(party.story))
    party.check(lines)
    totals = party.story.folder / "totals"
    sums = {**party.told["sums"], "exited": party.told["sums"].get("exited", 0) + 1}
    totals.write_text(json.dumps({"size": party.told["entries"], "totals": sums}))
    assert party.check(lines, "--totals", str(totals)) == {"totals"}
