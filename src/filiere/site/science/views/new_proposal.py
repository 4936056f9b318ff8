"""Proposing a release: chosen in the content or sent as an archive, streamed and erased."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.decorators import sign_in_required
from filiere.site.kit.forms import show_faults
from filiere.site.kit.rights import require
from filiere.site.kit.uploads import StreamedUploadHandler, receive_upload
from filiere.site.science.actions.proposals import propose_release
from filiere.site.science.forms import ProposeForm
from filiere.site.science.release_files import LIMITS
from filiere.site.science.rights import PREPARE_RIGHT

MAX_FAULTS_SHOWN = 200


def _check_right(request: HttpRequest) -> None:
    require(request.user, PREPARE_RIGHT, "new")


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload(LIMITS.size, check=_check_right)
def propose_release_page(request: HttpRequest, _handler: StreamedUploadHandler) -> HttpResponse:
    """The form, then the proposal; faults of an archive go to a table, those of the act to their field."""
    form = ProposeForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    found: list[Fault] = []
    total = 0
    if request.method == "POST" and form.is_valid():
        archive = form.cleaned_data["archive"]
        try:
            made = propose_release(
                actor=request.user,  # type: ignore[arg-type]  # signed in, hence an account
                reason=form.cleaned_data["reason"],
                release=form.cleaned_data["release"],
                archive=archive.path if archive is not None else None,
            )
        except Faults as faults:
            # Faults of a file go to the table; those of an act to their field.
            found = [one for one in faults.faults if one.file]
            rest = [one for one in faults.faults if not one.file]
            total = faults.total - len(rest)
            if rest:
                show_faults(form, Faults(rest))
        else:
            messages.success(request, str(Text(fr="Version proposée.", en="Version proposed.")))
            return redirect("science:proposal", key=made.key)
    status = 422 if found or form.errors else 200
    context = {"nav": "label", "form": form, "faults": found[:MAX_FAULTS_SHOWN], "total": total}
    return render(request, "science/new.html", context, status=status)
