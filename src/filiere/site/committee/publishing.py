"""The public minutes: of an item, which anyone can count again, and of a session, which gathers them.

Nothing here names who voted what. A company is named only where the procedure itself makes the outcome public; a
refusal is told to the company and to the State, and the public reads its dossier's key.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from filiere.core import Text
from filiere.referentials.voting import Placed, Seat, decide, public_minutes, quorum
from filiere.site.committee.agenda import Sitting, hearing_on, rules_today
from filiere.site.committee.models import ExceptionAct, Item, Session
from filiere.site.committee.seats import composition
from filiere.site.dossiers.models import Dossier, Event, Snapshot
from filiere.site.dossiers.running import rules_of

FORMAT = "filiere-session-1"


def item_minutes(item: Item, day: date) -> dict[str, Any]:
    """Return the public minutes of an item from what was kept when its ballots were opened."""
    sitting = Sitting(item, day)
    places = tuple(
        Placed(Seat(one["seat"], one["college"]), one["place"], grades=tuple(one["grades"])) for one in item.seats or ()
    )
    rows = list(item.ballots.values_list("round", "seat", "commitment"))
    voted = {seat for number, seat, _ in rows if number == 2}
    counts = item.second_counts or {}
    outcome = decide(sitting.rules, sitting.question, counts, quorum(sitting.rules, places, voted))
    return public_minutes(
        sitting.rules,
        sitting.papers,
        places,
        outcome,
        counts,
        first=item.first_counts,
        commitments={n: [mark for number, _, mark in rows if number == n] for n in (1, 2)},
        put_off_before=item.put_off_before,
    )


def session_minutes(session: Session, day: date) -> dict[str, Any]:
    """Return the public minutes of a session; exceptions not yet published are taken in."""
    body = composition(rules_today(session.instance), day)
    came = Counter(session.attendances.values_list("college", flat=True))
    taken = {one.seat for one in body.members}
    colleges = {
        college.key: {
            "seats": sum(seat.college == college.key for seat in body.seats),
            "held": sum(seat.college == college.key and seat.key in taken for seat in body.seats),
            "came": came.get(college.key, 0),
        }
        for college in rules_today(session.instance).colleges
    }
    exceptions = []
    if session.instance == "committee":
        fresh = ExceptionAct.objects.filter(done_on__isnull=False, published_in__isnull=True)
        for one in fresh.select_related("dossier"):
            exceptions.append(_exception(one))
            one.published_in = session
            one.save(update_fields=["published_in"])
    return {
        "format": FORMAT,
        "session": session.key,
        "instance": session.instance,
        "day": session.day.isoformat(),
        "place": session.place,
        "colleges": colleges,
        "items": [_item(one) for one in session.items.select_related("dossier__organisation")],
        "exceptions": exceptions,
    }


def named_publicly(item: Item) -> bool:
    """Whether the outcome is one that the procedure tells the public."""
    event = Event.objects.filter(dossier=item.dossier, number=item.event).first() if item.event else None
    if event is None:
        return False
    tells = rules_of(item.dossier).steps[event.step].tells
    return "register" in tells or "minutes" in tells


def body_of(dossier: Dossier, snapshot: str) -> dict[str, Any] | None:
    """Return what was frozen under a fingerprint; None once erased."""
    row = Snapshot.objects.filter(dossier=dossier, sha256=snapshot).order_by("-pk").first()
    return row.body if row is not None and isinstance(row.body, dict) else None


def sampling_of(dossier: Dossier, snapshot: str) -> dict[str, Any] | None:
    """Return what it takes to draw the audited sites again, from the papers that were voted on."""
    body = body_of(dossier, snapshot) or {}
    report = body.get("final_report")
    found = report.get("sampling") if isinstance(report, dict) else body.get("sampling")
    return found if isinstance(found, dict) else None


def _exception(one: ExceptionAct) -> dict[str, Any]:
    words = rules_of(one.dossier).words("act", one.action)
    return {
        "dossier": one.dossier.key,
        "action": one.action,
        "words": {"fr": words.fr, "en": words.en},
        "colleges": [one.first_college, one.second_college],
        "day": one.done_on.isoformat() if one.done_on else None,
        "reasons": one.reasons,
    }


def _item(item: Item) -> dict[str, Any]:
    named = named_publicly(item)
    hearing = hearing_on(item)
    decided = item.status == Item.Status.DECIDED
    sitting = Sitting(item)
    return {
        "number": item.number,
        "item": item.key,
        "dossier": item.dossier.key,
        "organisation": item.dossier.organisation.name if named else None,
        "question": _plain(sitting.question.title),
        "status": item.status,
        "fallen_why": item.fallen_why,
        "heard": hearing.outcome if hearing is not None else "",
        "minutes": item.minutes,
        "reasons": item.reasons if decided and named else None,
        "plan_asked": bool(item.plan),
        "explained": (item.outcome or {}).get("reasons", []) if decided else [],
        "minority": [
            {"college": one.college, "text": one.text, "name": one.user.name if one.named else None}
            for one in item.dissents.select_related("user")
        ]
        if named
        else [{"college": one.college, "text": None, "name": None} for one in item.dissents.all()],
        "sampling": sampling_of(item.dossier, item.snapshot_sha256) if decided and named else None,
    }


def _plain(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}
