"""What the pages of the directory share: finding an organisation, the page of a form, and where a request leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.decorators import act_form_page
from filiere.site.accounts.models_approvals import Approval
from filiere.site.kit.rights import require
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.members.models import Organisation


def find_organisation(request: HttpRequest, key: str, right: str = "organisation:read") -> Organisation:
    """Return an organisation to whoever holds the right about it; to a stranger it does not exist."""
    found = find_or_404(Organisation.objects.for_key(key))
    require(request.user, right, found)
    return found


def lead_back(thing: Any) -> str:
    """Return the address of an organisation, or of that of what hangs on it."""
    return reverse("members:organisation", args=[(getattr(thing, "organisation", None) or thing).key])


def lead_to_request(thing: Any, made: Any) -> str:
    """Return the address of the request that was made, or of the organisation when the act is done."""
    return reverse("accounts:approval", args=[made.key]) if isinstance(made, Approval) else lead_back(thing)


def say_done_or_asked(done: Text, asked: Text) -> Callable[[Any], Text]:
    """Return what says that an act is done, or that somebody else must countersign it."""
    return lambda made: asked if isinstance(made, Approval) else done


def show_act(request: HttpRequest, things: Sequence[Any], context: dict[str, Any], status: int) -> HttpResponse:
    """Draw the page of the form of one act of the directory, of an organisation or of what hangs on it."""
    subject = getattr(things[0], "organisation", things[0]) if things else None
    return render(request, "members/form.html", {"nav": "staff", "one": subject, **context}, status=status)


directory_form_page = partial(act_form_page, frame=show_act, back=lead_back)
"""The page of the form of one act of the directory."""
