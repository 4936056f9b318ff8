"""A dossier as its first page tells it: the steps of a candidature, and what comes if nobody acts."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.core.typography import lower_first_letter
from filiere.referentials import workflow
from filiere.site.candidature.application_timeline import ShownStage, list_stages
from filiere.site.kit.bilingual_text import join_list, localize
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.state_groups import stands_in

CANDIDATURE_STEPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (
        Text(fr="Éligibilité et prix", en="Eligibility and price"),
        ("application_open", "checkable", "barred", "eligibility_appeal"),
    ),
    (Text(fr="Questionnaire", en="Questionnaire"), ("declaring",)),
    (Text(fr="Audit sur site", en="On-site audit"), ("naming_auditor", "under_audit")),
    (Text(fr="Réponses au rapport", en="Answers to the report"), ("answering", "replying", "lifting")),
    (Text(fr="Comité", en="Committee"), ("before_committee", "postponed")),
    (Text(fr="Décision", en="Decision"), ("refused", "award_appeal")),
)
"""The steps of a candidature, each with its states or groups of states."""

PARTY_PHRASES = {
    "candidate": Text(fr="l’entreprise candidate", en="the applicant"),
    "holder": Text(fr="le titulaire du label", en="the label holder"),
    "staff": Text(fr="l’équipe du label", en="the label staff"),
    "auditor": Text(fr="l’auditeur", en="the auditor"),
    "committee": Text(fr="le comité d’attribution", en="the award committee"),
    "appeal_panel": Text(fr="l’instance de recours", en="the appeal panel"),
    "staff_representatives": Text(fr="les représentants du personnel", en="the staff representatives"),
}
"""Parties as the subject of a sentence."""

RARE_ACTS = frozenset({"give_up", "declare_change", "return_label", "complain", "suspend_at_once"})
"""Acts that are always possible and seldom what a reader came for: the page folds them."""


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step on the way of a dossier; ``current`` is where it stands."""

    words: str
    current: bool


def _find_step(dossier: Dossier) -> int | None:
    return next((place for place, (_, names) in enumerate(CANDIDATURE_STEPS) if stands_in(dossier, *names)), None)


def list_next_stages(dossier: Dossier, parties: Collection[str]) -> tuple[ShownStage, ...]:
    """The stage of its application that a company is at and the one after it, with their time limits.

    None for whoever is not the company, and for a dossier that is past them.
    """
    here = _find_step(dossier)
    if here is None or "candidate" not in parties:
        return ()
    # The stages begin before those steps, with the preparation, and go on after them, with the life of the label.
    return list_stages(load_release(dossier))[here + 1 : min(here + 2, len(CANDIDATURE_STEPS)) + 1]


def build_candidature_steps(dossier: Dossier) -> list[PathStep]:
    """The six steps with the one where a candidature stands; none for a dossier that is past them."""
    here = _find_step(dossier)
    if here is None:
        return []
    return [PathStep(str(words), place == here) for place, (words, _) in enumerate(CANDIDATURE_STEPS)]


def describe_running_delay(engine: workflow.Dossier, deadline: workflow.Deadline, parties: Collection[str]) -> str:
    """Return what comes at the end of a delay, as a sentence to a reader who is of these parties."""
    events = dict.fromkeys(
        str(engine.rules.procedure.events.get(step.event) or Text.same(step.event)) for step in deadline.steps
    )
    # « Comité muet : l’instance de recours est saisie »: the first half says again that nobody acted.
    ends = localize(" ou ", " or ").join(lower_first_letter(re.split(r"\s?:\s", one)[-1]) for one in events)
    mine = not set(deadline.silent_parties).isdisjoint(parties)
    day = format_day(deadline.due)
    reminder = all(step.to == engine.key for step in deadline.steps)
    if not deadline.silent_parties:
        words = localize(f"Le {day} : {ends}.", f"On {day}: {ends}.")
    elif mine and reminder:
        words = localize(
            f"Sans nouvelle de vous le {day}, nous vous relancerons.",
            f"If we have not heard from you by {day}, we will send you a reminder.",
        )
    elif mine:
        words = localize(f"Si vous n’avez pas agi avant le {day} : {ends}.", f"If you have not acted by {day}: {ends}.")
    else:
        if reminder:
            alone = all({*step.tells} <= {*deadline.silent_parties} for step in deadline.steps)
            ends = (
                localize("un rappel lui est envoyé", "a reminder is sent")
                if alone
                else localize("le retard est noté au dossier", "the delay is noted in the dossier")
            )
        names = [PARTY_PHRASES.get(one) or engine.rules.words("party", one) for one in deadline.silent_parties]
        who = join_list([str(one) for one in names])
        many = len(names) > 1
        words = localize(
            f"Si {who} n’{'ont' if many else 'a'} pas agi avant le {day} : {ends}.",
            f"If {who} {'have' if many else 'has'} not acted by {day}: {ends}.",
        )
    return words
