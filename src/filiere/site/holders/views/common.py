"""The page of the form of one act of a label: what most acts of this app need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from filiere.site.accounts.decorators import act_form_page
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page


def show_act(request: HttpRequest, things: Sequence[Any], context: dict[str, Any], status: int) -> HttpResponse:
    """Draw the page of an act of a dossier, or of a row of it."""
    return render_dossier_page(request, "holders/form.html", things[0], "label", context, status=status)


def dossier_address(name: str) -> Callable[[Any], str]:
    """Return what gives the address of a page of a dossier, or of that of one of its rows."""
    return lambda thing: reverse(name, args=[thing.key if isinstance(thing, Dossier) else thing.dossier.key])


dossier_form_page = partial(act_form_page, frame=show_act)
"""The page of the form of one act of a dossier."""
