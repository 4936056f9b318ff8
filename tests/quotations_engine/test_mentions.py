"""The first stage: numbers as they are written, and what is no number of anything."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core.text import LANGUAGES, Lang
from filiere.core.yaml_documents import read_yaml
from filiere.quotations.mentions import find_mentions
from filiere.quotations.number_words import read_number_words, write_number
from filiere.quotations.phrases import make_words
from filiere.quotations.token_text import TokenText

DATA = read_yaml(Path(__file__).with_name("mentions.yaml")).data
FIELDS = ("value", "low", "high")


@pytest.mark.parametrize("case", DATA["mentions"], ids=lambda case: case["text"][:40])
def test_a_number_is_read_as_written(case: dict[str, Any]) -> None:
    text = case["text"]
    scan = find_mentions(TokenText(text))
    (found,) = scan.mentions
    assert (found.text, text[found.start : found.end]) == (case["mark"], case["mark"])
    assert [getattr(found, name) for name in FIELDS] == [
        None if case.get(name) is None else Decimal(str(case[name])) for name in FIELDS
    ]
    assert {"unit": found.unit, "bound": found.bound, "kind": found.kind} == {
        "unit": case.get("unit"),
        "bound": case.get("bound", "exact"),
        "kind": case.get("kind", "count"),
    }
    assert [[one.text, one.why] for one in scan.skipped] == case.get("aside", [])


@pytest.mark.parametrize("case", DATA["asides"], ids=lambda case: case["text"][:40])
def test_what_measures_nothing_is_set_aside(case: dict[str, Any]) -> None:
    scan = find_mentions(TokenText(case["text"]))
    assert scan.mentions == ()
    assert [[one.text, one.why] for one in scan.skipped] == case["aside"]


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=60)
@given(value=st.integers(0, 9).flatmap(lambda digits: st.integers(0, 10**digits)))
def test_words_and_digits_say_one_number(value: int, lang: Lang) -> None:
    words = [word.raw for word in make_words(write_number(value, lang))]
    found = read_number_words(words, lang)
    assert found is not None
    assert (found.value, found.length) == (value, len(words))


@settings(max_examples=60)
@given(st.text(st.sampled_from("0123456789 .,-–/%€«»()'\u00a0\u202f\u00ad\u0301\r\nadehmnoruéM"), max_size=40))
def test_any_signs_give_spans_of_the_text(text: str) -> None:
    """Spans go up, share nothing, and are what the text holds there."""
    scan = find_mentions(TokenText(text))
    spans = sorted((one.start, one.end, one.text) for one in (*scan.mentions, *scan.skipped))
    assert all(text[start:end] == words for start, end, words in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
