"""The register of interests: one's own to declare and end, that of the bodies to read; business links, by the staff."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from filiere.core import Text
from filiere.site.accounts.access import needs, signed_in
from filiere.site.accounts.permissions import Permission, may
from filiere.site.accounts.refusals import refuse_unseen
from filiere.site.committee import forms
from filiere.site.committee.actions import interests as acts
from filiere.site.committee.interests import GROUNDS
from filiere.site.committee.models import BusinessLink, Interest
from filiere.site.committee.querysets import instances_of
from filiere.site.committee.views.common import done, filled
from filiere.site.templatetags.filiere import lang as current_lang


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def interests(request: HttpRequest) -> HttpResponse:
    """The register, for those who sit and for the staff; and one's own form."""
    if not instances_of(request.user):
        raise Http404
    user: Any = request.user
    form = forms.InterestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and filled(form, lambda data: acts.declare_interest(**data, actor=user)):
        said = Text(fr="Intérêt déclaré : il a effet dès maintenant.", en="Interest declared: it takes effect now.")
        done(request, said)
        return redirect("committee:interests")
    return _page(request, form)


def _page(request: HttpRequest, form: Any, ending: Any = None) -> HttpResponse:
    lang = current_lang()
    staff = may(request.user, Permission.SESSION_CALL)
    rows = Interest.objects.visible_to(request.user).select_related("user", "organisation")
    context = {
        "nav": "label",
        "form": form,
        "ending": ending,
        "end": forms.EndForm(),
        "mine": [(one, GROUNDS[one.ground].get(lang)) for one in rows if one.user_id == request.user.pk],
        "others": [(one, GROUNDS[one.ground].get(lang)) for one in rows if one.user_id != request.user.pk],
        "staff": staff,
    }
    status = 422 if form.errors or ending is not None else 200
    return render(request, "committee/interests.html", context, status=status)


@require_POST
@signed_in
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Saying that an interest ended."""
    user: Any = request.user
    found = Interest.objects.visible_to(user).filter(pk=pk, user=user).first()
    if found is None:
        refuse_unseen(user, "interest:end", subject_kind="interest", subject_id=str(pk), rows=Interest, pk=pk)
    form = forms.EndForm(request.POST)
    if not filled(form, lambda data: acts.end_interest(found, actor=user, until=data["until"])):
        return _page(request, forms.InterestForm(), form)
    done(request, Text(fr="Fin notée ; l’intérêt récuse encore trois ans.", en="End noted; it bars three years more."))
    return redirect("committee:interests")


@needs(Permission.SESSION_CALL)
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest) -> HttpResponse:
    """Clients and suppliers, from which interests are presumed."""
    form = forms.LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and filled(form, lambda data: acts.note_link(**data, actor=request.user)):
        done(request, Text(fr="Lien noté.", en="Link noted."))
        return redirect("committee:links")
    return _links(request, form)


def _links(request: HttpRequest, form: Any, ending: Any = None) -> HttpResponse:
    rows = BusinessLink.objects.visible_to(request.user).select_related("client", "supplier")
    context = {"nav": "label", "form": form, "ending": ending, "rows": rows}
    status = 422 if form.errors or ending is not None else 200
    return render(request, "committee/links.html", context, status=status)


@needs(Permission.SESSION_CALL)
@require_POST
def end_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Saying that a company ceased to buy from another."""
    found = BusinessLink.objects.visible_to(request.user).select_related("client", "supplier").filter(pk=pk).first()
    if found is None:
        raise Http404
    form = forms.EndForm(request.POST)
    if not filled(form, lambda data: acts.end_link(found, actor=request.user, until=data["until"])):
        return _links(request, forms.LinkForm(), form)
    done(request, Text(fr="Fin notée ; le lien récuse encore trois ans.", en="End noted; it bars three years more."))
    return redirect("committee:links")
