"""The pages of the rubric, as a tag, so that every one of its pages shows the same list."""

from __future__ import annotations

from django import template

from filiere.core import Text
from filiere.site.kit.navigation import MenuEntry, MenuLink, resolve_links

register = template.Library()

PAGES: tuple[MenuEntry, ...] = (
    MenuEntry("apply", Text(fr="Obtenir le label", en="Obtain the label"), "apply:home"),
    MenuEntry("register", Text(fr="Titulaires", en="Holders"), "register:home"),
    MenuEntry("home", Text(fr="Référentiels", en="Referentials"), "label:home"),
    MenuEntry("search", Text(fr="Recherche", en="Search"), "label:search"),
    MenuEntry("compare", Text(fr="Comparer", en="Compare"), "label:compare"),
    MenuEntry("mappings", Text(fr="Correspondances", en="Mappings"), "label:mappings"),
    MenuEntry("factors", Text(fr="Facteurs d’émission", en="Emission factors"), "label:factors"),
    MenuEntry("bodies", Text(fr="Composition des instances", en="Committee members"), "members:bodies"),
    MenuEntry("simulations", Text(fr="Simulations", en="Simulations"), "label:simulations"),
)


@register.simple_tag
def label_pages() -> list[MenuLink]:
    """The pages of the rubric that exist."""
    return resolve_links(PAGES)
