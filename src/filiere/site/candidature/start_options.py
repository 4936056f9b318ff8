"""Who may start a candidature, and in which categories."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from filiere.site.candidature.actions.open_dossier import find_release_in_force
from filiere.site.members.models import Membership, Organisation
from filiere.site.pages.name_order import by_name
from filiere.site.served_referentials import load_content
from filiere.site.workflow.models import Dossier

REFERENTIAL = "lrs"


def list_editable_organisations(user: Any) -> list[Organisation]:
    """Return the organisations that a person edits for today, by name."""
    held = Membership.objects.current(timezone.localdate()).filter(user=user, right=Membership.Right.EDIT)
    return list(Organisation.objects.filter(pk__in=held.values("organisation")).order_by(by_name()))


def list_running_dossiers(organisations: list[Organisation]) -> list[Dossier]:
    """Return the dossiers of organisations in which something may still be decided, the oldest first."""
    running = Dossier.objects.running().filter(organisation__in=organisations)
    return list(running.select_related("organisation").order_by("opened", "key"))


def list_categories(*, notes: bool = False) -> list[tuple[str, str]]:
    """Return the categories by key, in words; by their words with their notes when asked."""
    day = timezone.localdate()
    release = load_content().release(find_release_in_force(REFERENTIAL, day), day)
    return [
        (str(one.text), str(one.note) if one.note is not None else "–") if notes else (key, str(one.text))
        for key, one in release.referential.categories.items()
    ]
