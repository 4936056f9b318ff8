"""Publishing a prepared table, or setting it aside: each on a page of its own, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.decorators import View, form_page
from filiere.site.confidentiality.actions.discard_protection import discard_protection
from filiere.site.confidentiality.actions.publish_release import publish_release
from filiere.site.confidentiality.forms import PublishForm, ReasonForm
from filiere.site.confidentiality.views.common import find_protection_or_404
from filiere.site.kit.act_views import PageAct, show_form


def confirmation_page(
    right: str,
    offered: PageAct,
    template: str,
    *,
    find: Callable[..., Any],
    back: str = "confidentiality:tables",
    context: Callable[[Any], dict[str, Any]] = lambda _row: {},
) -> View:
    """Return the page of an act on a row, confirmed by a form."""

    def render_form(request: HttpRequest, row: Any, form: Any, status: int) -> HttpResponse:
        page = {"nav": "staff", "row": row, "form": form, **context(row)}
        return render(request, template, page, status=status)

    return form_page(right, offered, find=find, show=show_form(offered, render_form), back=back)


publish_page = confirmation_page(
    "release:publish",
    PageAct(
        publish_release,
        Text(fr="Le tableau est public.", en="The table is now public."),
        PublishForm,
        back=lambda _row, made: reverse("tables:release", args=[made.key]),
    ),
    "confidentiality/publish.html",
    find=find_protection_or_404,
)
"""Publish for ever, once confirmed; the certificate is checked first, and what it does not prove stays inside."""

discard_page = confirmation_page(
    "release:protect",
    PageAct(discard_protection, Text(fr="Le tableau est écarté.", en="The table has been set aside."), ReasonForm),
    "confidentiality/discard.html",
    find=find_protection_or_404,
)
"""Set a table aside, once confirmed."""
