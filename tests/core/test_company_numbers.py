"""SIREN and SIRET: what is accepted, what is refused and in which words, and what a check digit cannot see."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core import Fault, Faults, StrictModel, parse_yaml, validate
from filiere.core.company_numbers import (
    LA_POSTE,
    LA_POSTE_HEAD_OFFICE,
    Siren,
    Siret,
    fictitious_siren,
    fictitious_siret,
)


def by_the_book(digits: str) -> bool:
    """Luhn's formula written another way than the code: the doubles are read in a table."""
    doubles = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    values = [int(digit) for digit in digits]
    return (sum(values[-1::-2]) + sum(doubles[value] for value in values[-2::-2])) % 10 == 0


def holds(kind: type[Siren] | type[Siret], digits: str) -> bool:
    try:
        kind(digits)
    except Faults:
        return False
    return True


def fault_of(kind: type[Siren] | type[Siret], words: str) -> Fault:
    with pytest.raises(Faults) as caught:
        kind.parse(words)
    (fault,) = caught.value.faults
    return fault


def completed(body: str) -> str:
    return next(body + digit for digit in "0123456789" if by_the_book(body + digit))


sirens = st.integers(1, 10**8 - 1).map(lambda number: completed(f"{number:08d}"))
sirets = st.builds(
    lambda siren, site: completed(f"{siren}{site:04d}"), sirens.filter(lambda s: s != LA_POSTE), st.integers(0, 9999)
)
posts = (
    st.integers(0, 99999).map(lambda nic: f"{LA_POSTE}{nic:05d}").filter(lambda digits: sum(map(int, digits)) % 5 == 0)
)


def with_one_wrong(data: st.DataObject, digits: str) -> str:
    place = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[place]]))
    return digits[:place] + wrong + digits[place + 1 :]


@pytest.mark.parametrize("digits", ["732829320", "123456782", LA_POSTE, "379158322"])
def test_a_known_siren_holds(digits: str) -> None:
    """Examples that the sources print."""
    assert str(Siren(digits)) == digits


@pytest.mark.parametrize("digits", ["73282932000074", LA_POSTE_HEAD_OFFICE, "35600000009075", "35600000049837"])
def test_a_known_siret_holds(digits: str) -> None:
    """Examples that the sources print: an ordinary one, La Poste’s head office and two of its offices."""
    assert Siret(digits).siren == Siren(digits[:9])


def test_spaces_of_any_kind_are_accepted_and_the_canonical_form_has_none() -> None:
    """People paste numbers from invoices, with ordinary, no-break and narrow spaces, or a tab."""
    number = Siret.parse(" 123 456\u00a0782\u202f00010\t")
    assert number.digits == "12345678200010"
    assert number.grouped_digits == "123\u202f456\u202f782\u202f00010"
    assert (number.siren.grouped_digits, number.nic) == ("123\u202f456\u202f782", "00010")
    assert Siret.parse(number.grouped_digits) == number


@pytest.mark.parametrize(
    ("kind", "words", "code", "message", "remedy"),
    [
        (Siren, "", "identifier-length", "This SIREN has 0 digits; it needs 9.", "missing or too many"),
        (Siren, "12345678", "identifier-length", "has 8 digits", "missing or too many"),
        (Siren, "12345678200010", "identifier-length", "has 14 digits", "keep its first nine digits"),
        (Siret, "123456782", "identifier-length", "has 9 digits", "add the five digits"),
        (Siren, "12345678O", "identifier-character", "Character 9 of this SIREN, “O”", "O and 0"),
        (Siren, "١٢٣٤٥٦٧٨٢", "identifier-character", "Character 1", "Write 9 digits"),
        (Siren, "123-456-782", "identifier-character", "Character 4 of this SIREN, “-”", "Write 9 digits"),
        (Siren, "12\x00456782", "identifier-character", "Character 3 of this SIREN, “U+0000”", "Write 9 digits"),
        (Siren, "000 000 000", "siren-zeros", "made of zeros", "Enter the organisation’s number"),
        (Siren, "123456789", "siren-check-digit", "digit 9 is 9; it would be 2", "Copy the number"),
        (Siret, "12345678900010", "siren-check-digit", "digit 9 is 9; it would be 2", "Copy the number"),
        (Siret, "12345678200011", "siret-check-digit", "digit 14 is 1; it would be 0", "Copy the number"),
        (Siret, "35600000049838", "siret-la-poste-sum", "add up to 46", "Copy the number"),
    ],
)
def test_a_wrong_number_is_told_with_what_to_do(
    kind: type[Siren] | type[Siret], words: str, code: str, message: str, remedy: str
) -> None:
    """Which digit is wrong where it can be known, and no more than the check digit can tell where it cannot."""
    fault = fault_of(kind, words)
    assert fault.code == code
    assert message in fault.message.en
    assert remedy in fault.remedy.en
    assert fault.message.fr != fault.message.en


