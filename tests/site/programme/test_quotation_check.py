"""A sentence says its figure in digits, exact or rounded at two digits; a longer number that holds it does not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from filiere.core import Lang
from filiere.figures import Figure, load_register
from filiere.site.programme.communication.quotation_check import find_number, says_figure


@pytest.fixture(scope="module")
def jobs() -> Figure:
    """A figure of the register, whose value each case replaces."""
    return load_register()["jobs-whole-2025-sp2c"]


SAID: tuple[tuple[Any, str, Lang, str, bool], ...] = (
    (290_000, "job", "fr", "ce sont 290 000 emplois", True),
    (290_000, "job", "fr", "ce sont 290\u202f000 emplois", True),
    (290_000, "job", "fr", "ce sont 290\u00a0000 emplois", True),
    (290_000, "job", "fr", "ce sont 290 mille emplois", True),
    (290_000, "job", "en", "there are 290,000 jobs", True),
    (290_000, "job", "en", "there are 290 thousand jobs", True),
    (290_000, "job", "fr", "ce sont 1 290 000 emplois", False),
    (290_000, "job", "fr", "ce sont 290 0001 emplois", False),
    (290_000, "job", "fr", "ce sont 300 000 emplois", False),
    (290_000, "job", "fr", "ce sont des emplois", False),
    (36_352, "job", "fr", "quelque 36 000 emplois", True),
    (36_352, "job", "fr", "36 400 emplois", True),
    (36_352, "job", "fr", "36 300 emplois", True),
    (36_352, "job", "fr", "40 000 emplois", False),
    (1_200_000, "job", "fr", "1,2 million d’emplois", True),
    (1_200_000, "job", "en", "1.2 million jobs", True),
    ("3.56", "eur-billion", "fr", "3,56 milliards d’euros", True),
    ("3.56", "eur-billion", "en", "€3.56 billion", True),
    ("3.56", "eur-billion", "fr", "3,6 milliards d’euros", True),
    ("3.56", "eur-billion", "fr", "4 milliards d’euros", False),
    ("3.56", "eur-billion", "fr", "13,56 milliards d’euros", False),
    (67, "percent", "fr", "67 % des salariés, en 2019", True),
    (67, "percent", "en", "In 2019, 67% of employees", True),
    (67, "percent", "fr", "67,5 % des salariés", False),
    (67, "percent", "fr", "En 2019 67 % des salariés", True),
    (290_000, "job", "fr", "en 2025 290 000 emplois", True),
    (20, "city", "fr", "20 000 villes", False),
    (20, "city", "en", "20,000 cities", False),
    (20, "city", "fr", "En 2003, vingt villes", True),
    (20, "city", "fr", "En 2003, 20 villes", True),
)


@pytest.mark.parametrize(("value", "unit", "lang", "sentence", "expected"), SAID)
def test_a_sentence_says_its_figure(
    jobs: Figure, value: Any, unit: str, lang: Lang, sentence: str, expected: bool
) -> None:
    figure = jobs.model_copy(update={"value": Decimal(value), "unit": unit})
    assert says_figure(sentence, figure, lang) == expected


def test_a_range_is_said_by_both_its_ends(jobs: Figure) -> None:
    figure = jobs.model_copy(update={"value": None, "low": Decimal(280_000), "high": Decimal(300_000)})
    sentence = "ce sont 280 000 à 300 000 emplois"
    assert find_number(sentence, figure, "fr") == (8, sentence.index(" emplois"))
    assert not says_figure("ce sont 280 000 emplois", figure, "fr")
