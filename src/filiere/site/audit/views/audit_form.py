"""The audit form: one page that works without a connection, the same one as a plain form, and its synchronisation.

The page is whole: every question, what the candidate handed in, what each auditor wrote. Its script queues what is
typed and sends it when it can; without a script each theme is a form of its own. Both give changes to one action.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST, require_safe

from filiere.core import Faults, Text
from filiere.core.bounded_json import load_json
from filiere.core.text import make_legible
from filiere.referentials.form_merge import FieldChange as Written
from filiere.referentials.form_merge import MergedField
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.accounts.models import User
from filiere.site.audit import question_context
from filiere.site.audit.actions.save_changes import save_changes
from filiere.site.audit.audit_form import (
    OTHER_KEYS,
    OTHER_PARTS,
    PART_LABELS,
    QUESTION_PARTS,
    FieldHead,
    build_form,
    list_heads,
    list_questions,
)
from filiere.site.audit.audited_sites import list_audited_sites
from filiere.site.audit.evaluation_comparison import level_label, load_candidate_answers, load_candidate_notes
from filiere.site.audit.findings import finding_kind_label
from filiere.site.audit.rounds import find_round
from filiere.site.kit.forms import flash_faults
from filiere.site.kit.rights import allowed
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page

OTHER_THEME = "other"
"""The part of the page for findings beside those of the questions."""

OWNER_COOKIE = "filiere_audit"
"""The cookie that says on whose behalf this browser keeps a form, sealed: another person’s sign-in then clears it.

The script of the form reads it: as soon as it is gone, what that script keeps goes too.
"""

OWNER_COOKIE_SECONDS = 365 * 86_400
"""Seconds that the cookie lasts: longer than any audit, for words typed far from a connection wait under it."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of the page: its value, what was seen to show it, and what to choose from when there are several."""

    name: str
    id: str
    part: str
    label: str
    value: str
    seen: str
    heads: tuple[FieldHead, ...]
    choices: tuple[tuple[str, str], ...]

    @property
    def conflict(self) -> bool:
        """Whether people wrote different things apart."""
        return len({head.value for head in self.heads}) > 1

    @property
    def said(self) -> tuple[tuple[str, str, str], ...]:
        """Each value written apart: its id, its words, and who wrote it."""
        names = dict(self.choices)
        return tuple((one.id, names.get(one.value, one.value) or "–", one.name) for one in self.heads)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of the page, or a place for another finding."""

    key: str
    number: str
    text: str
    candidate: str
    said: str
    evidence: tuple[question_context.ProofLink, ...]
    signal: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class ThemePage:
    """A theme of the page."""

    key: str
    text: str
    questions: tuple[QuestionView, ...]


@require_safe
@page("audit:form")
def form(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The whole form."""
    user: User = request.user  # type: ignore[assignment]  # signed in, hence an account
    context = {
        "themes": list(list_theme_pages(user, dossier)),
        "may_write": allowed(user, "audit:write", dossier),
        "me": user.key,
        "mark": OWNER_COOKIE,
        "replying": dossier.state == "replying",
    }
    response = render_dossier_page(request, "audit/form.html", dossier, "audit-form", context)
    response.set_cookie(
        OWNER_COOKIE, owner_mark(user), max_age=OWNER_COOKIE_SECONDS, samesite="Lax", secure=settings.HTTPS
    )
    return response


