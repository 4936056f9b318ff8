"""The tables that went out, for everybody: their list, their page, their files."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.confidentiality import content_store
from filiere.site.confidentiality.models import Release
from filiere.site.confidentiality.presenters.rules import find_rule
from filiere.site.confidentiality.public_release import (
    WITHHELD_NOTE,
    build_public_grid,
    read_public_table,
    release_json,
)
from filiere.site.confidentiality.wizard import rule_sentence
from filiere.site.confidentiality.wizard_texts import LEVEL_TEXTS
from filiere.site.kit.file_responses import PUBLIC, serve_file
from filiere.site.kit.shortcuts import find_or_404


@require_safe
def list_releases(request: HttpRequest) -> HttpResponse:
    """Every table that went out, the latest first."""
    rows = Release.objects.visible_to(request.user).select_related("published_by").order_by("-number")
    return render(request, "confidentiality/releases.html", {"nav": "downloads", "rows": list(rows)})


@require_safe
def show_release(request: HttpRequest, release_key: str) -> HttpResponse:
    """One table, with its dashes and the note on them."""
    found = _find_release(release_key)
    public = read_public_table(found)
    rule = find_rule(found.rule, found.day)
    context = {
        "nav": "downloads",
        "one": found,
        "grid": build_public_grid(public),
        "cells": len(public.rows),
        "withheld": public.withheld_count,
        "note": WITHHELD_NOTE,
        "against": [one.words for one in list(LEVEL_TEXTS.values())[: list(LEVEL_TEXTS).index(found.level) + 1]],
        "rule": rule,
        "rule_words": rule_sentence(rule) if rule is not None else None,
        "unmade": found.published_by.fictitious,
        "caption": Text(
            fr=f"{found.response}, {found.population}, {found.period}",
            en=f"{found.response}, {found.population}, {found.period}",
        ),
    }
    return render(request, "confidentiality/release.html", context)


@require_safe
def give_release_file(request: HttpRequest, release_key: str, extension: str) -> HttpResponseBase:
    """The public file, as it was written, or the same as JSON."""
    found = _find_release(release_key)
    if extension == "csv":
        content, kind = content_store.read_released_file(found), "text/csv; charset=utf-8"
    else:
        written = json.dumps(release_json(found, read_public_table(found)), ensure_ascii=False, indent=1)
        content, kind = f"{written}\n".encode(), "application/json"
    return serve_file(request, content, name=f"{found.key}.{extension}", media_type=kind, reading=PUBLIC)


def _find_release(key: str) -> Release:
    return find_or_404(Release.objects.for_key(key))
