"""A dossier as what acts are done to: locked, and read again as it then stands."""

from __future__ import annotations

from datetime import date

from filiere.site.journal.act_decorator import ActTarget
from filiere.site.workflow.models import Dossier


def lock_dossier(dossier: Dossier, _at: tuple[str, ...] = (), _day: date = date.max) -> Dossier:
    """Lock a dossier until the transaction ends, and read it again: two acts on one dossier follow one another."""
    dossier.refresh_from_db(
        from_queryset=Dossier.objects.select_for_update(of=("self",)).select_related("organisation")
    )
    return dossier


DOSSIER_TARGET = ActTarget[Dossier]("dossier", lock=lock_dossier, state=lambda dossier: dossier.state, refusals=False)
"""Acts on a dossier: their rights are those that somebody holds in it, in the state in which it is locked."""
