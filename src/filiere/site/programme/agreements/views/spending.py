"""The space of the public authorities: spending against targets in every running agreement, their questions, their
seats."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.site.accounts.decorators import page
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.rights import allowed
from filiere.site.members.label_bodies import INSTANCES, format_seat
from filiere.site.members.models import Mandate
from filiere.site.programme.agreements.models import Agreement, Question
from filiere.site.programme.agreements.presenters.agreement import draw_spending, list_objective_rows
from filiere.site.programme.agreements.presenters.money import write_sum
from filiere.site.programme.agreements.presenters.spending import list_disagreements, list_region_rows
from filiere.site.programme.agreements.standing import AgreementStanding, read_standing
from filiere.site.programme.reading_dates import ReadingDates, read_dates

STATE_COLLEGE = "state"


@page("programme:read")
@require_safe
def show_spending(request: HttpRequest) -> HttpResponse:
    """Every agreement that runs on a day, its money beside its objectives, from what was known on a day."""
    today = timezone.localdate()
    dates, form = read_dates(request.GET, today)
    known = [one for one in Agreement.objects.for_day(dates.on) if dates.is_known(one.recorded_at)]
    standings = [read_standing(one, dates) for one in known]
    seats = Mandate.objects.current(today).filter(college=STATE_COLLEGE).select_related("user")
    context = {
        "nav": "programme",
        "here": "programme:spending",
        "title": _build_title(standings),
        "shown": [
            {
                "standing": one,
                "agreement": one.agreement,
                "spending": draw_spending(one),
                "objectives": list(list_objective_rows(one)),
                "regions": list_region_rows(one),
                "disagreements": list(list_disagreements(one)),
            }
            for one in standings
        ],
        "dates_form": form,
        "past": dates != ReadingDates(today, today),
        "back": reverse("programme:spending"),
        "questions": Question.objects.for_pending(),
        "seats": [(INSTANCES[one.instance], format_seat(one.seat), one.user.name) for one in seats],
        "may_control": allowed(request.user, "agreement:control"),
    }
    return render(request, "programme/agreements/spending.html", context, status=422 if form.errors else 200)


def _build_title(standings: list[AgreementStanding]) -> str:
    if not standings:
        return localize("Aucune convention n’est en cours", "No agreement is running")
    lang = source_language()
    paid, accepted = (sum(getattr(one, name) for one in standings) for name in ("paid_amount", "accepted_amount"))
    said, taken = write_sum(paid, lang), write_sum(accepted, lang)
    reached = sum(row["reached"] for one in standings for row in list_objective_rows(one))
    every = sum(len(one.objectives) for one in standings)
    many = "s" if reached > 1 else ""
    count = f"{reached} objectif{many} atteint{many}" if reached else "aucun objectif atteint"
    return localize(
        f"{said} versés, {taken} acceptés, {count} sur {every}",
        f"{said} paid, {taken} accepted, {reached or 'none'} of {every} objectives reached",
    )
