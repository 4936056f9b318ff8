"""Is this certificate true, and does the label hold today? By its number, its code, or the file itself.

A file sent here is hashed as it arrives and never kept. A PDF that somebody altered has another fingerprint, so it is
simply unknown; the answer says so and gives what the register itself says.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Fault, Faults, Text
from filiere.credentials import read_certificate_number
from filiere.site.accounts.rate_limits import RateLimit, reserve_attempt
from filiere.site.child_process import ChildStopped
from filiere.site.child_process.faults import StopReason
from filiere.site.client_addresses import client_network
from filiere.site.journal.clock_trust import public_day
from filiere.site.kit.languages import use_page_language
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.kit.uploads import receive_upload
from filiere.site.pdf_rendering import PdfNotRendered
from filiere.site.register.certificate_recognition import recognise_file
from filiere.site.register.facet_labels import VERDICT_LABELS
from filiere.site.register.forms import NumberForm, SealedFileForm
from filiere.site.register.label_records import LabelRecord, find_bearer_change, find_by_number

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_CREDENTIAL_BYTES = 256 * 1024
FILE_LIMIT = RateLimit("verify-file", 60)


@require_safe
def redirect_to_verification(request: HttpRequest, number: str) -> HttpResponse:
    """`/label/verify/<number>/`, as certificates print it: it leads to the answer in the reader's language."""
    lang = get_language_from_request(request)
    with use_page_language(lang):
        response = HttpResponseRedirect(reverse("register:verify", args=[number[:80]]))
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@require_safe
def show_verification(request: HttpRequest, number: str = "") -> HttpResponse:
    """The answer about a number; the form without one."""
    asked = number or request.GET.get("number", "").strip()
    if not number and asked:
        return redirect("register:verify", number=asked[:80].replace("/", " "))
    context: dict[str, Any] = {"asked": asked[:80], "form_error": None, "found": None}
    if not asked:
        return _render_page(request, context)
    found = find_by_number(asked[:80])
    if found is None:
        context["form_error"] = _unknown_number_reason(asked)
        return _render_page(request, context | {"verdict": VERDICT_LABELS["unknown"]}, 404)
    return _render_page(request, context | _label_answer(found, asked))


def _label_answer(found: LabelRecord, asked: str = "") -> dict[str, Any]:
    """What the register says of a label; an older certificate of it says which one replaced it."""
    try:
        number = read_certificate_number(asked)
    except Faults:
        number = asked.strip()
    older = bool(number) and number in found.numbers and number != found.number
    key = "replaced" if older else found.verdict
    return {
        "found": found,
        "verdict": VERDICT_LABELS[key],
        "holds": key == "valid",
        "older": older,
        "since": None if older else found.since,
        "ended": found.verdict not in ("valid", "suspended"),
        "bearer": find_bearer_change(found),
        "fictitious": found.fictitious,
        "day": public_day(),
    }


def _unknown_number_reason(asked: str) -> Text:
    """Why a number is unknown: mistyped, or well formed and nobody's."""
    try:
        read_certificate_number(asked)
    except Faults as faults:
        return _fault_text(faults.faults[0])
    return Text(
        fr=(
            "Le numéro est bien formé, mais aucun certificat n’a ce numéro. Un certificat qui l’affiche ne vient "
            "pas de nous."
        ),
        en="The number is well formed, but no certificate has it. A certificate showing it is not ours.",
    )


def _fault_text(fault: Fault) -> Text:
    return Text(fr=f"{fault.message.fr} {fault.remedy.fr}", en=f"{fault.message.en} {fault.remedy.en}")


class HashingHandler(FileUploadHandler):
    """Hash a file as it arrives, keep none of it, stop at the limit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.digest: str | None = None
        self.too_large = False
        self.start = b""
        self._files = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin; a second file is skipped."""
        self._files += 1
        if self._files > 1:
            raise SkipFile
        super().new_file(*args, **kwargs)
        self._hash = hashlib.sha256()
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        """Hash a block."""
        self._size += len(raw_data)
        if self._size > MAX_FILE_BYTES:
            self.too_large = True
            raise StopUpload(connection_reset=False)
        self._hash.update(raw_data)
        if len(self.start) <= MAX_CREDENTIAL_BYTES:
            self.start += raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        """Note the fingerprint; nothing is handed over."""
        self.digest = self._hash.hexdigest()


@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload(handler_class=HashingHandler)
def verify_file(request: HttpRequest, handler: HashingHandler) -> HttpResponse:
    """Whether a file or a fingerprint is known: nothing of the file is kept."""
    if request.method != "POST":
        return _render_page(request, {"asked": "", "form_error": None, "found": None})
    now, visitor = timezone.now(), client_network(request.META)
    context: dict[str, Any] = {"asked": "", "form_error": None, "found": None, "of_file": True}
    if reserve_attempt(FILE_LIMIT, visitor, now=now):
        words = Text(fr="Trop de fichiers à la suite : attendez un peu.", en="Too many files in a row: please wait.")
        return _render_page(request, context | {"form_error": words}, 429)
    typed = re.sub(r"\s", "", request.POST.get("fingerprint", ""))[:200].lower()
    digest = handler.digest or (typed if re.fullmatch(r"[0-9a-f]{64}", typed) else None)
    if digest is None:
        words = (
            Text(fr="Ce fichier dépasse huit mégaoctets.", en="This file is larger than eight megabytes.")
            if handler.too_large
            else Text(
                fr="Choisissez un fichier, ou collez une empreinte de 64 caractères.",
                en="Choose a file, or paste a 64-character fingerprint.",
            )
        )
        return _render_page(request, context | {"form_error": words}, 422)
    number = request.POST.get("number", "").strip()[:80]
    try:
        found, told = recognise_file(digest, handler.start, number, actor=request.user)
    except Faults as faults:
        if isinstance(faults, PdfNotRendered) or (isinstance(faults, ChildStopped) and faults.how == StopReason.BUSY):
            # The file was not looked at: it is not said to be nobody's.
            return _render_page(request, context | {"form_error": _fault_text(faults.faults[0])}, 503)
        reasons = [Text(fr=f"{one.message.fr}", en=f"{one.message.en}") for one in faults.faults]
        return _render_page(
            request, context | {"reasons": reasons, "verdict": VERDICT_LABELS["unknown"], "digest": digest}, 404
        )
    if found is None:
        words = Text(
            fr=(
                "Aucun certificat n’a cette empreinte : le fichier a été modifié, ou ne vient pas de nous. Pour un "
                "PDF, indiquez aussi le numéro qui y figure."
            ),
            en=(
                "No certificate has this fingerprint: the file was altered, or it is not ours. For a PDF, also "
                "enter the number shown on it."
            ),
        )
        return _render_page(
            request, context | {"form_error": words, "verdict": VERDICT_LABELS["unknown"], "digest": digest}, 404
        )
    return _render_page(request, context | _label_answer(found, told) | {"digest": digest})


def _render_page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    number_form = NumberForm({"number": context["asked"]} if context["asked"] else None)
    file_form = SealedFileForm("file", request.POST if request.method == "POST" else None)
    if error := context["form_error"]:
        form, name = (file_form, "file") if context.get("of_file") else (number_form, "number")
        form.add_error(name, str(error))
    shown = {"nav": "label", "page_lang": current_lang(), "number_form": number_form, "file_form": file_form}
    response = render(request, "register/verify.html", shown | context, status=status)
    # A label may be suspended at any moment: no answer about one is kept.
    response.headers["Cache-Control"] = "no-store"
    return response
