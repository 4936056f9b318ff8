"""What the pages of the directory share: finding an organisation, running an act from a form."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from filiere.site.kit.rights import require
from filiere.site.members.models import Organisation


def find_organisation(request: HttpRequest, key: str, right: str = "organisation:read") -> Organisation:
    """Return an organisation to whoever holds the right about it; to a stranger it does not exist."""
    found = Organisation.objects.for_key(key)
    if found is None:
        raise Http404
    require(request.user, right, found)
    return found
