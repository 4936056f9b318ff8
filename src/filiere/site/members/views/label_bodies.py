"""The mandates for the staff, and in public who sits in the bodies of the label: name, college, seat, since when.

A mandate is public by its nature: whoever accepts one accepts that these four things are told, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.accounts.actions.approvals import act_or_request
from filiere.site.accounts.approval_rules import describe_approval
from filiere.site.accounts.decorators import FormWords, page
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.kit.act_views import PageAct
from filiere.site.members.actions.mandates import END_KIND, SEAT_KIND, end_mandate, is_judging_body, record_mandate
from filiere.site.members.forms import EndOfMandateForm, MandateForm
from filiere.site.members.label_bodies import COLLEGE_LABELS, INSTANCES, count_seats, format_seat, list_colleges
from filiere.site.members.models import Mandate, Organisation
from filiere.site.members.seat_incompatibilities import find_role_conflicts
from filiere.site.members.seat_requests import request_seat, request_seat_end
from filiere.site.members.views.common import directory_form_page, say_done_or_asked, show_act


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


def _build_row(mandate: Mandate, ends: dict[int, Approval]) -> dict[str, object]:
    return {
        "one": mandate,
        "instance": INSTANCES[mandate.instance],
        "college": COLLEGE_LABELS.get(mandate.college),
        "seat": format_seat(mandate.seat),
        "end_asked": ends.get(mandate.pk),
    }


def _record_or_request(*, actor: User, reason: str, organisation: str, substitute_of: str, **data: Any) -> Any:
    """Record a mandate, or ask for a judge's seat, which somebody else countersigns."""
    given = {
        "organisation": Organisation.objects.for_key(organisation),
        "substitute_of": Mandate.objects.for_substitutes().filter(pk=substitute_of or 0).first(),
        **data,
    }
    return act_or_request(
        lambda: record_mandate(actor=actor, **given), lambda: request_seat(actor=actor, **given, reason=reason)
    )


def _end_or_request(row: Mandate, *, actor: User, on: date, reason: str = "") -> Mandate | Approval:
    """End a mandate, or ask for the end of that of a judge."""
    if is_judging_body(row.instance):
        return request_seat_end(actor=actor, mandate=row, on=on, reason=reason)
    return end_mandate(actor=actor, mandate=row, on=on)


_ASKED = Text(
    fr="Demande enregistrée. Une autre personne de l’équipe doit la contresigner.",
    en="Request recorded. Another member of staff must countersign it.",
)


def _lead_on(_row: Mandate | None, made: Any) -> str:
    return reverse("accounts:approval", args=[made.key]) if isinstance(made, Approval) else reverse("members:mandates")


record_mandate_page = directory_form_page(
    "mandate:record",
    PageAct(
        _record_or_request,
        say_done_or_asked(Text(fr="Mandat inscrit.", en="Mandate recorded."), _ASKED),
        MandateForm,
        form_options=lambda _request, _nothing: {"holders": Mandate.objects.for_substitutes()},
        back=_lead_on,
    ),
    FormWords(
        Text(fr="Inscrire un mandat", en="Record a mandate"),
        note=Text(
            fr=(
                "Un siège du comité ou de l’instance de recours doit être demandé : une autre personne de l’équipe "
                "contresigne, et rien n’est inscrit avant. De même pour tout autre siège dont l’organisation "
                "écarterait un membre votant d’un dossier. La personne et tous les membres de l’instance sont "
                "avertis par e-mail."
            ),
            en="A seat on the committee or the appeal panel must be requested: another member of staff countersigns, "
            "and nothing is recorded until then. The same applies to any other seat whose organisation would "
            "disqualify a voting member from a dossier. The person and all members of the body are notified.",
        ),
    ),
    back="members:mandates",
)
"""The form of a mandate: it records one, or asks for a judge's seat."""

_END_OF_JUDGE = Text(
    fr=(
        "La fin du mandat d’un membre votant doit être demandée : une autre personne de l’équipe contresigne, et "
        "le siège reste occupé jusque-là. La personne et tous les membres de l’instance sont avertis par e-mail."
    ),
    en="Ending a voting member’s mandate must be requested: another member of staff countersigns, and the "
    "seat is held until then. The person and all members of the body are notified.",
)

end_mandate_page = directory_form_page(
    "mandate:record",
    PageAct(
        _end_or_request,
        say_done_or_asked(Text(fr="Fin inscrite.", en="End recorded."), _ASKED),
        EndOfMandateForm,
        form_options=lambda _request, row: {"asks": is_judging_body(row.instance)},
        back=_lead_on,
    ),
    lambda row: FormWords(
        Text(fr="Mettre fin à un mandat", en="End a mandate"),
        f"{row.user.name} · {format_seat(row.seat)}",
        note=_END_OF_JUDGE if is_judging_body(row.instance) else "",
    ),
    frame=lambda request, _things, *page: show_act(request, (), *page),
    find=lambda _request, number: get_object_or_404(Mandate.objects.for_staff(), pk=number),
    back="members:mandates",
)
"""The end of a mandate, which takes two people for that of a judge."""
