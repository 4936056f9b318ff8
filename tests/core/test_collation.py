"""The alphabetical order of names."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from filiere.core.collation import collation_key

IN_ORDER = [
    "à Brest",
    "Alpes",
    "Centre en Fusion",
    "centre-ville",
    "Centre-Ville",
    "Centres",
    "cote",
    "coté",
    "côte",
    "côté",
    "Echo",
    "École",
    "Ecomusée",
    "idée",
    "Île-de-France",
    "Illiers",
    "Œuvre",
    "offre",
    "Zoé",
]


def test_names_are_in_the_order_of_a_dictionary() -> None:
    """École after Echo, Île-de-France under I, œ as o and e; accents and capitals only part what is the same."""
    shuffled = random.Random(1).sample(IN_ORDER, len(IN_ORDER))  # noqa: S311
    assert sorted(shuffled, key=collation_key) == IN_ORDER


@given(st.text(max_size=20), st.text(max_size=20))
def test_different_names_never_tie_but_by_composition(one: str, other: str) -> None:
    """The order is total: two names sort alike only when they are the same letters and accents."""
    import unicodedata

    if collation_key(one) == collation_key(other):
        assert unicodedata.normalize("NFD", one).casefold() == unicodedata.normalize("NFD", other).casefold()
