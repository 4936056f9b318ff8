"""The files of signed texts: sent by the lead, given to the actors of the programme alone, each reading recorded."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.kit.file_responses import ReadingRecord
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.uploads import StreamedUpload, StreamedUploadHandler, receive_upload
from filiere.site.programme.agreements.actions.files import deposit_file
from filiere.site.programme.agreements.forms import SignedTextForm
from filiere.site.programme.agreements.models import Agreement, AgreementFile
from filiere.site.programme.agreements.views.acts import LEAD
from filiere.site.programme.agreements.views.pages import FRAME
from filiere.site.programme.deposited_files import serve_deposited_file, try_deposit


@page(LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload("FILIERE_EVIDENCE_BYTES")
def send_file(request: HttpRequest, handler: StreamedUploadHandler, key: str) -> HttpResponse:
    """Send the text that was signed: kept, or refused with every reason."""
    agreement = find_or_404(Agreement.objects.for_key(key))
    if request.method != "POST":
        return _render(request, agreement, SignedTextForm(agreement))
    form = SignedTextForm(agreement, request.POST, request.FILES)

    def deposit(upload: StreamedUpload, name: str) -> None:
        number = int(form.cleaned_data["version"])
        deposit_file(agreement, actor=signed_in_user(request), path=upload.path, name=name, number=number)

    if not try_deposit(form, handler, deposit):
        return _render(request, agreement, form, status=422)
    messages.success(request, str(Text(fr="Fichier conservé.", en="File kept.")))
    return redirect("programme:agreement", key=agreement.key)


def _render(request: HttpRequest, agreement: Agreement, form: SignedTextForm, *, status: int = 200) -> HttpResponse:
    context = {**FRAME, "agreement": agreement, "name": str(agreement.name), "form": form}
    return render(request, "programme/agreements/file.html", context, status=status)


@page("programme:read")
@require_safe
def download_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """The file, once its bytes are found to be those of its fingerprint; one that was erased is not found."""
    row = find_or_404(AgreementFile.objects.for_key(key))
    if row.erased_at is not None:
        raise Http404
    record = ReadingRecord("agreement-file.open", "agreement-file", row.key, {"agreement": row.version.agreement.key})
    return serve_deposited_file(request, row.blob, name=row.name, reading=record)
