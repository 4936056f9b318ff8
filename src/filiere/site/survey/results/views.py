"""The barometer, for everybody; the results of a wave before the hour, for those who were named."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text, source_language
from filiere.publication.documents import method_note_pdf, survey_sheet_pdf
from filiere.site.accounts.decorators import sign_in_required, signed_in_user
from filiere.site.document_issuer import find_issuer_name
from filiere.site.journal.writer import record_act
from filiere.site.kit.file_responses import PUBLIC, serve_file
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.observatory.figure_register import current_register
from filiere.site.pdf_rendering import render_pdf
from filiere.site.sandboxed_reading import InputOrigin
from filiere.site.survey.results import presenters
from filiere.site.survey.results.method_notes import build_method_note
from filiere.site.survey.results.press_sheets import build_press_sheet
from filiere.site.survey.results.published_results import find_published_wave
from filiere.site.survey.waves.models import EarlyReader, Wave
from filiere.site.survey.waves.questionnaires import name_wave
from filiere.site.survey.waves.rights import CONDUCT

FRAME = {"nav": "figures", "here": "survey:barometer"}


@require_safe
def show_barometer(request: HttpRequest) -> HttpResponse:
    """The waves of 2011–2012, those published since, the calendar, and what was corrected."""
    context = {**FRAME, **presenters.present_barometer(current_register(), timezone.now())}
    return render(request, "survey/results/barometer.html", context)


@require_safe
def show_published_wave(request: HttpRequest, wave_key: str) -> HttpResponse:
    """The results of any published wave: an annual survey, or a barometer before the latest."""
    wave = find_or_404(find_published_wave(wave_key))
    context = {
        **FRAME,
        "one": presenters.present_published_wave(wave),
        "name": name_wave(wave),
        "issuer": find_issuer_name(),
    }
    return render(request, "survey/results/wave.html", context)


@require_safe
def show_method(request: HttpRequest, wave_key: str) -> HttpResponse:
    """How a published wave was drawn, weighted and judged."""
    wave = find_or_404(find_published_wave(wave_key))
    context = {**FRAME, "wave": wave, "fictitious": wave.fictitious, "note": build_method_note(wave)}
    return render(request, "survey/results/method.html", context)


@require_safe
def give_method(request: HttpRequest, wave_key: str) -> HttpResponseBase:
    """The same note as a PDF, in the language of the page."""
    note, lang = build_method_note(find_or_404(find_published_wave(wave_key))), source_language()
    content = render_pdf(InputOrigin(None, "survey-wave", wave_key), method_note_pdf, note, lang)
    name = Text(fr=f"methode-{note.stamp.reference}.pdf", en=f"method-{note.stamp.reference}.pdf").get(lang)
    return serve_file(request, content, name=name, media_type="application/pdf", reading=PUBLIC)


@require_safe
def give_press_sheet(request: HttpRequest, wave_key: str) -> HttpResponseBase:
    """The press sheet of a published wave, in the language of the page."""
    wave, lang = find_or_404(find_published_wave(wave_key)), source_language()
    sheet = build_press_sheet(wave, request.build_absolute_uri(reverse("survey:barometer")))
    content = render_pdf(InputOrigin(None, "survey-wave", wave_key), survey_sheet_pdf, sheet, lang)
    name = Text(fr=f"presse-{sheet.stamp.reference}.pdf", en=f"press-{sheet.stamp.reference}.pdf").get(lang)
    return serve_file(request, content, name=name, media_type="application/pdf", reading=PUBLIC)


@sign_in_required
@require_safe
def read_early(request: HttpRequest, wave_key: str) -> HttpResponse:
    """The results of a wave before its hour: for a reader who was named, from the moment that was said, and for those
    who compute them, who must read them before they publish them. The journal keeps every reading."""
    person = signed_in_user(request)
    reader = EarlyReader.objects.for_reading(wave_key, person)
    named = reader is not None and timezone.now() >= reader.reads_from
    if not named and not allowed(person, CONDUCT):
        raise Http404
    wave = find_or_404(Wave.objects.for_key(wave_key))
    if wave.results is None:
        raise Http404
    record_act(person, "results.read-early", "survey-wave", wave_key, {})
    context = {**FRAME, "wave": presenters.present_results(wave), "publish_at": wave.publish_at, "named": named}
    return render(request, "survey/results/early.html", context)
