"""The public page of the bodies, sessions, and what the staff and the chair do in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.core.collation import collation_key
from filiere.referentials.voting import QuorumForecast, forecast_quorum
from filiere.site.accounts.decorators import act_page, form_page
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.committee.actions import sessions as acts
from filiere.site.committee.agenda import (
    UNDER_WAY_STATUSES,
    Sitting,
    compute_last_day,
    find_closing_request,
    has_hour_come,
    is_agenda_open,
    list_waiting_dossiers,
    load_current_rules,
)
from filiere.site.committee.code_labels import HEARING_LABELS, PLACE_LABELS, STATUS_LABELS, choice_label, seat_label
from filiere.site.committee.exclusion_reasons import GRADE_LABELS
from filiere.site.committee.forms import BODY_LABELS, SessionForm
from filiere.site.committee.minutes import PublicMinutes, load_public_minutes
from filiere.site.committee.models import Item, Session
from filiere.site.committee.pdf_records import join_names
from filiere.site.committee.querysets import is_seated, list_instances
from filiere.site.committee.seat_composition import load_composition
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties


@dataclass(frozen=True, slots=True)
class CollegeRow:
    """A college as the page of composition shows it."""

    name: str
    seats: int
    held: int
    substitutes: int
    wanted: int
    bodies: str


def build_college_rows(instance: str, day: date) -> tuple[list[CollegeRow], QuorumForecast]:
    """A body by colleges: seats, how many are held and by whom they were named, and the best quorum that can come."""
    rules = load_current_rules(instance)
    body = load_composition(rules, day)
    held = {one.seat for one in body.members if not one.substitute}
    rows = []
    for college in rules.colleges:
        seats = [one for one in body.seats if one.college == college.key]
        keys = {one.key for one in seats}
        named = {one.organisation.name for one in body.mandates if one.college == college.key and one.organisation}
        rows.append(
            CollegeRow(
                str(college.text),
                len(seats),
                len(keys & held),
                sum(one.substitute and one.seat in keys for one in body.members),
                rules.per_college,
                ", ".join(sorted(named, key=collation_key)),
            )
        )
    return rows, forecast_quorum(rules, body.seats, body.members, ())


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who sits, by college; when they sit; what they decided."""
    day = timezone.localdate()
    bodies = []
    for key, name in BODY_LABELS.items():
        rows, ahead = build_college_rows(key, day)
        bodies.append(
            {
                "key": key,
                "name": str(name),
                "colleges": rows,
                "total": load_current_rules(key).total,
                "possible": ahead.is_possible,
                "why": [str(one) for one in ahead.why],
                "mine": is_seated(request.user, key),
                "names_bodies": any(row.bodies for row in rows),
            }
        )
    found = Session.objects.visible_to(request.user)
    mine = list_instances(request.user)
    return render(
        request,
        "committee/home.html",
        {
            "nav": "label",
            "bodies": bodies,
            "coming": [
                (one, str(BODY_LABELS[one.instance]))
                for one in sorted(found, key=lambda one: (one.day, one.time))
                if one.closed_at is None and (one.opened_at or one.day >= day)
            ],
            "held": _list_minutes([one for one in found if one.minutes_sha256]),
            "member": bool(mine),
            "staff": allowed(request.user, "session:call"),
        },
    )


def _list_minutes(held: list[Session]) -> list[tuple[date, list[tuple[Session, str, list[dict[str, str]]]]]]:
    """The sessions that have minutes by day, the last first: each with its body and, case by case, what it decided."""
    found = []
    for day, sessions in groupby(
        sorted(held, key=lambda one: (-one.day.toordinal(), one.time)), key=lambda one: one.day
    ):
        rows = []
        for session in sessions:
            minutes = load_public_minutes(session)
            items = minutes.body["items"] if minutes is not None else ()
            decided = [
                {
                    "organisation": item["organisation"] or "",
                    "question": str(Text(**item["question"])),
                    "carried": carried,
                    "words": _choice_text(carried) if carried else "",
                }
                for item in items
                if item["status"] == Item.Status.DECIDED
                for carried in [(item["minutes"] or {}).get("outcome", {}).get("carried") or ""]
            ]
            rows.append((session, str(BODY_LABELS[session.instance]), decided))
        found.append((day, rows))
    return found


