"""What a staff representative has answered of an opinion that is not signed: sealed in their session, gone with it.

It is no row of the dossier: nobody else reads it, no journal tells it, and it leaves with the session, whether its
owner signs out or stays away. What is signed is removed from it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest

from filiere.site.accounts.sealing import UnreadableSeal, register_unstored_purpose, seal_text, unseal_text
from filiere.site.candidature.actions.sign_opinion import MAX_LENGTH
from filiere.site.workflow.models import Dossier

PURPOSE = register_unstored_purpose("opinion-draft")


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
    draft.words = said.get("words", draft.words)[: 2 * MAX_LENGTH]
    request.session[_name(dossier, theme)] = seal_text(
        PURPOSE, json.dumps({"levels": draft.levels, "words": draft.words})
    )
    return draft


def forget_draft(request: HttpRequest, dossier: Dossier, theme: str) -> None:
    """Remove the draft of a theme: it is signed."""
    request.session.pop(_name(dossier, theme), None)


def _name(dossier: Dossier, theme: str) -> str:
    return f"opinion:{dossier.key}:{theme}"
