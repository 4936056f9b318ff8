"""The page of what the sector brings: its numbers are the example's times the register's, and it says what it is."""

from decimal import Decimal
from typing import Any

import pytest

from filiere.site.observatory.economic_weight import compute_economic_weight, divide_by_region
from filiere.site.observatory.figure_register import shipped_register

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_amounts_are_those_of_the_register() -> None:
    """2.6 billion of sales; regions add up to both effects under both assumptions."""
    register = shipped_register()
    weight = compute_economic_weight(register)
    assert weight is not None
    assert weight.amount("direct").point == Decimal("2.6")
    indirect = weight.amount("indirect")
    assert indirect.low < indirect.p2_5 < indirect.point < indirect.p97_5 < indirect.high
    regions = divide_by_region(register, weight)
    assert len(regions) == 22
    assert sum(one.direct for one in regions) == pytest.approx(2.6)
    for values in ([one.near for one in regions], [one.spread for one in regions]):
        assert sum(values) == pytest.approx(float(indirect.point))


def test_the_page_says_three_columns_and_that_it_is_an_example(client: Any) -> None:
    content = client.get("/fr/economy/").content.decode()
    for words in ("1,22", "1,39", "1,58", "Calcul d’exemple", "22 à 58 centimes", "Open Government", "chart effects"):
        assert words in content, words
