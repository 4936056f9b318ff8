"""The language of a page: Django's, by which addresses and dates are written, and that of texts, kept the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from filiere.core import Faults
from filiere.core.language import choose_language, install_translations, use_language
from filiere.core.text import Lang
from filiere.core.translation_catalogues import find_catalogues, read_catalogues, unknown_language_fault

API_PREFIX = "/api/"
DATA_PREFIXES = (API_PREFIX, "/export/")


def find_asked_language(request: HttpRequest) -> Lang:
    """The language of an answer for a program: French, unless ``lang=en`` asks for English."""
    return "en" if request.GET.get("lang") == "en" else "fr"


class LanguageMiddleware(LocaleMiddleware):
    """Write the page in the language of its address, else in the one that the reader's browser asks for.

    As Django's own, the choice stays until the thread begins its next page: a file is still being sent after the view
    has returned.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of the page, of addresses and of texts."""
        super().process_request(request)
        if request.path_info.startswith(DATA_PREFIXES):
            # A program says what it reads in the query; its answer does not depend on the settings of its machine.
            translation.activate(find_asked_language(request))
        choose_language(translation.get_language() or "fr")


def find_reader_language(request: HttpRequest) -> str:
    """The language of a page whose address may say none, or that is answered before it was chosen."""
    if request.path_info.startswith(DATA_PREFIXES):
        return find_asked_language(request)
    return translation.get_language_from_path(request.path_info) or translation.get_language_from_request(request)


def load_catalogues(folder: Path) -> None:
    """Serve the catalogues of a folder; raise `Faults` for a file that is no catalogue of a language Django knows."""
    found = read_catalogues(folder)
    if strangers := [code for code in found if not translation.check_for_language(code)]:
        raise Faults([unknown_language_fault(find_catalogues(folder)[code]) for code in strangers])
    install_translations(found)


@contextmanager
def use_page_language(code: str) -> Iterator[None]:
    """Write addresses, dates and texts in this language for a while: for another reader than that of the page."""
    with translation.override(code), use_language(code):
        yield
