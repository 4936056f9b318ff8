"""The benchmark between centres: its terms, taking part, leaving, and what a centre that took part reads of a month."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.site.observatory.staff.forms import done
from filiere.site.quality import shelf
from filiere.site.quality.actions.make_edition import MAKING, ask_edition
from filiere.site.quality.actions.take_part import join, leave
from filiere.site.quality.benchmark_terms import CURRENT, TERMS
from filiere.site.quality.benchmarks import INDICATORS, due_day, due_month, read
from filiere.site.quality.forms import PlainForm, TermsForm
from filiere.site.quality.intervals import words_of
from filiere.site.quality.models import Centre, Edition, Job
from filiere.site.quality.rights import may_in, require_in
from filiere.site.quality.shown_benchmark import Compared, compared
from filiere.site.quality.views.common import centre_page, person, with_centre
from filiere.site.quality.views.progress import shown
from filiere.site.templatetags.filiere import lang


def _part(centre: Centre) -> Any:
    """The running participation of a centre, None without one: one that ended today has ended."""
    return centre.participations.current(timezone.localdate()).filter(until__isnull=True).first()


@require_http_methods(["GET", "HEAD", "POST"])
@with_centre("quality:read")
def benchmark(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The comparisons that the centre took part in, one month at a time; the button asks for the one that is due."""
    if request.method == "POST":
        try:
            ask_edition(actor=person(request), centre=centre)
        except Faults as faults:
            for fault in faults.faults:
                messages.error(request, f"{fault.message} {fault.remedy}")
        return redirect("quality:benchmark", key=centre.key)
    editions = list(Edition.objects.for_member(centre))
    asked = request.GET.get("month", "")
    edition = next((one for one in editions if one.month == asked), editions[0] if editions else None)
    part = _part(centre)
    due = due_month(timezone.localdate())
    waits = part is not None and Edition.objects.for_month(due, fictitious=centre.organisation.fictitious) is None
    job = Job.objects.for_subject(centre, Job.Kind.RUN, f"{MAKING}{due}") if waits else None
    context: dict[str, Any] = {
        "part": part,
        "commits": may_in(request.user, "quality:benchmark", centre),
        "editions": [(one.month, words_of(one.month, lang())) for one in editions],
        "edition": edition,
        "month_words": words_of(edition.month, lang()) if edition is not None else "",
        "compared": list(_compared(edition, centre)) if edition is not None else [],
        "due": words_of(due, lang()) if waits else "",
        "without": words_of(due, lang())
        if part is not None and not waits and due not in {one.month for one in editions}
        else "",
        "next_day": due_day(due) if waits else None,
        "work": shown(job, centre, may_stop=False, code=lang()) if job is not None and job.state != "done" else None,
    }
    return centre_page(request, "quality/benchmark.html", centre, "benchmark", context)


def _compared(edition: Edition, centre: Centre) -> list[Compared]:
    """Each indicator of an edition; the words are those of the definition that it was computed under."""
    definition = shelf.named(centre, shelf.COMMON)
    found = []
    for name in INDICATORS:
        one = read(edition.month, edition.rule, edition.content, name, centre.key)
        if one is not None and definition is not None:
            found.append(compared(one, definition.indicator(name), lang()))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@with_centre("quality:read")
def terms(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The words to agree to, for all its people; whoever acts for the organisation agrees."""
    form = TermsForm(request.POST if request.method == "POST" else None, initial={"terms": CURRENT})
    if request.method == "POST":
        require_in(request.user, "quality:benchmark", centre)
        said = Text(fr="Le centre prend part à la comparaison.", en="The centre now takes part in the benchmark.")
        if done(
            request, form, lambda: join(actor=person(request), centre=centre, terms=form.cleaned_data["terms"]), said
        ):
            return redirect("quality:benchmark", key=centre.key)
    context = {
        "form": form,
        "part": _part(centre),
        "version": CURRENT,
        "words": TERMS[CURRENT],
        "commits": may_in(request.user, "quality:benchmark", centre),
    }
    status = 422 if form.errors else 200
    return centre_page(request, "quality/benchmark_terms.html", centre, "benchmark", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_centre("quality:benchmark")
def leaving(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Leave, once confirmed."""
    form = PlainForm(request.POST if request.method == "POST" else None)
    said = Text(fr="Le centre a quitté la comparaison.", en="The centre has left the benchmark.")
    if request.method == "POST" and done(request, form, lambda: leave(actor=person(request), centre=centre), said):
        return redirect("quality:benchmark", key=centre.key)
    about = Text(
        fr="Le centre ne sera dans aucune comparaison faite à partir de maintenant. Celles où il était restent, et il "
        "continue de les lire.",
        en="The centre will not be in any comparison made from now on. Those it was in remain, and it can still read "
        "them.",
    )
    context = {
        "form": form,
        "title": Text(fr="Quitter la comparaison entre centres", en="Leave the benchmark between centres"),
        "about": str(about),
        "button": Text(fr="Quitter", en="Leave"),
    }
    return centre_page(request, "quality/form.html", centre, "benchmark", context)
