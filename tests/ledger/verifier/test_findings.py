"""What the program that stands alone finds in exports, honest and not."""

import json

import pytest
from safepassage_audit import command

from safepassage.kernel.canonical import canonical
from safepassage.kernel.moment import Moment
from safepassage.ledger import checkpoint, entries, merkle, verify
from safepassage.ledger.facts import ActorRetired
from safepassage.ledger.receipt import receipt_of

START = Moment(1_698_822_000)


def _again(written):
    return [entries.Entry(place, one.header, one.signature, one.body) for place, one in enumerate(written)]


# Nothing wrong


def test_where_nothing_is_wrong_nothing_is_reported(program, operation, kept, quorum):
    old, new = operation.points[0], operation.points[-1]
    receipts = "".join(
        operation.receipt(entry)
        for entry in operation.pen.written
        if entries.read_header(entry.header).actor == "side-a"
    )
    assert receipts.count("\n") == 9
    found = program(
        operation.lines(),
        *("--checkpoint", kept("old", old.note), "--checkpoint", kept("new", new.note)),
        *("--receipts", kept("receipts", receipts), "--policy", kept("policy", quorum)),
        *("--actors", kept("actors", json.dumps({"side-a": operation.public_of("side-a").hex()}))),
        *("--totals", kept("totals", json.dumps({"size": 30, "totals": operation.sums()}))),
    )
    assert found == []
    assert (program.told["entries"], program.told["opened"]) == (30, 4 + 9)
    assert program.told["sums"] == {"actors-admitted": 4, "granted": 26}
    assert program.told["root"] == merkle.root(operation.pen.head.frontier).hex()
    assert program.told["cosigners"] == ["a", "b", "m"]


def test_an_export_for_every_reader_is_whole(program, operation):
    for reader, opened in (("side-a", 13), ("gate-1", 12), ("desk", 4), ("nobody", 4)):
        assert program(operation.lines(reader)) == []
        assert program.told["opened"] == opened


def test_an_empty_record_is_whole(program, operation):
    operation.pen = type(operation.pen)()
    operation.points = []
    assert program(operation.lines()) == []
    operation.sign(witnesses=())
    assert program(operation.lines()) == []


def test_entries_after_the_last_checkpoint_are_read_too(program, operation):
    operation.answer("side-b", 99)
    assert program(operation.lines()) == []
    assert program.told["entries"] == 31


# The six that must be found, and their kin


def test_a_changed_entry_is_found(program, operation):
    lines = operation.lines()
    at = next(at for at, line in enumerate(lines) if json.loads(line).get("entry") == 12)
    lines[at] = lines[at].replace('\\"granted\\":1', '\\"granted\\":2')
    found = program(lines)
    assert found[0] == (12, "signature")
    assert (20, "checkpoint") in found
    assert (30, "totals") in found


def test_a_removed_entry_is_found(program, operation):
    operation.pen.written = _again(operation.pen.written[:12] + operation.pen.written[13:])
    operation.pen.keys.pop(12)
    found = program(operation.lines())
    assert found[0] == (14, "sequence")
    assert (29, "short") in found


def test_removed_entries_at_the_end_are_found_by_a_checkpoint_one_kept(program, operation, kept):
    note = operation.points[-1].note
    operation.pen.written, operation.points = operation.pen.written[:20], operation.points[:2]
    assert program(operation.lines()) == []
    assert program(operation.lines(), "--checkpoint", kept("mine", note)) == [(20, "short")]


def test_an_entry_left_out_of_ones_own_is_found_by_its_receipt(program, operation, kept):
    """The desk drops side-a's last answer and signs as if it had never come: no chain is broken."""
    last = operation.copy()
    last.answer("side-a", 99)
    dropped = last.pen.written[-1]
    operation.answer("side-b", 99)
    receipts = kept("receipts", operation.receipt(dropped))
    assert program(operation.lines()) == []
    assert program(operation.lines(), "--receipts", receipts) == [(30, "receipt")]


def test_a_receipt_beyond_the_export_is_found(program, operation, kept):
    later = operation.copy()
    for number in range(40, 110):
        later.answer("side-a", number)
    both = "".join(operation.receipt(later.pen.written[place]) for place in (30, 99))
    found = program(operation.lines(), "--receipts", kept("receipts", both))
    assert found == [(30, "receipt"), (99, "receipt")]


