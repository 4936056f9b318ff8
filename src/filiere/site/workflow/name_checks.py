"""What apps name of a procedure, held against all that ship: a name that exists nowhere is a right that never opens."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.conf import settings

from filiere.core import Fault, Text
from filiere.core.spelling import close_words
from filiere.core.yaml_documents import read_yaml
from filiere.referentials import Library
from filiere.referentials.workflow import ProcedureRules
from filiere.site.kit.hooks import KeyedHook, start_checks
from filiere.site.kit.rights import always_open, rights, scopes
from filiere.site.workflow.extension_points import (
    act_form_urls,
    awaited_acts,
    decisive_state_groups,
    dossier_sections,
    dossier_tasks,
    event_effects,
    input_answers,
    party_exclusions,
    pinning_snapshots,
    recipient_lookups,
    site_parties,
    snapshot_builders,
    standing_openings,
)
from filiere.site.workflow.rights import DOSSIER

NAME_KINDS: Mapping[str, Text] = {
    "state": Text(fr="l’état ou le groupe d’états", en="the state or group of states"),
    "party": Text(fr="la partie", en="the party"),
    "act": Text(fr="l’acte", en="the act"),
    "input": Text(fr="la donnée de garde", en="the guard input"),
    "snapshot": Text(fr="le cliché", en="the snapshot"),
    "opening": Text(fr="l’ouverture", en="the opening"),
    "right": Text(fr="le droit", en="the right"),
    "scope": Text(fr="la portée", en="the scope"),
}
_HOOKS: tuple[tuple[str, str, KeyedHook[Any]], ...] = (
    ("act", "act_form_urls", act_form_urls),
    ("act", "awaited_acts", awaited_acts),
    ("input", "input_answers", input_answers),
    ("snapshot", "snapshot_builders", snapshot_builders),
    ("opening", "event_effects", event_effects),
    ("opening", "standing_openings", standing_openings),
    ("party", "recipient_lookups", recipient_lookups),
    ("party", "site_parties", site_parties),
)

type NameUse = tuple[str, str, str, str]
"""A name that an app uses: its kind, the name, the module, and in it the right or the hook."""


def list_known_names(faults: list[Fault] | None = None) -> dict[str, set[str]]:
    """Return by kind the names of all procedures that ship or are served, and those of rights and scopes.

    What is wrong in the procedures that ship and in the files of groups of states is added to ``faults``.
    """
    found: list[Fault] = [] if faults is None else faults
    known: dict[str, set[str]] = {kind: set() for kind in NAME_KINDS}
    known["right"], known["scope"] = set(rights), set(scopes)
    known["party"] = {one.name for one in site_parties.values() if one.reads}
    for root in {None, settings.REFERENTIALS}:
        for _, procedure, groups in Library(root).procedures(found):
            known["state"] |= {*procedure.by_key, *groups}
            known["party"] |= set(procedure.parties)
            known["act"] |= set(procedure.actions)
            known["input"] |= set(procedure.inputs)
            known["snapshot"] |= set(procedure.snapshots)
            known["opening"] |= set(procedure.openings)
    return known


def list_name_uses() -> Iterator[NameUse]:
    """Yield every name of a procedure that a right or a hook uses."""
    for right in rights.values():
        where = (rights.module_of(right.name), right.name)
        yield "scope", right.on, *where
        if right.on == DOSSIER:
            yield from (("party", name, *where) for name in right.by)
            yield from (("state", name, *where) for name in right.states or ())
    for section in dossier_sections.values():
        yield "right", section.right, dossier_sections.module_of(section.slug), f"dossier_sections.{section.slug}"
    for kind, title, hook in _HOOKS:
        yield from ((kind, name, hook.module_of(name), title) for name in hook)
    for party in site_parties.values():
        where = (site_parties.module_of(party.name), f"site_parties.{party.name}")
        yield from (("party", name, *where) for name in party.excludes)
        if party.once_in is not None:
            yield "state", party.once_in, *where
    for tasks in dossier_tasks:
        yield from (("party", name, tasks.find.__module__, "dossier_tasks") for name in tasks.parties)
        yield from (("state", name, tasks.find.__module__, "dossier_tasks") for name in tasks.states)
    yield from (
        ("snapshot", name, pinning_snapshots.module_of(name), "pinning_snapshots") for name in pinning_snapshots
    )
    for name in decisive_state_groups:
        yield "state", name, decisive_state_groups.module_of(name), "decisive_state_groups"
    for named, bar in party_exclusions:
        yield from (("party", name, bar.__module__, "party_exclusions") for name in named)


@start_checks.register
def find_unknown_names() -> Iterator[Fault]:
    """Yield a fault for each name that no procedure has, with where it is used and the names that there are.

    Where a procedure that ships or a file of groups of states is faulty, its faults are yielded and no other: each name
    of a file that cannot be read would be one more.
    """
    faults: list[Fault] = []
    known = list_known_names(faults)
    yield from faults
    for kind, name, module, where in list_name_uses() if not faults else ():
        if name in known[kind]:
            continue
        words = NAME_KINDS[kind]
        yield Fault(
            code="unknown-workflow-name",
            message=Text(
                fr=f"{module}, « {where} » : {words.fr} « {name} » n’existe dans aucune procédure livrée.",
                en=f"{module}, “{where}”: {words.en} “{name}” does not exist in any built-in procedure.",
            ),
            remedy=_suggest_names(name, known[kind]),
        )


@start_checks.register
def find_unanswered_names() -> Iterator[Fault]:
    """Yield a fault for each guard input, snapshot and opening of a procedure that ships that no app takes care of."""
    library = Library()
    for name, procedure, _ in library.procedures([]):
        own = ProcedureRules(procedure).journal_inputs
        for kind, field, answers in (
            ("input", "inputs", input_answers),
            ("snapshot", "snapshots", snapshot_builders),
            ("opening", "openings", event_effects),
        ):
            for key in getattr(procedure, field):
                if key in answers or key in own:
                    continue
                words, close = NAME_KINDS[kind], ", ".join(close_words(key, sorted(answers), most=2)) or "–"
                yield read_yaml(dict(library.folders())[name] / "procedure.yaml").fault(
                    "unanswered-workflow-name",
                    ("procedure", field, key),
                    Text(
                        fr=f"Rien dans le site ne s’occupe de « {key} » ({words.fr}) : "
                        "ce qui en dépend n’a jamais lieu.",
                        en=f"Nothing in the site takes care of “{key}” ({words.en}): what depends on it never happens.",
                    ),
                    Text(
                        fr=f"Corrigez ce nom, ou ajoutez-le à un fichier hooks.py. Proches : {close}.",
                        en=f"Correct this name, or add it to the hooks.py of an app. Closest: {close}.",
                    ),
                )


@start_checks.register
def find_rights_out_of_scope() -> Iterator[Fault]:
    """Yield a fault for each right of a part that its scope does not know, or of states where a scope has none.

    The first never opens, and the second is open in every state.
    """
    for right in rights.values():
        scope = scopes.get(right.on)
        if scope is None:
            continue
        module = rights.module_of(right.name)
        for part in sorted(set(right.by) - scope.parts) if scope.parts is not None else ():
            yield Fault(
                code="unknown-right-part",
                message=Text(
                    fr=f"{module}, « {right.name} » : personne n’est « {part} » dans la portée « {scope.name} », et ce "
                    "droit ne s’ouvre jamais ainsi.",
                    en=f"{module}, “{right.name}”: nobody is “{part}” in the scope “{scope.name}”, so this right never "
                    "opens that way.",
                ),
                remedy=_suggest_names(part, scope.parts or ()),
            )
        if right.states is not None and scope.is_open is always_open:
            yield Fault(
                code="right-states-ignored",
                message=Text(
                    fr=f"{module}, « {right.name} » : la portée « {scope.name} » n’a pas d’états, et ce droit serait "
                    "ouvert dans tous.",
                    en=f"{module}, “{right.name}”: the scope “{scope.name}” has no states, so this right would be open "
                    "in all of them.",
                ),
                remedy=Text(
                    fr="Retirez « states », ou donnez à la portée une fonction « is_open ».",
                    en="Remove “states”, or give the scope a function “is_open”.",
                ),
            )


def _suggest_names(name: str, known: Collection[str]) -> Text:
    names = ", ".join(sorted(known))
    close = ", ".join(close_words(name, sorted(known), most=2)) or "–"
    return Text(
        fr=f"Corrigez ce nom. Proches : {close}. Noms connus : {names}.",
        en=f"Correct this name. Closest: {close}. Known names: {names}.",
    )
