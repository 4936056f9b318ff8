"""A wave planned from a sampling frame that the statistician sends: all faults of the file at once, or the wave."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.kit.forms import show_faults
from filiere.site.kit.uploads import StreamedUpload, StreamedUploadHandler, receive_upload, uploaded_file
from filiere.site.members.directory.file_rows import MAX_BYTES
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed
from filiere.site.survey.waves.actions import waves
from filiere.site.survey.waves.forms import FrameForm
from filiere.site.survey.waves.frame_files import HEADINGS, SentFrame, find_segment, read_sent_frame
from filiere.site.survey.waves.questionnaires import list_latest
from filiere.site.survey.waves.rights import CONDUCT

MAX_FAULTS_SHOWN = 100
_GIVEN = ("questionnaire", "period", "opens_on", "closes_on", "publish_at", "seed", "previous")
_PLANNED = Text(
    fr="Vague prévue. Voyez l’échantillon que donnerait le tirage ; rien n’est encore tiré.",
    en="Wave planned. See the sample that the draw would give; nothing is drawn yet.",
)


@page(CONDUCT)
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload(MAX_BYTES)
def plan_from_frame(request: HttpRequest, handler: StreamedUploadHandler) -> HttpResponse:
    """The form of a wave with its frame; what is wrong in the file is told line by line."""
    if request.method != "POST":
        return _show_form(request, FrameForm())
    form = FrameForm(request.POST, request.FILES)
    upload = uploaded_file(form, handler)
    if upload is None:
        return _show_form(request, form)
    said = form.cleaned_data
    try:
        frame = _read_frame(request, upload, said)
    except Faults as faults:
        return _show_form(request, form, faults)
    try:
        wave = waves.open_wave(
            "new",
            actor=signed_in_user(request),
            frame=frame.rows,
            design=_build_design(said, frame),
            **{name: said[name] for name in _GIVEN},
        )
    except Faults as faults:
        show_faults(form, faults)
        return _show_form(request, form)
    messages.success(request, str(_PLANNED))
    return redirect("survey:wave", wave.key)


def _read_frame(request: HttpRequest, upload: StreamedUpload, said: dict[str, Any]) -> SentFrame:
    origin = InputOrigin(signed_in_user(request), "survey-wave", "frame")
    asked = list_latest()[said["questionnaire"]]
    return read_sandboxed(
        origin,
        read_sent_frame,
        str(upload.path),
        questionnaire=asked.key,
        version=asked.version,
        strata=said["strata"],
    )


def _build_design(said: dict[str, Any], frame: SentFrame) -> dict[str, Any]:
    return {
        "sample_size": said["sample_size"],
        "strata": list(frame.strata),
        "size_bounds": said["size_bounds"],
        "take_all_from": said["take_all_from"],
    }


def _list_segments() -> list[tuple[str, Text]]:
    """The segments that a frame may name, of one questionnaire or another: the word of the file, and what it means."""
    asked = [find_segment(one.key, one.version) for one in list_latest().values()]
    return list({choice.key: choice.text for question in asked if question for choice in question.choices}.items())


def _show_form(request: HttpRequest, form: FrameForm, faults: Faults | None = None) -> HttpResponse:
    context = {
        "nav": "figures",
        "here": "survey:waves",
        "form": form,
        "total": faults.total if faults else 0,
        "counts": faults.counts if faults else {},
        "first": faults.faults[:MAX_FAULTS_SHOWN] if faults else (),
        "headings": [(key, ", ".join(names)) for key, names in HEADINGS.items()],
        "segments": _list_segments(),
    }
    return render(request, "survey/waves/frame.html", context, status=422 if faults or form.errors else 200)
