"""Planning the follow-up control: when, on site or on documents. Moving it adds a row; the last one counts."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.core.text_length import find_long_text
from filiere.site.accounts.models import User
from filiere.site.holders.actions.common import LABEL, MAX_SHORT_TEXT, refuse, write_to_parties
from filiere.site.holders.faults import fault
from filiere.site.holders.models import FollowUp
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.journal.writer import record_act
from filiere.site.workflow.models import Dossier


@act("holders.plan_follow_up", on=LABEL, right="follow_up:plan")
def plan_follow_up(
    dossier: Dossier, *, actor: User, planned_on: date, kind: str, words: str = "", day: date = TODAY
) -> FollowUp:
    """Plan the control, and tell the holder."""
    faults = find_long_text(words, MAX_SHORT_TEXT, "words")
    if kind not in FollowUp.Kind.values:
        faults.append(fault("unknown-follow-up").at(key="kind"))
    if planned_on < day:
        faults.append(fault("day-gone").at(key="planned_on"))
    refuse(faults)
    row = FollowUp.objects.create(
        dossier=dossier, kind=kind, planned_on=planned_on, words=words.strip(), by=actor, at=timezone.now()
    )
    record_act(
        actor, "holders.plan_follow_up", "dossier", dossier.key, {"planned_on": planned_on.isoformat(), "kind": kind}
    )
    write_to_parties(
        dossier,
        ("holder", "auditor"),
        day,
        subject=Text(fr="Contrôle de suivi prévu", en="Follow-up audit scheduled"),
        body=Text(
            fr=f"Le contrôle de suivi du dossier {dossier.key} est prévu le {format_day(planned_on, 'fr')}.\n",
            en=f"The follow-up audit for dossier {dossier.key} is scheduled for {format_day(planned_on, 'en')}.\n",
        ),
        kind="holders.follow_up",
    )
    return row
