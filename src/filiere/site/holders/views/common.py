"""One form, one page: what most acts of this app need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.decorators import View, form_page
from filiere.site.kit.act_views import PageAct, show_form
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


@dataclass(frozen=True, slots=True)
class FormWords:
    """What the page of a form says of it."""

    title: Text
    intro: Text
    button: Text


def act_form_page(
    right: str,
    offered: PageAct,
    words: FormWords | Callable[[Any], FormWords],
    *,
    find: Callable[..., Any] | None = None,
    back: str = "holders:label",
    template: str = "holders/form.html",
    context: Callable[[HttpRequest, Dossier], dict[str, Any]] = lambda _request, _dossier: {},
) -> View:
    """Return the page of one act of a dossier, or of a row of it that ``find`` returns: it leads back once done."""

    def render(request: HttpRequest, dossier: Dossier, *row_and_form: Any) -> HttpResponse:
        *row, form, status = row_and_form
        said = words if isinstance(words, FormWords) else words(*row)
        page = {
            "form": form,
            "form_title": str(said.title),
            "form_intro": str(said.intro),
            "form_button": str(said.button),
            **context(request, dossier),
        }
        return render_dossier_page(request, template, dossier, "label", page, status=status)

    def lead_back(thing: Any) -> str:
        return reverse(back, args=[thing.key if isinstance(thing, Dossier) else thing.dossier.key])

    return form_page(right, offered, find=find, show=show_form(offered, render), back=lead_back)
