"""Signing an opinion: by a staff representative, once a theme, in time. What is signed is sealed and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from filiere.core import Fault, Faults, Text, seal
from filiere.core.text_length import find_long_text
from filiere.site.accounts.models import User
from filiere.site.candidature.models import Opinion
from filiere.site.candidature.opinion_window_and_gaps import WINDOW_CLOSED, find_opinion_window, list_opinion_questions
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

MAX_LENGTH, SUBJECT = 6000, "opinion"


def seal_opinion(dossier: Dossier, person: User, theme: str, levels: Mapping[str, str], words: str) -> str:
    """Return the fingerprint of what is signed: whose, of which dossier and theme, every level and every word."""
    return seal([dossier.key, person.key, theme, dict(levels), words])


@act("opinion.sign", on=DOSSIER_TARGET, right="opinion:sign")
def sign_opinion(
    dossier: Dossier, *, actor: User, theme: str, levels: Mapping[str, str], words: str, day: date = TODAY
) -> Opinion:
    """Sign an opinion; raise `RefusedHere`, or `Faults` when it is late, given before, empty or wrong.

    The journal tells that an opinion was signed, under its fingerprint: neither its words nor its theme.
    """
    words = words.replace("\r\n", "\n").strip()
    levels = {key: level for key, level in levels.items() if level}
    if faults := _check_opinion(dossier, theme, levels, words, day):
        raise Faults(faults)
    if Opinion.objects.filter(dossier=dossier, theme=theme, person=actor).exists():
        raise Faults([_fault("opinion-given", _ALREADY_SIGNED, _ALREADY_SIGNED_REMEDY)])
    return Opinion.objects.create(
        dossier=dossier,
        theme=theme,
        person=actor,
        levels=levels,
        words=words,
        sha256=seal_opinion(dossier, actor, theme, levels, words),
        signed_at=timezone.now(),
    )


_ALREADY_SIGNED = Text(
    fr="Vous avez déjà signé un avis sur cette rubrique.", en="You have already signed an opinion on this theme."
)
_ALREADY_SIGNED_REMEDY = Text(
    fr="Un avis signé n’est plus modifiable ; un autre représentant peut donner le sien.",
    en="A signed opinion cannot be changed; another representative may give theirs.",
)


def _check_opinion(dossier: Dossier, theme: str, levels: Mapping[str, str], words: str, day: date) -> list[Fault]:
    faults = []
    window = find_opinion_window(dossier)
    if window is None or not window.holds(day):
        faults.append(
            _fault(
                "opinion-closed",
                WINDOW_CLOSED,
                Text(fr="Signalez-le à l’auditeur lors de l’audit.", en="Tell the auditor during the audit."),
            )
        )
    release = load_release(dossier)
    if theme not in {one.key for one in release.themes}:
        return [
            *faults,
            _fault(
                "unknown-theme",
                Text(fr="Cette rubrique n’existe pas.", en="There is no such theme."),
                Text(fr="Choisissez une rubrique.", en="Choose a theme."),
            ),
        ]
    known = {one.key: release.scales[one.key].keys for one in list_opinion_questions(release, dossier.category, theme)}
    if any(key not in known or level not in known[key] for key, level in levels.items()):
        faults.append(
            _fault(
                "unknown-choice",
                Text(fr="Un niveau n’est pas un choix proposé.", en="One of the levels is not an available choice."),
                Text(fr="Choisissez dans la liste.", en="Choose from the list."),
            )
        )
    faults += find_long_text(words, MAX_LENGTH, "words")
    if any(ord(sign) < 32 and sign not in "\n\t" for sign in words):
        faults.append(
            _fault(
                "control-character",
                Text(
                    fr="L’avis contient un caractère de commande, invisible.",
                    en="The opinion contains an invisible control character.",
                ),
                Text(fr="Écrivez-le à nouveau.", en="Retype it."),
            )
        )
    if not levels and not words:
        faults.append(
            _fault(
                "empty-opinion",
                Text(fr="L’avis est vide.", en="The opinion is empty."),
                Text(fr="Donnez un niveau ou quelques mots.", en="Give a level or a comment."),
            )
        )
    return faults


def _fault(code: str, message: Text, remedy: Text) -> Fault:
    return Fault(code=code, message=message, remedy=remedy)
