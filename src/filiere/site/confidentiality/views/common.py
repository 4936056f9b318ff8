"""What the statistician's pages do alike: who asks, the table or the draft of an address."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from filiere.site.accounts.models import User
from filiere.site.confidentiality.drafts import Draft, draft_of
from filiere.site.confidentiality.models import Protection


def person(request: HttpRequest) -> User:
    """Who asks: an account, since the door let nobody else in."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  The door let nobody else in; this only tells the type checker.
    return user


def draft_found(request: HttpRequest, key: str) -> Draft:
    """The draft of that key; `Http404` for whoever did not open it."""
    draft = draft_of(person(request), key)
    if draft is None:
        raise Http404
    return draft


def found(request: HttpRequest, key: str) -> Protection:
    """The prepared table of that key; `Http404` for whoever does not read the inside."""
    row = Protection.objects.for_key(request.user, key)
    if row is None:
        raise Http404
    return row
