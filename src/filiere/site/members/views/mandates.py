"""The mandates for the staff, and in public who sits in the bodies of the label: name, college, seat, since when.

A mandate is public by its nature: whoever accepts one accepts that these four things are told, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Text
from filiere.site.accounts.access import needs
from filiere.site.accounts.permissions import Permission
from filiere.site.members.actions.mandates import end_mandate, record_mandate
from filiere.site.members.colleges import COLLEGES, INSTANCES, colleges_of, seats_of
from filiere.site.members.forms import EndForm, MandateForm
from filiere.site.members.incompatibilities import two_hats
from filiere.site.members.models import Mandate, Organisation
from filiere.site.observatory.staff.forms import done


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat as everybody sees it."""

    name: str
    seat: str
    since: date
    organisation: str
    substitute: str


@dataclass(frozen=True, slots=True)
class CollegeShown:
    """A college with those who sit in it, and how many seats are empty; None when the number is not set."""

    title: Text
    seats: tuple[Seated, ...]
    empty: int | None


@dataclass(frozen=True, slots=True)
class Body:
    """A body with its colleges."""

    key: str
    title: Text
    colleges: tuple[CollegeShown, ...]


def bodies_on(day: date) -> list[Body]:
    """Who sits in each body on a day."""
    rows = list(Mandate.objects.current(day).select_related("user", "organisation").order_by("seat", "pk"))
    stand_ins = {one.substitute_of_id: one.user.name for one in rows if one.substitute_of_id}
    found = []
    for key, title in INSTANCES.items():
        wanted = seats_of(key, day)
        colleges = []
        for college in colleges_of(key, day):
            held = tuple(
                Seated(
                    one.user.name,
                    one.seat,
                    one.since,
                    one.organisation.name if one.organisation is not None else "",
                    stand_ins.get(one.pk, ""),
                )
                for one in rows
                if (one.instance, one.college) == (key, college) and one.substitute_of_id is None
            )
            empty = max(0, wanted[college] - len(held)) if college in wanted else None
            colleges.append(CollegeShown(COLLEGES.get(college) or Text.same(college), held, empty))
        found.append(Body(key, title, tuple(colleges)))
    return found


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """The public page of who sits in the bodies of the label today."""
    day = timezone.localdate()
    return render(request, "members/bodies.html", {"nav": "label", "bodies": bodies_on(day), "day": day})


@needs(Permission.MANDATE_RECORD)
@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """Every mandate, those that run first."""
    day = timezone.localdate()
    rows = Mandate.objects.for_staff()
    context = {
        "nav": "staff",
        "two_hats": list(two_hats(day)),
        "running": [_row(one) for one in rows.current(day)],
        "coming": [_row(one) for one in rows.filter(since__gt=day)],
        "past": [_row(one) for one in rows.filter(until__lt=day).order_by("-until")],
    }
    return render(request, "members/mandates.html", context)


def _row(one: Mandate) -> dict[str, object]:
    return {"one": one, "instance": INSTANCES[one.instance], "college": COLLEGES.get(one.college)}


@needs(Permission.MANDATE_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """The form of a mandate."""
    holders = Mandate.objects.for_substitutes()
    form = MandateForm(request.POST or None, holders=holders)

    def act() -> None:
        data = form.cleaned_data
        record_mandate(
            actor=request.user,
            user=data["user"],
            instance=data["instance"],
            college=data["college"],
            seat=data["seat"],
            since=data["since"],
            until=data["until"],
            organisation=Organisation.objects.for_key(data["organisation"]),
            substitute_of=holders.filter(pk=data["substitute_of"]).first() if data["substitute_of"] else None,
        )

    if request.method == "POST" and done(request, form, act, Text(fr="Mandat inscrit.", en="Mandate recorded.")):
        return redirect("members:mandates")
    context = {"nav": "staff", "form": form, "title": Text(fr="Inscrire un mandat", en="Record a mandate")}
    return render(request, "members/form.html", context, status=422 if form.errors else 200)


@needs(Permission.MANDATE_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, number: int) -> HttpResponse:
    """The end of a mandate."""
    row = get_object_or_404(Mandate.objects.for_staff(), pk=number)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and done(
        request,
        form,
        lambda: end_mandate(actor=request.user, mandate=row, on=form.cleaned_data["on"]),
        Text(fr="Fin inscrite.", en="End recorded."),
    ):
        return redirect("members:mandates")
    title = Text(fr="Mettre fin à un mandat", en="End a mandate")
    context = {"nav": "staff", "form": form, "title": title, "about": f"{row.user.name} · {row.seat}"}
    return render(request, "members/form.html", context, status=422 if form.errors else 200)
