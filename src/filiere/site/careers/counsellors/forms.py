"""Forms of the counsellor’s space. Each refuses a field that asks who a person is, whatever sends it."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from filiere.careers.paths import Answer
from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.careers.counsellors.closed_lists import list_pseudonym_words, list_wishes
from filiere.site.careers.counsellors.funnel import STAGE_LABELS
from filiere.site.careers.counsellors.jobs_offered import (
    list_asked_skills,
    list_needed_skills,
    list_origins,
    list_targets,
    name_skill,
)
from filiere.site.careers.counsellors.models import PersonFile, Simulation, Stage
from filiere.site.careers.counsellors.personal_words import list_refused_fields
from filiere.site.careers.funding_measures import list_measures
from filiere.site.kit.fields import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    IntegerField,
    MultipleChoiceField,
    TextField,
    TimeField,
    offer_choices,
)

WARNING = Text(
    fr="Ne notez ni santé, ni situation familiale, ni nom, ni de quoi joindre la personne.",
    en="Record neither health, nor family situation, nor a name, nor how to reach the person.",
)
ANSWER_LABELS = {
    Answer.YES: Text(fr="oui", en="yes"),
    Answer.NO: Text(fr="non", en="no"),
    Answer.UNKNOWN: Text(fr="je ne sais pas", en="I don’t know"),
}
_TO_DECIDE = Text(fr="à décider ensemble", en="to be decided together")
_CHANGED = Text(
    fr="Ce dossier a changé depuis que cette page a été affichée. Rechargez-la, puis recommencez.",
    en="This file has changed since this page was shown. Reload it, then start again.",
)
_SHOWN_FIELDS = (
    "origin", "target", "department", "measure", "note", "answers",
    "next_what", "next_on", "next_hour", "next_where", "next_who",
)  # fmt: skip
_DEPARTMENT = RegexValidator(
    r"^(\d{2,3}|2[AB])$",
    str(Text(fr="Le numéro d’un département : 87, 2A, 974.", en="The number of a département: 87, 2A, 974.")),
)


class GuardedForm(forms.Form):
    """A form that refuses a field which asks for age, sex, nationality, address, health or family."""

    def clean(self) -> dict[str, Any]:
        """Refuse what no field of ours asks, by its name; values are not read."""
        for fault in list_refused_fields({name: None for name in self.data if name not in self.fields}):
            self.add_error(None, f"{fault.message} {fault.remedy}")
        return super().clean() or {}


class SeenForm(GuardedForm):
    """A form of what a file says, refused where the file has changed since it was shown: of two windows, the one that
    is sent last undoes nothing unseen."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def watch_file(self, file: PersonFile) -> None:
        """Say which state of the file the form shows."""
        values = [getattr(file, name) for name in _SHOWN_FIELDS]
        self._state = hashlib.sha256(repr(values).encode()).hexdigest()
        self.initial["seen"] = self._state

    def clean(self) -> dict[str, Any]:
        """Refuse a form that shows another state."""
        said = super().clean()
        if said.pop("seen", "") not in ("", self._state):
            self.add_error(None, str(_CHANGED))
        return said


class _JobFields(GuardedForm):
    """Where somebody comes from, where they want to go, in which département, and a note."""

    origin = ChoiceField(Text(fr="Métier d’avant", en="Previous job"))
    target = ChoiceField(Text(fr="Métier visé", en="Occupation aimed at"), required=False)
    department = CharField(
        Text(fr="Département où chercher (facultatif)", en="Département to search in (optional)"),
        Text(fr="Son numéro. Jamais une adresse.", en="Its number. Never an address."),
        required=False,
        max_length=3,
        validators=[_DEPARTMENT],
    )
    note = TextField(
        Text(fr="Note (facultatif)", en="Note (optional)"), WARNING, required=False, rows=3, max_length=1000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "origin", [(job, str(title)) for job, title in list_origins()])
        offer_choices(self, "target", [("", str(_TO_DECIDE)), *((job, str(title)) for job, title in list_targets())])


