"""What a device draws for a record is so long and written so, everywhere."""

import pytest

from safepassage.adapters.dice import SeededDice
from safepassage.gate.records import DRAWN_BYTES, is_drawn


def test_what_is_drawn_is_a_draw():
    dice = SeededDice("a device")
    assert all(is_drawn(dice.take(DRAWN_BYTES).hex()) for _ in range(3))


@pytest.mark.parametrize("count", [0, 1, 7, 9, 16])
def test_another_number_of_bytes_is_none(count):
    assert not is_drawn(bytes(count).hex())


@pytest.mark.parametrize("text", ["00112233445566FF", "0011223344556677\n", " 011223344556677", "001122334455667g"])
def test_another_way_of_writing_is_none(text):
    assert not is_drawn(text)
