"""The questionnaire as a workbook: export, send back, see what would change, apply."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.publication.table_writers import MEDIA
from filiere.referentials.workbook import MAX_FILE_SIZE, AnswerEntry, build_workbook, parse_line_key
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.candidature.actions.import_workbook import apply_workbook, receive_workbook
from filiere.site.candidature.case_evaluation import list_answer_lines, load_entries, map_lines_by_place
from filiere.site.candidature.forms import WorkbookForm
from filiere.site.candidature.models import WorkbookDraft
from filiere.site.candidature.questionnaire_lines import format_entry
from filiere.site.kit.file_responses import OWN_SIDE, serve_file
from filiere.site.kit.rights import allowed, require
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.kit.uploads import StreamedUploadHandler, receive_upload
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page


def _check_right(request: HttpRequest, dossier: Dossier) -> None:
    if request.method == "POST":
        require(request.user, "questionnaire:edit", dossier)


@require_http_methods(["GET", "HEAD", "POST"])
@page("questionnaire:read")
@receive_upload(MAX_FILE_SIZE, check=_check_right)
def handle_workbook(request: HttpRequest, dossier: Dossier, _handler: StreamedUploadHandler) -> HttpResponse:
    """Export, and send back: what is read at the most is what a workbook may weigh."""
    faults: list[tuple[str, str, str]] = []
    total = 0
    form = WorkbookForm()
    if request.method == "POST":
        form = WorkbookForm(request.POST, request.FILES)
        if form.is_valid():
            sent = form.cleaned_data["file"]
            if getattr(sent, "too_large", False) or sent.size > MAX_FILE_SIZE:
                form.add_error("file", str(Text(fr="Ce fichier est trop grand.", en="This file is too large.")))
            else:
                try:
                    draft = receive_workbook(
                        actor=signed_in_user(request),
                        dossier=dossier,
                        data=sent.read(),
                        file=sent.name or "xlsx",
                    )
                except Faults as found:
                    faults = [(one.place, str(one.message), str(one.remedy)) for one in found.faults]
                    total = found.total
                else:
                    return redirect("candidature:workbook-review", key=dossier.key, draft=draft.pk)
    context = {
        "form": form,
        "faults": faults[:200],
        "total": total,
        "more": max(0, total - 200),
        "may_edit": allowed(request.user, "questionnaire:edit", dossier),
    }
    status = 422 if faults or form.errors else 200
    return render_dossier_page(request, "candidature/workbook.html", dossier, "questionnaire", context, status=status)


@require_safe
@page("questionnaire:read")
def export_workbook(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The workbook, with the answers that stand."""
    data = build_workbook(
        load_release(dossier),
        dossier.category,
        list_answer_lines(dossier),
        load_entries(dossier),
        dossier=dossier.key,
        lang=current_lang(),
        exported=timezone.localdate(),
        organisation=dossier.organisation.name,
    )
    name = f"questionnaire-{dossier.key}.xlsx"
    return serve_file(request, data, name=name, media_type=MEDIA["xlsx"], reading=OWN_SIDE)


@require_http_methods(["GET", "HEAD", "POST"])
@page("questionnaire:edit")
def review_workbook(request: HttpRequest, dossier: Dossier, draft: int) -> HttpResponse:
    """What the workbook would change, and what is to be chosen."""
    kept = WorkbookDraft.objects.visible_to(request.user, dossier).filter(pk=draft).first()
    if kept is None:
        about = {"subject_kind": "dossier", "subject_id": dossier.key}
        refuse_hidden(request.user, "questionnaire:edit", **about, rows=WorkbookDraft, dossier=dossier, pk=draft)
    if request.method == "POST":
        try:
            outcome = apply_workbook(
                actor=signed_in_user(request),
                dossier=dossier,
                draft=kept,
                chosen=frozenset(request.POST.getlist("take")),
            )
        except Faults as faults:
            for fault in faults.faults[:20]:
                messages.error(request, f"{fault.message} {fault.remedy}")
            return redirect("candidature:workbook", key=dossier.key)
        done, met = len(outcome.saved), len(outcome.conflicts)
        messages.success(request, str(Text(fr=f"Enregistré : {done} réponses.", en=f"Saved: {done} answers.")))
        if met:
            words = Text(
                fr=f"{met} réponses ont encore changé entre-temps et restent celles du site.",
                en=f"{met} answers were changed in the meantime and were left as they are on the site.",
            )
            messages.warning(request, str(words))
        return redirect("candidature:home", key=dossier.key)
    lines = map_lines_by_place(dossier)

    def build_rows(group: str) -> list[dict[str, Any]]:
        return [row for one in kept.body[group] if (row := _build_row(one, lines))]

    context = {
        "changes": build_rows("changes"),
        "erasures": build_rows("erasures"),
        "conflicts": build_rows("conflicts"),
        "facts": kept.body["facts"],
        "exported": kept.body["exported"],
    }
    return render_dossier_page(request, "candidature/review.html", dossier, "questionnaire", context)


def _build_row(row: dict[str, Any], lines: Any) -> dict[str, Any] | None:
    place = parse_line_key(row["line"])
    line = lines.get(place)
    if line is None:
        return None
    said = {name: format_entry(line, AnswerEntry(*row[name])) for name in ("base", "now", "file")}
    return {"line": row["line"], "where": f"{row['sheet']}, {row['row']}", "text": str(line.text), **said}