def _render_call(request: HttpRequest, bound: dict[str, Any], status: int) -> HttpResponse:
    context = {"nav": "label", "form": bound.get("", SessionForm())}
    return render(request, "committee/call.html", context, status=status)


call_session_page = form_page(
    "session:call",
    PageAct(acts.call_session, form=SessionForm, back=lambda _, made: _find_address(made)),
    show=_render_call,
    back="committee:home",
)
"""Calling a session."""


def find_session(request: HttpRequest, key: str) -> Session:
    """Return a session that the reader may see."""
    session = Session.objects.visible_to(request.user).for_key(key)
    if session is None:
        refuse_hidden(request.user, "session:read", subject_kind="session", subject_id=key, rows=Session, key=key)
    return session


@require_safe
def session(request: HttpRequest, key: str) -> HttpResponse:
    """A session: to its members and the staff all of it; to the public its minutes, once sealed."""
    found = find_session(request, key)
    inside = found.instance in list_instances(request.user)
    context: dict[str, Any] = {
        "nav": "label",
        "session": found,
        "body": str(BODY_LABELS[found.instance]),
        "inside": inside,
    }
    if minutes := load_public_minutes(found):
        context["public"] = _build_public_context(minutes)
    if inside:
        context |= _build_member_context(request, found)
    return render(request, "committee/session.html", context)


def _build_public_context(minutes: PublicMinutes) -> dict[str, Any]:
    lang = current_lang()
    body = minutes.body
    colleges = {one.key: one.text for one in load_current_rules(body["instance"]).colleges}
    names = {key: str(text) for key, text in colleges.items()}
    items = []
    for item in body["items"]:
        vote = item["minutes"] or {}
        told = vote.get("votes") or ()
        choices = list(dict.fromkeys(key for group in told for key in group["counts"]))
        items.append(
            {
                **item,
                "question": item["question"][lang],
                "status_words": str(STATUS_LABELS[item["status"]]),
                "why": (item["fallen_why"] or {}).get(lang, ""),
                "heard_words": str(HEARING_LABELS[item["heard"]]),
                "explained": [said[lang] for said in item["explained"]],
                "choices": [_choice_text(key) for key in choices],
                "votes": [
                    (
                        str(join_names(tuple(group["colleges"]), colleges)),
                        [group["counts"].get(name, 0) for name in choices],
                    )
                    for group in told
                ],
                "recusals": [
                    (
                        names.get(out["college"], out["college"]),
                        str(seat_label(out["seat"])) if out["seat"] else "",
                        ", ".join(map(_grade_text, out["grades"])),
                    )
                    for out in vote.get("recusals", ())
                ],
                "minority": [
                    {**said, "college": names.get(said["college"], said["college"])} for said in item["minority"]
                ],
                "seal": vote.get("seal", ""),
                "snapshot": (vote.get("papers") or {}).get("snapshot", ""),
                "release": vote.get("release", ""),
            }
        )
    exceptions = [
        {**one, "words": one["words"][lang], "colleges": ", ".join(names.get(key, key) for key in one["colleges"])}
        for one in body["exceptions"]
    ]
    return {
        "items": items,
        "colleges": [(names.get(key, key), row) for key, row in body["colleges"].items()],
        "exceptions": exceptions,
        "sha256": minutes.sha256,
        "sealed_as": minutes.sealed_as,
    }


def _choice_text(key: str) -> str:
    return str(choice_label(key))


def _grade_text(key: str) -> str:
    return str(GRADE_LABELS[key]) if key in GRADE_LABELS else key