@given(st.text("0123456789", min_size=9, max_size=9))
def test_a_siren_is_nine_digits_under_luhn(digits: str) -> None:
    """Nothing else is refused, save the zeros; nothing else is accepted."""
    assert holds(Siren, digits) == (by_the_book(digits) and digits != "000000000")


@given(sirens, st.data())
def test_no_wrong_digit_of_a_siren_passes(digits: str, data: st.DataObject) -> None:
    """Luhn’s formula catches every single error."""
    assert holds(Siren, digits)
    assert not holds(Siren, with_one_wrong(data, digits))


@given(sirets, st.data())
def test_no_wrong_digit_of_a_siret_passes(digits: str, data: st.DataObject) -> None:
    """An error in the SIREN is caught twice, an error after it once."""
    assert holds(Siret, digits)
    assert not holds(Siret, with_one_wrong(data, digits))


@given(posts, st.data())
def test_a_wrong_digit_of_la_poste_passes_only_where_its_rule_is_blind(digits: str, data: st.DataObject) -> None:
    """A digit of the last five that is wrong by exactly five leaves a multiple of five; so does becoming the head."""
    assert holds(Siret, digits)
    wrong = with_one_wrong(data, digits)
    place = next(place for place in range(14) if wrong[place] != digits[place])
    blind = place >= 9 and abs(int(wrong[place]) - int(digits[place])) == 5
    assert holds(Siret, wrong) == (blind or wrong == LA_POSTE_HEAD_OFFICE)


@given(sirens, st.integers(0, 7))
def test_a_swap_of_neighbours_passes_only_for_nought_and_nine(digits: str, place: int) -> None:
    """The known blind spot of Luhn’s formula, told so that nobody counts on more."""
    first, second = digits[place : place + 2]
    swapped = digits[:place] + second + first + digits[place + 2 :]
    assert holds(Siren, swapped) == (first == second or {first, second} == {"0", "9"})


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_a_fault(words: str) -> None:
    """Hostile text ends in a fault in both languages, never in another exception."""
    for kind in (Siren, Siret):
        try:
            number = kind.parse(words)
        except Faults as caught:
            told = caught.render("fr") + caught.render("en")
        else:
            told = str(kind.parse(number.grouped_digits))
        assert told


def test_a_record_holds_numbers_and_refuses_wrong_ones_with_their_words() -> None:
    """A number left without quotes in YAML loses its leading zeros: it is refused rather than repaired."""

    class Site(StrictModel):
        siret: Siret

    site = Site.model_validate({"siret": "732 829 320 00074"})
    assert site.model_dump(mode="json") == {"siret": "73282932000074"}
    for text, expected in (
        ("siret: 73282932000074", "in quotes"),
        ("siret: '73282932000075'", "it would be 4"),
    ):
        with pytest.raises(Faults) as caught:
            validate(parse_yaml(text, Path("made-up.yaml")), Site)
        assert expected in caught.value.faults[0].message.en


def test_the_numbers_of_the_demonstration_hold_and_say_what_they_are() -> None:
    """A thousand legal units, each number its own, all recognised as made up; a real one is not."""
    made = [fictitious_siren(rank) for rank in range(1000)]
    assert len(set(made)) == 1000
    assert all(one.is_fictitious and by_the_book(one.digits) for one in made)
    assert fictitious_siret(7, 2).siren == made[7]
    assert fictitious_siret(7, 2) != fictitious_siret(7, 1)
    assert fictitious_siret(7).is_fictitious
    assert not Siren("732829320").is_fictitious
    for wrong in (-1, 1000):
        with pytest.raises(ValueError, match="0 to 999"):
            fictitious_siren(wrong)
    with pytest.raises(ValueError, match="1 to 9999"):
        fictitious_siret(0, 0)
