"""Letters of the dialogue: a meeting called, minutes to approve, an amendment judged."""

from __future__ import annotations

from django.urls import reverse

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.site.accounts.models import User
from filiere.site.kit.languages import use_page_language
from filiere.site.mail.outbox import post_letters
from filiere.site.programme.dialogue.models import RoomMeeting, RoomSeat, TextAmendment
from filiere.site.programme.dialogue.names import STATE_LABELS
from filiere.site.programme.dialogue.voting_rooms import title_text


def _end_with_address(body: Text, name: str, *arguments: str) -> Text:
    """A text and, under it, the address of a page in each language."""
    found = {}
    for lang in ("fr", "en"):
        with use_page_language(lang):
            found[lang] = reverse(name, args=arguments)
    return Text(fr=f"{body.fr}\n\n{found['fr']}", en=f"{body.en}\n\n{found['en']}")


def _list_people(meeting: RoomMeeting) -> list[User]:
    held = RoomSeat.objects.current(meeting.day).filter(room=meeting.room)
    return [seat.person for seat in held.select_related("person")]


def write_call(meeting: RoomMeeting) -> None:
    """Write to all who hold a seat on the day of a meeting."""
    name = title_text(meeting.room)
    body = Text(
        fr=f"{name.fr} se réunit le {format_day(meeting.day, 'fr')} à {meeting.time:%H} h {meeting.time:%M}, "
        f"{meeting.place}. Les textes, les amendements dans l’ordre du vote et ce que chacun changerait sont en ligne.",
        en=f"{name.en} meets on {format_day(meeting.day, 'en')} at {meeting.time:%H:%M}, {meeting.place}. The texts, "
        "the amendments in voting order and what each would change are online.",
    )
    post_letters(
        to=_list_people(meeting),
        subject=Text(fr=f"{name.fr} : réunion convoquée", en=f"{name.en}: meeting called"),
        body=_end_with_address(body, "programme:dialogue-meeting", meeting.room.key, meeting.key),
        kind="meeting.call",
        about=f"room:{meeting.room.key}",
    )


def write_paper(meeting: RoomMeeting, title: str) -> None:
    """Tell all who hold a seat on the day of a meeting that a paper was added to it."""
    name = title_text(meeting.room)
    body = Text(
        fr=f"Une pièce est jointe à la réunion du {format_day(meeting.day, 'fr')}, {name.fr} : {title}.",
        en=f"A paper was added to the meeting of {format_day(meeting.day, 'en')}, {name.en}: {title}.",
    )
    post_letters(
        to=_list_people(meeting),
        subject=Text(fr=f"Pièce de réunion : {title}", en=f"Meeting paper: {title}"),
        body=_end_with_address(body, "programme:dialogue-meeting", meeting.room.key, meeting.key),
        kind="meeting.add-paper",
        about=f"room:{meeting.room.key}",
    )


def write_minutes_ready(meeting: RoomMeeting) -> None:
    """Tell those who hold a seat that minutes wait for approval."""
    name = title_text(meeting.room)
    body = Text(
        fr=f"Le compte rendu de la réunion du {format_day(meeting.day, 'fr')} attend d’être approuvé par un siège qui "
        "y était.",
        en=f"The minutes of the meeting of {format_day(meeting.day, 'en')} await approval by a seat that was there.",
    )
    post_letters(
        to=_list_people(meeting),
        subject=Text(fr=f"{name.fr} : compte rendu à approuver", en=f"{name.en}: minutes to approve"),
        body=_end_with_address(body, "programme:dialogue-meeting", meeting.room.key, meeting.key),
        kind="minutes.write",
        about=f"room:{meeting.room.key}",
    )


def write_judgement(amendment: TextAmendment, why: str) -> None:
    """Tell the author of an amendment whether it is admissible, and why not."""
    room, state = amendment.text.room, STATE_LABELS[amendment.state]
    body = Text(
        fr=f"Votre amendement {amendment.code} est {state.fr}." + (f" Motif : {why}" if why else ""),
        en=f"Your amendment {amendment.code} is {state.en}." + (f" Reason: {why}" if why else ""),
    )
    post_letters(
        to=[amendment.seat.person],
        subject=Text(fr=f"Amendement {amendment.code} : {state.fr}", en=f"Amendment {amendment.code}: {state.en}"),
        body=_end_with_address(body, "programme:dialogue-amendment", room.key, amendment.key),
        kind="amendment.judge",
        about=f"room:{room.key}",
    )