def _build_member_context(request: HttpRequest, found: Session) -> dict[str, Any]:
    lang, day = current_lang(), timezone.localdate()
    body = load_composition(load_current_rules(found.instance), found.day)
    names = {one.key: str(one.text) for one in load_current_rules(found.instance).colleges}
    attendances = list(found.attendances.select_related("user"))
    there = {one.user_id for one in attendances if one.left_at is None}
    agenda = []
    for item in found.items.select_related("dossier__organisation"):
        item.session = found
        readable = not find_parties(request.user, item.dossier).isdisjoint({"staff", found.instance})
        ahead = Sitting(item, found.day).best_quorum if readable and item.status == Item.Status.LISTED else None
        agenda.append(
            {
                "item": item,
                "readable": readable,
                "status": str(STATUS_LABELS[item.status]),
                "why": (item.fallen_why or {}).get(lang, ""),
                "impossible": [str(one) for one in ahead.why] if ahead and not ahead.is_possible else [],
            }
        )
    seats = []
    by_seat = {one.seat: one for one in attendances if one.left_at is None}
    for seat in body.seats:
        people = [one for one in body.members if one.seat == seat.key]
        who = [(body.people[one.person], one.substitute, body.people[one.person].pk in there) for one in people]
        place = str(PLACE_LABELS["here" if seat.key in by_seat else "away"])
        seats.append((str(seat_label(seat.key)), names[seat.college], who, place))
    over = found.closed_at is None and day > compute_last_day(found, [one["item"].status for one in agenda])
    asked = find_closing_request(found) if found.is_running and not over else None
    staff = allowed(request.user, "session:call")
    sits = is_seated(request.user, found.instance)
    return {
        "agenda": agenda,
        "seats": seats,
        "staff": staff,
        "sits": sits,
        "here": request.user.pk in there,
        "over": over,
        # A vote that is under way is concluded before anybody closes.
        "closes": over or all(one["item"].status not in UNDER_WAY_STATUSES for one in agenda),
        "closing": (asked.user.name, names[asked.college]) if asked else None,
        "opens": found.day == day and has_hour_come(found),
        "waiting": _list_waiting(request, found.instance) if staff and is_agenda_open(found, day) else [],
        "agenda_fixed": staff and found.closed_at is None and not is_agenda_open(found, day),
    }


def _list_waiting(request: HttpRequest, instance: str) -> list[Dossier]:
    found = list_waiting_dossiers(instance)
    seen = Dossier.objects.visible_to(request.user).filter(pk__in=[one.pk for one in found])
    keys = set(seen.values_list("pk", flat=True))
    return [one for one in found if one.pk in keys]


def _closing_message(made: Session) -> Text:
    if made.closed_at is not None:
        return Text(fr="Séance close, compte rendu scellé.", en="Session closed, minutes sealed.")
    return Text(
        fr="Vous avez demandé la clôture. Un point n’a pas été examiné : un membre présent d’un autre collège doit la "
        "confirmer.",
        en="You have asked to close. An item is outstanding: a member present from another college must confirm.",
    )


def _find_dossier(request: HttpRequest, _session: Session) -> dict[str, Any]:
    found = Dossier.objects.visible_to(request.user).filter(key=request.POST.get("dossier", "")[:40])
    return {"dossier": get_object_or_404(found)}


def _find_address(session: Session) -> str:
    return reverse("committee:session", args=[session.key])


SESSION_ACTS = {
    "open": PageAct(acts.open_session, Text(fr="Séance ouverte.", en="Session opened.")),
    "close": PageAct(acts.close_session, _closing_message),
    "arrive": PageAct(
        acts.note_presence, Text(fr="Présence enregistrée.", en="Arrival recorded."), given={"there": True}
    ),
    "leave": PageAct(
        acts.note_presence, Text(fr="Départ enregistré.", en="Departure recorded."), given={"there": False}
    ),
    "list": PageAct(
        acts.put_on_agenda,
        Text(fr="Dossier inscrit à l’ordre du jour.", en="Dossier put on the agenda."),
        given=_find_dossier,
    ),
}
"""The acts of a session that ask for no words, by the end of their addresses."""

run_session_act = act_page(None, SESSION_ACTS, find=find_session, back=_find_address)
