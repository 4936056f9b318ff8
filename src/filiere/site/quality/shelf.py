"""The sets of definitions that a centre may compute under: those that ship, and those that it wrote itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from filiere.contacts.definitions import DefinitionSet, load_definitions
from filiere.core.numbers import whole_number
from filiere.site.quality.definition_text import read_text
from filiere.site.quality.models import Centre, LocalSet

COMMON = "common-v1"
"""The set that every centre is computed under, and the only one that the benchmark between centres reads."""


@lru_cache(maxsize=128)
def kept(text: str) -> DefinitionSet:
    """The set that a kept text says: it was read apart and found sound before it was kept, and is read once."""
    return read_text(text)


def shipped() -> Iterator[DefinitionSet]:
    """The newest version of each shipped set that computes something."""
    shelf = load_definitions()
    for key in shelf:
        if shelf[key].indicators:
            yield shelf[key]


def local(centre: Centre) -> list[LocalSet]:
    """The newest version of each set that the centre wrote, by key."""
    found: dict[str, LocalSet] = {}
    for one in LocalSet.objects.filter(centre=centre).order_by("key", "version"):
        found[one.key] = one
    return list(found.values())


def named(centre: Centre, name: str) -> DefinitionSet | None:
    """The set of a name, ``id`` or ``id@version``, shipped or of this centre; None without one."""
    row = local_named(centre, name)
    if row is not None:
        return kept(row.text)
    try:
        found = load_definitions()[name]
    except KeyError:
        return None
    return found if found.indicators else None


def local_named(centre: Centre, name: str) -> LocalSet | None:
    """The version of a set of the centre that a name says, the newest without a version; None for any other."""
    key, _, version = name.partition("@")
    rows = LocalSet.objects.filter(centre=centre, key=key)
    if version:
        number = whole_number(version)
        return None if number is None else rows.filter(version=number).first()
    return rows.order_by("-version").first()


def offered(centre: Centre) -> list[DefinitionSet]:
    """Every set that the centre may compute under: the common one, its own, then the others."""
    own = [kept(one.text) for one in local(centre)]
    others = list(shipped())
    common = [one for one in others if one.id == COMMON]
    return [*common, *own, *(one for one in others if one.id != COMMON)]
