"""Telling a fact about a holder, and settling the question it raised.

A fact is told with its source, its day and by whom; the holder reads it as the committee does. It costs the holder
nothing by itself: a review may be opened with it, and only a vote or two members of different colleges suspend.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import actor_key
from filiere.site.dossiers.actions.act import act
from filiere.site.dossiers.actions.writing import day_of
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import acting_as
from filiere.site.dossiers.rights import require_in
from filiere.site.holders.actions.common import future, needed, refuse, tell
from filiere.site.holders.models import Alert
from filiere.site.holders.told import ALERTED, SETTLED, alert_of, settled_of
from filiere.site.holders.words import ALERT_KINDS
from filiere.site.journal.record import record

RAISERS = ("staff", "state", "committee")
READERS = ("holder", "committee", "staff", "state")


def raise_alert(
    *,
    actor: User,
    dossier: Dossier,
    kind: str,
    source: str,
    words: str,
    fact_on: date | None = None,
    review: bool = False,
    day: date | None = None,
) -> Alert:
    """Tell a fact about a holder; with `review`, open a review of the label with it.

    Raises `RefusedHere`, and `Faults` for what is missing, a fact to come, or a review that the state does not open.
    """
    require_in(actor, "alert:raise", dossier)
    day = day_of(day)
    refuse(
        [
            *_known(kind),
            *needed(source, "source", most=300, name=Text(fr="d’où le fait est connu", en="where it is known from")),
            *needed(words, "words", name=Text(fr="ce qui s’est passé", en="what happened")),
            *future(fact_on, day, "fact_on"),
        ]
    )
    party = acting_as(actor, dossier, RAISERS) or "staff"
    with transaction.atomic():
        alert = keep(
            dossier,
            actor=actor,
            party=party,
            kind=kind,
            source=source.strip(),
            words=words.strip(),
            fact_on=fact_on,
            day=day,
        )
        if review:
            act(dossier, "open_review", actor=actor, party=party, day=day)
    return alert


def keep(
    dossier: Dossier,
    *,
    actor: User | None,
    party: str,
    kind: str,
    source: str,
    words: str,
    fact_on: date | None,
    day: date,
    change: dict[str, Any] | None = None,
) -> Alert:
    """Keep an alert, tell it to the journal and to those who read it; the caller has checked the right."""
    alert = Alert.objects.create(
        dossier=dossier,
        kind=kind,
        source=source,
        words=words,
        change=change,
        fact_on=fact_on,
        told_on=day,
        party=party,
        by=actor,
        at=timezone.now(),
    )
    record(
        actor_key=actor_key(actor) if actor is not None else "time",
        act=ALERTED,
        subject_kind="alert",
        subject_id=alert.key,
        payload=alert_of(alert),
    )
    name = ALERT_KINDS[Alert.Kind(kind)]
    tell(
        dossier,
        READERS,
        day,
        subject=Text(fr=f"Fait signalé : {name.fr}", en=f"Fact raised: {name.en}"),
        body=Text(
            fr=f"Un fait est signalé dans le dossier {dossier.key} : {name.fr}.\nSource : {source or '–'}\n\n"
            "Il se lit dans le dossier, à la page Label.\n",
            en=f"A fact is raised in dossier {dossier.key}: {name.en}.\nSource: {source or '–'}\n\n"
            "It can be read in the dossier, on the page Label.\n",
        ),
        kind="holders.alert",
    )
    return alert


def settle_alert(*, actor: User, alert: Alert, reason: str, day: date | None = None) -> Alert:
    """Say, for the committee and with the reason, that a question is answered without a vote.

    Raises `RefusedHere`, and `Faults` when the reason is missing or the question was settled already.
    """
    require_in(actor, "alert:settle", alert.dossier)
    day = day_of(day)
    refuse(needed(reason, "reason", name=Text(fr="le motif", en="the reason")))
    with transaction.atomic():
        row = Alert.objects.select_for_update().select_related("dossier__organisation").get(pk=alert.pk)
        if row.settled_on is not None:
            raise Faults.one(
                code="settled-already",
                message=Text(fr="Cette question est déjà close.", en="This question is already settled."),
                remedy=Text(fr="Relisez la page : son motif y est.", en="Read the page again: its reason is there."),
            )
        row.settled_on, row.settled_by, row.settled_reason = max(day, row.told_on), actor, reason.strip()
        row.save(update_fields=["settled_on", "settled_by", "settled_reason"])
        record(actor_key=actor.key, act=SETTLED, subject_kind="alert", subject_id=row.key, payload=settled_of(row))
    return row


def _known(kind: str) -> list[Fault]:
    if kind in Alert.Kind.values:
        return []
    return [
        Fault(
            code="unknown-alert",
            message=Text(fr="Cette sorte de fait n’existe pas.", en="There is no such sort of fact."),
            remedy=Text(fr="Choisissez dans la liste.", en="Choose in the list."),
            key="kind",
        )
    ]
