import tracemalloc
from dataclasses import replace

import pytest

from safepassage.ledger import entries, merkle, verify
from safepassage.ledger.model import Entry


def _codes(found):
    return [(one.index, one.code) for one in found.findings]


def _again(written):
    """The same entries, each saying the place it now stands at."""
    return [replace(entry, index=place) for place, entry in enumerate(written)]


def test_nothing_is_wrong_and_nothing_is_found(ledger, key_of):
    found = verify.verify_chain(ledger.written, key_of, operation="rafah-2023")
    assert (found.whole, found.findings, found.size) == (True, [], 30)
    assert found.sums == {"granted": 30}
    assert found.head == ledger.head
    assert found.root == merkle.root(ledger.head.frontier)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_short_ledgers(writer, key_of, count):
    for _ in range(count):
        writer.write("side-a", deltas={"granted": 1, "refused": -1})
    found = verify.verify_chain(writer.written, key_of)
    assert (found.whole, found.size) == (True, count)
    assert found.sums == ({"granted": count, "refused": -count} if count else {})


@pytest.mark.parametrize("place", [0, 7, 29])
def test_every_changed_byte_of_a_header_is_found_at_its_place(ledger, key_of, place):
    entry = ledger.written[place]
    missed = []
    for at in range(0, len(entry.header), 7):
        changed = entry.header[:at] + bytes((entry.header[at] ^ 1,)) + entry.header[at + 1 :]
        wrong = [*ledger.written[:place], replace(entry, header=changed), *ledger.written[place + 1 :]]
        found = verify.verify_chain(wrong, key_of)
        if not found.findings or found.findings[0].index != place:
            missed.append(at)
    assert missed == []


def test_a_changed_signature_is_found(ledger, key_of):
    wrong = list(ledger.written)
    wrong[4] = replace(wrong[4], signature=wrong[5].signature)
    found = verify.verify_chain(wrong, key_of)
    # The leaf changed too, so the actor's next entry no longer follows it.
    assert _codes(found) == [(4, "signature"), (7, "previous")]


def test_a_changed_body_changes_nothing_in_the_tree_and_is_found_when_opened(ledger, key_of):
    wrong = list(ledger.written)
    wrong[4] = replace(wrong[4], body=wrong[7].body)
    assert verify.verify_chain(wrong, key_of).whole
    with pytest.raises(entries.EntryError):
        entries.open_entry(wrong[4], ledger.keys[4])


def test_a_removed_entry_is_found(ledger, key_of):
    found = verify.verify_chain(_again(ledger.written[:10] + ledger.written[11:]), key_of)
    assert _codes(found) == [(12, "sequence"), (12, "previous")]
    assert "side-b is at 3" in found.findings[0].says


def test_a_removed_last_entry_is_found_by_a_checkpoint_only(ledger, key_of):
    short = ledger.written[:-1]
    assert verify.verify_chain(short, key_of).whole
    published = {30: merkle.root(ledger.head.frontier)}
    assert _codes(verify.verify_chain(short, key_of, checkpoints=published)) == [(29, "short")]


def test_a_doubled_entry_is_found(ledger, key_of):
    found = verify.verify_chain(_again([*ledger.written[:10], ledger.written[9], *ledger.written[10:]]), key_of)
    assert _codes(found) == [(10, "sequence"), (10, "previous")]


def test_an_inserted_entry_by_a_stranger_is_found(ledger, writer, key_of):
    stranger = type(writer)()
    entry = stranger.write("broker")
    known = {"side-a", "side-b", "gate-1"}
    found = verify.verify_chain(
        _again([*ledger.written[:10], entry, *ledger.written[10:]]),
        lambda actor, index: key_of(actor, index) if actor in known else None,
    )
    assert _codes(found) == [(10, "actor")]


def test_an_entry_signed_by_another_actor_is_found(writer, key_of):
    writer.write("side-a")
    writer.write("side-a", signer="side-b")
    assert _codes(verify.verify_chain(writer.written, key_of)) == [(1, "signature")]


def test_reordered_entries_of_one_actor_are_found(ledger, key_of):
    wrong = list(ledger.written)
    wrong[3], wrong[6] = wrong[6], wrong[3]
    found = verify.verify_chain(_again(wrong), key_of)
    assert {one.index for one in found.findings} == {3, 6, 9}


def test_reordered_entries_of_two_actors_are_found_by_a_checkpoint(ledger, key_of):
    """Two actors' chains do not order each other; the tree does."""
    wrong = list(ledger.written)
    wrong[3], wrong[4] = wrong[4], wrong[3]
    wrong = _again(wrong)
    assert verify.verify_chain(wrong, key_of).whole
    published = {30: merkle.root(ledger.head.frontier)}
    assert _codes(verify.verify_chain(wrong, key_of, checkpoints=published)) == [(30, "checkpoint")]


