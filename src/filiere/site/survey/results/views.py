"""The barometer, for everybody; the results of a wave before the hour, for those who were named."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.site.accounts.decorators import sign_in_required, signed_in_user
from filiere.site.journal.writer import record_act
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.observatory.figure_register import current_register
from filiere.site.survey.results import presenters
from filiere.site.survey.waves.models import EarlyReader

FRAME = {"nav": "figures", "here": "survey:barometer"}


@require_safe
def show_barometer(request: HttpRequest) -> HttpResponse:
    """The waves of 2011–2012, those published since, the calendar, and what was corrected."""
    context = {**FRAME, **presenters.present_barometer(current_register(), timezone.now())}
    return render(request, "survey/results/barometer.html", context)


@sign_in_required
@require_safe
def read_early(request: HttpRequest, wave_key: str) -> HttpResponse:
    """The results of a wave before its hour, for a reader who was named, from the moment that was said."""
    person = signed_in_user(request)
    reader = find_or_404(EarlyReader.objects.for_reading(wave_key, person))
    now = timezone.now()
    if now < reader.reads_from or reader.wave.results is None:
        raise Http404
    record_act(person, "results.read-early", "survey-wave", wave_key, {})
    context = {**FRAME, "wave": presenters.present_results(reader.wave), "publish_at": reader.wave.publish_at}
    return render(request, "survey/results/early.html", context)
