"""The language of a page: Django's, by which addresses and dates are written, and that of texts, kept the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from filiere.core.language import choose_language, language
from filiere.core.text import Lang

API = "/api/"


def asked_language(request: HttpRequest) -> Lang:
    """The language of an answer of the API: French, unless ``lang=en`` asks for English."""
    return "en" if request.GET.get("lang") == "en" else "fr"


class LanguageMiddleware(LocaleMiddleware):
    """Write the page in the language of its address, else in the one that the reader's browser asks for.

    As Django's own, the choice stays until the thread begins its next page: a file is still being sent after the view
    has returned.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of the page, of addresses and of texts."""
        super().process_request(request)
        if request.path_info.startswith(API):
            # A program says what it reads in the query; its answer does not depend on the settings of its machine.
            translation.activate(asked_language(request))
        choose_language(translation.get_language() or "fr")


@contextmanager
def page_language(code: str) -> Iterator[None]:
    """Write addresses, dates and texts in this language for a while: for another reader than that of the page."""
    with translation.override(code), language(code):
        yield
