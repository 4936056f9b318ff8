"""Forms of a meeting: its call, its papers, who is there, and its minutes."""

from __future__ import annotations

from typing import Any

from django import forms

from filiere.core import Text
from filiere.site.kit.fields import (
    CharField,
    ChoiceField,
    DateField,
    MultipleChoiceField,
    TextField,
    TimeField,
    URLField,
    offer_choices,
)
from filiere.site.programme.dialogue.models import RoomMeeting, RoomSeat


class MeetingForm(forms.Form):
    """A meeting to call."""

    on = DateField(Text(fr="Jour", en="Day"))
    at = TimeField(Text(fr="Heure", en="Time"))
    place = CharField(Text(fr="Lieu", en="Place"), max_length=200)
    agenda = TextField(
        Text(fr="Autres points de l’ordre du jour", en="Other items of the agenda"),
        Text(fr="Les textes et leurs amendements y figurent déjà.", en="Texts and their amendments are on it already."),
        required=False,
        rows=4,
    )


class PaperForm(forms.Form):
    """A paper of a meeting."""

    button = Text(fr="Joindre la pièce", en="Add the paper")
    title = CharField(Text(fr="Titre", en="Title"), max_length=200)
    words = TextField(Text(fr="Texte", en="Text"), required=False, rows=10)
    address = URLField(Text(fr="Ou son adresse", en="Or its address"), required=False, max_length=500)
    file_sha256 = CharField(
        Text(fr="Ou l’empreinte SHA-256 du fichier", en="Or the SHA-256 fingerprint of the file"),
        Text(fr="Pour un fichier envoyé à part aux membres.", en="For a file sent apart to members."),
        required=False,
        max_length=120,
    )


class AttendanceForm(forms.Form):
    """Who is there now."""

    seats = MultipleChoiceField(
        Text(fr="Sièges présents maintenant", en="Seats present now"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, meeting: RoomMeeting, *args: Any, **kwargs: Any) -> None:
        there = meeting.attendances.filter(left_at__isnull=True).values_list("seat__key", flat=True)
        super().__init__(*args, **{"initial": {"seats": [*there]}} | kwargs)
        offer_choices(self, "seats", _name_seats(meeting))


class ProxyForm(forms.Form):
    """Who votes for whom."""

    seat = ChoiceField(Text(fr="Siège absent", en="Absent seat"))
    holder = ChoiceField(Text(fr="Donne son vote à", en="Gives its vote to"))

    def __init__(self, meeting: RoomMeeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("seat", "holder"):
            offer_choices(self, name, _name_seats(meeting, voting=True))


def _name_seats(meeting: RoomMeeting, *, voting: bool = False) -> list[tuple[str, str]]:
    seats = RoomSeat.objects.current(meeting.day).filter(room=meeting.room)
    if voting:
        seats = seats.filter(college__isnull=False)
    return [
        (one.key, f"{one.organisation.name} ({one.person.name})")
        for one in seats.select_related("organisation", "person", "college")
    ]


class MinutesForm(forms.Form):
    """The minutes, and the version that the writer had read."""

    text = TextField(Text(fr="Compte rendu", en="Minutes"), rows=16)
    known = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ApprovalForm(forms.Form):
    """The version of the minutes that is approved."""

    known = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
