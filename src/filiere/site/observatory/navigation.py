"""The rubrics of the masthead and of the footer: declared once, shown only when their page exists.

Later rubrics (occupations, programme) add one line here. A name that does not resolve is left
out, so that no page ever carries a dead link.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

from filiere.core import Text


@dataclass(frozen=True)
class MenuEntry:
    """One rubric: its key (the `nav` variable of a page's context), its label and the name of its page."""

    key: str
    label: Text
    name: str


MAIN_MENU: tuple[MenuEntry, ...] = (
    MenuEntry("figures", Text(fr="Chiffres", en="Figures"), "observatory:home"),
    MenuEntry("map", Text(fr="Carte", en="Map"), "observatory:map"),
    MenuEntry("register", Text(fr="Registre", en="Register"), "observatory:register"),
    MenuEntry("label", Text(fr="Label", en="Label"), "label:home"),
    MenuEntry("quality", Text(fr="Qualité", en="Quality"), "quality:home"),
    MenuEntry("methods", Text(fr="Méthodes", en="Methods"), "observatory:methods"),
    MenuEntry("downloads", Text(fr="Téléchargements", en="Downloads"), "observatory:downloads"),
    MenuEntry("dossiers", Text(fr="Votre espace", en="Your space"), "dossiers:home"),
)

FIGURES_MENU: tuple[MenuEntry, ...] = (
    MenuEntry("home", Text(fr="Combien d’emplois", en="How many jobs"), "observatory:home"),
    MenuEntry("weight", Text(fr="Dans le temps", en="Over time"), "observatory:weight"),
    MenuEntry("outsourced", Text(fr="Prestataires", en="Outsourcers"), "observatory:outsourced"),
    MenuEntry("abroad", Text(fr="Étranger", en="Abroad"), "observatory:abroad"),
    MenuEntry("international", Text(fr="Autres pays", en="Other countries"), "observatory:international"),
)
"""The pages of the first rubric, shown under the masthead on each of them."""

FOOTER_MENU: tuple[MenuEntry, ...] = (
    MenuEntry("methods", Text(fr="Définitions et méthodes", en="Definitions and methods"), "observatory:methods"),
    MenuEntry("register", Text(fr="Tous les chiffres", en="All figures"), "observatory:register"),
    MenuEntry("downloads", Text(fr="Données ouvertes", en="Open data"), "observatory:downloads"),
    MenuEntry("feed", Text(fr="Flux des nouveaux chiffres", en="Feed of new figures"), "observatory:feed"),
    MenuEntry("dossiers", Text(fr="Dossiers du label", en="Label dossiers"), "dossiers:home"),
    MenuEntry("account", Text(fr="Mon compte", en="My account"), "accounts:account"),
    MenuEntry("privacy", Text(fr="Vie privée", en="Privacy"), "accounts:privacy"),
    MenuEntry("staff", Text(fr="Espace de l’équipe", en="Staff"), "staff:home"),
)


@dataclass(frozen=True)
class MenuLink:
    """A rubric ready to print."""

    key: str
    label: str
    url: str


def resolve_links(rubrics: tuple[MenuEntry, ...]) -> list[MenuLink]:
    """Rubrics whose page exists, in the reader's language."""
    names = tuple(rubric.name for rubric in rubrics)
    found = resolve_addresses(names, get_language(), get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)
    return [
        MenuLink(rubric.key, str(rubric.label), url)
        for rubric, url in zip(rubrics, found, strict=True)
        if url is not None
    ]


@lru_cache(maxsize=64)
def resolve_addresses(
    names: tuple[str, ...],
    language: str | None,  # noqa: ARG001
    prefix: str,  # noqa: ARG001
    urlconf: Any,
) -> tuple[str | None, ...]:
    """Where the pages of these names are, None for one that is not there, given all that an address depends on.

    Every page asks for some twenty, always the same: to find them anew took a twentieth of a short page's time.
    """

    def one(name: str) -> str | None:
        try:
            return reverse(name, urlconf=urlconf)
        except NoReverseMatch:
            return None

    return tuple(map(one, names))