class OpenForm(_JobFields):
    """A new file: the consent, two jobs, and a pseudonym that the machine draws unless a word is chosen."""

    word = ChoiceField(
        Text(fr="Pseudonyme", en="Pseudonym"),
        Text(
            fr="Un mot de la liste et un numéro tiré au sort. Le nom de la personne reste dans votre outil.",
            en="A word of the list and a number drawn at random. The person’s name stays in your own tool.",
        ),
        required=False,
    )
    consent = BooleanField(
        Text(
            fr="J’ai lu ce texte à la personne, et elle est d’accord aujourd’hui",
            en="I have read this text to the person, and they agree today",
        )
    )
    field_order = ("origin", "target", "department", "word", "note", "consent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drawn = Text(fr="tiré au sort", en="drawn at random")
        offer_choices(self, "word", [("", str(drawn)), *((word, word) for word in list_pseudonym_words())])


class ChangeForm(SeenForm, _JobFields):
    """What a file says."""

    measure = ChoiceField(Text(fr="Mesure", en="Measure"), required=False)
    field_order = ("origin", "target", "department", "measure", "note")

    def __init__(self, file: PersonFile, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(file, name) for name in self.field_order}
        super().__init__(*args, **kwargs)
        self.watch_file(file)
        none = Text(fr="aucune pour l’instant", en="none for now")
        offer_choices(self, "measure", [("", str(none)), *((one.id, str(one.label)) for one in list_measures())])


class AnswersForm(SeenForm):
    """What the person says of each skill asked: yes, no, or that they do not know."""

    def __init__(self, file: PersonFile, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch_file(file)
        for skill in list_asked_skills(file.origin, file.target):
            self.fields[f"skill-{skill}"] = ChoiceField(
                name_skill(skill),
                words=ANSWER_LABELS,
                widget=forms.RadioSelect,
                initial=file.answers.get(skill, Answer.UNKNOWN.value),
            )

    def clean(self) -> dict[str, Any]:
        """The answers by skill, as the act takes them."""
        said = super().clean()
        return {"answers": {name.removeprefix("skill-"): value for name, value in said.items()}}


class PlanForm(SeenForm):
    """What comes next."""

    next_what = CharField(Text(fr="Prochaine étape", en="Next step"), WARNING, max_length=160)
    next_on = DateField(Text(fr="Quel jour", en="On which day"))
    next_hour = TimeField(Text(fr="À quelle heure (facultatif)", en="At what time (optional)"), required=False)
    next_where = CharField(
        Text(fr="Où (facultatif)", en="Where (optional)"),
        Text(fr="Le nom du lieu : une agence, un centre.", en="The name of the place: an office, a centre."),
        required=False,
        max_length=120,
    )
    next_who = CharField(
        Text(fr="Avec qui (facultatif)", en="With whom (optional)"),
        Text(fr="La fonction : « ma conseillère ».", en="The function: “my counsellor”."),
        required=False,
        max_length=80,
    )

    def __init__(self, file: PersonFile, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(file, name) for name in self.base_fields if name != "seen"}
        super().__init__(*args, **kwargs)
        self.watch_file(file)


class StepForm(GuardedForm):
    """A stage reached, and when."""

    stage = ChoiceField(Text(fr="Étape", en="Step"), words=STAGE_LABELS)
    on = DateField(Text(fr="Le", en="On"), initial=timezone.localdate)

    def __init__(self, file: PersonFile, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {one.stage for one in file.steps.all()}
        left = [stage for stage in Stage if stage.value not in known]
        offer_choices(self, "stage", [(stage.value, str(STAGE_LABELS[stage])) for stage in left])


class CorrectionForm(GuardedForm):
    """Another job than the one computed, and why."""

    retained = ChoiceField(Text(fr="Métier retenu", en="Occupation retained"))
    reason = TextField(Text(fr="Motif", en="Reason"), WARNING, rows=3, max_length=300)
    skill = ChoiceField(
        Text(fr="Compétence que ce motif montre (facultatif)", en="Skill that this reason shows (optional)"),
        Text(fr="Elle est ajoutée au dossier comme acquise.", en="It is added to the file as held."),
        required=False,
    )
    function = CharField(
        Text(fr="Votre fonction", en="Your function"),
        Text(
            fr="La correction est créditée à cette fonction, jamais à votre nom.",
            en="The correction is credited to this function, never to your name.",
        ),
        max_length=80,
    )

    def __init__(self, file: PersonFile, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "retained", [(job, str(title)) for job, title in list_targets()])
        asked = dict.fromkeys(
            (
                *list_asked_skills(file.origin, file.target),
                *(s for j, _ in list_targets() for s in list_needed_skills(j)),
            )
        )
        skills = sorted(((one, str(name_skill(one))) for one in asked), key=lambda pair: pair[1])
        offer_choices(self, "skill", [("", str(Text(fr="aucune", en="none"))), *skills])


class SimulationForm(GuardedForm):
    """A session of recruitment by simulation."""

    target = ChoiceField(Text(fr="Métier", en="Occupation"))
    employer = CharField(
        Text(fr="Employeur", en="Employer"),
        Text(
            fr="Le nom de l’organisation ; elle ne lit rien ici.", en="The organisation’s name; it reads nothing here."
        ),
        max_length=120,
    )
    on = DateField(Text(fr="Jour", en="Day"))
    hour = TimeField(Text(fr="Heure", en="Time"))
    place = CharField(Text(fr="Lieu", en="Place"), max_length=120)
    seats = IntegerField(Text(fr="Places", en="Places"), min_value=1, max_value=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "target", [(job, str(title)) for job, title in list_targets()])


class InviteForm(GuardedForm):
    """A file of one’s own, and what the person wishes for at work that day."""

    file = ChoiceField(Text(fr="Dossier", en="File"))
    wishes = MultipleChoiceField(
        Text(fr="Souhaits pour le poste (facultatif)", en="Wishes for the workplace (optional)"),
        Text(
            fr="Une condition, jamais sa raison : rien de la santé n’est demandé ni noté.",
            en="A condition, never its reason: nothing of health is asked or recorded.",
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    wishes_kept = BooleanField(
        Text(
            fr="La personne a écrit qu’elle veut que ces souhaits soient gardés",
            en="The person wrote that they want these wishes kept",
        ),
        Text(
            fr="Sinon, ils sont effacés le lendemain de la session.",
            en="Otherwise they are erased the day after the session.",
        ),
        required=False,
    )

    def __init__(self, simulation: Simulation, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invited = simulation.places.values_list("file_id", flat=True)
        self._files = {one.key: one for one in PersonFile.objects.visible_to(person).exclude(pk__in=invited)}
        offer_choices(self, "file", [(key, one.pseudonym) for key, one in self._files.items()])
        offer_choices(self, "wishes", [(one.id, str(one.label)) for one in list_wishes()])

    def clean_file(self) -> PersonFile:
        """The file of the key chosen."""
        return self._files[self.cleaned_data["file"]]


class AttendanceForm(GuardedForm):
    """Who came."""

    came = MultipleChoiceField(Text(fr="Sont venues", en="Came"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, simulation: Simulation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = simulation.places.select_related("file")
        offer_choices(self, "came", [(one.file.key, one.file.pseudonym) for one in places])
        self.initial["came"] = [one.file.key for one in places if one.attendance == one.Attendance.CAME]
