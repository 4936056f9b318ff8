"""The pages of the rubric, as a tag, so that every one of its pages shows the same list."""

from __future__ import annotations

from django import template

from filiere.core import Text
from filiere.site.observatory.navigation import Link, Rubric, links
from filiere.site.templatetags.filiere import lang

register = template.Library()

PAGES: tuple[Rubric, ...] = (
    Rubric("register", Text(fr="Titulaires", en="Holders"), "register:home"),
    Rubric("home", Text(fr="Référentiels", en="Referentials"), "label:home"),
    Rubric("search", Text(fr="Recherche", en="Search"), "label:search"),
    Rubric("compare", Text(fr="Comparer", en="Compare"), "label:compare"),
    Rubric("mappings", Text(fr="Correspondances", en="Mappings"), "label:mappings"),
    Rubric("factors", Text(fr="Facteurs d’émission", en="Emission factors"), "label:factors"),
    Rubric("bodies", Text(fr="Qui siège", en="Who sits"), "members:bodies"),
    Rubric("simulations", Text(fr="Simulations", en="Simulations"), "label:simulations"),
)


@register.simple_tag
def label_pages() -> list[Link]:
    """The pages of the rubric that exist."""
    return links(PAGES, lang())
