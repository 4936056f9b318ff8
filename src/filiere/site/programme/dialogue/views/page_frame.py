"""The frame of the pages of a room, and how an address leads to what stands in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.site.kit.rights import list_rights, require
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.programme.dialogue.models import (
    DialogueRoom,
    DiscussedText,
    RoomMeeting,
    RoomSeat,
    TextAmendment,
    WordingVote,
)
from filiere.site.programme.dialogue.rights import ROOM
from filiere.site.programme.dialogue.voting_rooms import title_text

View = Callable[..., HttpResponseBase]


def room_page(view: View) -> View:
    """Give a page the room of its address, to whoever may read it: anybody, where the room is public."""

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponseBase:
        room = find_or_404(DialogueRoom.objects.for_key(key))
        require(request.user, "dialogue:read", room)
        return view(request, room, **kwargs)

    return wrapped


def render_room_page(
    request: HttpRequest, template: str, room: DialogueRoom, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Draw a page of a room; ``may`` are the rights that the reader holds in it, by the verb of their name."""
    held = list_rights(request.user, ROOM, room)
    frame = {
        "nav": "programme",
        "here": "programme:dialogue",
        "room": room,
        "room_name": title_text(room),
        "may": {name.partition(":")[2]: True for name in held},
    }
    return render(request, f"programme/dialogue/{template}", frame | context, status=status)


def render_room_form(request: HttpRequest, things: list[Any], context: dict[str, Any], status: int) -> HttpResponse:
    """Draw the page of one form of a room, in its frame."""
    return render_room_page(request, "form.html", things[0], context, status)


def find_text(_request: HttpRequest, room: DialogueRoom, text: str) -> DiscussedText:
    """Return a text of a room; `Http404` for another’s."""
    found = find_or_404(room.texts.filter(key=text).first())
    found.room = room
    return found


def find_amendment(_request: HttpRequest, room: DialogueRoom, amendment: str) -> TextAmendment:
    """Return an amendment to a text of a room; `Http404` for another’s."""
    rows = TextAmendment.objects.for_room(room).filter(key=amendment)
    return find_or_404(rows.select_related("text__room", "seat__organisation", "seat__person").first())


def find_vote(_request: HttpRequest, room: DialogueRoom, vote: str) -> WordingVote:
    """Return a vote of a room; `Http404` for another’s."""
    rows = WordingVote.objects.for_room(room).filter(key=vote)
    return find_or_404(rows.select_related("text__room", "amendment__text", "meeting__room", "wording").first())


def find_meeting(_request: HttpRequest, room: DialogueRoom, meeting: str) -> RoomMeeting:
    """Return a meeting of a room; `Http404` for another’s."""
    found = find_or_404(room.meetings.filter(key=meeting).first())
    found.room = room
    return found


def find_room_seat(_request: HttpRequest, room: DialogueRoom, seat: str) -> RoomSeat:
    """Return a seat of a room; `Http404` for another’s."""
    return find_or_404(room.seats.select_related("person", "organisation", "room").filter(key=seat).first())


def room_address(room: DialogueRoom) -> str:
    """The address of a room."""
    return reverse("programme:dialogue-room", args=[room.key])


def text_address(text: DiscussedText) -> str:
    """The address of a text."""
    return reverse("programme:dialogue-text", args=[text.room.key, text.key])


def amendment_address(amendment: TextAmendment) -> str:
    """The address of an amendment."""
    return reverse("programme:dialogue-amendment", args=[amendment.text.room.key, amendment.key])


def vote_address(vote: WordingVote) -> str:
    """The address of a vote."""
    return reverse("programme:dialogue-vote", args=[vote.text.room.key, vote.key])


def meeting_address(meeting: RoomMeeting) -> str:
    """The address of a meeting."""
    return reverse("programme:dialogue-meeting", args=[meeting.room.key, meeting.key])