def test_a_receipt_that_the_log_did_not_sign_is_told_and_accuses_nobody(program, operation, kept, signer_of):
    """What the cell hands out must be worth something to others: a party learns at once that it is not."""
    last = operation.pen.written[-1]
    real = json.loads(operation.receipt(last))
    by_another = receipt_of(last, signer_of("side-a")).text()
    spoilt = verifier_line(real | {"leaf": "ab" * 32})
    elsewhere = operation.receipt(last, operation="another-2023")
    for text in (by_another, spoilt, elsewhere):
        assert program(operation.lines(), "--receipts", kept("receipts", text)) == [(29, "receipt-signature")]
        assert (
            program.told["findings"][0]["says"] == "the log did not sign your receipt for place 29: it proves nothing"
        )


def test_a_receipt_in_ones_own_name_for_somebody_elses_entry_is_found(program, operation, kept):
    """The log signs place and leaf of another's entry, and leaves the party's own answer out: the leaf alone shows nothing."""
    other = operation.pen.written[-1]
    header = entries.read_header(other.header)
    assert header.actor != "side-a"
    assert program(operation.lines(), "--receipts", kept("receipts", operation.receipt(other))) == []
    for lie in ({"actor": "side-a"}, {"sequence": header.sequence + 1}):
        text = operation.receipt(other, **lie)
        assert program(operation.lines(), "--receipts", kept("receipts", text)) == [(29, "receipt")]


def test_two_receipts_for_one_place_are_both_held_against_the_record(program, operation, kept):
    """The last of them was believed, and the other forgotten."""
    right, wrong = (
        operation.receipt(operation.pen.written[12]),
        operation.receipt(operation.pen.written[12], leaf="ab" * 32),
    )
    for text in (right + wrong, wrong + right):
        assert program(operation.lines(), "--receipts", kept("receipts", text)) == [(12, "receipt")]


@pytest.mark.parametrize(
    "change",
    [
        {"receipt": -1},
        {"receipt": True},
        {"receipt": 2**53},
        {"sequence": "1"},
        {"leaf": "AB" * 32},
        {"leaf": ["ab" * 32]},
        {"signature": ""},
        {"actor": 7},
        {"more": 1},
    ],
)
def test_a_receipt_out_of_its_form_is_wrong_use(operation, kept, capsys, change):
    """One for the place -1 was held against nothing."""
    text = verifier_line(json.loads(operation.receipt(operation.pen.written[12])) | change)
    path = kept("export.jsonl", "".join(operation.lines()))
    assert command.main([path, "--receipts", kept("receipts", text)]) == 2
    assert command.main([path, "--receipts", kept("receipts", text.replace(",", ", "))]) == 2
    assert "what you brought cannot be read" in capsys.readouterr().err


def verifier_line(plain):
    return canonical(plain) + "\n"


def test_sums_stand_once_and_at_the_end(program, operation):
    """Each line of sums is compared with all that was counted: many of them kept the reader busy for hours."""
    lines = operation.lines()
    assert program([*lines, lines[-1]]) == [(30, "line")]
    early = json.dumps({"size": 10, "totals": {"actors-admitted": 4, "granted": 6}}) + "\n"
    at = next(at for at, line in enumerate(lines) if json.loads(line).get("entry") == 10)
    assert program([*lines[:at], early, *lines[at:]]) == [(30, "line"), (30, "cut")]


def test_a_list_made_again_under_its_number_is_found(program, operation):
    """What was published is the first; who looks the list up by its number finds the second."""
    made = {"day": "2023-11-01", "draft": 1, "calls": [], "problem": "{}", "result": "{}"}
    for draft in (1, 2, 1):
        operation.write("side-a", made | {"draft": draft}, kind="plan.made/1", deltas={})
    assert program(operation.lines()) == [(32, "list")]
    assert program.told["findings"][0]["says"].startswith("list 1 of 2023-11-01 is made a second time")


def test_an_inserted_entry_of_a_stranger_is_found(program, operation):
    broker = type(operation)(type(operation.pen)(), operation.public_of, operation.signer_of)
    broker.admit("broker", by="broker")
    broker.answer("broker", 1)
    operation.pen.written = _again([*operation.pen.written[:25], *broker.pen.written, *operation.pen.written[25:]])
    operation.pen.keys[25:25] = broker.pen.keys
    found = program(operation.lines())
    assert found[:2] == [(25, "actor"), (26, "actor")]
    assert (30, "checkpoint") in found


def test_nobody_but_the_first_writer_admits(program, operation):
    """Even well signed by an actor of the record."""
    operation.admit("broker", by="gate-1")
    operation.answer("broker", 1)
    assert program(operation.lines()) == [(30, "admission"), (31, "actor")]


