"""What a staff representative has answered of an opinion that is not signed: sealed in their session, gone with it.

It is no row of the dossier: nobody else reads it, no journal tells it, and it leaves with the session, whether its
owner signs out or stays away. What is signed is removed from it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.extension_points import sign_out_losses
from filiere.site.accounts.sealing import UnreadableSeal, register_unstored_purpose, seal_text, unseal_text
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

PURPOSE = register_unstored_purpose("opinion-draft")
_PREFIX = "opinion:"


@dataclass(slots=True)
class OpinionDraft:
    """The levels given so far, by question, and the words."""

    levels: dict[str, str] = field(default_factory=dict)
    words: str = ""


def read_draft(request: HttpRequest, dossier: Dossier, theme: str) -> OpinionDraft:
    """Return the draft of a theme; an empty one where there is none, or none that can be read."""
    try:
        held = json.loads(unseal_text(PURPOSE, request.session.get(_name(dossier, theme), "")))
    except (UnreadableSeal, ValueError):
        return OpinionDraft()
    return OpinionDraft(held["levels"], held["words"])


def update_draft(
    request: HttpRequest, dossier: Dossier, theme: str, scales: Mapping[str, Collection[str]]
) -> OpinionDraft:
    """Keep what a page sends; ``scales`` gives the levels of each question asked. What it does not send stays."""
    draft, said = read_draft(request, dossier, theme), request.POST
    for key, levels in scales.items():
        if (level := said.get(f"level.{key}")) is not None:
            draft.levels.pop(key, None)
            if level in levels:
                draft.levels[key] = level
    draft.words = said.get("words", draft.words)
    request.session[_name(dossier, theme)] = seal_text(
        PURPOSE, json.dumps({"levels": draft.levels, "words": draft.words})
    )
    return draft


def forget_draft(request: HttpRequest, dossier: Dossier, theme: str) -> None:
    """Remove the draft of a theme: it is signed."""
    request.session.pop(_name(dossier, theme), None)


@sign_out_losses.register
def list_drafts(request: HttpRequest) -> Iterator[tuple[Text, str]]:
    """The drafts of a session that hold something, each with the page where it is finished."""
    for name in [one for one in request.session.keys() if one.startswith(_PREFIX)]:  # noqa: SIM118  It is no dict.
        key, _, theme = name.removeprefix(_PREFIX).partition(":")
        dossier = Dossier.objects.visible_to(request.user).filter(key=key).select_related("organisation").first()
        draft = read_draft(request, dossier, theme) if dossier is not None else OpinionDraft()
        if dossier is None or not (draft.levels or draft.words.strip()):
            continue
        said, company = load_release(dossier).theme(theme).text, dossier.organisation.name
        words = Text(
            fr=f"Votre avis sur « {said.fr} » : {company}, {_count_levels(len(draft.levels)).fr}",
            en=f"Your opinion on “{said.en}”: {company}, {_count_levels(len(draft.levels)).en}",
        )
        yield words, reverse("candidature:opinion", args=[key, theme])


def _count_levels(count: int) -> Text:
    if not count:
        return Text(fr="vos mots", en="your words")
    return Text(
        fr="1 réponse" if count == 1 else f"{count} réponses", en="1 answer" if count == 1 else f"{count} answers"
    )


def _name(dossier: Dossier, theme: str) -> str:
    return f"{_PREFIX}{dossier.key}:{theme}"
