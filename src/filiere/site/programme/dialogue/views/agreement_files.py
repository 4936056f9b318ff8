"""The files of deposited agreements: sent by the secretary, given to whoever sits in the body."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.kit.file_responses import ReadingRecord
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.uploads import StreamedUpload, StreamedUploadHandler, receive_upload
from filiere.site.programme.deposited_files import serve_deposited_file, try_deposit
from filiere.site.programme.dialogue.actions.agreement_files import attach_file
from filiere.site.programme.dialogue.forms import AgreementFileForm
from filiere.site.programme.dialogue.models import DepositedAgreement, DialogueRoom
from filiere.site.programme.dialogue.views.page_frame import render_room_page, room_address


def _find_agreement(room: DialogueRoom, key: str) -> DepositedAgreement:
    found = find_or_404(room.agreements.select_related("blob").filter(key=key).first())
    found.room = room
    return found


@page("dialogue:keep")
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload("FILIERE_EVIDENCE_BYTES")
def send_file(
    request: HttpRequest, room: DialogueRoom, handler: StreamedUploadHandler, agreement: str
) -> HttpResponseBase:
    """Send the file of an agreement: kept if its fingerprint is the one recorded, or refused with every reason."""
    found = _find_agreement(room, agreement)
    form, status = AgreementFileForm(), 200
    if request.method == "POST":
        form = AgreementFileForm(request.POST, request.FILES)

        def deposit(upload: StreamedUpload, name: str) -> None:
            attach_file(found, actor=signed_in_user(request), path=upload.path, name=name)

        if try_deposit(form, handler, deposit):
            messages.success(request, str(Text(fr="Fichier conservé.", en="File kept.")))
            return redirect(room_address(room))
        status = 422
    return render_room_page(request, "agreement_file.html", room, {"agreement": found, "form": form}, status)


@page("dialogue:open_file")
@require_safe
def download_file(request: HttpRequest, room: DialogueRoom, agreement: str) -> HttpResponseBase:
    """The file, once its bytes are found to be those of its fingerprint."""
    found = _find_agreement(room, agreement)
    if found.blob is None or found.file_erased_at is not None:
        raise Http404
    record = ReadingRecord("agreement.open", "deposited-agreement", found.key, {"room": room.key})
    return serve_deposited_file(request, found.blob, name=found.file_name, reading=record)