def test_an_entry_that_lies_about_its_place_is_found(ledger, key_of):
    wrong = list(ledger.written)
    wrong[3] = replace(wrong[3], index=4)
    assert _codes(verify.verify_chain(wrong, key_of)) == [(3, "index")]


def test_an_entry_of_another_operation_is_found(writer, key_of):
    writer.write("side-a")
    writer.operation = "kabul-2021"
    writer.write("side-a")
    assert _codes(verify.verify_chain(writer.written, key_of, operation="rafah-2023")) == [(1, "operation")]
    assert verify.verify_chain(writer.written, key_of).whole


def test_every_fault_is_named_not_the_first_only(ledger, key_of):
    wrong = list(ledger.written)
    for place in (2, 11, 20):
        wrong[place] = replace(wrong[place], header=b"garbage")
    found = verify.verify_chain(wrong, key_of)
    assert [index for index, code in _codes(found) if code == "header"] == [2, 11, 20]
    assert found.size == 30


def test_what_an_actor_saw_must_be_possible(writer, key_of):
    writer.write("side-a")
    root = merkle.root(writer.head.frontier)
    writer.write("side-b", seen=(1, root.hex()))
    writer.write("side-b", seen=(0, ""))
    writer.write("side-a", seen=(9, root.hex()))
    writer.write("gate-1", seen=(1, "00" * 32))
    found = verify.verify_chain(writer.written, key_of, checkpoints={1: root})
    assert _codes(found) == [(2, "seen-back"), (3, "seen-ahead"), (4, "seen-root")]


def test_a_checkpoint_that_was_seen_must_be_kept_where_all_are_given(writer, key_of):
    writer.write("side-a")
    root = merkle.root(writer.head.frontier)
    writer.write("side-b", seen=(1, root.hex()))
    assert _codes(verify.verify_chain(writer.written, key_of, checkpoints={2: merkle.root(writer.head.frontier)})) == [
        (1, "seen-unknown")
    ]
    assert verify.verify_chain(writer.written, key_of, checkpoints={1: root}).whole
    assert verify.verify_chain(writer.written, key_of).whole


def test_a_published_root_of_any_size_is_compared(ledger, key_of):
    leaves = merkle.Hashes(entries.leaf_hash(entry) for entry in ledger.written)
    right = {size: leaves.root(size) for size in (0, 1, 17, 30)}
    assert verify.verify_chain(ledger.written, key_of, checkpoints=right).whole
    wrong = right | {0: bytes(32), 17: bytes(32)}
    assert _codes(verify.verify_chain(ledger.written, key_of, checkpoints=wrong)) == [
        (0, "checkpoint"),
        (17, "checkpoint"),
    ]


def test_actors_become_known_as_their_admission_passes(ledger, key_of):
    known = set()

    def passing():
        for entry in ledger.written:
            if entry.index != 5:
                known.add(entries.read_header(entry.header).actor)
            yield entry

    found = verify.verify_chain(passing(), lambda actor, index: key_of(actor, index) if actor in known else None)
    assert found.whole


def test_a_retired_actor_writes_no_more(ledger, key_of):
    found = verify.verify_chain(
        ledger.written, lambda actor, index: None if actor == "gate-1" and index > 20 else key_of(actor, index)
    )
    assert _codes(found) == [(23, "actor"), (26, "actor"), (29, "actor")]


def test_without_signatures_the_rest_is_still_checked(ledger, key_of):
    wrong = list(ledger.written)
    wrong[4] = replace(wrong[4], signature=bytes(64))
    assert _codes(verify.verify_chain(wrong, key_of, signatures=False)) == [(7, "previous")]


def test_findings_are_kept_to_a_thousand_and_all_counted(key_of):
    found = verify.verify_chain((Entry(place, b"x", bytes(64), b"") for place in range(1500)), key_of)
    assert (len(found.findings), found.wrong) == (1000, 1500)


def test_memory_does_not_grow_with_the_ledger(writer, key_of):
    def many(count):
        pen = type(writer)()
        for number in range(count):
            yield pen.write(("side-a", "side-b")[number % 2])
            pen.written.clear()
            pen.keys.clear()

    def peak(count):
        tracemalloc.start()
        entry_of = (replace(entry, index=place) for place, entry in enumerate(many(count)))
        found = verify.verify_chain(entry_of, key_of, signatures=False)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (found.size, found.whole) == (count, True)
        return top

    peak(100)
    small, large = peak(500), peak(4000)
    assert large < small * 1.5
