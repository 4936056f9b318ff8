"""A vote: the words and their hash, the ballot of one’s seat, the result by college, and who disagrees."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from filiere.core import Text
from filiere.programme.word_changes import compare_words
from filiere.site.accounts.decorators import act_form_page, act_page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.file_responses import OWN_SIDE, PUBLIC, serve_file
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.programme.compared_records import mark_changes
from filiere.site.programme.dialogue import forms
from filiere.site.programme.dialogue.actions.votes import (
    cast_ballots,
    close_vote,
    declare_vote_void,
    find_dissent_deadline,
    is_countable,
    may_dissent,
    sign_dissent,
)
from filiere.site.programme.dialogue.models import DialogueRoom, WordingVote
from filiere.site.programme.dialogue.names import name_votable
from filiere.site.programme.dialogue.presenters.texts import describe_effect
from filiere.site.programme.dialogue.presenters.votes import build_decision_json, count_names, read_vote
from filiere.site.programme.dialogue.rights import find_seat
from filiere.site.programme.dialogue.text_readings import TextReading, has_sign
from filiere.site.programme.dialogue.views.page_frame import (
    find_vote,
    render_room_page,
    room_page,
    vote_address,
)
from filiere.site.programme.dialogue.voting_rooms import RoomSitting, title_text


@room_page
def vote(request: HttpRequest, room: DialogueRoom, vote: str) -> HttpResponse:
    """The page of a vote."""
    return render_vote(request, room, find_vote(request, room, vote), {}, 200)


def render_vote(
    request: HttpRequest, room: DialogueRoom, found: WordingVote, sent: dict[str, Any], status: int
) -> HttpResponse:
    """Draw a vote: open, with the ballot of whoever sits; closed, with its result and its notes."""
    seat, today = find_seat(request.user, room), timezone.localdate()
    opened = found.state == WordingVote.State.OPEN
    sitting = RoomSitting(found.meeting, today) if opened else None
    cast = {one.seat_id: one for one in found.ballots.all()}
    mine = cast.get(seat.pk) if seat is not None else None
    seats = sitting.list_seats_of(seat.person.key) if sitting is not None and seat is not None else []
    awaited = [one for one in sitting.rows if one.pk in sitting.present_seats and one.pk not in cast] if sitting else []
    until = find_dissent_deadline(found)
    amended = found.amendment
    keeps = allowed(request.user, "dialogue:keep", room)
    countable = opened and keeps and is_countable(found)
    may_close = keeps and countable and not awaited
    reading = TextReading(found.text)
    pending = [one for one in reading.list_pending() if amended is None or one.row.pk != amended.pk]
    context: dict[str, Any] = {
        "text": found.text,
        "title": title_text(found.text),
        "vote": found,
        "code": name_votable(found),
        "effect": describe_effect(reading.by_code[amended.code]) if amended is not None else None,
        "change": mark_changes(compare_words(found.before, found.words)) if not has_sign(found) else None,
        "record": read_vote(found) if found.state == WordingVote.State.CLOSED else None,
        "cast": len(cast),
        "awaited": count_names([one.organisation.name for one in awaited]),
        "heading": amended.reasons.order_by("-number")[0].title if amended is not None else "",
        "mine": mine,
        "seats": seats,
        "may_cast": opened and mine is None and bool(seats),
        "absent": opened and seat is not None and not seats and mine is None,
        "may_close": may_close,
        "quorum": RoomSitting(found.meeting, today, frozenset(cast)).quorum if may_close else None,
        "keeps": keeps,
        "may_void": opened and keeps and not countable,
        "until": until,
        "may_dissent": seat is not None
        and mine is not None
        and until is not None
        and today <= until
        and may_dissent(found, mine.choice)
        and not found.dissents.filter(seat=seat).exists(),
        "next": pending[0] if pending else None,
        "ballot": sent.get("cast") or forms.BallotForm(prefix="cast", initial={"words": found.words_sha256}),
        "dissent": sent.get("dissent") or forms.DissentForm(prefix="dissent"),
    }
    return render_room_page(request, "vote.html", room, context, status)


def _show_with(slug: str) -> Any:
    """The page of a vote, with the form of an act as it was sent."""

    def show(request: HttpRequest, room: DialogueRoom, found: WordingVote, sent: dict[str, Any], status: int) -> Any:
        return render_vote(request, room, found, {slug: sent.get("")}, status)

    return show


cast = act_page(
    "dialogue:vote",
    PageAct(
        cast_ballots,
        Text(fr="Votre bulletin est déposé.", en="Your ballot has been cast."),
        forms.BallotForm,
        prefix="cast",
    ),
    find=find_vote,
    show=_show_with("cast"),
    back=vote_address,
)
"""Casting a ballot."""

close = act_page(
    "dialogue:keep",
    PageAct(close_vote, Text(fr="Vote terminé, résultat calculé.", en="Vote closed, result computed.")),
    find=find_vote,
    back=vote_address,
)
"""Closing a vote."""

void = act_form_page(
    "dialogue:keep",
    PageAct(
        declare_vote_void,
        Text(fr="Vote déclaré nul : rien n’est décidé.", en="Vote declared void: nothing is decided."),
        forms.VoidForm,
    ),
    Text(fr="Déclarer nul un vote qui ne peut pas être compté", en="Declare void a vote that cannot be counted"),
    frame=lambda request, things, context, status: render_room_page(request, "form.html", things[0], context, status),
    find=find_vote,
    back=vote_address,
)
"""Declaring a vote void."""

dissent = act_page(
    "dialogue:vote",
    PageAct(
        sign_dissent,
        Text(
            fr="Note attachée à la décision : elle la suivra partout.",
            en="Note attached to the decision: it will follow it everywhere.",
        ),
        forms.DissentForm,
        prefix="dissent",
    ),
    find=find_vote,
    show=_show_with("dissent"),
    back=vote_address,
)
"""Signing a disagreement."""


@room_page
def decision_json(request: HttpRequest, room: DialogueRoom, vote: str) -> HttpResponseBase:
    """A decision as a file, with its notes."""
    found = find_vote(request, room, vote)
    record = find_or_404(read_vote(found) if found.state == WordingVote.State.CLOSED else None)
    return serve_file(
        request,
        json.dumps(build_decision_json(record), ensure_ascii=False, indent=1),
        name=f"{found.key}.json",
        media_type="application/json; charset=utf-8",
        reading=PUBLIC if room.confidentiality == DialogueRoom.Confidentiality.PUBLIC else OWN_SIDE,
    )
