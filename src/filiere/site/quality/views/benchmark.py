"""The benchmark between centres: its terms, taking part, leaving, and what a centre that took part reads of a month."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.decorators import FormWords, form_page
from filiere.site.jobs.models import Job
from filiere.site.kit.act_views import PageAct, show_form
from filiere.site.kit.rights import allowed
from filiere.site.quality import definition_catalogue
from filiere.site.quality.actions.join_benchmark import join_benchmark, leave_benchmark
from filiere.site.quality.actions.make_edition import BENCHMARK_SUBJECT, request_edition
from filiere.site.quality.benchmark_terms import CURRENT_TERMS, TERMS
from filiere.site.quality.benchmarks import INDICATORS, due_day, due_month, read_benchmark
from filiere.site.quality.forms import EmptyForm, TermsForm
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.models import Centre, Edition
from filiere.site.quality.period_labels import period_text
from filiere.site.quality.presenters.benchmark import BenchmarkView, build_benchmark
from filiere.site.quality.views.page_frame import centre_address, centre_form_page, centre_page, show_act
from filiere.site.quality.views.progress import build_centre_job_view


def _current_participation(centre: Centre) -> Any:
    """The running participation of a centre, None without one: one that ended today has ended."""
    return centre.participations.current(timezone.localdate()).filter(until__isnull=True).first()


def _render_benchmark(request: HttpRequest, centre: Centre, _sent: Any, status: int) -> HttpResponse:
    editions = list(Edition.objects.for_member(centre))
    asked = request.GET.get("month", "")
    edition = next((one for one in editions if one.month == asked), editions[0] if editions else None)
    part = _current_participation(centre)
    due = due_month(timezone.localdate())
    waits = part is not None and Edition.objects.for_month(due, fictitious=centre.organisation.fictitious) is None
    job = Job.objects.for_subject(job_owner(centre), JobKind.RUN, f"{BENCHMARK_SUBJECT}{due}") if waits else None
    context: dict[str, Any] = {
        "part": part,
        "commits": allowed(request.user, "quality:benchmark", centre),
        "editions": [(one.month, period_text(one.month)) for one in editions],
        "edition": edition,
        "month_words": period_text(edition.month) if edition is not None else "",
        "compared": list(_build_indicators(edition, centre)) if edition is not None else [],
        "due": period_text(due) if waits else "",
        "without": period_text(due)
        if part is not None and not waits and due not in {one.month for one in editions}
        else "",
        "next_day": due_day(due) if waits else None,
        "work": build_centre_job_view(job, centre, may_stop=False) if job is not None and job.state != "done" else None,
    }
    return centre_page(request, "quality/benchmark.html", centre, "benchmark", context, status=status)


show_benchmark = form_page(
    "quality:read", PageAct(request_edition), show=_render_benchmark, back=centre_address("quality:benchmark")
)
"""The comparisons that the centre took part in, one month at a time; the button asks for the one that is due."""


def _build_indicators(edition: Edition, centre: Centre) -> list[BenchmarkView]:
    """Each indicator of an edition; the words are those of the definition that it was computed under."""
    definition = definition_catalogue.find_definition(centre, definition_catalogue.COMMON_DEFINITION)
    found = []
    for name in INDICATORS:
        benchmark = read_benchmark(edition.month, edition.rule, edition.content, name, centre.key)
        if benchmark is not None and definition is not None:
            found.append(build_benchmark(benchmark, definition.indicator(name)))
    return found


def _render_terms(request: HttpRequest, centre: Centre, form: TermsForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "part": _current_participation(centre),
        "version": CURRENT_TERMS,
        "words": TERMS[CURRENT_TERMS],
        "commits": allowed(request.user, "quality:benchmark", centre),
    }
    return centre_page(request, "quality/benchmark_terms.html", centre, "benchmark", context, status=status)


_JOIN = PageAct(
    join_benchmark,
    Text(fr="Le centre prend part à la comparaison.", en="The centre now takes part in the benchmark."),
    TermsForm,
)

terms_page = form_page(
    "quality:read",
    _JOIN,
    send_right="quality:benchmark",
    show=show_form(_JOIN, _render_terms),
    back=centre_address("quality:benchmark"),
)
"""The words to agree to, for all its people; whoever acts for the organisation agrees."""

leave_page = centre_form_page(
    "quality:benchmark",
    PageAct(
        leave_benchmark,
        Text(fr="Le centre a quitté la comparaison.", en="The centre has left the benchmark."),
        EmptyForm,
    ),
    FormWords(
        Text(fr="Quitter la comparaison entre centres", en="Leave the benchmark"),
        Text(
            fr=(
                "Le centre ne sera dans aucune comparaison faite à partir de maintenant. Celles où il figurait "
                "sont conservées, et il peut toujours les lire."
            ),
            en="The centre will not be in any comparison made from now on. Those it was in remain, and it can still "
            "read them.",
        ),
        Text(fr="Quitter", en="Leave"),
    ),
    frame=partial(show_act, section="benchmark"),
    back=centre_address("quality:benchmark"),
)
"""Leave, once confirmed."""
