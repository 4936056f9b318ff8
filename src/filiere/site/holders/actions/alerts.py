"""Telling a fact about a holder, and settling the question it raised.

A fact is told with its source, its day and by whom; the holder reads it as the committee does. It costs the holder
nothing by itself: a review may be opened with it, and only a vote or two members of different colleges suspend.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.models import User
from filiere.site.holders.actions.common import LABEL, check_not_future, check_required_text, refuse, write_to_parties
from filiere.site.holders.code_labels import ALERT_KIND_LABELS
from filiere.site.holders.faults import fault
from filiere.site.holders.journal_reconciliation import ALERT_ACT, SETTLE_ACT, SETTLE_FIRST_ACT, settlement_payload
from filiere.site.holders.models import Alert
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, make_row_lock
from filiere.site.journal.sealed_rows import record_row
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import allowed
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_acting_party, find_college

RAISING_PARTIES = ("staff", "state", "committee")
READING_PARTIES = ("holder", "committee", "staff", "state")


ALERT: ActTarget[Alert] = ActTarget(
    "alert",
    lock=make_row_lock("dossier__organisation", "settling_by"),
    thing=lambda alert: alert.dossier,
    refusals=False,
)


@act(ALERT_ACT, on=LABEL, right="alert:raise", record=False)
def raise_alert(
    dossier: Dossier,
    *,
    actor: User,
    kind: str,
    source: str,
    words: str,
    fact_on: date | None = None,
    review: bool = False,
    day: date = TODAY,
) -> Alert:
    """Tell a fact about a holder; with `review`, open a review of the label with it.

    Raises `RefusedHere`, and `Faults` for what is missing, a fact to come, or a review that the state does not open.
    """
    refuse(
        [
            *_check_kind(kind),
            *check_required_text(
                source,
                "source",
                most=300,
                name=Text(fr="la source de l’information", en="the source of the information"),
            ),
            *check_required_text(words, "words", name=Text(fr="ce qui s’est passé", en="what happened")),
            *check_not_future(fact_on, day, "fact_on"),
        ]
    )
    party = find_acting_party(actor, dossier, RAISING_PARTIES) or "staff"
    alert = save_alert(
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
        perform_act(dossier, "open_review", actor=actor, party=party, day=day)
    return alert


def save_alert(
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
    record_row(actor, ALERT_ACT, alert)
    name = ALERT_KIND_LABELS[Alert.Kind(kind)]
    write_to_parties(
        dossier,
        READING_PARTIES,
        day,
        subject=Text(fr=f"Fait signalé : {name.fr}", en=f"Matter raised: {name.en}"),
        body=Text(
            fr=(
                f"Un fait est signalé dans le dossier {dossier.key} : {name.fr}.\nSource : {source or '–'}\n\nIl "
                "figure dans le dossier, à la page Label.\n"
            ),
            en=(
                f"A matter has been raised in dossier {dossier.key}: {name.en}.\nSource: {source or '–'}\n\nIt can "
                "be read in the dossier, on the Label page.\n"
            ),
        ),
        kind="holders.alert",
    )
    return alert


@act(SETTLE_ACT, on=ALERT, right="alert:settle", record=False)
def settle_alert(row: Alert, *, actor: User, reason: str = "", day: date = TODAY) -> Alert:
    """Answer a question without a vote: a first member gives the reason, a second of another college confirms it.

    One member alone could otherwise undo a suspension that a vote decided. Raises `RefusedHere`, and `Faults` when the
    reason is missing, the question was settled already, or the second is the first or of the same college.
    """
    if row.settled_on is not None:
        raise _build_settling_faults("settled-already")
    college = find_college(actor, "committee", day) or ""
    first = row.settling_by
    if first is not None and first.pk != actor.pk and not allowed(first, "alert:settle", row.dossier):
        # A mandate that ended or a recusal since takes the first signature away: this one takes its place.
        first = None
    if first is None:
        refuse(check_required_text(reason, "reason", name=Text(fr="le motif", en="the reason")))
        row.settling_by, row.settling_college, row.settling_on = actor, college, max(day, row.told_on)
        row.settled_reason = reason.strip()
    elif first.pk == actor.pk:
        raise _build_settling_faults("settling-alone")
    elif college == row.settling_college:
        raise _build_settling_faults("settling-college")
    else:
        row.settled_on, row.settled_by = max(day, row.told_on), actor
    row.save()
    act_ = SETTLE_ACT if row.settled_on is not None else SETTLE_FIRST_ACT
    record_act(actor, act_, "alert", row.key, settlement_payload(row))
    return row


def _build_settling_faults(code: str) -> Faults:
    message, remedy = _SETTLING_FAULTS[code]
    return Faults.one(code=code, message=message, remedy=remedy)


_SETTLING_FAULTS = {
    "settled-already": (
        Text(fr="Cette question est déjà close.", en="This matter has already been settled."),
        Text(fr="Relisez la page : son motif y est.", en="Reload the page: the reason is shown there."),
    ),
    "settling-alone": (
        Text(
            fr="Vous avez proposé de clore cette question : vous ne le confirmez pas.",
            en="You proposed settling this matter, so you cannot confirm it.",
        ),
        Text(
            fr="Une seconde personne, d’un autre collège, confirme.",
            en="A second person, from another college, must confirm.",
        ),
    ),
    "settling-college": (
        Text(
            fr="La première personne est du même collège que vous.",
            en="The first person is from the same college as you.",
        ),
        Text(
            fr="Une seconde personne, d’un autre collège, confirme.",
            en="A second person, from another college, must confirm.",
        ),
    ),
}


def _check_kind(kind: str) -> list[Fault]:
    if kind in Alert.Kind.values:
        return []
    return [fault("unknown-alert").at(key="kind")]
