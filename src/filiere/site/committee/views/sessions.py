"""The public page of the bodies, sessions, and what the staff and the chair do in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filiere.core import Text
from filiere.referentials.voting import Foreseen, foreseen
from filiere.site.accounts.access import needs, signed_in
from filiere.site.accounts.permissions import Permission, may
from filiere.site.accounts.refusals import refuse_unseen
from filiere.site.committee.actions import sessions as acts
from filiere.site.committee.agenda import (
    Sitting,
    agenda_open,
    asked_to_close,
    hour_has_come,
    last_day,
    rules_today,
    waiting,
)
from filiere.site.committee.documents import joined_names
from filiere.site.committee.forms import BODIES, SessionForm
from filiere.site.committee.models import Item, Session
from filiere.site.committee.publishing import PublicMinutes, minutes_of
from filiere.site.committee.querysets import instances_of, seated_in
from filiere.site.committee.seats import composition
from filiere.site.committee.views.common import filled, tried
from filiere.site.committee.words import HEARD, PLACES, STATUSES, seat_words
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.templatetags.filiere import lang as current_lang


@dataclass(frozen=True, slots=True)
class College:
    """A college as the page of composition shows it."""

    name: str
    seats: int
    held: int
    substitutes: int
    wanted: int
    bodies: str


def colleges_of(instance: str, day: date) -> tuple[list[College], Foreseen]:
    """A body by colleges: seats, how many are held and by whom they were named, and the best quorum that can come."""
    rules = rules_today(instance)
    body = composition(rules, day)
    held = {one.seat for one in body.members if not one.substitute}
    rows = []
    for college in rules.colleges:
        seats = [one for one in body.seats if one.college == college.key]
        keys = {one.key for one in seats}
        named = {one.organisation.name for one in body.mandates if one.college == college.key and one.organisation}
        rows.append(
            College(
                str(college.text),
                len(seats),
                len(keys & held),
                sum(one.substitute and one.seat in keys for one in body.members),
                rules.per_college,
                ", ".join(sorted(named)),
            )
        )
    return rows, foreseen(rules, body.seats, body.members, ())


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who sits, by college; when they sit; what they decided."""
    _lang, day = current_lang(), timezone.localdate()
    bodies = []
    for key, name in BODIES.items():
        rows, ahead = colleges_of(key, day)
        bodies.append(
            {
                "key": key,
                "name": str(name),
                "colleges": rows,
                "total": rules_today(key).total,
                "possible": ahead.possible,
                "why": [str(one) for one in ahead.why],
                "mine": seated_in(request.user, key),
            }
        )
    found = Session.objects.visible_to(request.user)
    mine = instances_of(request.user)
    return render(
        request,
        "committee/home.html",
        {
            "nav": "label",
            "bodies": bodies,
            "coming": [
                (one, str(BODIES[one.instance]))
                for one in found
                if one.closed_at is None and (one.opened_at or one.day >= day)
            ],
            "held": [(one, str(BODIES[one.instance])) for one in found if one.minutes_sha256],
            "member": bool(mine),
            "staff": may(request.user, Permission.SESSION_CALL),
        },
    )


