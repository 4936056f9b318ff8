"""A room: who sits, when it meets, what it discusses, what was deposited; and the forms of its secretary."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.decorators import FormWords, act_form_page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
from filiere.site.programme.dialogue import forms, forms_meetings
from filiere.site.programme.dialogue.actions.meetings import call_meeting
from filiere.site.programme.dialogue.actions.positions import add_subject, deposit_agreement, state_position
from filiere.site.programme.dialogue.actions.rooms import end_seat, give_seat
from filiere.site.programme.dialogue.actions.texts import put_text
from filiere.site.programme.dialogue.models import DialogueRoom, RoomSeat
from filiere.site.programme.dialogue.names import CONFIDENTIALITY_LABELS, MAJORITY_LABELS
from filiere.site.programme.dialogue.presenters.texts import describe_text_finding
from filiere.site.programme.dialogue.rights import find_seat
from filiere.site.programme.dialogue.text_readings import TextReading
from filiere.site.programme.dialogue.views.page_frame import (
    find_room_seat,
    meeting_address,
    render_room_form,
    render_room_page,
    room_address,
    room_page,
    text_address,
)
from filiere.site.programme.dialogue.voting_rooms import title_text


@room_page
def room(request: HttpRequest, found: DialogueRoom) -> HttpResponse:
    """The page."""
    today = timezone.localdate()
    seats = list(RoomSeat.objects.current(today).filter(room=found).select_related("college", "organisation", "person"))
    colleges = [
        (title_text(college), college.quorum, [one for one in seats if one.college_id == college.pk])
        for college in found.colleges.all()
    ]
    observers = [one for one in seats if one.college_id is None]
    texts = [(text, describe_text_finding(text, TextReading(text))) for text in found.texts.leave_out_reasons()]
    context: dict[str, Any] = {
        "colleges": colleges,
        "observers": observers,
        "confidentiality": CONFIDENTIALITY_LABELS[found.confidentiality],
        "majority": MAJORITY_LABELS[found.majority],
        "meetings": [(one, hasattr(one, "approval")) for one in found.meetings.select_related("approval")],
        "texts": texts,
        "agreements": [(one, title_text(one)) for one in found.agreements.all()],
        "names_people": allowed(request.user, "dialogue:keep", found) or find_seat(request.user, found) is not None,
    }
    return render_room_page(request, "room.html", found, context)


new_meeting = act_form_page(
    "dialogue:keep",
    PageAct(
        call_meeting,
        Text(fr="Réunion convoquée : les membres sont prévenus.", en="Meeting called: members have been told."),
        forms_meetings.MeetingForm,
        back=lambda _room, made: meeting_address(made),
    ),
    FormWords(Text(fr="Convoquer une réunion", en="Call a meeting"), button=Text(fr="Convoquer", en="Call")),
    frame=render_room_form,
    back=room_address,
)
"""A meeting to call."""

new_seat = act_form_page(
    "dialogue:keep",
    PageAct(give_seat, Text(fr="Siège donné.", en="Seat given."), forms.SeatForm, form_arguments=lambda one: (one,)),
    FormWords(
        Text(fr="Donner un siège", en="Give a seat"),
        Text(
            fr="Un mandat qui a pris fin ne donne plus aucun accès dès le lendemain.",
            en="A mandate that has ended gives no access from the next day on.",
        ),
        Text(fr="Donner le siège", en="Give the seat"),
    ),
    frame=render_room_form,
    back=room_address,
)
"""A seat to give."""

seat_end = act_form_page(
    "dialogue:keep",
    PageAct(end_seat, Text(fr="Fin du mandat enregistrée.", en="End of the mandate recorded."), forms.SeatEndForm),
    lambda seat: FormWords(
        Text(
            fr=f"Mettre fin au mandat de {seat.person.name}, {seat.organisation.name}",
            en=f"End the mandate of {seat.person.name}, {seat.organisation.name}",
        )
    ),
    frame=render_room_form,
    find=find_room_seat,
    back=lambda seat: room_address(seat.room),
)
"""A seat to end."""

new_text = act_form_page(
    "dialogue:keep",
    PageAct(
        put_text,
        Text(fr="Texte mis en discussion.", en="Text put under discussion."),
        forms.TextForm,
        form_options=lambda request, _room: {"actor": request.user},
        back=lambda _room, made: text_address(made),
    ),
    FormWords(
        Text(fr="Mettre un texte en discussion", en="Put a text under discussion"),
        Text(
            fr="Collez un texte, ou désignez un champ d’un critère : la version garde son sceau, et chaque amendement "
            "vise ce sceau.",
            en="Paste a text, or name a field of a criterion: the release keeps its seal, and each amendment aims at "
            "that seal.",
        ),
        Text(fr="Mettre en discussion", en="Put under discussion"),
    ),
    frame=render_room_form,
    back=room_address,
)
"""A text to put under discussion."""

new_subject = act_form_page(
    "dialogue:keep",
    PageAct(add_subject, Text(fr="Sujet ajouté.", en="Subject added."), forms.SubjectForm),
    FormWords(Text(fr="Ajouter un sujet de positions", en="Add a subject of positions")),
    frame=render_room_form,
    back=room_address,
)
"""A subject to add."""


def _offer_organisation(request: HttpRequest, found: DialogueRoom) -> dict[str, Any]:
    """A member states the position of their own organisation, the secretary that of any that sits."""
    if allowed(request.user, "dialogue:keep", found):
        return {}
    seat = find_seat(request.user, found)
    return {"organisation": seat.organisation if seat is not None else None}


new_position = act_form_page(
    "dialogue:state",
    PageAct(
        state_position,
        Text(
            fr="Position enregistrée. La précédente reste lisible à sa date.",
            en="Position recorded. The former one can still be read at its date.",
        ),
        forms.PositionForm,
        form_arguments=lambda one: (one,),
        form_options=_offer_organisation,
        back="programme:dialogue",
    ),
    FormWords(
        Text(fr="Enregistrer une prise de position", en="Record a position"),
        Text(
            fr="Une position ne se modifie pas : une nouvelle déclaration la remplace à partir de son jour.",
            en="A position is never edited: a new statement takes its place from its own day.",
        ),
        Text(fr="Enregistrer la position", en="Record the position"),
    ),
    frame=render_room_form,
    back=room_address,
)
"""A position to record."""

new_agreement = act_form_page(
    "dialogue:keep",
    PageAct(deposit_agreement, Text(fr="Accord enregistré.", en="Agreement recorded."), forms.AgreementForm),
    FormWords(
        Text(fr="Enregistrer un accord déposé", en="Record a deposited agreement"),
        Text(
            fr="L’empreinte du fichier permet à chacun de vérifier que le sien est bien celui qui a été déposé.",
            en="The fingerprint of the file lets anyone check that theirs is the one that was deposited.",
        ),
    ),
    frame=render_room_form,
    back=room_address,
)
"""An agreement to record."""
