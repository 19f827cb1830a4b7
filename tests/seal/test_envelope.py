import pytest

from safepassage.seal import envelope

KEY = bytes(range(32))
OTHER = bytes(32)


@pytest.mark.parametrize("body", [b"", b"a", b'{"name":"INVENTED PERSON"}' * 20])
def test_what_is_sealed_opens(body):
    sealed = envelope.seal_body(KEY, body, b"header")
    assert envelope.open_body(KEY, sealed, b"header") == body
    assert len(sealed) == len(body) + 16
    assert body == b"" or body not in sealed


def test_sealing_is_the_same_to_the_byte():
    assert envelope.seal_body(KEY, b"body", b"a") == envelope.seal_body(KEY, b"body", b"a")


@pytest.mark.parametrize(
    ("key", "change", "aad"),
    [(OTHER, 0, b"header"), (KEY, 0, b"headed"), (KEY, 1, b"header")],
)
def test_another_key_context_or_byte_does_not_open(key, change, aad):
    sealed = bytearray(envelope.seal_body(KEY, b"body", b"header"))
    sealed[0] ^= change
    with pytest.raises(envelope.SealBrokenError) as caught:
        envelope.open_body(key, bytes(sealed), aad)
    assert "body" in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("length", [0, 1, 15])
def test_bytes_too_short_to_be_sealed_do_not_open(length):
    with pytest.raises(envelope.SealBrokenError):
        envelope.open_body(KEY, bytes(length), b"")


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    for use in (
        lambda: envelope.seal_body(bytes(length), b"", b""),
        lambda: envelope.open_body(bytes(length), bytes(16), b""),
        lambda: envelope.commitment(bytes(length), b""),
    ):
        with pytest.raises(ValueError, match="32 bytes"):
            use()


def test_a_commitment_needs_the_key_and_is_of_one_body():
    told = {
        envelope.commitment(KEY, b"yes"),
        envelope.commitment(KEY, b"no"),
        envelope.commitment(OTHER, b"yes"),
    }
    assert len(told) == 3
    assert {len(one) for one in told} == {32}


def test_sealing_and_committing_use_different_keys():
    assert envelope._derived(KEY, b"seal") != envelope._derived(KEY, b"commitment")
