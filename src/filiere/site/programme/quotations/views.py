"""The page where anybody checks a text. Nothing is kept: neither the text, nor who sent it, nor what was found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from filiere.core import Faults
from filiere.quotations.documents import Document
from filiere.site.accounts.rate_limits import minutes_left, reserve_attempt, too_many_attempts_text
from filiere.site.client_addresses import client_network
from filiere.site.kit.forms import show_faults
from filiere.site.kit.uploads import ONE_FILE_AT_A_TIME, StreamedUploadHandler, receive_upload
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.quotations.file_text import read_sent_file
from filiere.site.programme.quotations.forms import CHECKS, LARGEST_FILE, CheckForm
from filiere.site.programme.quotations.presenters import present_review
from filiere.site.programme.quotations.retired_rows import check_against_recalls
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload(LARGEST_FILE)
def check_text_page(request: HttpRequest, handler: StreamedUploadHandler) -> HttpResponse:
    """The form, then the text with its numbers marked and what the register says of each."""
    form = CheckForm(request.POST or None, request.FILES or None) if request.method == "POST" else CheckForm()
    context: dict[str, Any] = {"nav": "figures", "form": form}
    if handler.skipped:
        form.add_error("file", str(ONE_FILE_AT_A_TIME))
    if request.method != "POST" or not form.is_valid():
        return _render(request, context, 422 if request.method == "POST" else 200)
    now = timezone.now()
    if until := reserve_attempt(CHECKS, client_network(request.META), now=now):
        form.add_error(None, str(too_many_attempts_text(minutes_left(until, now))))
        return _render(request, context, 429)
    register = current_register()
    try:
        document = _read_sent(form.cleaned_data)
    except Faults as faults:
        show_faults(form, faults)
        return _render(request, context, 422)
    said = form.cleaned_data["said"] or timezone.localdate()
    review = check_against_recalls(document, register, said)
    return _render(request, context | present_review(review, register) | {"read": True})


def _read_sent(data: dict[str, Any]) -> Document | str:
    """The text that was typed, or that of a file, which is taken apart in a child process."""
    file = data.get("file")
    if file is None:
        return str(data["text"])
    return read_sandboxed(InputOrigin(None, "quotation-check", "file"), read_sent_file, str(file.path), file.name)


def _render(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "programme/quotations/check.html", {"here": "programme:check"} | context, status=status)
