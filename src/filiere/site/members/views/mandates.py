"""The mandates for the staff, and in public who sits in the bodies of the label: name, college, seat, since when.

A mandate is public by its nature: whoever accepts one accepts that these four things are told, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Text
from filiere.site.accounts.actions.approvals import act_or_request
from filiere.site.accounts.approvals import describe_approval
from filiere.site.accounts.decorators import page
from filiere.site.accounts.models_approvals import Approval
from filiere.site.kit.forms import run_form_act
from filiere.site.members.actions.mandates import END_KIND, SEAT_KIND, end_mandate, is_judging_body, record_mandate
from filiere.site.members.colleges import COLLEGE_LABELS, INSTANCES, count_seats, format_seat, list_colleges
from filiere.site.members.forms import EndForm, EndOfMandateForm, MandateForm
from filiere.site.members.incompatibilities import find_role_conflicts
from filiere.site.members.mandate_requests import request_seat, request_seat_end
from filiere.site.members.models import Mandate, Organisation


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat as everybody sees it."""

    name: str
    seat: Text
    since: date
    organisation: str
    substitute: str


@dataclass(frozen=True, slots=True)
class CollegeRow:
    """A college with those who sit in it, and how many seats are empty; None when the number is not set."""

    title: Text
    seats: tuple[SeatRow, ...]
    empty: int | None


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body with its colleges."""

    key: str
    title: Text
    colleges: tuple[CollegeRow, ...]


def list_bodies(day: date) -> list[BodyRow]:
    """Who sits in each body on a day."""
    rows = list(Mandate.objects.current(day).select_related("user", "organisation").order_by("seat", "pk"))
    stand_ins = {one.substitute_of_id: one.user.name for one in rows if one.substitute_of_id}
    found = []
    for key, title in INSTANCES.items():
        wanted = count_seats(key, day)
        colleges = []
        for college in list_colleges(key, day):
            held = tuple(
                SeatRow(
                    one.user.name,
                    format_seat(one.seat),
                    one.since,
                    one.organisation.name if one.organisation is not None else "",
                    stand_ins.get(one.pk, ""),
                )
                for one in rows
                if (one.instance, one.college) == (key, college) and one.substitute_of_id is None
            )
            empty = max(0, wanted[college] - len(held)) if college in wanted else None
            colleges.append(CollegeRow(COLLEGE_LABELS.get(college) or Text.same(college), held, empty))
        found.append(BodyRow(key, title, tuple(colleges)))
    return found


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """The public page of who sits in the bodies of the label today."""
    day = timezone.localdate()
    return render(request, "members/bodies.html", {"nav": "label", "bodies": list_bodies(day), "day": day})


@page("mandate:record")
@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """Every mandate, those that run first; what was asked and waits for a second person stands where it would be."""
    day = timezone.localdate()
    rows = Mandate.objects.for_staff()
    waiting = Approval.objects.visible_to(request.user).waiting(timezone.now()).filter(kind__in=(SEAT_KIND, END_KIND))
    waiting = waiting.select_related("asked_by")
    ends = {one.payload["mandate"]: one for one in waiting if one.kind == END_KIND}
    context = {
        "nav": "staff",
        "two_hats": list(find_role_conflicts(day)),
        "asked": [(one, describe_approval(one)) for one in waiting if one.kind == SEAT_KIND],
        "running": [_build_row(one, ends) for one in rows.current(day)],
        "coming": [_build_row(one, ends) for one in rows.filter(since__gt=day)],
        "past": [_build_row(one, {}) for one in rows.filter(until__lt=day).order_by("-until")],
    }
    return render(request, "members/mandates.html", context)


def _build_row(one: Mandate, ends: dict[int, Approval]) -> dict[str, object]:
    return {
        "one": one,
        "instance": INSTANCES[one.instance],
        "college": COLLEGE_LABELS.get(one.college),
        "seat": format_seat(one.seat),
        "end_asked": ends.get(one.pk),
    }


@page("mandate:record")
@require_http_methods(["GET", "HEAD", "POST"])
def record_mandate_page(request: HttpRequest) -> HttpResponse:
    """The form of a mandate: it records one, or asks for a judge's seat, which somebody else countersigns."""
    holders = Mandate.objects.for_substitutes()
    form = MandateForm(request.POST or None, holders=holders)
    asked: list[Approval] = []

    def act() -> None:
        data = form.cleaned_data
        given: dict[str, Any] = {
            "actor": request.user,
            "user": data["user"],
            "instance": data["instance"],
            "college": data["college"],
            "seat": data["seat"],
            "since": data["since"],
            "until": data["until"],
            "organisation": Organisation.objects.for_key(data["organisation"]),
            "substitute_of": holders.filter(pk=data["substitute_of"]).first() if data["substitute_of"] else None,
        }
        made = act_or_request(lambda: record_mandate(**given), lambda: request_seat(**given, reason=data["reason"]))
        asked.extend([made] if made is not None else [])

    if request.method == "POST" and run_form_act(request, form, act):
        return _redirect_after(request, asked, Text(fr="Mandat inscrit.", en="Mandate recorded."))
    context = {
        "nav": "staff",
        "form": form,
        "title": Text(fr="Inscrire un mandat", en="Record a mandate"),
        "lede": Text(
            fr="Un siège du comité ou de l’instance de recours se demande : une autre personne de l’équipe le "
            "contresigne, et rien n’est inscrit avant. De même d’un autre siège dont l’organisation tiendrait un juge "
            "hors d’un dossier. La personne et tous les membres de l’instance en reçoivent une lettre.",
            en="A seat on the committee or the appeal panel must be requested: another member of staff countersigns, "
            "and nothing is recorded until then. The same applies to any other seat whose organisation would "
            "disqualify a voting member from a dossier. The person and all members of the body are notified.",
        ),
    }
    return render(request, "members/form.html", context, status=422 if form.errors else 200)


