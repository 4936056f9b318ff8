"""The files of deposited agreements: sent by the secretary, given to whoever sits in the body."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import sign_in_required, signed_in_user
from filiere.site.kit.file_responses import ReadingRecord
from filiere.site.kit.rights import require
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.uploads import StreamedUpload, StreamedUploadHandler, View, receive_upload
from filiere.site.programme.deposited_files import serve_deposited_file, try_deposit
from filiere.site.programme.dialogue.actions.agreement_files import attach_file
from filiere.site.programme.dialogue.forms import AgreementFileForm
from filiere.site.programme.dialogue.models import DepositedAgreement, DialogueRoom
from filiere.site.programme.dialogue.views.page_frame import render_room_page, room_address


def _with_agreement(right: str) -> Callable[[View], View]:
    """Give a view the agreement of its address, to whoever has a right in its room."""

    def decorate(view: View) -> View:
        @sign_in_required
        @wraps(view)
        def wrapped(request: HttpRequest, key: str, agreement: str) -> HttpResponseBase:
            room = find_or_404(DialogueRoom.objects.for_key(key))
            require(request.user, right, room)
            found = find_or_404(room.agreements.select_related("blob").filter(key=agreement).first())
            found.room = room
            return view(request, found)

        return wrapped

    return decorate


@require_http_methods(["GET", "HEAD", "POST"])
@_with_agreement("dialogue:keep")
@receive_upload("FILIERE_EVIDENCE_BYTES")
def send_file(request: HttpRequest, agreement: DepositedAgreement, handler: StreamedUploadHandler) -> HttpResponseBase:
    """Send the file of an agreement: kept if its fingerprint is the one recorded, or refused with every reason."""
    form, status = AgreementFileForm(), 200
    if request.method == "POST":
        form = AgreementFileForm(request.POST, request.FILES)

        def deposit(upload: StreamedUpload, name: str) -> None:
            attach_file(agreement, actor=signed_in_user(request), path=upload.path, name=name)

        if try_deposit(form, handler, deposit):
            messages.success(request, str(Text(fr="Fichier conservé.", en="File kept.")))
            return redirect(room_address(agreement.room))
        status = 422
    context = {"agreement": agreement, "form": form}
    return render_room_page(request, "agreement_file.html", agreement.room, context, status)


@require_safe
@_with_agreement("dialogue:open_file")
def download_file(request: HttpRequest, agreement: DepositedAgreement) -> HttpResponseBase:
    """The file, once its bytes are found to be those of its fingerprint."""
    if agreement.blob is None or agreement.file_erased_at is not None:
        raise Http404
    record = ReadingRecord("agreement.open", "deposited-agreement", agreement.key, {"room": agreement.room.key})
    return serve_deposited_file(request, agreement.blob, name=agreement.file_name, reading=record)
