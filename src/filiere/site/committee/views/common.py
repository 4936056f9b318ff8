"""What the pages of an item have in common: the item of a dossier, found for whoever may read it."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from filiere.site.accounts.rights_refusals import refuse_hidden
from filiere.site.committee.models import Item
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties


def find_item(request: HttpRequest, dossier: Dossier, key: str) -> Item:
    """Return an item of this dossier; `Http404` for another’s, and for a member of the other body."""
    item = Item.objects.for_key(key)
    if item is None or item.dossier_id != dossier.pk:
        raise Http404
    held = find_parties(request.user, dossier)
    if held.isdisjoint({"staff", item.session.instance}):
        refuse_hidden(request.user, "committee:papers", subject_kind="item", subject_id=item.key)
    item.dossier = dossier
    return item
