"""What the tables of the label share: whom they are for, their source and their licence."""

from __future__ import annotations

from filiere.core import Text
from filiere.referentials import Mapping, Release
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable
from filiere.site.label.visible_releases import NotVisible, ReleaseCatalogue, visible_catalogue

LICENCE = bilingual(
    "Licence ouverte 2.0 pour nos textes ; les normes sont décrites en nos mots, leur texte reste à leurs éditeurs",
    "Open licence 2.0 for our texts; standards are described in our own words, their text stays with their publishers",
)
CATALOGUE = bilingual("Filière, référentiels", "Filière, referentials")


def build_source(*releases: Release) -> Text:
    """Name the releases that a table comes from, each with its fingerprint: the same fingerprints, the same table."""
    names = ", ".join(f"{one.id} (SHA-256 {one.sha256[:16]}…)" for one in releases)
    return Text(fr=f"Filière, {names}", en=f"Filière, {names}")


def catalogue_asked(asked: TableRequest) -> ReleaseCatalogue:
    """Return what whoever asks for the table may see."""
    return visible_catalogue(asked.actor)


def release_asked(asked: TableRequest, name: str = "id") -> Release:
    """Return the release that a parameter names; raise :class:`UnknownTable`."""
    try:
        return catalogue_asked(asked).release(asked.params.get(name, ""))
    except NotVisible as missing:
        raise UnknownTable(missing.name) from None


def mapping_asked(asked: TableRequest) -> tuple[ReleaseCatalogue, Mapping]:
    """Return the mapping that the parameter ``id`` names; raise :class:`UnknownTable`."""
    found = catalogue_asked(asked)
    try:
        return found, found.mapping(asked.params.get("id", ""))
    except NotVisible as missing:
        raise UnknownTable(missing.name) from None


def category_asked(asked: TableRequest, release: Release) -> str | None:
    """Return the category that the table is narrowed to, None for all; an unknown one is an :class:`UnknownTable`."""
    key = asked.params.get("category", "")
    if key and key not in release.referential.categories:
        raise UnknownTable(key)
    return key or None