@require_safe
@page("audit:form")
def state(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """What the form holds now, for the script of the page."""
    return JsonResponse(_build_state(request, dossier))


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
    return JsonResponse({**_build_state(request, dossier), "kept": list(kept.ids), "refused": refused})


@require_POST
@page("audit:write")
def theme(request: HttpRequest, dossier: Dossier, slug: str) -> HttpResponse:
    """Keep what was typed in the plain form of a theme."""
    keys = [criterion.key for one in load_release(dossier).themes if one.key == slug for criterion in one.criteria]
    names = {f"{key}:{part}" for key in (OTHER_KEYS if slug == OTHER_THEME else keys) for part in PART_LABELS}
    if not names:
        raise Http404
    user = signed_in_user(request)
    changes = list(_parse_typed_fields(request, dossier, names, user))
    try:
        kept = save_changes(dossier, actor=user, changes=changes)
    except Faults as faults:
        flash_faults(request, faults)
    else:
        if kept.faults:
            flash_faults(request, Faults(kept.faults.values()))
        words = Text(fr=f"{len(kept.ids)} saisies gardées.", en=f"{len(kept.ids)} changes saved.")
        messages.success(request, str(words))
    response = redirect("audit:form", key=dossier.key)
    response.headers["Location"] += f"#theme-{slug}"
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


def list_theme_pages(user: User, dossier: Dossier) -> Iterator[ThemePage]:
    """The themes of the form with their questions, in order."""
    release = load_release(dossier)
    round_ = find_round(dossier)
    written = build_form(round_) if round_ is not None else {}
    heads = list_heads(written, _find_author_names(written))
    handed, said = load_candidate_answers(dossier), load_candidate_notes(dossier)
    evidence = question_context.list_evidence_by_question(dossier)
    signs = question_context.list_staff_divergences(user, dossier)
    places = tuple((one.key, one.name) for one in list_audited_sites(dossier))
    for one in release.themes:
        asked = [criterion for criterion in one.criteria if criterion.asked(dossier.category)]
        if asked:
            yield ThemePage(
                one.key,
                str(one.text),
                tuple(
                    QuestionView(
                        criterion.key,
                        criterion.number or "",
                        str(criterion.text),
                        level_label(release, criterion.key, handed.get(criterion.key)),
                        said.get(criterion.key, ""),
                        tuple(evidence.get(criterion.key, ())),
                        str(signs[criterion.key]) if criterion.key in signs else "",
                        tuple(_build_fields(dossier, criterion.key, QUESTION_PARTS, heads, written, places)),
                    )
                    for criterion in asked
                ),
            )
    yield ThemePage(
        OTHER_THEME,
        str(Text(fr="Autres constats", en="Other findings")),
        tuple(
            QuestionView(
                key,
                "",
                str(Text(fr=f"Autre constat {number}", en=f"Other finding {number}")),
                "",
                "",
                (),
                "",
                tuple(_build_fields(dossier, key, OTHER_PARTS, heads, written, places)),
            )
            for number, key in enumerate(OTHER_KEYS, 1)
        ),
    )


def _build_fields(
    dossier: Dossier,
    key: str,
    parts: tuple[str, ...],
    heads: Mapping[str, list[FieldHead]],
    written: Mapping[str, MergedField],
    places: tuple[tuple[str, str], ...],
) -> Iterator[FieldView]:
    release = load_release(dossier)
    for part in parts:
        name = f"{key}:{part}"
        choices: tuple[tuple[str, str], ...] = ()
        if part == "answer":
            scale = release.scales.get(key)
            if scale is None:
                continue
            choices = tuple((level.key, str(level.text)) for level in scale.levels)
        elif part == "finding" and release.audit is not None:
            choices = tuple((kind, str(finding_kind_label(dossier, kind))) for kind in release.audit.findings.kinds)
        elif part == "finding_site":
            choices = places
        elif part == "finding_about":
            choices = tuple((one.key, f"{one.number or ''} {one.text}".strip()[:90]) for one in list_questions(dossier))
        mine = tuple(heads.get(name, ()))
        field = written.get(name)
        yield FieldView(
            name=name,
            id=f"f-{key}-{part}",
            part=part,
            label=str(PART_LABELS[part]),
            value=(field.value or "") if field is not None else "",
            seen=",".join(head.id for head in mine),
            heads=mine,
            choices=choices,
        )


def _build_state(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    round_ = find_round(dossier)
    written = build_form(round_) if round_ is not None else {}
    heads = list_heads(written, _find_author_names(written))
    return {
        "me": request.user.key,  # type: ignore[union-attr]
        "open": allowed(request.user, "audit:write", dossier),
        "csrf": get_token(request),
        "heads": {
            name: [{"id": one.id, "value": one.value, "name": one.name} for one in found]
            for name, found in heads.items()
        },
    }


def _find_author_names(written: Mapping[str, MergedField]) -> dict[str, str]:
    return User.objects.names({head.author for field in written.values() for head in field.heads})


def _parse_changes(body: bytes) -> list[Written]:
    sent = load_json(body)
    found = []
    for one in sent["changes"]:
        parts = (one["id"], one["field"], *one["seen"])
        value = one["value"]
        if not all(isinstance(part, str) for part in parts) or not isinstance(value, (str, type(None))):
            raise TypeError
        if any(make_legible(part) != part for part in parts):
            raise ValueError
        # Half of a sign, as a browser that cuts one in two sends it, is kept by its code: it holds up nothing else.
        found.append(Written(one["id"], one["field"], value and make_legible(value), tuple(one["seen"])))
    return found


def _parse_typed_fields(request: HttpRequest, dossier: Dossier, names: set[str], user: User) -> Iterator[Written]:
    """The fields of a plain form that differ from what its page showed.

    The id follows from what is said, so that a form sent twice says it once.
    """
    round_ = find_round(dossier)
    known = {one.uid: one.value or "" for one in round_.changes.all()} if round_ is not None else {}
    for name in sorted(names & set(request.POST)):
        value = request.POST[name].replace("\r\n", "\n")
        seen = tuple(one for one in request.POST.get(f"seen {name}", "").split(",") if one)
        shown = {known.get(one, "") for one in seen}
        if value == (next(iter(shown)) if len(shown) == 1 else ""):
            continue
        said = json.dumps([user.key, name, value, sorted(seen)]).encode()
        yield Written(f"plain-{hashlib.sha256(said).hexdigest()[:40]}", name, value, seen)
