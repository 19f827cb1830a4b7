"""A secret in shares."""

import hashlib
from itertools import combinations

import pytest

from safepassage.seal import age
from safepassage.seal.envelope import SealBrokenError, open_box, seal_box
from safepassage.seal.shares import _inverse, _times, join, split


def dice(seed=b"invented"):
    count = [0]

    def take(number):
        count[0] += 1
        return hashlib.shake_256(seed + count[0].to_bytes(4, "big")).digest(number)

    return take


SECRET = b"AGE-SECRET-KEY-INVENTED-AND-OF-NOBODY"


@pytest.mark.parametrize(("count", "least"), [(2, 2), (3, 2), (5, 3), (7, 7)])
def test_any_of_so_many_give_it_back_and_fewer_do_not(count, least):
    shares = split(SECRET, count, least, dice())
    assert len(shares) == count
    for some in combinations(shares, least):
        assert join(some) == SECRET
        assert join(tuple(reversed(some))) == SECRET
    for some in combinations(shares, least - 1):
        with pytest.raises(ValueError, match="do not give a secret"):
            join(some)


def test_one_share_says_nothing_of_the_secret():
    """For every byte a share may show there is a polynomial for every secret: the same share comes with all 256 secrets equally."""
    seen = {secret: set() for secret in range(4)}
    for secret, values in seen.items():
        for factor in range(256):
            values.add(split(bytes([secret]), 2, 2, lambda n, f=factor: bytes([f]) * n)[0][1])
    assert all(len(values) == 256 for values in seen.values())


def test_shares_of_two_secrets_are_noticed():
    one, other = split(SECRET, 3, 2, dice()), split(SECRET[::-1], 3, 2, dice(b"another"))
    for bad in ([one[0], other[1]], [one[0], one[0]], [], [b""], [one[0], one[1][:-1]], [b"\0" + one[0][1:], one[1]]):
        with pytest.raises(ValueError, match="share"):
            join(bad)


def test_a_changed_share_is_noticed():
    shares = split(SECRET, 3, 2, dice())
    changed = shares[0][:5] + bytes([shares[0][5] ^ 1]) + shares[0][6:]
    with pytest.raises(ValueError, match="do not give a secret"):
        join([changed, shares[1]])


@pytest.mark.parametrize(("count", "least"), [(1, 1), (3, 1), (2, 3), (256, 2)])
def test_numbers_that_make_no_sense_are_refused(count, least):
    with pytest.raises(ValueError, match="2 or more"):
        split(SECRET, count, least, dice())


def test_the_field_is_a_field():
    assert all(_times(one, _inverse(one)) == 1 for one in range(1, 256))
    assert _times(0x57, 0x83) == 0xC1  # FIPS 197, section 4.2


# Age, and the box


def test_a_passphrase_opens_what_it_sealed_and_no_other_does():
    sealed = age.seal_with_passphrase(SECRET, "six words that nobody ever used")
    assert sealed.startswith(b"age-encryption.org/v1")
    assert SECRET not in sealed
    assert age.open_with_passphrase(sealed, "six words that nobody ever used") == SECRET
    for passphrase, text in (
        ("another", sealed),
        ("", sealed),
        ("six words that nobody ever used", sealed[:-1]),
        ("x", b"x"),
    ):
        with pytest.raises(SealBrokenError):
            age.open_with_passphrase(text, passphrase)


def test_an_identity_opens_what_was_sealed_to_its_recipient():
    identity, recipient = age.new_identity()
    sealed = age.seal_to(SECRET, recipient)
    assert age.open_as(sealed, identity) == SECRET
    for other in (age.new_identity()[0], "no identity"):
        with pytest.raises(SealBrokenError):
            age.open_as(sealed, other)
    with pytest.raises(ValueError, match="no recipient"):
        age.seal_to(SECRET, "nobody")


def test_a_box_opens_with_its_key_and_its_name_only():
    sealed = seal_box(bytes(32), SECRET, b"egy", bytes(12))
    assert open_box(bytes(32), sealed, b"egy") == SECRET
    for key, text, name in (
        (bytes([1]) * 32, sealed, b"egy"),
        (bytes(32), sealed, b"isr"),
        (bytes(32), sealed[:-1], b"egy"),
        (bytes(32), b"", b"egy"),
    ):
        with pytest.raises(SealBrokenError):
            open_box(key, text, name)
