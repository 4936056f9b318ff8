"""Typography, numbers, quantities and seals: the small things a reader sees everywhere."""

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import filiere.core
from filiere.core import Quantity, Text, UnitError, canonical_bytes, seal, seal_file
from filiere.core.numbers import format_number, format_percent, format_signed, parse_whole_number
from filiere.core.typography import typeset_french


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Combien ?", "Combien\u202f?"),
        ("oui ; non !", "oui\u202f; non\u202f!"),
        ("ceci : cela", "ceci\u00a0: cela"),
        ("« mot »", "«\u00a0mot\u00a0»"),
        ("36 352 emplois", "36\u202f352 emplois"),
        ("16 532 449", "16\u202f532\u202f449"),
        ("20 %", "20\u202f%"),
        ("18 M€ ou 5 €", "18 M€ ou 5\u00a0€"),
        ("l'emploi", "l’emploi"),
        ("https://exemple.fr/a?b", "https://exemple.fr/a?b"),
        ("à 12:30", "à 12:30"),
        ("en 2008 183 000 emplois", "en 2008 183\u202f000 emplois"),
    ],
)
def test_french_spaces_are_put_by_code(typed: str, printed: str) -> None:
    """What is typed with ordinary spaces prints with the right ones."""
    assert typeset_french(typed) == printed


@given(st.text())
def test_typography_applied_twice_changes_nothing(words: str) -> None:
    """The rules are stable: text already right stays as it is."""
    assert typeset_french(typeset_french(words)) == typeset_french(words)


@pytest.mark.parametrize(
    ("value", "digits", "fr", "en"),
    [
        (36352, None, "36\u202f352", "36,352"),
        (Decimal("1.51"), None, "1,51", "1.51"),
        (-12875, None, "−12\u202f875", "−12,875"),
        (0, 0, "0", "0"),
        (1.25, 1, "1,2", "1.2"),
        (None, None, "–", "–"),
    ],
)
def test_numbers_follow_the_language(value: Decimal | None, digits: int | None, fr: str, en: str) -> None:
    """Thousands, decimals and minus are those of the language, and unknown is a dash."""
    assert format_number(value, "fr", digits) == fr
    assert format_number(value, "en", digits) == en


def test_percentages_and_differences_carry_their_sign() -> None:
    """A share has its per cent sign with the space of the language, and a rise its plus."""
    assert format_percent(19.4, "fr") == "19,4\u202f%"
    assert format_percent(19.4, "en") == "19.4%"
    assert format_signed(8312, "fr") == "+8\u202f312"
    assert format_signed(Decimal("-7.0"), "en", 0) == "−7"


def test_a_text_needs_both_languages() -> None:
    """A blank half is refused, and the French half prints with its spaces."""
    with pytest.raises(ValidationError):
        Text(fr="oui", en=" ")
    assert Text(fr="Quoi ?", en="What?").get("fr") == "Quoi\u202f?"


def test_quantities_convert_within_a_dimension_only() -> None:
    """Millions of euros become euros; positions never become jobs."""
    assert Quantity(Decimal("1.84"), "billion_euro").to("million_euro").value == Decimal(1840)
    assert (Quantity(Decimal(1), "million_euro") + Quantity(Decimal(500), "euro")).value == Decimal("1.0005")
    with pytest.raises(UnitError):
        Quantity(Decimal(345), "position").to("job")
    ratio = Quantity(Decimal(520), "person") / Quantity(Decimal(345), "position")
    assert round(ratio.value, 2) == Decimal("1.51")


def test_the_seal_is_rfc_8785_and_sha_256(tmp_path: Path) -> None:
    """Keys sort by code units and nothing else is written; decimals seal as they were typed."""
    content = {"b": [1, True, None], "a": "é", "c": Decimal("0.20")}
    assert canonical_bytes(content) == '{"a":"é","b":[1,true,null],"c":"0.20"}'.encode()
    assert seal(content) == hashlib.sha256(canonical_bytes(content)).hexdigest()
    assert seal({"c": Decimal("0.2")}) != seal({"c": Decimal("0.20")})
    path = tmp_path / "f"
    path.write_bytes(b"x" * 3_000_000)
    assert seal_file(path) == hashlib.sha256(b"x" * 3_000_000).hexdigest()
    with pytest.raises(TypeError):
        seal({"a": object()})


keys = st.text(max_size=5)
contents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@given(contents)
def test_the_canonical_form_reads_back_as_the_content(content: object) -> None:
    """Nothing is lost by the canonical form, and the order of keys does not matter."""
    assert json.loads(canonical_bytes(content)) == content


@given(st.recursive(contents | st.floats(allow_nan=False, allow_infinity=False), st.lists, max_leaves=4))
def test_the_canonical_form_is_that_of_the_library_whichever_way_it_is_written(content: object) -> None:
    """Common contents are written another way, for speed: to the byte as the library of RFC 8785 writes them."""
    try:
        expected = rfc8785.dumps(content)
    except (rfc8785.CanonicalizationError, UnicodeError):
        return
    assert canonical_bytes(content) == expected


def test_half_a_character_has_no_canonical_form() -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical_bytes({"a": "\ud800"})


def test_the_public_list_of_core_is_complete() -> None:
    """Every name in the public list exists, in alphabetical order without doubles."""
    names = filiere.core.__all__
    assert len(set(names)) == len(names)
    assert all(hasattr(filiere.core, name) for name in names)


@pytest.mark.parametrize("words", ["", "²", "٣", "-1", "+1", " 1", "1_0", "1" * 10, "1" * 5000, "0x1"])
def test_what_is_no_whole_number_of_a_few_digits(words: str) -> None:
    assert parse_whole_number(words) is None


def test_a_whole_number() -> None:
    assert (parse_whole_number("007"), parse_whole_number("1" * 12, 12)) == (7, int("1" * 12))
