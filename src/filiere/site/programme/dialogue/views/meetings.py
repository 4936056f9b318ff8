"""A meeting: who is there, what is voted in which order, what was decided, the minutes and their approval."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from filiere.core import Text
from filiere.publication.documents import room_minutes_pdf
from filiere.site.accounts.decorators import FormWords, act_form_page, act_page, form_page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.file_responses import OWN_SIDE, PUBLIC, serve_file
from filiere.site.kit.rights import allowed
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.pdf_rendering import render_pdf
from filiere.site.programme.dialogue import forms_meetings as forms
from filiere.site.programme.dialogue.actions.meetings import (
    add_paper,
    approve_minutes,
    close_meeting,
    note_attendance,
    note_proxy,
    open_meeting,
    write_minutes,
)
from filiere.site.programme.dialogue.models import DialogueRoom, RoomMeeting, WordingVote
from filiere.site.programme.dialogue.presenters.minutes import (
    build_room_minutes,
    list_presence,
    list_records,
    list_void_votes,
)
from filiere.site.programme.dialogue.presenters.texts import list_rows
from filiere.site.programme.dialogue.rights import find_seat
from filiere.site.programme.dialogue.text_readings import TextReading
from filiere.site.programme.dialogue.views.page_frame import (
    find_meeting,
    meeting_address,
    render_room_form,
    render_room_page,
    room_page,
)
from filiere.site.programme.dialogue.voting_rooms import RoomSitting, title_text
from filiere.site.sandboxed_reading import InputOrigin


@room_page
def meeting(request: HttpRequest, room: DialogueRoom, meeting: str) -> HttpResponse:
    """The page of a meeting."""
    return render_meeting(request, room, find_meeting(request, room, meeting), {}, 200)


def render_meeting(
    request: HttpRequest, room: DialogueRoom, found: RoomMeeting, sent: dict[str, Any], status: int
) -> HttpResponse:
    """Draw a meeting, with what the reader may do at its step."""
    state, today = found.state, timezone.localdate()
    keeps = allowed(request.user, "dialogue:keep", room)
    seat = find_seat(request.user, room)
    sitting = RoomSitting(found, today if state == "open" else found.day)
    last = found.minutes.last()
    approval = getattr(found, "approval", None)
    texts = []
    if state != "closed":
        for text in room.texts.all():
            rows = [one for one in list_rows(TextReading(text)) if one.turn is not None]
            if rows:
                texts.append((text, title_text(text), rows))
    was_there = seat is not None and found.attendances.filter(seat=seat).exists()
    context: dict[str, Any] = {
        "meeting": found,
        "state": state,
        "early": state == "called" and found.day > today,
        "papers": list(found.papers.all()),
        "may_add_paper": keeps and state != "closed",
        "presence": list_presence(found),
        "quorum": sitting.quorum if state == "open" else None,
        "proxies": [(one.seat, one.holder) for one in sitting.proxies],
        "texts": texts,
        "open_votes": list(
            found.votes.filter(state=WordingVote.State.OPEN).select_related("text__room", "amendment__text")
        ),
        "records": list_records(found),
        "void_votes": list_void_votes(found),
        "minutes": last,
        "versions": found.minutes.count(),
        "approval": approval,
        "keeps": keeps,
        "attendance": (sent.get("attendance") or forms.AttendanceForm(found, prefix="attendance"))
        if keeps and state == "open"
        else None,
        "proxy": (sent.get("proxy") or forms.ProxyForm(found, prefix="proxy")) if keeps and state == "open" else None,
        "may_write": keeps and state != "called" and approval is None,
        "may_approve": was_there and state == "closed" and last is not None and approval is None,
        "approve": forms.ApprovalForm(initial={"known": last.number}) if last is not None else None,
    }
    return render_room_page(request, "meeting.html", room, context, status)


new_paper = act_form_page(
    "dialogue:keep",
    PageAct(
        add_paper,
        Text(fr="Pièce jointe : les membres sont prévenus.", en="Paper added: members have been told."),
        forms.PaperForm,
    ),
    FormWords(
        Text(fr="Joindre une pièce à la réunion", en="Add a paper to the meeting"),
        Text(
            fr="Elle se lit avec la confidentialité de l’instance, et ne se retire plus.",
            en="It is read under the confidentiality of the body, and cannot be taken away again.",
        ),
    ),
    frame=render_room_form,
    find=find_meeting,
    back=meeting_address,
)
"""A paper to add."""

_ACTS = {
    "open": PageAct(open_meeting, Text(fr="Réunion ouverte.", en="Meeting open.")),
    "attendance": PageAct(
        note_attendance,
        Text(fr="Présences enregistrées.", en="Attendance recorded."),
        forms.AttendanceForm,
        form_arguments=lambda found: (found,),
    ),
    "proxy": PageAct(
        note_proxy,
        Text(fr="Pouvoir enregistré.", en="Proxy recorded."),
        forms.ProxyForm,
        form_arguments=lambda found: (found,),
    ),
    "close": PageAct(close_meeting, Text(fr="Réunion fermée.", en="Meeting closed.")),
}
"""What the secretary does at a meeting, by the end of its address."""

meeting_act = act_page("dialogue:keep", _ACTS, find=find_meeting, show=render_meeting, back=meeting_address)
"""One of them."""

approve = act_page(
    "dialogue:approve",
    PageAct(approve_minutes, Text(fr="Compte rendu approuvé.", en="Minutes approved."), forms.ApprovalForm),
    find=find_meeting,
    show=render_meeting,
    back=meeting_address,
)
"""Approving minutes."""


def _render_minutes_form(
    request: HttpRequest, room: DialogueRoom, found: RoomMeeting, sent: dict[str, Any], status: int
) -> HttpResponse:
    """The form of the minutes; where another version came meanwhile, both stand side by side and nothing is lost."""
    last = found.minutes.select_related("by").last()
    form = sent.get("") or forms.MinutesForm(
        initial={"text": last.text if last is not None else "", "known": last.number if last is not None else 0}
    )
    other = None
    if form.is_bound and last is not None and str(last.number) != form.data.get("known"):
        other = last
        # What the writer has now read is the version beside their own words: the next one that they save follows it.
        form.data = {**{name: form.data[name] for name in form.data}, "known": str(last.number)}
    context = {"meeting": found, "form": form, "other": other, "records": list_records(found)}
    return render_room_page(request, "minutes_form.html", room, context, status)


minutes_form = form_page(
    "dialogue:keep",
    PageAct(write_minutes, Text(fr="Compte rendu enregistré.", en="Minutes saved."), forms.MinutesForm),
    find=find_meeting,
    show=_render_minutes_form,
    back=meeting_address,
)
"""The minutes, to write."""


@room_page
def minutes_pdf(request: HttpRequest, room: DialogueRoom, meeting: str) -> HttpResponseBase:
    """The minutes, printed: each decision with the disagreement bound to it."""
    found = find_meeting(request, room, meeting)
    lang = current_lang()
    body = render_pdf(
        InputOrigin(request.user, "room-meeting", found.key), room_minutes_pdf, build_room_minutes(found), lang
    )
    public = room.confidentiality == DialogueRoom.Confidentiality.PUBLIC
    return serve_file(
        request,
        body,
        name=f"{found.key}-{lang}.pdf",
        media_type="application/pdf",
        reading=PUBLIC if public else OWN_SIDE,
    )
