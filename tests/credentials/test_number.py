"""Certificate numbers: stable, forgiving of the hand that types them, and unforgiving of a wrong letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core import Faults
from filiere.credentials import certificate_number, read_certificate_number
from filiere.credentials.certificate_numbers import LETTERS

NUMBER = certificate_number("lrs", 2027, "d-0123456789:1")


def test_a_seed_has_one_number() -> None:
    assert certificate_number("lrs", 2027, "d-0123456789:1") == NUMBER
    assert certificate_number("lrs", 2027, "d-0123456789:2") != NUMBER
    assert len({certificate_number("lrs", 2027, str(n)) for n in range(5000)}) == 5000


@given(st.text(), st.integers(1000, 9999))
def test_every_number_reads_back(seed: str, year: int) -> None:
    number = certificate_number("lrs", year, seed)
    assert read_certificate_number(number) == number
    assert read_certificate_number(f" {number.lower().replace('-', ' ')} ") == number


def test_what_is_typed_for_zero_and_one_is_understood() -> None:
    number = next(
        one for one in (certificate_number("lrs", 2027, str(n)) for n in range(999)) if {"0", "1"} <= set(one[9:])
    )
    head, tail = number[:9], number[9:]
    assert read_certificate_number(head + tail.replace("0", "O").replace("1", "I")) == number


def test_every_wrong_letter_is_caught() -> None:
    for place, right in enumerate(NUMBER):
        if place < 4 or right == "-":
            continue
        for wrong in LETTERS:
            if wrong != right and not (4 <= place < 8 and not wrong.isdigit()):
                with pytest.raises(Faults):
                    read_certificate_number(NUMBER[:place] + wrong + NUMBER[place + 1 :])


@pytest.mark.parametrize(
    "words", ["", "LRS", "LRS-2027", "<script>", NUMBER + "9", "９" * 20, "x" * 10_000, "LRS-2027-UUUUUUUU-U"]
)
def test_what_is_no_number_is_told(words: str) -> None:
    with pytest.raises(Faults):
        read_certificate_number(words)
