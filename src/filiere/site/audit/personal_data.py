"""What this app holds of a person: their missions and ties, what they wrote; and what goes when they are erased.

That an auditor was independent stays proved by what the rules made of the declaration; the words on a tie, which may
be about a relative, go. What was written in an audit goes with the dossier, by rule.
"""

from __future__ import annotations

from typing import Any

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters, format_moment
from filiere.site.accounts.rights import OPERATOR
from filiere.site.audit.models import Change, Declaration, Finding, Lifting, Mission, Statement
from filiere.site.journal.sealed_rows import record_row


@data_exporters.register("audit")
def _export_audit(user: User) -> dict[str, Any]:
    return {
        "missions": [
            {
                "key": one.key,
                "dossier": one.round.dossier.key,
                "firm": one.firm,
                "named_on": one.named_on.isoformat(),
                "accepted_on": one.accepted_on.isoformat() if one.accepted_on else None,
                "ended_on": one.ended_on.isoformat() if one.ended_on else None,
                "ended_why": one.ended_why,
            }
            for one in Mission.objects.filter(auditor=user).select_related("round__dossier").order_by("pk")
        ],
        "declarations": [
            {"mission": one.mission.key, "at": format_moment(one.at), "independent": one.independent, "ties": one.body}
            for one in Declaration.objects.filter(mission__auditor=user).select_related("mission").order_by("pk")
        ],
        "written": [
            {"field": one.field, "value": one.value, "at": format_moment(one.received_at)}
            for one in Change.objects.filter(author=user).order_by("pk")
        ],
        "findings": [
            {"text": one.text, "opened": one.opened.isoformat()}
            for one in Finding.objects.filter(by=user).order_by("pk")
        ],
        "proofs": [
            {"text": one.proof, "offered_on": one.offered_on.isoformat()}
            for one in Lifting.objects.filter(offered_by=user).order_by("pk")
        ],
        "proofs_judged": [
            {"reason": one.reason, "judged_on": one.judged_on.isoformat() if one.judged_on else None}
            for one in Lifting.objects.filter(judged_by=user).order_by("pk")
        ],
        "statements": [
            {"text": one.text, "day": one.day.isoformat()} for one in Statement.objects.filter(by=user).order_by("pk")
        ],
    }


@data_erasers.register("audit")
def _erase_audit(user: User) -> None:
    for row in Declaration.objects.filter(mission__auditor=user).select_related("mission"):
        ties = row.body.get("ties") or {}
        if any(one.get("note") for one in ties.values()):
            row.body = {**row.body, "ties": {key: {**one, "note": ""} for key, one in ties.items()}}
            row.save(update_fields=["body"])
            record_row(OPERATOR, "audit.declared", row)
