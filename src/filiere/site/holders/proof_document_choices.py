"""Documents of a dossier named as proofs here: chosen among those one reads, shown to whoever reads them too."""

from __future__ import annotations

from collections.abc import Iterable

from filiere.core import Fault
from filiere.core.dates import format_day
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.evidence.models import Document
from filiere.site.holders.faults import fault
from filiere.site.workflow.models import Dossier


def list_document_choices(actor: Actor, dossier: Dossier) -> list[tuple[str, str]]:
    """Return the documents that a person may name, by key, under the name of their file."""
    rows = Document.objects.visible_to(actor, dossier).filter(withdrawn_at__isnull=True, erased_at__isnull=True)
    return [(one.key, f"{one.name or one.key} ({format_day(one.added_at)})") for one in rows]


def check_document(actor: User, dossier: Dossier, key: str) -> list[Fault]:
    """Return the fault of a document that the person does not read in this dossier; none for no document."""
    if not key or Document.objects.visible_to(actor, dossier).filter(key=key, erased_at__isnull=True).exists():
        return []
    return [fault("unknown-document").at(key="document")]


def name_readable_documents(actor: Actor, dossier: Dossier, keys: Iterable[str]) -> dict[str, str]:
    """Return the names of the documents of these keys that a person may open."""
    found = Document.objects.visible_to(actor, dossier).filter(key__in=[key for key in keys if key])
    return {one.key: one.name or one.key for one in found if one.is_servable}
