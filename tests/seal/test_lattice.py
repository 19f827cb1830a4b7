import pytest

from safepassage.seal import lattice

SEED = bytes(range(32))


def test_a_signature_holds_for_its_key_and_message_only():
    public, signature = lattice.public_key(SEED), lattice.sign(SEED, b"message")
    assert (len(public), len(signature)) == (1312, 2420)
    assert lattice.verify(public, b"message", signature)
    assert not lattice.verify(public, b"other", signature)
    assert not lattice.verify(lattice.public_key(bytes(32)), b"message", signature)
    assert not lattice.verify(public, b"message", signature[:-1] + bytes((signature[-1] ^ 1,)))


def test_two_signatures_differ_and_both_hold():
    first, second = lattice.sign(SEED, b"m"), lattice.sign(SEED, b"m")
    assert first != second
    assert lattice.verify(lattice.public_key(SEED), b"m", second)


def test_the_public_key_is_the_same_every_time():
    assert lattice.public_key(SEED) == lattice.public_key(bytes(range(32)))


@pytest.mark.parametrize("length", [0, 31, 1311, 1313])
def test_a_key_of_another_length_is_refused_without_a_crash(length):
    assert not lattice.verify(bytes(length), b"", bytes(2420))
    with pytest.raises(ValueError, match="32 bytes"):
        lattice.sign(bytes(length), b"")


@pytest.mark.parametrize("length", [0, 64, 2419, 2421])
def test_a_signature_of_another_length_does_not_hold(length):
    assert not lattice.verify(lattice.public_key(SEED), b"", bytes(length))
