"""The sets that are shipped: all there, sealed, reasoned, and true to the worked examples they were made after."""

from decimal import Decimal

import pytest

from filiere.contacts.definitions import CHOICE_ORDER, MEASURES, DefinitionSet, load_definitions, worked_examples
from filiere.core import Text

DEFINITIONS = load_definitions()
COMPUTING = [one for one in DEFINITIONS.values() if one.kind == "definitions"]
VOCABULARIES = ("nf345", "iso18295")

# ICMI: 1,000 answered, 60 abandoned; 860 and 20 of them within 20 s, 10 abandoned within 5 s. Cisco: 70 answered and
# 10 abandoned within the threshold, 20 beyond. The values are those printed in the sources of the sets.
PRINTED = {
    "icmi-1": "83.02",
    "icmi-2": "86.00",
    "icmi-3": "81.13",
    "icmi-4": "82.69",
    "icmi-5": "82.08",
    "cisco-ignored": "77.78",
    "cisco-negative": "70.00",
    "cisco-positive": "80.00",
}


def names(one: DefinitionSet) -> str:
    """The name of a set, for the report of a test."""
    return one.id


def test_every_set_that_was_promised_is_there() -> None:
    """By name, with its kind."""
    kinds = {key: one.kind for key, one in DEFINITIONS.items()}
    computing = {
        *("common-v1", "genesys-default", "amazon-connect", "talkdesk", "xcally", "vicidial"),
        *("services-publics-plus", "acpr-complaints", "es-ley-10-2025"),
    }
    expected = dict.fromkeys((*PRINTED, *computing), "definitions") | dict.fromkeys(VOCABULARIES, "vocabulary")
    assert kinds == expected | {"en15838": "withdrawn"}


@pytest.mark.parametrize(("key", "printed"), PRINTED.items(), ids=list(PRINTED))
def test_a_worked_example_gives_what_its_source_prints(key: str, printed: str) -> None:
    """The printed value stands in the set, and the choices of the set give it."""
    one = DEFINITIONS[key]
    (example,) = one.examples
    assert example.expect == {"service_level_20": Decimal(printed)}
    found = worked_examples.compute_example(one.indicator("service_level_20"), example)
    assert found is not None
    assert worked_examples.round_like(found, Decimal(printed)) == Decimal(printed)


@pytest.mark.parametrize("one", DEFINITIONS.values(), ids=names)
def test_a_shipped_set_is_sealed_and_speaks_both_languages(one: DefinitionSet) -> None:
    """Its seal is its fingerprint; no title, note or reason is one language twice."""
    assert one.seal == one.sha256
    texts = [one.note, *(found.title for found in one.indicators), *(term.text for term in one.terms)]
    texts += [argument.text for argument in one.arguments.values()]
    assert [text for text in texts if isinstance(text, Text) and text.fr == text.en] == []


@pytest.mark.parametrize("one", [one for one in COMPUTING if one.status == "published"], ids=names)
def test_what_no_document_says_is_the_common_value(one: DefinitionSet) -> None:
    """A choice is sourced or said to be our reading, and a reading never makes a gap with the common definition."""
    assert one.reading is not None
    assert one.choices is not None
    assert set(one.arguments) | set(one.reading.choices) == set(CHOICE_ORDER)
    assert all(argument.source for argument in one.arguments.values())
    common = DEFINITIONS["common-v1"].choices
    assert [name for name in one.reading.choices if getattr(one.choices, name) != getattr(common, name)] == []


@pytest.mark.parametrize("key", [*VOCABULARIES, "en15838"])
def test_a_norm_that_was_not_bought_says_so_and_computes_nothing(key: str) -> None:
    """It is marked unchecked, names what it names, and has no indicator."""
    one = DEFINITIONS[key]
    assert one.status == "unchecked"
    assert one.indicators == ()
    assert all(term.measure is None or term.measure in MEASURES for term in one.terms)


def test_the_withdrawn_norm_ends_on_its_day() -> None:
    """EN 15838 held until 15 August 2017."""
    day = DEFINITIONS["en15838"].valid.to
    assert day is not None
    assert day.isoformat() == "2017-08-15"
    assert DEFINITIONS.on("en15838", day) is not None
    assert DEFINITIONS.on("en15838", day.replace(day=16)) is None
