"""The watch of tenders: anybody has a notice read, the lead of the programme keeps some, everybody reads those."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.programme.tender_notices import ANSWER_LABELS
from filiere.site.accounts.decorators import FormWords, act_form_page
from filiere.site.client_addresses import client_network
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.forms import show_faults
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.uploads import StreamedUploadHandler, receive_upload, uploaded_file
from filiere.site.programme.compared_records import compare_days
from filiere.site.programme.reading_dates import read_dates
from filiere.site.programme.tenders.actions import check_notice, keep_notice
from filiere.site.programme.tenders.forms import CheckForm, KeepForm
from filiere.site.programme.tenders.models import WatchedNotice
from filiere.site.programme.tenders.readings import (
    ANSWER_MARKS,
    cut_passages,
    describe_kept,
    list_kept,
    show_readings,
    write_readings,
)

FRAME = {"nav": "programme", "here": "programme:tenders"}
MAX_FILE_BYTES = 1_000_000
SHOWN_CONTRACTS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload(MAX_FILE_BYTES)
def check_tender(request: HttpRequest, handler: StreamedUploadHandler) -> HttpResponse:
    """The notices that are watched, and the form to have one read."""
    if request.method != "POST":
        return _render_watch(request, CheckForm())
    form = CheckForm(request.POST, request.FILES)
    upload = uploaded_file(form, handler)
    if not form.is_valid():
        return _render_watch(request, form, status=422)
    text = form.cleaned_data["text"]
    raw = upload.read() if upload is not None else text.encode()
    try:
        readings = check_notice(raw, actor=request.user, visitor=client_network(request.META), now=timezone.now())
    except Faults as faults:
        show_faults(form, faults)
        spent = {"notice-checks-spent"} == {one.code for one in faults.faults}
        return _render_watch(request, form, status=429 if spent else 422)
    findings = list(write_readings(readings))
    more = {"readings": show_readings(findings)[:SHOWN_CONTRACTS], "contracts": len(findings)}
    if upload is None:
        more["passages"] = cut_passages(text, findings)
    return _render_watch(request, form, more)


def _render_watch(
    request: HttpRequest, form: CheckForm, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    dates, dates_form = read_dates(request.GET, today, compared=True)
    seen = list(WatchedNotice.objects.public())
    kept = list_kept(seen, dates)
    counts = Counter(one.answer for one in kept)
    context = {
        **FRAME,
        "form": form,
        "notices": [(one, ANSWER_LABELS[one.answer], ANSWER_MARKS[one.answer]) for one in kept],  # type: ignore[index]
        "silent": counts["none_stated"],
        "dates_form": dates_form,
        "past": (dates.on, dates.known) != (today, today),
        "back": reverse("programme:tenders"),
        "changes": compare_days(dates, lambda one: describe_kept(list_kept(seen, one))),
        "may_edit": allowed(request.user, "programme:edit"),
        **(more or {}),
    }
    status = 422 if status == 200 and dates_form.errors else status
    return render(request, "programme/tenders/watch.html", context, status=status)


@require_safe
def show_notice(request: HttpRequest, key: str) -> HttpResponse:
    """A notice that is watched: the answer, the words quoted, and the text around them."""
    row = find_or_404(WatchedNotice.objects.for_key(key))
    context = {
        **FRAME,
        "notice": row,
        "readings": show_readings(row.findings)[:SHOWN_CONTRACTS],
        "passages": cut_passages(row.text, row.findings),
    }
    return render(request, "programme/tenders/notice.html", context)


def _frame(request: HttpRequest, _things: Any, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "programme/tenders/form.html", {**FRAME, **context}, status=status)


keep_notice_page = act_form_page(
    "programme:edit",
    PageAct(
        keep_notice,
        Text(fr="Avis lu et suivi.", en="Notice read and watched."),
        KeepForm,
        back=lambda _new, made: reverse("programme:tender", args=(made.key,)),
    ),
    FormWords(Text(fr="Suivre un avis", en="Watch a notice")),
    frame=_frame,
    find=lambda _request: "new",
    back="programme:tenders",
)
"""Keep a notice."""
