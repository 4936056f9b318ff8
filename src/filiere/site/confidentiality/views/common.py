"""What the statistician's pages do alike: who asks, the table or the draft of an address."""

from __future__ import annotations

from django.http import HttpRequest

from filiere.site.accounts.decorators import signed_in_user
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.confidentiality.drafts import Draft, draft_exists, find_draft
from filiere.site.confidentiality.models import Protection


def find_draft_or_404(request: HttpRequest, key: str) -> Draft:
    """The draft of that key; `Http404` for whoever did not open it."""
    draft = find_draft(signed_in_user(request), key)
    if draft is None:
        act = "release:protect"
        refuse_hidden(request.user, act, subject_kind="draft", subject_id=key, there=draft_exists(key))
    return draft


def find_protection_or_404(request: HttpRequest, key: str) -> Protection:
    """The prepared table of that key; `Http404` for whoever does not read the inside."""
    row = Protection.objects.for_key(request.user, key)
    if row is None:
        act = "release:read-inside"
        refuse_hidden(request.user, act, subject_kind="protection", subject_id=key, rows=Protection, key=key)
    return row
