"""The list of agreements, the page of one, and a report: open to all, read on any two dates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.agreements.models import Agreement
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
from filiere.site.programme.agreements.presenters.money import write_sum
from filiere.site.programme.agreements.shipped_agreements import (
    ShippedAgreement,
    find_shipped_agreement,
    list_shipped_agreements,
)
from filiere.site.programme.agreements.standing import AgreementStanding, read_standing
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
        shown = {"row": row, "title": str(row.name), "finding": build_title(standing)}
        (running if row.starts <= today <= row.ends else ended).append(shown)
    for shipped in list_shipped_agreements():
        finding = build_shipped_title(shipped, build_shipped_sums(shipped, register))
        old = {"key": shipped.id, "signed_on": shipped.signed} | _read_term(shipped)
        ended.append({"row": old, "title": str(shipped.title), "finding": finding})
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
    dates, form = read_dates(request.GET, today)
    standing = read_standing(row, dates)
    reads = allowed(request.user, "programme:read")
    context: dict[str, Any] = {
        **FRAME,
        "agreement": row,
        "name": str(row.name),
        "object": pair_words(row.object, row.object_en),
        "standing": standing,
        "dates_form": form,
        "past": dates != ReadingDates(today, today),
        "title": build_title(standing),
        "sums": build_statements_view(standing),
        "years": build_years_table(standing),
        "spending": draw_spending(standing) if standing.payments or standing.uses else None,
        "spending_title": _describe_spending(standing),
        "payments_title": describe_payments(standing),
        "objectives": list(list_objective_rows(standing)),
        "articles": _list_articles(standing),
        "periods": [one for one in row.periods.select_related("report") if one.starts <= dates.on],
        "questions": row.questions.select_related("asked_by") if reads else None,
        "may_edit": allowed(request.user, "programme:edit"),
        "may_control": allowed(request.user, "agreement:control"),
    }
    return render(request, "programme/agreements/agreement.html", context)


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
    accepted, waiting = write_sum(standing.accepted, lang), standing.spent - standing.accepted
    if not waiting:
        return localize(
            f"Tout ce qui est justifié est accepté : {accepted}", f"All that is accounted for is accepted: {accepted}"
        )
    left = write_sum(waiting, lang)
    return localize(
        f"{accepted} acceptés, {left} attendent l’accord de l’administration",
        f"{accepted} accepted, {left} awaiting the authorities",
    )


def _list_articles(standing: AgreementStanding) -> list[Any]:
    """The article of each number that the versions in force give last."""
    found = {}
    for version in standing.versions:
        for article in version.articles.all():
            found[article.number] = article
    return [found[number] for number in sorted(found)]