@page("mandate:record")
@require_http_methods(["GET", "HEAD", "POST"])
def end_mandate_page(request: HttpRequest, number: int) -> HttpResponse:
    """The end of a mandate, which takes two people for that of a judge."""
    user: Any = request.user
    row = get_object_or_404(Mandate.objects.for_staff(), pk=number)
    two = is_judging_body(row.instance)
    kind = EndOfMandateForm if two else EndForm
    form = kind(request.POST or None, initial={"on": timezone.localdate()})
    asked: list[Approval] = []

    def act() -> None:
        on = form.cleaned_data["on"]
        if two:
            asked.append(request_seat_end(actor=user, mandate=row, on=on, reason=form.cleaned_data["reason"]))
        else:
            end_mandate(actor=user, mandate=row, on=on)

    if request.method == "POST" and run_form_act(request, form, act):
        return _redirect_after(request, asked, Text(fr="Fin inscrite.", en="End recorded."))
    title = Text(fr="Mettre fin à un mandat", en="End a mandate")
    context = {
        "nav": "staff",
        "form": form,
        "title": title,
        "about": f"{row.user.name} · {format_seat(row.seat)}",
        "asks": two,
        "lede": Text(
            fr="La fin du mandat d’un juge se demande : une autre personne de l’équipe contresigne, et le siège reste "
            "tenu jusque-là. La personne et tous les membres de l’instance en reçoivent une lettre.",
            en="Ending a voting member’s mandate must be requested: another member of staff countersigns, and the "
            "seat is held until then. The person and all members of the body are notified.",
        )
        if two
        else None,
    }
    return render(request, "members/form.html", context, status=422 if form.errors else 200)


def _redirect_after(request: HttpRequest, asked: list[Approval], said: Text) -> HttpResponse:
    """Lead to the request that was made, or back to the mandates when the act is done."""
    if asked:
        said = Text(
            fr="Demande faite. Une autre personne de l’équipe doit la contresigner.",
            en="Requested. Another member of staff must countersign it.",
        )
    messages.success(request, str(said))
    return redirect("accounts:approval", asked[0].key) if asked else redirect("members:mandates")
