"""The language of a page: that of its address, of the reader of a letter, of the program that asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from filiere.core import Text, current_language
from filiere.site.kit.languages import LanguageMiddleware, use_page_language

WORDS = Text(fr="Bonjour !", en="Hello!")


def _say(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(WORDS))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/fr/", "Bonjour\u202f!"),
        ("/en/", "Hello!"),
        ("/api/v1/figures", "Bonjour\u202f!"),
        ("/api/v1/figures?lang=en", "Hello!"),
    ],
)
def test_a_text_is_said_in_the_language_of_the_page(rf: RequestFactory, address: str, said: str) -> None:
    page = LanguageMiddleware(_say)(rf.get(address, headers={"accept-language": "en"}))
    assert page.content.decode() == said


def test_a_page_does_not_leave_its_language_to_the_next(rf: RequestFactory) -> None:
    answer = LanguageMiddleware(_say)
    pages: list[Any] = [answer(rf.get(address)).content.decode() for address in ("/en/", "/fr/", "/en/")]
    assert pages == ["Hello!", "Bonjour\u202f!", "Hello!"]


def test_addresses_and_texts_change_together_for_another_reader() -> None:
    with use_page_language("en"):
        assert (reverse("accounts:sign-in"), str(WORDS)) == ("/en/sign-in/", "Hello!")
    assert (translation.get_language(), current_language()) == ("fr", "fr")
    assert reverse("accounts:sign-in") == "/fr/sign-in/"
