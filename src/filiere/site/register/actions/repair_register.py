"""Putting the rows of the label register right: what the comparison of the journal tells of them, undone and recorded.

A row is only what the events of its dossier make, so that nothing is lost by writing it anew; the entry of the repair
keeps which fields were wrong. `fill_register`, which a migration calls, changes no row that stands.
"""

from __future__ import annotations

from django.db import transaction

from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.reconciliation import Difference
from filiere.site.journal.writer import lock_head, record_act
from filiere.site.register.journal_reconciliation import compare_labels
from filiere.site.register.models import RegisteredLabel
from filiere.site.register.projection import write_label
from filiere.site.workflow.models import Dossier

REPAIR_ACT = "register.repair"


@transaction.atomic
def repair_register() -> list[Difference]:
    """Bring every row of the register to what the events of its dossier make; return what was wrong."""
    lock_head()
    found = list(compare_labels())
    for difference in found:
        dossier = Dossier.objects.select_related("organisation").get(key=difference.key)
        if difference.kind == "stray":
            RegisteredLabel.objects.filter(dossier=dossier).delete()
        else:
            write_label(dossier)
        wrong = {"kind": difference.kind, "fields": list(difference.fields)}
        record_act(OPERATOR, REPAIR_ACT, "dossier", dossier.key, wrong)
    return found
