"""The audit form: pages of a few questions that work without a connection, the same as plain forms, and their
synchronisation.

Each page is whole: its questions, what the candidate handed in, what each auditor wrote. Its script queues what is
typed and sends it when it can, and keeps all the pages for when there is no network; without a script each page is a
form of its own. Both give changes to one action.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filiere.core import Faults, Text
from filiere.core.bounded_json import load_json
from filiere.core.text import make_legible
from filiere.referentials.form_merge import FieldChange as Written
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.accounts.models import User
from filiere.site.audit.actions.save_changes import save_changes
from filiere.site.audit.form_pages import AuditForm, PagePlace
from filiere.site.audit.rounds import find_round
from filiere.site.kit.rights import allowed, require
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page

OWNER_COOKIE = "filiere_audit"
"""The cookie that says on whose behalf this browser keeps a form, sealed: another person’s sign-in then clears it.

The script of the form reads it: as soon as it is gone, what that script keeps goes too.
"""

OWNER_COOKIE_SECONDS = 365 * 86_400
"""Seconds that the cookie lasts: longer than any audit, for words typed far from a connection wait under it."""


@require_safe
@page("audit:form")
def form(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The page of the first question that is not assessed."""
    pages = AuditForm(dossier, signed_in_user(request))
    first = pages.find_first_left()
    place = next((one for one in pages.places if first in one.questions), pages.places[0])
    return _render_page(request, pages, place)


@require_safe
@page("audit:form")
def state(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """What the form holds now, for the script of the page; with its pages where the script asks for them to keep."""
    pages = AuditForm(dossier, signed_in_user(request))
    found = _build_state(request, pages)
    if "pages" in request.GET:
        found["pages"] = {one.url(dossier): _render_page(request, pages, one).content.decode() for one in pages.places}
    return JsonResponse(found)


@require_POST
@page("audit:write")
def sync_changes(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Keep the changes that a browser queued; say of each whether it is kept."""
    try:
        if request.content_type != "application/json":
            # A form has no changes, and its body is read already, with its token.
            raise ValueError(request.content_type)
        changes = _parse_changes(request.body)
    except (ValueError, TypeError, KeyError):
        fault = Text(fr="L’envoi n’a pas la forme attendue.", en="The data sent is not in the expected format.")
        return JsonResponse({"error": str(fault)}, status=400)
    try:
        kept = save_changes(dossier, actor=signed_in_user(request), changes=changes)
    except Faults as faults:
        return JsonResponse({"error": str(faults.faults[0].message)}, status=422)
    refused = {key: f"{one.message!s} {one.remedy!s}" for key, one in kept.faults.items()}
    pages = AuditForm(dossier, signed_in_user(request))
    return JsonResponse({**_build_state(request, pages), "kept": list(kept.ids), "refused": refused})


@require_http_methods(["GET", "HEAD", "POST"])
@page("audit:form")
def theme(request: HttpRequest, dossier: Dossier, slug: str, number: int | None = None) -> HttpResponse:
    """A page of a theme: its first one where none is named. What was typed in its plain form is kept."""
    pages = AuditForm(dossier, signed_in_user(request))
    place = pages.find_place(slug, number or 1)
    if place is None:
        raise Http404
    if request.method != "POST":
        return _render_page(request, pages, place)
    require(request.user, "audit:write", dossier)
    if refused := _keep_typed_fields(request, dossier):
        # Read anew: what could be kept stands in it.
        pages = AuditForm(dossier, signed_in_user(request))
        pages.refused = refused
        return _render_page(request, pages, place, status=422)
    return redirect(pages.find_after(place) if number else place.url(dossier))


def _keep_typed_fields(request: HttpRequest, dossier: Dossier) -> dict[str, tuple[str, str]]:
    """Keep what a plain form says; return what of it is refused, with why, by the name of its field."""
    user = signed_in_user(request)
    changes = list(_parse_typed_fields(request, dossier, user))
    if not changes:
        return {}
    try:
        kept = save_changes(dossier, actor=user, changes=changes)
    except Faults as faults:
        why = " ".join(f"{one.message} {one.remedy}" for one in faults.faults)
        return {one.field: (one.value or "", why) for one in changes}
    if kept.ids:
        messages.success(request, str(Text(fr="Vos réponses sont enregistrées.", en="Your answers are saved.")))
    found = {one.id: one for one in changes}
    return {
        found[key].field: (found[key].value or "", f"{fault.message} {fault.remedy}")
        for key, fault in kept.faults.items()
    }


def _render_page(request: HttpRequest, pages: AuditForm, place: PagePlace, status: int = 200) -> HttpResponse:
    dossier, user = pages.dossier, signed_in_user(request)
    context = {
        **pages.build_page(place),
        "refused": sorted({why for _, why in pages.refused.values()}),
        "may_write": allowed(user, "audit:write", dossier),
        "me": user.key,
        "mark": OWNER_COOKIE,
        "replying": dossier.state == "replying",
    }
    response = render_dossier_page(request, "audit/form.html", dossier, "audit-form", context, status)
    response.set_cookie(
        OWNER_COOKIE, owner_mark(user), max_age=OWNER_COOKIE_SECONDS, samesite="Lax", secure=settings.HTTPS
    )
    return response


@require_safe
@page("audit:form")
def worker(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The script that serves the form without a connection: its scope is the form of this dossier and nothing else."""
    text = (settings.HERE / "static" / "filiere" / "audit-worker.js").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def owner_mark(user: User) -> str:
    """What the cookie of the form says of its owner."""
    return salted_hmac("filiere.audit.owner", user.key, algorithm="sha256").hexdigest()[:32]


def _build_state(request: HttpRequest, pages: AuditForm) -> dict[str, Any]:
    return {
        "me": signed_in_user(request).key,
        "open": allowed(request.user, "audit:write", pages.dossier),
        "csrf": get_token(request),
        "at": int(timezone.now().timestamp() * 1000),
        "heads": {
            name: [{"id": one.id, "value": one.value, "name": one.name} for one in found]
            for name, found in pages.heads.items()
        },
    }


def _parse_changes(body: bytes) -> list[Written]:
    sent = load_json(body)
    found = []
    for change in sent["changes"]:
        parts = (change["id"], change["field"], *change["seen"])
        value = change["value"]
        if not all(isinstance(part, str) for part in parts) or not isinstance(value, (str, type(None))):
            raise TypeError
        if any(make_legible(part) != part for part in parts):
            raise ValueError
        # Half of a sign, as a browser that cuts one in two sends it, is kept by its code: it holds up nothing else.
        found.append(Written(change["id"], change["field"], value and make_legible(value), tuple(change["seen"])))
    return found


def _parse_typed_fields(request: HttpRequest, dossier: Dossier, user: User) -> Iterator[Written]:
    """The fields of a plain form that differ from what its page showed.

    The id follows from what is said, so that a form sent twice says it once.
    """
    round_ = find_round(dossier)
    known = {one.uid: one.value or "" for one in round_.changes.all()} if round_ is not None else {}
    for mark in sorted(request.POST):
        head, _, name = mark.partition("seen ")
        # A choice that was left empty is not sent at all, and says nothing.
        if head or name not in request.POST:
            continue
        value = request.POST[name].replace("\r\n", "\n")
        seen = tuple(one for one in request.POST.get(f"seen {name}", "").split(",") if one)
        shown = {known.get(one, "") for one in seen}
        if value == (next(iter(shown)) if len(shown) == 1 else ""):
            continue
        said = json.dumps([user.key, name, value, sorted(seen)]).encode()
        yield Written(f"plain-{hashlib.sha256(said).hexdigest()[:40]}", name, value, seen)