def test_an_inserted_family_by_the_desk_itself_is_found(program, operation, kept):
    """The desk holds its own key and rewrites the record from entry 15 on, as far as it can, with new checkpoints."""
    mine = operation.points[1].note
    forged = operation.copy()
    forged.pen.written, forged.pen.keys = forged.pen.written[:15], forged.pen.keys[:15]
    forged.points = forged.points[:1]
    forged.pen.head = verify.verify_chain(forged.pen.written, lambda actor, _: operation.public_of(actor)).head
    forged.write("desk", {"family": "invented"}, kind="people.registered/1", deltas={"persons": 5})
    for entry, key in zip(operation.pen.written[15:], operation.pen.keys[15:], strict=True):
        forged.pen.written.append(entries.Entry(len(forged.pen.written), entry.header, entry.signature, entry.body))
        forged.pen.keys.append(key)
        header = entries.read_header(entry.header)
        forged.pen.head = entries.follow(forged.pen.head, header.actor, entries.leaf_hash(entry))
        if len(forged.pen.written) % 10 == 0:
            forged.sign(witnesses=())
    found = program(forged.lines())
    # The others' own entries betray it: they saw a checkpoint with another root.
    assert {code for _, code in found} == {"seen-root"}
    assert min(place for place, _ in found) == 21
    found = program(forged.lines(), "--checkpoint", kept("mine", mine))
    assert (20, "two-histories") in found


def test_reordered_entries_of_one_actor_are_found(program, operation):
    written = operation.pen.written
    written[12], written[15] = written[15], written[12]
    operation.pen.keys[12], operation.pen.keys[15] = operation.pen.keys[15], operation.pen.keys[12]
    operation.pen.written = _again(written)
    found = program(operation.lines())
    assert found[0] == (12, "sequence")
    assert (20, "checkpoint") in found


def test_reordered_entries_of_two_actors_are_found(program, operation):
    written = operation.pen.written
    written[12], written[13] = written[13], written[12]
    operation.pen.keys[12], operation.pen.keys[13] = operation.pen.keys[13], operation.pen.keys[12]
    operation.pen.written = _again(written)
    assert program(operation.lines()) == [(20, "checkpoint"), (30, "checkpoint")]


def test_an_answer_put_at_an_earlier_place_is_found(program, operation):
    """Side-b answers after the close and the desk puts the answer before it: the answer itself cites a later checkpoint."""
    late = operation.copy()
    late.answer("side-b", 99)
    entry, key = late.pen.written[-1], late.pen.keys[-1]
    operation.pen.written = _again([*operation.pen.written[:25], entry, *operation.pen.written[25:]])
    operation.pen.keys.insert(25, key)
    found = program(operation.lines())
    assert (25, "seen-ahead") in found
    assert (30, "checkpoint") in found


def test_an_answer_dated_back_is_found(program, operation):
    """Side-b says it answered at the beginning, and cites a checkpoint that holds an answer made after."""
    operation.answer("side-b", 99, at=START)
    assert program(operation.lines("side-b")) == [(30, "back-dated")]
    assert "2023-11-01T07:00:00Z" in program.told["findings"][0]["says"]
    # A reader who may not read the answer cannot see its date; its place is what counts.
    assert program(operation.lines("side-a")) == []


def test_clocks_may_differ_a_little(program, operation):
    operation.answer("side-b", 99, at=START.plus(minutes=operation.minutes - 9))
    assert program(operation.lines("side-b")) == []
    assert program(operation.lines("side-b"), "--skew", "10") == [(30, "back-dated")]


def test_an_answer_that_forgets_what_it_saw_is_found(program, operation):
    operation.answer("side-b", 99, seen=(10, operation.points[0].root.hex()))
    operation.answer("side-b", 98, seen=(0, ""))
    assert program(operation.lines()) == [(30, "seen-back"), (31, "seen-back")]


def test_a_checkpoint_kept_from_the_export_is_found(program, operation):
    del operation.points[1]
    found = program(operation.lines())
    assert {code for _, code in found} == {"seen-unknown"}
    assert len(found) == 10


def test_two_histories_are_found(program, operation, kept):
    """Up to entry 24 the same; then the desk shows one record to us and another to them."""
    theirs = operation.copy()
    theirs.answer("side-a", 1)
    operation.answer("side-b", 1)
    ours, other = operation.sign(), theirs.sign()
    assert program(operation.lines(), "--checkpoint", kept("ours", ours.note)) == []
    assert program(operation.lines(), "--checkpoint", kept("theirs", other.note)) == [
        (31, "two-histories"),
        (31, "checkpoint"),
    ]
    assert program(theirs.lines(), "--checkpoint", kept("ours", ours.note)) == [
        (31, "two-histories"),
        (31, "checkpoint"),
    ]


