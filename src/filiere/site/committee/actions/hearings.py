"""The hearing before the vote: offered by the staff, held, declined in writing by the company, or its day let pass."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import format_day, spell_day
from filiere.site.accounts.models import User
from filiere.site.committee import letters
from filiere.site.committee.actions.common import DOSSIER, clean_words
from filiere.site.committee.agenda import find_hearing, find_instance, find_vote_request, load_current_rules
from filiere.site.committee.code_labels import HEARING_LABELS
from filiere.site.committee.faults import refuse
from filiere.site.committee.models import Hearing
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.workflow.models import Dossier


@act("hearing.offer", on=DOSSIER, right="hearing:offer")
def offer_hearing(dossier: Dossier, *, actor: User, on: date, place: str, day: date = TODAY) -> Hearing:
    """Offer the company a day to be heard on the question before the body; another day may be offered until then."""
    if on < day:
        raise refuse("session-in-the-past", "on", day=spell_day(on))
    asked = find_vote_request(dossier, day)
    if asked is None or find_instance(dossier) is None:
        raise refuse("not-before-this-body")
    made = find_hearing(dossier, asked)
    if made is not None and made.outcome:
        raise refuse("hearing-done")
    made = made or Hearing(dossier=dossier, entered=asked.entered, snapshot_sha256=asked.papers.snapshot)
    made.offered_for, made.place = on, clean_words(place, "place")
    made.offered_by, made.offered_at = actor, timezone.now()
    made.save()
    letters.write_to_dossier_parties(
        dossier,
        ("candidate", find_instance(dossier) or ""),
        subject=Text(fr="Entretien avant le vote", en="Hearing before the vote"),
        body=Text(
            fr=f"Un entretien est proposé le {format_day(on, 'fr')}, {made.place}, avant tout vote. "
            f"L’entreprise peut y "
            "renoncer par écrit sur la page du dossier ; aucun vote n’est valable avant.",
            en=f"A hearing is offered on {on:%d %m %Y}, {made.place}, before any vote. The company may decline it "
            "in writing on the dossier’s page; no vote is valid until then.",
        ),
        kind="hearing.offer",
    )
    return made


@act("hearing.note", on=DOSSIER, right="hearing:note")
def note_hearing(dossier: Dossier, outcome: str, record: str, *, actor: User, day: date = TODAY) -> Hearing:
    """Note what came of a hearing: held, with its record, or its day let pass, if it was offered in time.

    Nobody is judged unheard because a day was offered on its eve: silence counts after the notice of a session.
    """
    return _save_outcome(dossier, outcome, record, actor=actor, day=day)


@act("hearing.note", on=DOSSIER, right="hearing:decline")
def decline_hearing(dossier: Dossier, record: str, *, actor: User, day: date = TODAY) -> Hearing:
    """Decline the hearing in writing, for the company."""
    return _save_outcome(dossier, Hearing.Outcome.DECLINED, record, actor=actor, day=day)


def _save_outcome(dossier: Dossier, outcome: str, text: str, *, actor: User, day: date) -> Hearing:
    asked = find_vote_request(dossier, day)
    found = find_hearing(dossier, asked) if asked is not None else None
    if found is None:
        raise refuse("hearing-not-offered")
    if found.outcome:
        raise refuse("hearing-done")
    on = spell_day(found.offered_for)
    if outcome == Hearing.Outcome.LET_PASS and day <= found.offered_for:
        raise refuse("hearing-day-to-come", day=on)
    if outcome == Hearing.Outcome.LET_PASS:
        _check_notice(found, find_instance(dossier) or "committee", day)
    if outcome == Hearing.Outcome.HELD and day < found.offered_for:
        raise refuse("hearing-not-yet", day=on)
    found.outcome, found.outcome_on = outcome, day
    found.record, found.noted_by = clean_words(text, "record"), actor
    found.save()
    said = HEARING_LABELS[found.outcome]
    # One person notes a hearing: the company and those who are to vote on it read at once what was noted.
    letters.write_to_dossier_parties(
        dossier,
        ("candidate", find_instance(dossier) or ""),
        subject=Text(fr="Compte rendu de l’entretien, à vérifier", en="Record of the hearing, to be checked"),
        body=Text(
            fr=(
                f"Inscrit au dossier le {format_day(day, 'fr')} : « {said.fr} ». Le compte rendu de l’entretien "
                f"figure sur "
                "la page du dossier. S’il est inexact, signalez-le à l’instance avant le vote."
            ),
            en=f"Recorded in the dossier on {day:%d %m %Y}: “{said.en}”. The record of the hearing is on the "
            f"dossier’s page. If it is not accurate, tell the body before the vote.",
        ),
        kind="hearing.note",
    )
    return found


def _check_notice(hearing: Hearing, instance: str, day: date) -> None:
    """Raise ``Faults`` where the company had less time to come than the members of the body have."""
    days = load_current_rules(instance).notice.days
    if hearing.offered_for < timezone.localdate(hearing.offered_at) + timedelta(days=days):
        raise refuse("hearing-short-notice", days=days, first=spell_day(day + timedelta(days=days)))
