"""Names of addresses that apps declare, held against the addresses that there are: a wrong one is a missing link.

They are checked by a process that answers people, which reads all addresses anyway: a command that answers nobody
imports no view for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from filiere.core import Fault, Faults, Text
from filiere.core.spelling import close_words
from filiere.site.kit.navigation import footer_menu, main_menu, workspace_doors
from filiere.site.workflow.extension_points import act_form_urls, awaited_acts, dossier_sections

type AddressUse = tuple[str, str, str]
"""The name of an address that an app uses, the module, and in it the hook."""


def check_addresses() -> None:
    """Raise `Faults` with every declared name of an address that does not exist."""
    known = sorted(set(list_addresses(get_resolver())))
    used = (*_list_menu_uses(), *_list_dossier_uses())
    if faults := [_build_fault(*use, known) for use in used if use[0] not in known]:
        raise Faults(faults)


def list_addresses(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Yield the name of every address, with the spaces of names it stands in."""
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            yield from list_addresses(found, f"{space}{found.namespace}:" if found.namespace else space)
        elif isinstance(found, URLPattern) and found.name:
            yield f"{space}{found.name}"


def _list_menu_uses() -> Iterator[AddressUse]:
    for title, menu in (("main_menu", main_menu), ("footer_menu", footer_menu)):
        yield from ((entry.name, menu.module_of(entry), f"{title}.{entry.key}") for entry in menu)
    yield from ((door.name, workspace_doors.module_of(door), "workspace_doors") for door in workspace_doors)


def _list_dossier_uses() -> Iterator[AddressUse]:
    for action, name in act_form_urls.items():
        yield name, act_form_urls.module_of(action), f"act_form_urls.{action}"
    for action, awaited in awaited_acts.items():
        if awaited.url:
            yield awaited.url, awaited_acts.module_of(action), f"awaited_acts.{action}"
    for slug, section in dossier_sections.items():
        yield section.url, dossier_sections.module_of(slug), f"dossier_sections.{slug}"


def _build_fault(name: str, module: str, where: str, known: list[str]) -> Fault:
    close = ", ".join(close_words(name, known, most=3)) or "–"
    return Fault(
        code="unknown-address-name",
        message=Text(
            fr=f"{module}, « {where} » : aucune adresse du site n’a pour nom « {name} ».",
            en=f"{module}, “{where}”: no address of the site is named “{name}”.",
        ),
        remedy=Text(
            fr=f"Corrigez ce nom, ou ajoutez l’adresse au fichier urls.py qui la sert. Proches : {close}.",
            en=f"Correct this name, or add the address to the urls.py that serves it. Closest: {close}.",
        ),
    )