def test_two_histories_of_different_length_are_found(program, operation, kept):
    theirs = operation.copy()
    theirs.answer("side-a", 1)
    operation.answer("side-b", 1)
    note = theirs.sign().note
    operation.answer("side-b", 2)
    operation.sign()
    assert program(operation.lines(), "--checkpoint", kept("theirs", note)) == [(31, "checkpoint")]


def test_totals_that_do_not_add_up_are_found(program, operation, kept):
    assert program(operation.lines(totals={"actors-admitted": 4, "granted": 25})) == [(30, "totals")]
    assert program(operation.lines(totals={"actors-admitted": 4, "granted": 26, "refused": 1})) == [(30, "totals")]
    assert program(operation.lines(totals={})) == [(30, "totals"), (30, "totals")]
    mine = kept("totals", '{"size":10,"totals":{"actors-admitted":4,"granted":7}}')
    assert program(operation.lines(), "--totals", mine) == [(10, "totals")]
    mine = kept("totals", '{"size":10,"totals":{"actors-admitted":4,"granted":6}}')
    assert program(operation.lines(), "--totals", mine) == []
    mine = kept("totals", '{"size":31,"totals":{}}')
    assert program(operation.lines(), "--totals", mine) == [(30, "short")]


def test_an_export_cut_short_is_found(program, operation):
    lines = operation.lines()
    assert (30, "cut") in program(lines[:-1])
    assert (14, "cut") in program(lines[:18])


def test_a_body_that_was_changed_is_found(program, operation):
    lines = operation.lines()
    at = next(at for at, line in enumerate(lines) if json.loads(line).get("entry") == 4)
    assert "invented 0" in lines[at]
    lines[at] = lines[at].replace("invented 0", "invented 9")
    assert program(lines) == [(4, "body")]


def test_a_key_that_is_not_the_one_we_know_is_found(program, operation, kept):
    actors = kept("actors", json.dumps({"side-b": operation.public_of("broker").hex()}))
    assert program(operation.lines(), "--actors", actors) == [(2, "actor-key")]


def test_a_retired_actor_writes_no_more(program, operation):
    operation.write("desk", ActorRetired("gate-1", "phone lost"))
    operation.answer("gate-1", 1)
    operation.admit("gate-1")
    operation.answer("gate-1", 2)
    assert program(operation.lines()) == [(31, "actor"), (33, "actor")]


def test_an_admission_that_is_not_shown_is_found(program, operation):
    lines = operation.lines()
    at = next(at for at, line in enumerate(lines) if json.loads(line).get("entry") == 3)
    data = json.loads(lines[at])
    del data["body"], data["key"]
    lines[at] = json.dumps(data) + "\n"
    found = program(lines)
    assert found[0] == (3, "body")
    assert {code for place, code in found[1:]} == {"actor"}


def test_another_log_key_makes_every_checkpoint_worthless(program, operation, public_of):
    stranger = checkpoint.log_key("rafah-2023", public_of("stranger")).text()
    found = program(operation.lines(), "--log", stranger, log=False)
    assert found[:3] == [(10, "checkpoint-signature"), (20, "checkpoint-signature"), (30, "checkpoint-signature")]


def test_without_a_log_key_the_exports_own_is_taken_and_said_so(program, operation, capsys, tmp_path):
    assert program(operation.lines(), log=False) == []
    assert command.main([str(tmp_path / "export.jsonl")]) == 0
    out = capsys.readouterr().out
    assert "taken from the export itself" in out
    assert out.endswith("Nothing wrong was found.\n")


def test_sentences_name_the_entry(program, operation, capsys, tmp_path):
    operation.answer("side-b", 99, seen=(0, ""))
    program(operation.lines())
    assert command.main([str(tmp_path / "export.jsonl"), "--log", operation.log.text()]) == 1
    assert "  entry 30: seen-back: side-b cites" in capsys.readouterr().out


def test_signatures_checked_by_other_processes_are_found_wrong_all_the_same(program, operation):
    operation.answer("side-a", 1, signer="side-b")
    operation.answer("side-b", 2)
    operation.answer("side-b", 3, signer="side-a")
    assert program(operation.lines(), "--workers", "2") == [(30, "signature"), (32, "signature")]
    assert program(operation.lines()) == [(30, "signature"), (32, "signature")]
