import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.ledger import merkle

CT = json.loads((Path(__file__).parents[2] / "vectors" / "merkle.json").read_text())
LEAVES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in CT["leaves"]]
ROOTS = [bytes.fromhex(one) for one in CT["roots"]]
SOME = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")


def _leaves(count):
    return [merkle.leaf_hash(b"%d" % number) for number in range(count)]


def _by_definition(leaves):
    """RFC 9162, section 2.1.1, as it is written there."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + _by_definition(leaves[:split]) + _by_definition(leaves[split:])).digest()


def _flipped(proof, at, bit=8):
    return [bytes((step[0] ^ bit,)) + step[1:] if place == at else step for place, step in enumerate(proof)]


@pytest.mark.known_answers("transparency-dev/merkle, roots and proofs", 1)
@pytest.mark.parametrize("size", range(1, 9))
def test_the_reference_roots(size):
    frontier = ()
    for place, leaf in enumerate(LEAVES[:size]):
        frontier = merkle.append(frontier, place, leaf)
    assert merkle.root(frontier) == ROOTS[size - 1]
    assert merkle.Hashes(LEAVES).root(size) == ROOTS[size - 1]


@pytest.mark.known_answers("transparency-dev/merkle, roots and proofs", 1)
@pytest.mark.parametrize("case", CT["inclusion"], ids=str)
def test_the_reference_inclusion_proofs_and_their_corruptions(case):
    index, size, proof = case["index"], case["size"], [bytes.fromhex(step) for step in case["proof"]]
    leaf, root = LEAVES[index], ROOTS[size - 1]
    assert list(merkle.Hashes(LEAVES).inclusion(index, size)) == proof
    assert merkle.check_inclusion(leaf, index, size, proof, root)
    wrong = [
        (leaf, index - 1, size, proof, root),
        (leaf, index + 1, size, proof, root),
        (leaf, index ^ 2, size, proof, root),
        (leaf, index, size * 2, proof, root),
        (leaf, index, size // 2, proof, root),
        (b"WrongLeaf", index, size, proof, root),
        (leaf, index, size, proof, merkle.EMPTY_ROOT),
        (leaf, index, size, proof, SOME),
        *((leaf, index, size, [*proof, more], root) for more in (b"", root)),
        *((leaf, index, size, [more, *proof], root) for more in (b"", root)),
        *((leaf, index, size, _flipped(proof, at), root) for at in range(len(proof))),
        *((leaf, index, size, proof[:-1], root) for _ in proof[:1]),
        *((leaf, index, size, [proof[0], SOME, *proof[1:]], root) for _ in proof[:1]),
    ]
    assert [at for at, case in enumerate(wrong) if merkle.check_inclusion(*case)] == []
    assert len(wrong) >= 12


@pytest.mark.known_answers("transparency-dev/merkle, roots and proofs", 1)
@pytest.mark.parametrize("case", CT["consistency"], ids=str)
def test_the_reference_consistency_proofs_and_their_corruptions(case):
    old, new, proof = case["old"], case["new"], [bytes.fromhex(step) for step in case["proof"]]
    first, second = ROOTS[old - 1], ROOTS[new - 1]
    assert list(merkle.Hashes(LEAVES).consistency(old, new)) == proof
    assert merkle.check_consistency(old, new, proof, first, second)
    if old == new:
        return
    wrong = [
        (old - 1, new, proof, first, second),
        (old + 1, new, proof, first, second),
        (old ^ 2, new, proof, first, second),
        (old, new * 2, proof, first, second),
        (old, new // 2, proof, first, second),
        (old, new, proof, b"WrongRoot", second),
        (old, new, proof, first, b"WrongRoot"),
        (old, new, proof, second, first),
        (old, new, [], first, second),
        *((old, new, [*proof, more], first, second) for more in (b"", first, second)),
        *((old, new, [more, *proof], first, second) for more in (b"", first, second, proof[0])),
        (old, new, proof[:-1], first, second),
        *((old, new, _flipped(proof, at, 16), first, second) for at in range(len(proof))),
    ]
    assert [at for at, case in enumerate(wrong) if merkle.check_consistency(*case)] == []
    assert len(wrong) >= 18


def test_the_empty_tree():
    assert merkle.root(()) == merkle.Hashes().root() == sha256(b"").digest()
    for index, size in ((0, 0), (0, 1), (1, 0), (2, 1), (-1, 1)):
        assert not merkle.check_inclusion(SOME, index, size, [], b"")
        assert not merkle.check_inclusion(b"", index, size, [], merkle.EMPTY_ROOT)
        assert not merkle.check_inclusion(SOME, index, size, [], merkle.EMPTY_ROOT)
    assert merkle.check_consistency(0, 0, [], merkle.EMPTY_ROOT, merkle.EMPTY_ROOT)
    assert merkle.check_consistency(0, 3, [], merkle.EMPTY_ROOT, SOME)
    assert not merkle.check_consistency(0, 3, [], SOME, SOME)
    assert not merkle.check_consistency(0, 0, [], merkle.EMPTY_ROOT, SOME)
    assert not merkle.check_consistency(0, 1, [SOME], merkle.EMPTY_ROOT, SOME)
    assert not merkle.check_consistency(1, 1, [SOME], SOME, SOME)
    assert not merkle.check_consistency(2, 1, [], SOME, SOME)


@pytest.mark.parametrize("leaf", [b"", b"short", bytes(33)])
def test_what_is_no_hash_is_in_no_tree(leaf):
    assert not merkle.check_inclusion(leaf, 0, 1, [], leaf)


def test_every_tree_of_up_to_64_leaves_by_the_definition():
    leaves = _leaves(64)
    tree, frontier = merkle.Hashes(), ()
    for size in range(1, 65):
        frontier = merkle.append(frontier, size - 1, leaves[size - 1])
        tree.append(leaves[size - 1])
        root = _by_definition(leaves[:size])
        assert merkle.root(frontier) == tree.root() == root
        assert len(frontier) == size.bit_count()
        for index in range(size):
            proof = tree.inclusion(index)
            assert merkle.check_inclusion(leaves[index], index, size, proof, root)
            assert not merkle.check_inclusion(leaves[index - 1], index, size, proof, root) or size == 1


def test_every_pair_of_trees_of_up_to_48_leaves():
    tree = merkle.Hashes(_leaves(48))
    roots = [tree.root(size) for size in range(49)]
    for new in range(49):
        for old in range(new + 1):
            proof = tree.consistency(old, new)
            assert merkle.check_consistency(old, new, proof, roots[old], roots[new])
            if 0 < old < new:
                assert not merkle.check_consistency(old, new, proof, roots[old - 1], roots[new])
                assert not merkle.check_consistency(old, new, proof, roots[old], roots[new - 1])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (0, 4)])
def test_a_proof_of_what_is_not_there_is_not_made(index, size):
    with pytest.raises(ValueError, match=r"leaf|leaves"):
        merkle.Hashes(_leaves(3)).inclusion(index, size)


def test_a_root_of_more_leaves_than_there_are_is_not_made():
    with pytest.raises(ValueError, match="3 leaves, not 4"):
        merkle.Hashes(_leaves(3)).root(4)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_proof_longer_than_the_tree_is_deep_shows_nothing(size):
    """Even where its last step makes the root that is asked for."""
    tree = merkle.Hashes(_leaves(size))
    beyond = merkle.node_hash(SOME, tree.root())
    assert not merkle.check_inclusion(_leaves(1)[0], 0, size, [*tree.inclusion(0), SOME], beyond)
    assert not merkle.check_inclusion(
        _leaves(1)[0], 0, size, [*tree.inclusion(0), SOME], merkle.node_hash(tree.root(), SOME)
    )


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (3, 2), (0, 4), (4, 4)])
def test_a_consistency_that_cannot_be_is_not_made(old, new):
    with pytest.raises(ValueError, match="tree"):
        merkle.Hashes(_leaves(3)).consistency(old, new)


@given(st.integers(1, 2000), st.data())
@settings(derandomize=True, max_examples=60, deadline=None)
def test_larger_trees(size, data):
    leaves = _leaves(size)
    tree = merkle.Hashes(leaves)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    proof = tree.inclusion(index)
    assert merkle.check_inclusion(leaves[index], index, size, proof, tree.root())
    assert merkle.check_consistency(old, size, tree.consistency(old), tree.root(old), tree.root())
    if old < size:
        assert not merkle.check_inclusion(leaves[index], index, size, [*proof, SOME], tree.root())
