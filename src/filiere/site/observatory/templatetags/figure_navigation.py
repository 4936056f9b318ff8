"""The pages of the rubric of figures, as a tag, so that every one of its pages shows the same list."""

from __future__ import annotations

from django import template

from filiere.core import Text
from filiere.site.kit.navigation import MenuEntry, MenuLink, resolve_links

register = template.Library()

PAGES: tuple[MenuEntry, ...] = (
    MenuEntry("home", Text(fr="Combien d’emplois", en="How many jobs"), "observatory:home"),
    MenuEntry("weight", Text(fr="Dans le temps", en="Over time"), "observatory:weight"),
    MenuEntry("outsourced", Text(fr="Prestataires", en="Outsourcers"), "observatory:outsourced"),
    MenuEntry("economy", Text(fr="Ce que la filière apporte", en="What the sector brings"), "observatory:economy"),
    MenuEntry("abroad", Text(fr="Étranger", en="Abroad"), "observatory:abroad"),
    MenuEntry("international", Text(fr="Autres pays", en="Other countries"), "observatory:international"),
    MenuEntry("barometer", Text(fr="Baromètre", en="Barometer"), "survey:barometer"),
    MenuEntry("map", Text(fr="Carte", en="Map"), "observatory:map"),
    MenuEntry("register", Text(fr="Registre des chiffres", en="Register of figures"), "observatory:register"),
    MenuEntry("methods", Text(fr="Méthodes", en="Methods"), "observatory:methods"),
    MenuEntry("downloads", Text(fr="Téléchargements", en="Downloads"), "observatory:downloads"),
)


@register.simple_tag
def figure_pages() -> list[MenuLink]:
    """The pages of the rubric that exist."""
    return resolve_links(PAGES)
