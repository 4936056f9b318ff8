"""An item: what is proposed, what the vote is on, the quorum, who stays out, ballot, debate and decision.

The page is read by the members of its body who are not recused and by the label's staff, who see neither ballots nor
debate. Whoever may do nothing now reads why.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import act_page, page
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.committee import forms
from filiere.site.committee.actions import votes
from filiere.site.committee.actions.conclude_item import conclude_item
from filiere.site.committee.actions.sessions import take_off_agenda
from filiere.site.committee.agenda import (
    Sitting,
    compute_last_day,
    explain_fall,
    find_item_hearing,
    find_removal_objection,
    find_vote_request,
)
from filiere.site.committee.code_labels import HEARING_LABELS, PLACE_LABELS, STATUS_LABELS, choice_label
from filiere.site.committee.exclusion_reasons import GRADE_LABELS
from filiere.site.committee.item_papers import read_papers
from filiere.site.committee.minutes import list_published_reasons, load_sampling, load_snapshot_body
from filiere.site.committee.models import Ballot, Item, Note
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.file_responses import ReadingRecord, serve_file
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.views.common import render_dossier_page


def find_item(request: HttpRequest, dossier: Dossier, key: str) -> Item:
    """Return an item of this dossier; `Http404` for another’s, and for a member of the other body."""
    item = Item.objects.for_key(key)
    if item is None or item.dossier_id != dossier.pk:
        raise Http404
    held = find_parties(request.user, dossier)
    if held.isdisjoint({"staff", item.session.instance}):
        refuse_hidden(request.user, "committee:papers", subject_kind="item", subject_id=item.key)
    item.dossier = dossier
    return item


@require_safe
@page("committee:papers")
def item(request: HttpRequest, found: Dossier, item: str) -> HttpResponse:
    """The page."""
    return render_item(request, found, find_item(request, found, item))


def render_item(
    request: HttpRequest, found: Dossier, one: Item, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page of an item, with the forms of its present step; those refused, as they were written."""
    bound, lang = bound or {}, current_lang()
    user: Any = request.user
    sitting = Sitting(one, one.decided_on or one.session.day)
    seated = one.session.instance in find_parties(user, found)
    here = user.key in sitting.present
    today = timezone.localdate()
    over = today > compute_last_day(one.session, [one.status])
    running = one.session.running and not over
    asked = find_vote_request(found)
    fallen = (one.fallen_why or {}).get(lang, "")
    if one.status in ("listed", "first", "debate", "second", "counted") and (why := explain_fall(one, asked)):
        fallen = str(why)
    number = {"first": 1, "second": 2}.get(one.status)
    cast = list(one.ballots.filter(round=number).values_list("seat", flat=True)) if number else []
    mine = Ballot.objects.cast_by(user, one).filter(round=number).first() if number else None
    places = sitting.places()
    awaited = sum(place.place == "votes" and place.seat.key not in cast for place in places)
    out = sum(place.place == "recused" for place in places)
    context = {
        "item": one,
        "session": one.session,
        "release": load_release(found),
        "question": str(sitting.question.title),
        "proposal": _describe_proposal(sitting),
        "papers": read_papers(load_snapshot_body(found, one.snapshot_sha256), sitting.release),
        "sampling": load_sampling(found, one.snapshot_sha256),
        "status_words": str(STATUS_LABELS[one.status]),
        "fallen": fallen,
        "quorum": sitting.quorum,
        "rows": [(row, str(row.text)) for row in sitting.quorum.rows],
        "short": [str(text) for text in sitting.quorum.short],
        "foreseen": sitting.best_quorum,
        "why": [str(text) for text in sitting.best_quorum.why],
        "recusals": _build_recusal_rows(sitting),
        "places": [(place, str(PLACE_LABELS[place.place])) for place in places],
        "hearing": find_item_hearing(one),
        "seated": seated,
        "here": here,
        "running": running,
        "over": over,
        "round": number,
        "cast": len(cast),
        "awaited": awaited,
        "out": out,
        "boxes": ["in"] * len(cast) + [""] * awaited + ["off"] * out,
        "mine": mine,
        "rounds": _build_rounds(one, user, sitting) if seated else [],
        "notes": list(Note.objects.readable_by(user, one)),
        "outcome": one.outcome,
        "explained": [
            said[lang] for said in ((one.outcome or {}).get("reasons", ()) if seated else list_published_reasons(one))
        ],
        "outcome_words": ((one.outcome or {}).get("text") or {}).get(lang, ""),
        "dissents": list(one.dissents.select_related("user")) if seated else [],
        "can_vote": seated and here and running and number is not None and mine is None and not fallen,
        "can_open": seated and here and running and number is not None and not fallen,
        "can_start": (1 if one.status == "listed" else 2 if one.status == "debate" else None)
        if seated and here and running and not fallen
        else None,
        "can_conclude": seated and here and running and one.status == "counted" and not fallen,
        "can_dissent": seated
        and one.session.running
        and one.status in ("counted", "decided")
        and _has_dissenting_ballot(one, user),
        "ballot": bound.get("ballot") or forms.BallotForm(sitting.question, prefix="ballot"),
        "note": bound.get("note") or forms.NoteForm(prefix="note"),
        "conclusion": bound.get("conclude") or forms.ConcludeForm(prefix="conclude"),
        "dissent": bound.get("dissent") or forms.DissentForm(prefix="dissent"),
        "off": (bound.get("off") or forms.TakeOffForm(prefix="off"))
        if one.status == "listed" and "staff" in find_parties(user, found) and not find_removal_objection(one, today)
        else None,
        # A form that was refused may be shown no more; why it was refused is said all the same.
        "refused": list(bound.values()),
    }
    context["hearing_words"] = str(HEARING_LABELS[context["hearing"].outcome if context["hearing"] else ""])
    return render_dossier_page(request, "committee/item.html", found, "committee", context, status)