@needs(Permission.SESSION_CALL)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Calling a session."""
    form = SessionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        made: list[Session] = []

        def act(data: dict[str, Any]) -> None:
            made.append(acts.call_session(actor=request.user, **data))

        if filled(form, act):
            return redirect("committee:session", key=made[0].key)
    context = {"nav": "label", "form": form}
    return render(request, "committee/call.html", context, status=422 if form.errors else 200)


def find_session(request: HttpRequest, key: str) -> Session:
    """Return a session that the reader may see."""
    session = Session.objects.visible_to(request.user).for_key(key)
    if session is None:
        refuse_unseen(request.user, "session:read", subject_kind="session", subject_id=key, rows=Session, key=key)
    return session


@require_safe
def session(request: HttpRequest, key: str) -> HttpResponse:
    """A session: to its members and the staff all of it; to the public its minutes, once sealed."""
    found = find_session(request, key)
    inside = found.instance in instances_of(request.user)
    context: dict[str, Any] = {
        "nav": "label",
        "session": found,
        "body": str(BODIES[found.instance]),
        "inside": inside,
    }
    if minutes := minutes_of(found):
        context["public"] = _public(minutes)
    if inside:
        context |= _inside(request, found)
    return render(request, "committee/session.html", context)


def _public(minutes: PublicMinutes) -> dict[str, Any]:
    lang = current_lang()
    body = minutes.body
    colleges = {one.key: one.text for one in rules_today(body["instance"]).colleges}
    names = {key: str(text) for key, text in colleges.items()}
    items = []
    for one in body["items"]:
        vote = one["minutes"] or {}
        told = vote.get("votes") or ()
        choices = list(dict.fromkeys(key for group in told for key in group["counts"]))
        items.append(
            {
                **one,
                "question": one["question"][lang],
                "status_words": str(STATUSES[one["status"]]),
                "why": (one["fallen_why"] or {}).get(lang, ""),
                "heard_words": str(HEARD[one["heard"]]),
                "explained": [said[lang] for said in one["explained"]],
                "choices": [_choice(key) for key in choices],
                "votes": [
                    (
                        str(joined_names(tuple(group["colleges"]), colleges)),
                        [group["counts"].get(name, 0) for name in choices],
                    )
                    for group in told
                ],
                "recusals": [
                    (
                        names.get(out["college"], out["college"]),
                        str(seat_words(out["seat"])) if out["seat"] else "",
                        ", ".join(map(_grade, out["grades"])),
                    )
                    for out in vote.get("recusals", ())
                ],
                "minority": [
                    {**said, "college": names.get(said["college"], said["college"])} for said in one["minority"]
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


def _choice(key: str) -> str:
    from filiere.site.committee.words import choice_words

    return str(choice_words(key))


def _grade(key: str) -> str:
    from filiere.site.committee.interests import GRADES

    return str(GRADES[key]) if key in GRADES else key


def _inside(request: HttpRequest, found: Session) -> dict[str, Any]:
    lang, day = current_lang(), timezone.localdate()
    body = composition(rules_today(found.instance), found.day)
    names = {one.key: str(one.text) for one in rules_today(found.instance).colleges}
    attendances = list(found.attendances.select_related("user"))
    there = {one.user_id for one in attendances if one.left_at is None}
    agenda = []
    for item in found.items.select_related("dossier__organisation"):
        item.session = found
        readable = not parties_of(request.user, item.dossier).isdisjoint({"staff", found.instance})
        ahead = Sitting(item, found.day).foreseen if readable and item.status == Item.Status.LISTED else None
        agenda.append(
            {
                "item": item,
                "readable": readable,
                "status": str(STATUSES[item.status]),
                "why": (item.fallen_why or {}).get(lang, ""),
                "impossible": [str(one) for one in ahead.why] if ahead and not ahead.possible else [],
            }
        )
    seats = []
    by_seat = {one.seat: one for one in attendances if one.left_at is None}
    for seat in body.seats:
        people = [one for one in body.members if one.seat == seat.key]
        who = [(body.people[one.person], one.substitute, body.people[one.person].pk in there) for one in people]
        place = str(PLACES["here" if seat.key in by_seat else "away"])
        seats.append((str(seat_words(seat.key)), names[seat.college], who, place))
    over = found.closed_at is None and day > last_day(found, [one["item"].status for one in agenda])
    asked = asked_to_close(found) if found.running and not over else None
    staff = may(request.user, Permission.SESSION_CALL)
    sits = seated_in(request.user, found.instance)
    return {
        "agenda": agenda,
        "seats": seats,
        "staff": staff,
        "sits": sits,
        "here": request.user.pk in there,
        "over": over,
        "closing": (asked.user.name, names[asked.college]) if asked else None,
        "opens": found.day == day and hour_has_come(found),
        "waiting": _waiting(request, found.instance) if staff and agenda_open(found, day) else [],
        "agenda_fixed": staff and found.closed_at is None and not agenda_open(found, day),
    }


def _waiting(request: HttpRequest, instance: str) -> list[Dossier]:
    found = waiting(instance)
    seen = Dossier.objects.visible_to(request.user).filter(pk__in=[one.pk for one in found])
    keys = set(seen.values_list("pk", flat=True))
    return [one for one in found if one.pk in keys]


@require_POST
@signed_in
def do(request: HttpRequest, key: str, act: str) -> HttpResponse:
    """The acts of a session that ask for no words."""
    found = find_session(request, key)
    actor: Any = request.user
    if act == "open":
        tried(request, lambda: acts.open_session(found, actor=actor), _said("Séance ouverte.", "Session opened."))
    elif act == "close":
        tried(request, lambda: acts.close_session(found, actor=actor), _said_of_closing)
    elif act in ("arrive", "leave"):
        there = act == "arrive"
        said = _said("Présence notée.", "Presence noted.") if there else _said("Départ noté.", "Leaving noted.")
        tried(request, lambda: acts.note_presence(found, actor=actor, there=there), said)
    elif act == "list":
        dossier = Dossier.objects.visible_to(actor).filter(key=request.POST.get("dossier", "")[:40]).first()
        if dossier is None:
            raise Http404
        said = _said("Dossier inscrit à l’ordre du jour.", "Dossier put on the agenda.")
        tried(request, lambda: acts.put_on_agenda(found, dossier, actor=actor), said)
    else:
        raise Http404
    return redirect("committee:session", key=found.key)


def _said_of_closing(made: Session) -> Text:
    if made.closed_at is not None:
        return _said("Séance close, compte rendu scellé.", "Session closed, minutes sealed.")
    return _said(
        "Vous demandez la clôture. Un point n’a pas été examiné : un membre présent d’un autre collège la confirme.",
        "You have asked to close. An item is outstanding: a member present from another college must confirm.",
    )


def _said(fr: str, en: str) -> Text:
    return Text(fr=fr, en=en)
