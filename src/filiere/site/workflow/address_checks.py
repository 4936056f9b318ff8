"""Names of addresses that apps declare, of rights that pages and acts ask, and of steps, held against those there are.

A wrong address is a missing link, a wrong right a page or an act that fails for everybody, a wrong step an act that is
always refused. They are checked by a process that answers people, which reads all addresses anyway: a command that
answers nobody imports no view for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from filiere.core import Fault, Faults, Text
from filiere.core.spelling import close_words
from filiere.site.accounts.decorators import DOOR, SIGNED_IN
from filiere.site.journal.act_decorator import act_rights, act_steps
from filiere.site.kit.navigation import footer_menu, main_menu, workspace_doors
from filiere.site.kit.rights import rights
from filiere.site.workflow.extension_points import act_form_urls, awaited_acts, dossier_sections

type AddressUse = tuple[str, str, str]
"""The name of an address that an app uses, the module, and in it the hook."""


def check_addresses() -> None:
    """Raise `Faults` with every declared name of an address, right asked and step of an act that does not exist."""
    known = sorted(set(list_addresses(get_resolver())))
    used = (*_list_menu_uses(), *_list_dossier_uses())
    faults = [_build_fault(*use, known) for use in used if use[0] not in known]
    faults += [_build_right_fault(*use) for use in sorted(_list_right_uses()) if use[0] not in rights]
    for where, (at, steps) in sorted(act_steps.items()):
        faults += [_build_step_fault(name, where, steps) for name in at if name not in steps]
    if faults:
        raise Faults(faults)


def list_addresses(resolver: URLResolver) -> Iterator[str]:
    """Yield the name of every address, with the spaces of names it stands in."""
    return (name for name, _ in iter_named_views(resolver))


def iter_named_views(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the name of every address with its view."""
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            yield from iter_named_views(found, f"{space}{found.namespace}:" if found.namespace else space)
        elif isinstance(found, URLPattern) and found.name:
            yield f"{space}{found.name}", found.callback


def _list_right_uses() -> Iterator[tuple[str, str]]:
    yield from act_rights.items()
    for name, view in iter_named_views(get_resolver()):
        if (door := getattr(view, DOOR, SIGNED_IN)) != SIGNED_IN:
            yield door, name


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


def _build_right_fault(name: str, where: str) -> Fault:
    close = ", ".join(close_words(name, sorted(rights), most=3)) or "–"
    return Fault(
        code="unknown-right-name",
        message=Text(fr=f"{where} : aucun droit n’a pour nom « {name} ».", en=f"{where}: no right is named “{name}”."),
        remedy=Text(
            fr=f"Corrigez ce nom, ou ajoutez le droit au fichier hooks.py qui le déclare. Proches : {close}.",
            en=f"Correct this name, or add the right to the hooks.py of its app. Closest: {close}.",
        ),
    )


def _build_step_fault(name: str, where: str, steps: tuple[str, ...]) -> Fault:
    known = ", ".join(steps) or "–"
    return Fault(
        code="unknown-act-step",
        message=Text(
            fr=f"{where} : aucune étape n’a pour nom « {name} » là où cet acte se fait, et il serait toujours refusé.",
            en=f"{where}: no step is named “{name}” where this act is done, and it would always be refused.",
        ),
        remedy=Text(
            fr=f"Corrigez ce nom, ou donnez ses étapes à la cible de l’acte (steps). Étapes connues : {known}.",
            en=f"Correct this name, or give its steps to the target of the act (steps). Known steps: {known}.",
        ),
    )
