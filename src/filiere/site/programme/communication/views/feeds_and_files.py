"""What leaves the pages: the calendar, the press sheet, the chart, and results as entries of the register."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.publication.calendar_feed import MEDIA_TYPE
from filiere.publication.text_documents import MEDIA_TYPE as TEXT_DOCUMENT
from filiere.site.accounts.decorators import page
from filiere.site.kit.file_responses import PUBLIC, UnrecordedReading, serve_file
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.calendar import KEPT, write_operations
from filiere.site.programme.communication.embargo import list_said, visible_operations, withdrawn_operations
from filiere.site.programme.communication.models import Operation
from filiere.site.programme.communication.press_kit import render_press_sheet, write_chart, write_talking_points
from filiere.site.programme.communication.result_figures import write_entry
from filiere.site.programme.communication.views.common import find_operation


@require_safe
def give_calendar(request: HttpRequest) -> HttpResponseBase:
    """The operations that everybody may read of, as a calendar to subscribe to, the same for all who ask."""
    now = timezone.now()
    operations = visible_operations(None, now).filter(day__gte=timezone.localdate(now) - KEPT).order_by("day", "pk")
    withdrawn = withdrawn_operations(now).order_by("told_day", "pk")
    response = HttpResponse(write_operations(operations, withdrawn), content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def give_press_sheet(request: HttpRequest, operation_key: str) -> HttpResponseBase:
    """The press sheet in both languages, that of the page first."""
    operation = find_operation(request, operation_key)
    content = render_press_sheet(operation, current_register(), source_language(), actor=request.user)
    return serve_file(
        request,
        content,
        name=f"fiche-presse-{operation.key}.pdf",
        media_type="application/pdf",
        reading=_choose_reading(operation),
    )


@require_safe
def give_talking_points(request: HttpRequest, operation_key: str) -> HttpResponseBase:
    """The talking points as a text to rewrite, in both languages, that of the page first."""
    operation = find_operation(request, operation_key)
    page = request.build_absolute_uri(reverse("programme:operation", args=[operation.key]))
    return serve_file(
        request,
        write_talking_points(operation, current_register(), source_language(), page),
        name=f"elements-de-langage-{operation.key}.odt",
        media_type=TEXT_DOCUMENT,
        reading=_choose_reading(operation),
    )


@require_safe
def give_chart(request: HttpRequest, operation_key: str) -> HttpResponseBase:
    """The chart of the kit as a file, in the language of the page."""
    operation, register = find_operation(request, operation_key), current_register()
    said = list_said(register, operation.messages.select_related("operation"))
    content = write_chart(register, said, source_language())
    if content is None:
        raise Http404
    return serve_file(
        request,
        content,
        name=f"graphique-{operation.key}.svg",
        media_type="image/svg+xml",
        reading=_choose_reading(operation),
    )


@require_safe
@page("figure:retain")
def give_result_entries(request: HttpRequest, operation_key: str) -> HttpResponseBase:
    """The results proposed to the register, as entries of a file of figures to complete."""
    operation = find_operation(request, operation_key)
    proposed = operation.results.filter(proposed_at__isnull=False).select_related("operation")
    content = "\n".join(write_entry(one) for one in proposed)
    if not content:
        raise Http404
    return serve_file(
        request, content, name=f"resultats-{operation.key}.yaml", media_type="application/yaml", reading=PUBLIC
    )


def _choose_reading(operation: Operation) -> UnrecordedReading:
    """A file under embargo is kept by no cache; any other is as public as its page."""
    hushed = operation.embargo_until is not None and operation.embargo_until > timezone.now()
    return "own side" if hushed else PUBLIC
