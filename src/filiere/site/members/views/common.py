"""What the pages of the directory share: finding an organisation, the page of a form, and where a request leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.decorators import View, form_page
from filiere.site.accounts.models_approvals import Approval
from filiere.site.kit.act_views import PageAct, show_form
from filiere.site.kit.lookups import find_or_404
from filiere.site.kit.rights import require
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


def directory_form_page(
    offered: PageAct,
    title: Text,
    *,
    right: str | None = None,
    find: Callable[..., Any] | None = None,
    back: str | Callable[[Any], str] = lead_back,
    context: Callable[[Any], dict[str, Any]] = lambda _thing: {},
) -> View:
    """Return the page of the form of one act of the directory."""

    def render_form(request: HttpRequest, *thing_and_form: Any) -> HttpResponse:
        *things, form, status = thing_and_form
        thing = things[0] if things else None
        page = {
            "nav": "staff",
            "one": thing if isinstance(thing, Organisation) else getattr(thing, "organisation", None),
            "form": form,
            "title": title,
            "asks": getattr(form, "asks", False),
            **context(thing),
        }
        return render(request, "members/form.html", page, status=status)

    return form_page(right, offered, find=find, show=show_form(offered, render_form), back=back)
