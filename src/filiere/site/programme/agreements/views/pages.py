"""The list of agreements, the page of one, and a report: open to all, read on any two dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.agreements.amendment_forms import VersionsForm
from filiere.site.programme.agreements.models import Agreement, AgreementFile
from filiere.site.programme.agreements.presenters.agreement import (
    build_shipped_sums,
    build_shipped_title,
    build_statements_view,
    build_title,
    build_years_table,
    describe_payments,
    draw_spending,
    list_objective_rows,
    list_shipped_objectives,
)
from filiere.site.programme.agreements.presenters.changes import (
    compare_agreement,
    compare_versions,
    list_version_changes,
)
from filiere.site.programme.agreements.presenters.money import write_sum
from filiere.site.programme.agreements.regions import name_region
from filiere.site.programme.agreements.shipped_agreements import (
    ShippedAgreement,
    find_shipped_agreement,
    list_shipped_agreements,
)
from filiere.site.programme.agreements.standing import AgreementStanding, read_standing
from filiere.site.programme.compared_records import ChangeRow
from filiere.site.programme.reading_dates import ReadingDates, read_dates
from filiere.site.programme.titled_rows import pair_words

FRAME = {"nav": "programme", "here": "programme:agreements"}


@require_safe
def list_agreements(request: HttpRequest) -> HttpResponse:
    """Every agreement, those that run first, each with what its page finds."""
    today = timezone.localdate()
    register = current_register()
    running: list[dict[str, Any]] = []
    ended: list[dict[str, Any]] = []
    for row in Agreement.objects.public():
        standing = read_standing(row, ReadingDates(today, today))
        shown = {"row": row, "ends": standing.ends, "title": str(row.name), "finding": build_title(standing)}
        (running if row.starts <= today <= standing.ends else ended).append(shown)
    for shipped in list_shipped_agreements():
        finding = build_shipped_title(shipped, build_shipped_sums(shipped, register))
        old = {"key": shipped.id, "signed_on": shipped.signed} | _read_term(shipped)
        ended.append({"row": old, "ends": old.get("ends"), "title": str(shipped.title), "finding": finding})
    context = {**FRAME, "running": running, "ended": ended, "may_edit": allowed(request.user, "programme:edit")}
    return render(request, "programme/agreements/list.html", context)


@require_safe
def show_agreement(request: HttpRequest, key: str) -> HttpResponseBase:
    """The page of an agreement, of the register or of the past."""
    shipped = find_shipped_agreement(key)
    if shipped is not None:
        return _show_shipped(request, shipped)
    row = find_or_404(Agreement.objects.for_key(key))
    today = timezone.localdate()
    dates, form = read_dates(request.GET, today, compared=True)
    standing = read_standing(row, dates)
    reads = allowed(request.user, "programme:read")
    context: dict[str, Any] = {
        **FRAME,
        "agreement": row,
        "name": str(row.name),
        "object": pair_words(row.object, row.object_en),
        "standing": standing,
        "dates_form": form,
        "past": (dates.on, dates.known) != (today, today),
        "back": reverse("programme:agreement", args=(row.key,)),
        "ends": standing.ends,
        "regions": [str(name_region(code)) for code in standing.regions],
        "title": build_title(standing),
        "sums": build_statements_view(standing),
        "years": build_years_table(standing),
        "spending": draw_spending(standing) if standing.payments or standing.uses else None,
        "spending_title": _describe_spending(standing),
        "payments_title": describe_payments(standing),
        "objectives": list(list_objective_rows(standing)),
        "versions": _list_versions(row, standing),
        "changes": compare_agreement(row, dates),
        "periods": [
            one
            for one in row.periods.select_related("report")
            if one.starts <= dates.on and dates.is_known(one.known_at)
        ],
        "questions": row.questions.select_related("asked_by") if reads else None,
        "signed": dates.holds(row.signed_on, row.recorded_at),
        "reads": reads,
        "may_edit": allowed(request.user, "programme:edit"),
        "may_control": allowed(request.user, "agreement:control"),
    }
    return render(request, "programme/agreements/agreement.html", context, status=422 if form.errors else 200)


@require_safe
def compare_agreement_versions(request: HttpRequest, key: str) -> HttpResponse:
    """What the text says otherwise in a version than in another: ``?from=`` and ``?to=``, their numbers; the last two
    without them."""
    row = find_or_404(Agreement.objects.for_key(key))
    today = timezone.localdate()
    versions = list(row.versions.order_by("number"))
    last = versions[-1].number
    form = VersionsForm(
        versions, {"from": request.GET.get("from", max(last - 1, 0)), "to": request.GET.get("to", last)}
    )
    rows: tuple[ChangeRow, ...] = ()
    names: dict[str, str] = {}
    if form.is_valid():
        before, after = (int(form.cleaned_data[name]) for name in ("from", "to"))
        rows = compare_versions(row, ReadingDates(date.max, today), before, after)
        named = dict(form.fields["from"].choices)  # type: ignore[attr-defined]
        names = {"since": named[str(before)], "until": named[str(after)]}
    context = {
        **FRAME,
        "agreement": row,
        "name": str(row.name),
        "title": _describe_changes(len(rows)),
        "form": form,
        "rows": rows,
        **names,
        "compared": form.is_valid(),
    }
    return render(request, "programme/agreements/versions.html", context, status=422 if form.errors else 200)


def _describe_changes(count: int) -> str:
    if not count:
        return localize("Rien ne diffère entre ces deux versions", "Nothing differs between these two versions")
    words = count_in_letters(count, masculine=True)
    if count == 1:
        return localize("Un changement entre ces deux versions", "One change between these two versions")
    return localize(
        f"{words.capitalize()} changements entre ces deux versions",
        f"{words.capitalize()} changes between these two versions",
    )


def _list_versions(agreement: Agreement, standing: AgreementStanding) -> list[dict[str, Any]]:
    """The versions in force, each with what it changes of the one before."""
    changes = list_version_changes(agreement, standing.versions, standing.dates)
    files: dict[int, list[AgreementFile]] = {}
    for one in AgreementFile.objects.for_agreement(agreement):
        if standing.dates.is_known(one.known_at):
            files.setdefault(one.version_id, []).append(one)
    return [
        {"row": one, "changes": changes.get(one.number, ()), "files": files.get(one.pk, ())}
        for one in standing.versions
    ]


def _show_shipped(request: HttpRequest, agreement: ShippedAgreement) -> HttpResponse:
    register = current_register()
    sums = build_shipped_sums(agreement, register)
    context = {
        **FRAME,
        "agreement": agreement,
        **_read_term(agreement),
        "name": str(agreement.title),
        "title": build_shipped_title(agreement, sums),
        "sums": sums,
        "texts": count_in_letters(len(sums.rows), masculine=True).capitalize(),
        "objectives": list(list_shipped_objectives(agreement, register)),
    }
    return render(request, "programme/agreements/shipped.html", context)


def _read_term(agreement: ShippedAgreement) -> dict[str, Any]:
    period = agreement.period
    return {"starts": period.start, "ends": period.end} if period is not None else {}


def _describe_spending(standing: AgreementStanding) -> str:
    lang = source_language()
    accepted, waiting = write_sum(standing.accepted_amount, lang), standing.spent_amount - standing.accepted_amount
    if not waiting:
        return localize(
            f"Tout ce qui est justifié est accepté : {accepted}", f"All that is accounted for is accepted: {accepted}"
        )
    left = write_sum(abs(waiting), lang)
    if waiting < 0:
        return localize(
            f"{accepted} acceptés, soit {left} de plus que ce qui est justifié",
            f"{accepted} accepted, {left} more than is accounted for",
        )
    return localize(
        f"{accepted} acceptés, {left} attendent l’accord de l’administration",
        f"{accepted} accepted, {left} awaiting the authorities",
    )
