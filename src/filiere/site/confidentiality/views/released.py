"""The tables that went out, for everybody: their list, their page, their files."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.attachments import PUBLIC, give_file
from filiere.site.confidentiality import store
from filiere.site.confidentiality.asking import rule_words
from filiere.site.confidentiality.models import Release
from filiere.site.confidentiality.released import NOTE, as_json, grid_of, public_of
from filiere.site.confidentiality.shown_rules import rule_at
from filiere.site.templatetags.filiere import lang


@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """Every table that went out, the latest first."""
    rows = Release.objects.visible_to(request.user).select_related("published_by").order_by("-number")
    return render(request, "confidentiality/releases.html", {"nav": "downloads", "rows": list(rows)})


@require_safe
def release(request: HttpRequest, release_key: str) -> HttpResponse:
    """One table, with its dashes and the note on them."""
    found = _found(release_key)
    public = public_of(found)
    rule = rule_at(found.rule, found.day)
    context = {
        "nav": "downloads",
        "one": found,
        "grid": grid_of(public, lang()),
        "cells": len(public.rows),
        "withheld": public.withheld,
        "note": NOTE,
        "rule": rule,
        "rule_words": rule_words(rule) if rule is not None else None,
        "unmade": found.published_by.fictitious,
        "caption": Text(
            fr=f"{found.response}, {found.population}, {found.period}",
            en=f"{found.response}, {found.population}, {found.period}",
        ),
    }
    return render(request, "confidentiality/release.html", context)


@require_safe
def release_file(request: HttpRequest, release_key: str, extension: str) -> HttpResponseBase:
    """The public file, as it was written, or the same as JSON."""
    found = _found(release_key)
    if extension == "csv":
        content, kind = store.released(found), "text/csv; charset=utf-8"
    else:
        written = json.dumps(as_json(found, public_of(found)), ensure_ascii=False, indent=1)
        content, kind = f"{written}\n".encode(), "application/json"
    return give_file(request, content, name=f"{found.key}.{extension}", media_type=kind, reading=PUBLIC)


def _found(key: str) -> Release:
    found = Release.objects.for_key(key)
    if found is None:
        raise Http404
    return found
