"""What the life of a label answers to the conditions of the procedure, as known at the close of a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from filiere.core import seal
from filiere.site.holders.certificates import find_current_certificate, list_covered_sites
from filiere.site.holders.models import Alert, Place, Statement
from filiere.site.workflow.engine_adapter import load_release, load_rules
from filiere.site.workflow.extension_points import input_answers
from filiere.site.workflow.models import Dossier, Event
from filiere.site.workflow.state_groups import is_state_in

ANSWERING_EVENTS = (
    "maintained",
    "kept_by_silence",
    "restored",
    "withdrawn",
    "provisional_given",
    "ended_with_entity",
    "became_final",
)
"""Events by which a question of the committee gets its answer."""


def list_open_alerts(dossier: Dossier, day: date) -> QuerySet[Alert]:
    """Return the questions that were open at the close of a day: not settled, and not answered by a vote since.

    A vote answers the facts that were frozen for it, and no other: one that was told after the papers were frozen waits
    for its own answer, however early in the day of the vote.
    """
    found = dossier.alerts.filter(told_on__lte=day).filter(Q(settled_on__isnull=True) | Q(settled_on__gt=day))
    answer = find_last_answer(dossier, day)
    if answer is None:
        return found
    judged = dossier.events.filter(number__lt=answer.number, snapshot__name="review").select_related("snapshot")
    keys = {
        fact["key"]
        for event in judged
        if event.snapshot is not None and isinstance(event.snapshot.body, dict)
        for fact in event.snapshot.body.get("facts_raised", ())
    }
    return found.exclude(key__in=keys)


def find_last_answer(dossier: Dossier, day: date) -> Event | None:
    """Return the last event, by the close of a day, that answered a question of the committee."""
    return dossier.events.filter(event__in=ANSWERING_EVENTS, day__lte=day).order_by("-number").first()


def is_cause_lifted(dossier: Dossier, day: date) -> bool:
    """Whether the cause of a suspension is gone: no major finding left, no question of the committee left open."""
    majors = input_answers.get("majors_open")
    if majors is not None and majors(dossier, day) is True:
        return False
    return not list_open_alerts(dossier, day).exists()


def is_unmarking_proven(dossier: Dossier, day: date) -> bool:
    """Whether the removal is proved for each place listed by then; with none listed, nothing is proved."""
    places = list(dossier.logo_places.filter(listed_on__lte=day).prefetch_related("proofs"))
    return bool(places) and all(is_place_proven(place, day) for place in places)


def is_place_proven(place: Place, day: date) -> bool:
    """Whether a proof that was not refused had been given for a place."""
    return any(
        proof.given_on <= day and (proof.refused_on is None or proof.refused_on > day) for proof in place.proofs.all()
    )


def find_renewal_day(dossier: Dossier) -> date | None:
    """Return the day from which a renewal may be asked for; None without a certificate."""
    certificate = find_current_certificate(dossier)
    award = load_release(dossier).award
    opens = award.validity.renewal_opens if award is not None and award.validity is not None else None
    return opens.shift_day(certificate.until) if certificate is not None and opens is not None else None


def is_renewal_open(dossier: Dossier, day: date) -> bool | None:
    """Whether the time to ask for a renewal has come; None without a certificate."""
    opens = find_renewal_day(dossier)
    return day >= opens if opens is not None else None


def find_state_on(dossier: Dossier, day: date) -> str:
    """Return the state of a dossier at the close of a day, from the events that are written."""
    last = dossier.events.filter(day__lte=day).order_by("-number").first()
    return last.state if last is not None else load_rules(dossier).procedure.start


def is_renewal_pending(dossier: Dossier, day: date) -> bool:
    """Whether a renewal is filed and under way."""
    renewals = dossier.renewals.filter(opened__lte=day)
    return any(not is_state_in(one.release, find_state_on(one, day), "not_pending") for one in renewals)


def is_renewal_granted(dossier: Dossier, day: date) -> bool:
    """Whether a renewal gave a label that is valid."""
    return any(
        load_rules(one).procedure.by_key[find_state_on(one, day)].label == "valid"
        for one in dossier.renewals.filter(opened__lte=day)
    )


def build_review_body(dossier: Dossier, day: date) -> dict[str, Any]:
    """Return what the committee judges: the facts raised, the change declared, what the holder said of them."""
    certificate = find_current_certificate(dossier)
    answer = find_last_answer(dossier, day)
    said = dossier.statements.filter(kind=Statement.Kind.EXPLANATION, day__lte=day)
    if answer is not None:
        said = said.filter(at__gt=answer.at)
    majors = input_answers.get("majors_open")
    return {
        "day": day.isoformat(),
        "certificate": certificate.number if certificate is not None else None,
        "certificate_sha256": certificate.snapshot.sha256 if certificate is not None else None,
        "perimeter": list_covered_sites(dossier),
        "facts_raised": [
            {
                "key": one.key,
                "kind": str(one.kind),
                "source": one.source,
                "words": one.words,
                "fact_on": one.fact_on.isoformat() if one.fact_on else None,
                "told_on": one.told_on.isoformat(),
                "party": one.party,
                "change": one.change,
            }
            for one in list_open_alerts(dossier, day).order_by("pk")
        ],
        "explanations": [
            {"day": one.day.isoformat(), "words": one.words, "sha256": seal(one.words)} for one in said.order_by("pk")
        ],
        "majors_open": majors(dossier, day) if majors is not None else None,
    }
