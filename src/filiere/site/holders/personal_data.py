"""What this app holds of a person: what they filed and told; it is erased with the dossier, by its own rule."""

from __future__ import annotations

from typing import Any

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_exporters
from filiere.site.holders.models import Alert, FollowUp, Place, Progress, Proof, Statement


@data_exporters.register("holders")
def _export_holders(user: User) -> dict[str, Any]:
    return {
        "alerts": [
            {"dossier": one.dossier.key, "kind": one.kind, "told_on": one.told_on.isoformat(), "words": one.words}
            for one in Alert.objects.filter(by=user).select_related("dossier")
        ],
        "alerts_put_forward_to_settle": [
            {"alert": one.key, "reason": one.settled_reason} for one in Alert.objects.filter(settling_by=user)
        ],
        "alerts_settled": [
            {"alert": one.key, "reason": one.settled_reason} for one in Alert.objects.filter(settled_by=user)
        ],
        "statements": [
            {"dossier": one.dossier.key, "kind": one.kind, "day": one.day.isoformat(), "words": one.words}
            for one in Statement.objects.filter(by=user).select_related("dossier")
        ],
        "places": [{"place": one.key, "words": one.words} for one in Place.objects.filter(by=user)],
        "proofs": [
            {"place": one.place.key, "words": one.words}
            for one in Proof.objects.filter(by=user).select_related("place")
        ],
        "proofs_refused": [
            {"place": one.place.key, "reason": one.refused_reason}
            for one in Proof.objects.filter(refused_by=user).select_related("place")
        ],
        "progress": [{"day": one.day.isoformat(), "words": one.words} for one in Progress.objects.filter(by=user)],
        "follow_ups": [{"planned_on": one.planned_on.isoformat()} for one in FollowUp.objects.filter(by=user)],
    }
