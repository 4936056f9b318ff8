"""Planning an audit: the day it opens, the visits of the sites drawn, whom the auditors meet there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.core.text_length import refuse_long_text
from filiere.site.accounts.models import User
from filiere.site.audit.actions.common import get_running_round, refuse
from filiere.site.audit.models import Plan
from filiere.site.audit.rounds import find_drawn_sampling
from filiere.site.journal.act_decorator import act
from filiere.site.mail.outbox import post_letters
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.extension_points import recipient_lookups
from filiere.site.workflow.models import Dossier


@act("audit.plan", on=DOSSIER_TARGET, right="audit:plan")
def plan_audit(dossier: Dossier, *, actor: User, opening: date, visits: Mapping[str, date], note: str = "") -> Plan:
    """Keep a plan: one visit a site drawn, none before the opening; the last plan holds and the former ones stay.

    The candidate is told the day of the opening at once, and which sites only on that day.
    """
    refuse_long_text(note, 4000, "note")
    round_ = get_running_round(dossier)
    sampling = find_drawn_sampling(round_)
    if sampling is None:
        refuse(
            "audit-not-drawn",
            Text(fr="Les sites ne sont pas encore tirés.", en="The sites have not been drawn yet."),
            Text(fr="Scellez la liste, puis faites le tirage.", en="Seal the list, then make the draw."),
        )
    record = sampling.record or {}
    drawn = {one["key"]: one["interviews"] for one in record["sites"] if one["included"]}
    _check_plan(drawn, visits, opening, round_.opened)
    plan = Plan.objects.create(
        round=round_,
        at=timezone.now(),
        by=actor,
        opening=opening,
        days=record.get("days") or "",
        visits=[{"site": key, "day": visits[key].isoformat(), "interviews": drawn[key]} for key in sorted(drawn)],
        note=note.strip(),
    )
    people = {
        one.pk: one for party in ("candidate", "staff_representatives") for one in _list_recipients(party, dossier)
    }
    post_letters(
        to=people.values(),
        subject=Text(fr="Audit : jour d’ouverture", en="Audit: opening date"),
        body=Text(
            fr=f"L’audit s’ouvre le {format_day(opening, 'fr')}. Les sites à visiter sont montrés ce jour-là.\n",
            en=f"The audit opens on {format_day(opening, 'en')}. The sites to visit will be shown that day.\n",
        ),
        kind="audit.planned",
        about=f"dossier:{dossier.key}",
    )
    return plan


def _list_recipients(party: str, dossier: Dossier) -> list[User]:
    found = recipient_lookups.get(party)
    return list(found(dossier, timezone.localdate())) if found is not None else []


def _check_plan(drawn: Mapping[str, Any], visits: Mapping[str, date], opening: date, called: date) -> None:
    if opening < called:
        refuse(
            "audit-opening",
            Text(
                fr="L’ouverture est avant le jour où l’audit a été appelé.",
                en="The opening date is earlier than the day the audit became due.",
            ),
            Text(fr="Choisissez un jour plus tard.", en="Choose a later date."),
            "opening",
        )
    missing = sorted(set(drawn) - set(visits))
    stray = sorted(set(visits) - set(drawn))
    if missing or stray:
        names = ", ".join(missing or stray)
        refuse(
            "audit-visits",
            Text(
                fr=f"Chaque site tiré au sort, et lui seul, doit avoir une date de visite ({names}).",
                en=f"Every site drawn needs a visit date, and no other site may have one ({names}).",
            ),
            Text(fr="Complétez les jours.", en="Complete the dates."),
            "visits",
        )
    early = sorted(key for key, day in visits.items() if day < opening)
    if early:
        refuse(
            "audit-early-visit",
            Text(
                fr=f"Une visite précède l’ouverture : {', '.join(early)}.",
                en=f"A visit is dated before the opening: {', '.join(early)}.",
            ),
            Text(fr="Aucun site n’est visité avant l’ouverture.", en="No site may be visited before the opening."),
            "visits",
        )
