"""What of the programme the search finds: its open pages, and the actions of its plans."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.core import Text
from filiere.site.programme.plan.models import Action, ActionEvent, Plan
from filiere.site.search.extension_points import (
    PAGES,
    DocumentSource,
    SearchDocument,
    describe_pages,
    search_documents,
)

OPEN_PAGES = (
    (
        "programme:check",
        Text(fr="Vérifier les nombres d’un texte", en="Check the numbers of a text"),
        Text(
            fr="Collez un discours ou un article : chaque nombre est comparé au registre des chiffres.",
            en="Paste a speech or an article: each number is compared with the register of figures.",
        ),
    ),
    (
        "programme:home",
        Text(fr="Le programme de l’association", en="The programme of the association"),
        Text(
            fr="Où en est le plan : ce qui est déclaré, ce qui est calculé, et le programme de 2009.",
            en="How the plan goes: what is declared, what is computed, and the programme of 2009.",
        ),
    ),
)


def list_page_documents() -> Iterator[SearchDocument]:
    """The open pages of the programme."""
    yield from describe_pages(OPEN_PAGES)


def list_action_documents() -> Iterator[SearchDocument]:
    """The actions of every plan, by their titles and owners."""
    for plan in Plan.objects.all():
        for action in Action.objects.for_plan(plan):
            said = next((one.body for one in action.events.all() if one.kind == "created"), None)
            if said is not None:
                body = Text(
                    fr=f"{action.code} · {said['owner']} · {plan.title}",
                    en=f"{action.code} · {said['owner']} · {plan.title_en or plan.title}",
                )
                yield SearchDocument(
                    "programme:action", Text(**said["title"]), body, (action.key,), fictitious=plan.fictitious
                )


def _count_actions() -> str:
    return str(ActionEvent.objects.filter(kind="created").count())


search_documents.add(
    DocumentSource("programme-pages", PAGES, list_page_documents),
    DocumentSource("programme-actions", PAGES, list_action_documents, stamp=_count_actions),
)
