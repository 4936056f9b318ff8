"""The end of retention: what people wrote goes, what was decided stays.

The decision, the certificate and the entry of the register are kept; the papers and statements behind them are erased,
each with the day it was, and their fingerprints remain, so that whoever kept a copy can still prove it.
"""

from __future__ import annotations

from django.utils import timezone

from filiere.site.evidence.actions.erase_documents import erase_dossier_documents
from filiere.site.holders.certificates import list_snapshots_to_erase
from filiere.site.holders.models import Alert, Place, PlanAction, Progress, Proof, Statement
from filiere.site.journal.writer import record_act
from filiere.site.workflow.models import Dossier, Event

RETENTION_RULE = "procedure.archive"


def erase_dossier_words(dossier: Dossier, event: Event) -> dict[str, int]:
    """Erase what the end of retention erases, in the transaction of the event; return how many of each."""
    now = timezone.now()
    found = {"snapshots": 0}
    for snapshot in list_snapshots_to_erase(dossier):
        snapshot.body, snapshot.erased_at = None, now
        snapshot.save(update_fields=["body", "erased_at"])
        found["snapshots"] += 1
    alerts = Alert.objects.filter(dossier=dossier, erased_at__isnull=True)
    for alert in alerts.filter(change__isnull=False):
        # Which legal unit bore the label afterwards is an entry of the register, and stays.
        alert.change = {**(alert.change or {}), "gained": ""}
        alert.save(update_fields=["change"])
    found["alerts"] = alerts.update(source="", words="", settled_reason="", erased_at=now)
    found["statements"] = Statement.objects.filter(dossier=dossier, erased_at__isnull=True).update(
        words="", erased_at=now
    )
    found["places"] = Place.objects.filter(dossier=dossier, erased_at__isnull=True).update(words="", erased_at=now)
    found["proofs"] = Proof.objects.filter(place__dossier=dossier, erased_at__isnull=True).update(
        words="", document="", refused_reason="", erased_at=now
    )
    found["plan"] = PlanAction.objects.filter(dossier=dossier, erased_at__isnull=True).update(
        what="", finding="", owner="", dropped_reason="", erased_at=now
    )
    Progress.objects.filter(action__dossier=dossier).update(words="", document="")
    found["documents"] = erase_dossier_documents(dossier, rule=RETENTION_RULE)
    record_act(
        "time", "holders.erase", "dossier", dossier.key, {"rule": RETENTION_RULE, "event": event.number, **found}
    )
    return found