def _describe_proposal(sitting: Sitting) -> str:
    if sitting.question.kind != "award":
        return ""
    if sitting.question.proposed is None:
        return str(Text(fr="Rien : les conditions ne sont pas réunies", en="Nothing: the conditions are not met"))
    return str(sitting.question.choice(sitting.question.proposed).text)


def _build_recusal_rows(sitting: Sitting) -> list[tuple[str, str, str, str, Any]]:
    rows = []
    for one in sitting.known:
        user = sitting.body.people[one.person]
        seat = sitting.body.seat_of(user)
        college = str(sitting.rules.college(seat.college).text) if seat else ""
        rows.append((user.name, college, str(one.words), str(GRADE_LABELS[one.grade]), one.since))
    return rows


def _build_rounds(one: Item, user: Any, sitting: Sitting) -> list[dict[str, Any]]:
    """Counts of the opened rounds and the ballots beside, for the members who take part."""
    found = []
    ballots = list(Ballot.objects.readable_by(user, one))
    names = {college.key: str(college.text) for college in sitting.rules.colleges}
    for number, counts in ((1, one.first_counts), (2, one.second_counts)):
        if counts is None:
            continue
        keys = [choice.key for choice in sitting.question.choices]
        found.append(
            {
                "number": number,
                "choices": [str(choice_label(key)) for key in keys],
                "rows": [(names.get(key, key), [mine.get(name, 0) for name in keys]) for key, mine in counts.items()],
                "ballots": [
                    (ballot, names.get(ballot.college, ""), str(choice_label(ballot.choice)))
                    for ballot in ballots
                    if ballot.round == number
                ],
            }
        )
    return found


def _has_dissenting_ballot(one: Item, user: Any) -> bool:
    mine = Ballot.objects.cast_by(user, one).filter(round=2).first()
    outcome = one.outcome or {}
    if mine is None or not outcome.get("valid") or mine.choice in ("abstain", outcome.get("carried")):
        return False
    return not one.dissents.filter(user=user).exists()


_SAVED = Text(fr="Enregistré.", en="Saved.")
_OPENED = Text(fr="Vote ouvert.", en="Vote open.")

ITEM_ACTS = {
    "first": PageAct(votes.start_round, _OPENED, given={"number": 1}),
    "second": PageAct(votes.start_round, _OPENED, given={"number": 2}),
    "open": PageAct(votes.open_ballots, Text(fr="Bulletins ouverts et vérifiés.", en="Ballots opened and verified.")),
    "ballot": PageAct(
        votes.cast_ballot,
        _SAVED,
        forms.BallotForm,
        form_arguments=lambda item: (Sitting(item, item.session.day).question,),
    ),
    "note": PageAct(votes.add_note, _SAVED, forms.NoteForm),
    "conclude": PageAct(conclude_item, _SAVED, forms.ConcludeForm),
    "dissent": PageAct(votes.sign_dissent, _SAVED, forms.DissentForm),
    "off": PageAct(take_off_agenda, _SAVED, forms.TakeOffForm),
}
"""The acts of an item, by the end of their addresses."""

run_item_act = act_page(
    "committee:papers",
    ITEM_ACTS,
    find=find_item,
    show=render_item,
    back=lambda item: reverse("committee:item", args=[item.dossier.key, item.key]),
)


@require_safe
@page("committee:papers")
def papers(request: HttpRequest, found: Dossier, item: str) -> HttpResponseBase:
    """The papers of an item as they were frozen: whoever has them computes the fingerprint again."""
    one = find_item(request, found, item)
    row = found.snapshots.filter(sha256=one.snapshot_sha256).order_by("-pk").first()
    if row is None or row.body is None:
        raise Http404
    return serve_file(
        request,
        json.dumps({"sha256": row.sha256, "body": row.body}, ensure_ascii=False),
        name=f"{one.key}-papers.json",
        media_type="application/json; charset=utf-8",
        reading=ReadingRecord("papers.open", "item", one.key, {"dossier": found.key}),
    )
