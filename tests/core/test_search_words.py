"""Words as a search compares them: what folds alike, what is marked, where a passage is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core.search_words import cut_excerpt, fold_words, list_query_words, mark_words, split_words

ALIKE = [
    ("Salariés", "salarie"),
    ("salariée", "salarié"),
    ("journaux", "Journal"),
    ("niveaux", "niveau"),
    ("entreprises", "Entreprise"),
    ("companies", "company"),
    ("agencies", "agency"),
    ("Île-de-France", "ile de france"),
    ("œuvres", "oeuvre"),
    ("36 352", "36\u202f352"),
    ("36,352", "36352"),
    ("2,1", "2.1"),
    ("L’accessibilité", "l'ACCESSIBILITE"),
]
APART = [("taux", "tau"), ("class", "clas"), ("2.1", "12.1"), ("2.1", "21"), ("prix", "pri")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_words_fold_alike(one: str, other: str) -> None:
    """Plural, feminine, accents, ligatures and grouped thousands make no difference."""
    assert fold_words(one) == fold_words(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_stay_apart(one: str, other: str) -> None:
    """Folding takes no letter that tells two words apart."""
    assert fold_words(one) != fold_words(other)


def test_words_that_tell_nothing_are_left_out_unless_alone() -> None:
    """A sentence is searched by its nouns; a question of small words by them."""
    assert list_query_words("Combien d’emplois en 2008 ?") == ("emploi", "2008")
    assert list_query_words("de la") == ("de", "la")
    assert list_query_words("?!…") == ()


@given(st.text(max_size=300))
def test_folded_words_are_letters_and_digits(text: str) -> None:
    """An engine is given nothing that it could take for a sign of its own, and folding twice changes nothing said."""
    for one in split_words(text):
        assert one.folded.isalnum()
        assert text[one.start : one.end]
    assert len(list_query_words(text)) <= 16


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=6), max_size=3))
def test_marking_loses_nothing(text: str, words: list[str]) -> None:
    """The pieces make the text again, and an excerpt is a part of it."""
    wanted = [one.folded for word in words for one in split_words(word)]
    assert "".join(piece for piece, _ in mark_words(text, wanted)) == text
    assert cut_excerpt(text, wanted, 80).strip("…") in text
    assert len(cut_excerpt(text, wanted, 80)) <= 83


def test_an_excerpt_holds_the_words() -> None:
    """The passage shown is that with most of the words asked for."""
    text = "Rien ici. " * 60 + "Le taux d’abandon des appels. " + "Rien non plus. " * 60
    shown = cut_excerpt(text, ("taux", "abandon"))
    assert "taux d’abandon" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
