"""Publishing a prepared table, or setting it aside: each on a page of its own, confirmed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from filiere.core import Text
from filiere.site.accounts.decorators import page
from filiere.site.confidentiality.actions.discard_protection import discard_protection
from filiere.site.confidentiality.actions.publish_release import publish_release
from filiere.site.confidentiality.forms import PublishForm, ReasonForm
from filiere.site.confidentiality.models import Release
from filiere.site.confidentiality.views.common import find_protection_or_404, signed_in_user
from filiere.site.kit.forms import run_form_act


@page("release:publish")
@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: HttpRequest, protection_key: str) -> HttpResponse:
    """Publish for ever, once confirmed; the certificate is checked first, and what it does not prove stays inside."""
    row = find_protection_or_404(request, protection_key)
    form = PublishForm(request.POST if request.method == "POST" else None)
    made: list[Release] = []

    def act() -> None:
        made.append(publish_release(row, actor=signed_in_user(request), reason=form.cleaned_data["reason"]))

    said = Text(fr="Le tableau est public.", en="The table is now public.")
    if request.method == "POST" and run_form_act(request, form, act, said):
        return redirect("tables:release", release_key=made[0].key)
    context = {"nav": "staff", "row": row, "form": form}
    return render(request, "confidentiality/publish.html", context, status=422 if form.errors else 200)


@page("release:protect")
@require_http_methods(["GET", "HEAD", "POST"])
def discard_page(request: HttpRequest, protection_key: str) -> HttpResponse:
    """Set a table aside, once confirmed."""
    row = find_protection_or_404(request, protection_key)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        discard_protection(row, actor=signed_in_user(request), reason=form.cleaned_data["reason"])

    said = Text(fr="Le tableau est écarté.", en="The table has been set aside.")
    if request.method == "POST" and run_form_act(request, form, act, said):
        return redirect("confidentiality:tables")
    context = {"nav": "staff", "row": row, "form": form}
    return render(request, "confidentiality/discard.html", context, status=422 if form.errors else 200)
