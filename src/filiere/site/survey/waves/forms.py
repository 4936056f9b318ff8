"""Forms of the desk of surveys."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from filiere.core import Text
from filiere.site.kit.fields import (
    CharField,
    ChoiceField,
    DateField,
    EmailField,
    IntegerField,
    TimeField,
    offer_choices,
)
from filiere.site.survey.waves.models import SampledUnit, Wave
from filiere.site.survey.waves.questionnaires import list_latest

_PERIOD = RegexValidator(
    r"^\d{4}(-\d{2})?$", str(Text(fr="Une année ou un mois : 2027, 2027-03.", en="A year or a month: 2027, 2027-03."))
)


class _MomentFields(forms.Form):
    """A day and an hour, as one moment of the site’s clock."""

    day = DateField(Text(fr="Jour", en="Day"))
    hour = TimeField(Text(fr="Heure", en="Hour"), initial=time(8, 45))

    def read_moment(self, said: dict[str, Any]) -> datetime | None:
        """Take the two out of what was said, as one."""
        day, hour = said.pop("day", None), said.pop("hour", None)
        return timezone.make_aware(datetime.combine(day, hour)) if day is not None and hour is not None else None


class WaveForm(_MomentFields):
    """A new wave: it takes up the frame and the design of the last one of its questionnaire."""

    previous = ChoiceField(
        Text(fr="Vague à reprendre", en="Wave to take up"),
        Text(
            fr="Son questionnaire, sa base de sondage et son plan de tirage ; ses centres restent liés.",
            en="Its questionnaire, its sampling frame and its design; its centres stay linked.",
        ),
    )
    period = CharField(
        Text(fr="Période", en="Period"),
        Text(fr="Le mois ou l’année de référence : 2027-03.", en="The month or year of reference: 2027-03."),
        max_length=7,
        validators=[_PERIOD],
    )
    opens_on = DateField(Text(fr="Ouverture", en="Opening"))
    closes_on = DateField(Text(fr="Clôture", en="Closing"))
    seed = IntegerField(
        Text(fr="Graine du tirage", en="Seed of the draw"),
        Text(
            fr="Un nombre que vous choisissez avant de voir la liste ; il suffit à refaire le tirage.",
            en="A number that you choose before seeing the list; it is enough to draw again.",
        ),
        min_value=0,
        max_value=2**53,
    )
    field_order = ("previous", "period", "opens_on", "closes_on", "day", "hour", "seed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = str(Text(fr="Parution, annoncée à l’avance", en="Publication, announced in advance"))
        titles = list_latest()
        offered = [
            (wave.key, f"{titles[wave.questionnaire].title}, {wave.period}")
            for wave in Wave.objects.all()
            if wave.questionnaire in titles
        ]
        offer_choices(self, "previous", offered)

    def clean(self) -> dict[str, Any]:
        """Give what the act takes: the wave itself, and one moment."""
        said = super().clean() or {}
        said["publish_at"] = self.read_moment(said)
        previous = Wave.objects.for_key(said.pop("previous", ""))
        if previous is not None:
            said |= {
                "previous": previous,
                "questionnaire": previous.questionnaire,
                "frame": previous.frame,
                "design": previous.design,
                "fictitious": previous.fictitious,
            }
        return said


class ReaderForm(_MomentFields):
    """Who reads before everybody, from when, and why."""

    email = EmailField(Text(fr="Adresse du compte", en="Address of the account"))
    reason = CharField(Text(fr="Pour quoi faire", en="What for"), max_length=300)
    field_order = ("email", "day", "hour", "reason")

    def clean(self) -> dict[str, Any]:
        """Give what the act takes."""
        said = super().clean() or {}
        said["reads_from"] = self.read_moment(said)
        return said


class CorrectionForm(forms.Form):
    """An answer put in the place of another, and why."""

    question = ChoiceField(Text(fr="Question", en="Question"))
    answer = CharField(
        Text(fr="Nouvelle réponse", en="New answer"),
        Text(
            fr="Un nombre, ou la clé d’un choix. Vide : la réponse est retirée.",
            en="A number, or the key of an option. Empty: the answer is taken away.",
        ),
        required=False,
        max_length=500,
    )
    reason = CharField(
        Text(fr="Motif", en="Reason"),
        Text(fr="Ce que le centre a dit, et comment.", en="What the centre said, and how."),
        max_length=300,
    )

    def __init__(self, places: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "question", places)


class OutcomeForm(forms.Form):
    """That a centre will not answer, and which way."""

    outcome = ChoiceField(
        Text(fr="Le centre", en="The centre"),
        words={
            SampledUnit.State.REFUSED.value: Text(fr="refuse de répondre", en="refuses to answer"),
            SampledUnit.State.OUT_OF_SCOPE.value: Text(
                fr="n’est pas un centre, ou n’existe plus", en="is no centre, or exists no more"
            ),
        },
    )


class RevisionForm(forms.Form):
    """A published result corrected, and why, in both languages."""

    outcome = ChoiceField(Text(fr="Résultat", en="Result"))
    value = forms.FloatField(label=Text(fr="Nombre corrigé", en="Corrected number"))  # type: ignore[arg-type]
    reason_fr = CharField(Text(fr="Raison, en français", en="Reason, in French"), max_length=400)
    reason_en = CharField(Text(fr="Raison, en anglais", en="Reason, in English"), max_length=400)

    def __init__(self, outcomes: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "outcome", outcomes)
