"""Forms of the plan. One form makes an action with its target and its first period."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from filiere.core import Text
from filiere.site.kit.fields import (
    BilingualField,
    CharField,
    ChoiceField,
    DateField,
    IntegerField,
    MultipleChoiceField,
    TextField,
    offer_choices,
)
from filiere.site.programme.form_parts import FormInParts
from filiere.site.programme.plan.code_labels import DIRECTION_LABELS, END_LABELS, READS_LABELS, STATE_LABELS
from filiere.site.programme.plan.computed_counts import computed_counts
from filiere.site.programme.plan.models import Action, Plan

TITLE_EN = Text(fr="En anglais, pour les lecteurs du site (facultatif)", en="In English, for readers (optional)")
_OF_THE_REGISTER = Text(
    fr="Pour un chiffre du registre : collez l’adresse de sa page.",
    en="For a figure from the register: paste the address of its page.",
)


class NumberField(BilingualField, forms.DecimalField):
    """A number with at most six decimals."""

    def __init__(self, label: Text, hint: Text | None = None, **options: Any) -> None:
        super().__init__(label, hint, max_digits=16, decimal_places=6, localize=True, **options)


def _day_field(label: Text, **options: Any) -> DateField:
    return DateField(label, initial=timezone.localdate, **options)


class PlanForm(forms.Form):
    """The programme of some years."""

    title = CharField(Text(fr="Titre du plan", en="Title of the plan"), max_length=200)
    title_en = CharField(TITLE_EN, required=False, max_length=200)
    starts = DateField(Text(fr="Début", en="Start"))
    ends = DateField(Text(fr="Fin", en="End"))


class OrientationForm(forms.Form):
    """What a general assembly adopted."""

    title = CharField(Text(fr="Orientation adoptée", en="Orientation"), max_length=200)
    title_en = CharField(TITLE_EN, required=False, max_length=200)
    text = TextField(Text(fr="Texte voté", en="Text as adopted"))
    assembly = CharField(
        Text(fr="Assemblée qui l’a adoptée", en="Assembly that adopted it"),
        Text(fr="Par exemple : assemblée générale ordinaire.", en="For example: ordinary general assembly."),
        max_length=200,
    )
    adopted_on = _day_field(Text(fr="Adoptée le", en="Adopted on"))


class AxisForm(forms.Form):
    """An axis of a plan."""

    letter = CharField(
        Text(fr="Lettre", en="Letter"),
        Text(
            fr="Les actions de l’axe porteront cette lettre : A1, A2.", en="Its actions will bear this letter: A1, A2."
        ),
        max_length=2,
        validators=[RegexValidator(r"^[A-Z]{1,2}\Z")],
    )
    title = CharField(Text(fr="Axe", en="Axis"), max_length=200)
    title_en = CharField(TITLE_EN, required=False, max_length=200)


class TargetFields(forms.Form):
    """What measures an action, and how far it has to go."""

    reads = ChoiceField(
        Text(fr="Ce qui mesure l’action", en="What measures the action"),
        Text(
            fr="Sans mesure, l’action n’a pas d’avancement calculé : seul l’état déclaré est montré.",
            en="Without a measure the action has no measured progress: only the declared state is shown.",
        ),
        required=False,
    )
    figure = CharField(
        Text(fr="Chiffre du registre (facultatif)", en="Figure from the register (optional)"),
        _OF_THE_REGISTER,
        required=False,
        max_length=400,
    )
    measure = CharField(
        Text(fr="Ce que comptent les relevés", en="What the readings count"),
        Text(fr="Par exemple : conventions signées.", en="For example: agreements signed."),
        required=False,
        max_length=120,
    )
    measure_en = CharField(TITLE_EN, required=False, max_length=120)
    unit = CharField(
        Text(fr="Unité", en="Unit"),
        Text(
            fr="Ce qui suit le nombre : régions, semaines, % des textes.",
            en="What follows the number: regions, weeks, % of texts.",
        ),
        required=False,
        max_length=60,
    )
    unit_en = CharField(TITLE_EN, required=False, max_length=60)
    direction = ChoiceField(Text(fr="Le but est", en="The goal is to"), words=DIRECTION_LABELS, required=False)
    base = NumberField(
        Text(fr="Départ", en="Starting value"),
        Text(fr="La valeur au début de l’action.", en="The value when the action starts."),
        required=False,
    )
    goal = NumberField(
        Text(fr="But", en="Goal"), Text(fr="La valeur à atteindre.", en="The value to reach."), required=False
    )
    goal_high = NumberField(
        Text(fr="Borne haute (facultatif)", en="Upper bound (optional)"),
        Text(
            fr="Seulement pour un but à garder entre deux bornes ; le but est alors la borne basse.",
            en="Only for a goal to keep between two bounds; the goal is then the lower one.",
        ),
        required=False,
    )
    period_months = IntegerField(
        Text(fr="Un relevé compte pendant, en mois", en="A reading counts for, in months"),
        Text(
            fr="Au-delà, il est périmé et l’action n’a plus d’avancement calculé.",
            en="Beyond that it is out of date, and the action has no measured progress any more.",
        ),
        initial=12,
        min_value=1,
        max_value=120,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counted = [(one.key, str(one.words)) for one in computed_counts.values()]
        nothing = str(Text(fr="Rien pour le moment", en="Nothing for now"))
        offer_choices(
            self, "reads", [("", nothing), *((key, str(said)) for key, said in READS_LABELS.items()), *counted]
        )

    def clean(self) -> dict[str, Any]:
        """Give the act one target, as it was typed: `write_target` makes the engine's of it."""
        data: dict[str, Any] = super().clean() or {}
        said = {name: data.pop(name, None) for name in TargetFields.base_fields}
        data["target"] = said if said["reads"] else None
        return data


class ActionForm(TargetFields, FormInParts):
    """A new action of a plan: who, until when, what measures it, and the State's part."""

    axis = ChoiceField(Text(fr="Axe", en="Axis"))
    title = CharField(
        Text(fr="Ce que l’action fera", en="What the action will do"),
        Text(fr="Un verbe et son objet.", en="A verb and its object."),
        max_length=200,
    )
    title_en = CharField(TITLE_EN, required=False, max_length=200)
    owner = CharField(
        Text(fr="Pilote", en="Owner"),
        Text(fr="L’équipe ou la personne qui en répond.", en="The team or person who answers for it."),
        max_length=200,
    )
    partners = CharField(
        Text(fr="Partenaires (facultatif)", en="Partners (optional)"),
        Text(fr="Séparés par des points-virgules.", en="Separated by semicolons."),
        required=False,
        max_length=400,
    )
    start = _day_field(Text(fr="Début", en="Start"))
    due = DateField(Text(fr="Échéance", en="Deadline"))
    state_part = TextField(
        Text(fr="Part de l’État (facultatif)", en="The State’s part (optional)"),
        Text(
            fr="Ce que l’État fait, paie ou autorise dans cette action.",
            en="What the State does, pays for or authorises in this action.",
        ),
        required=False,
        rows=3,
    )
    funder = CharField(Text(fr="Financeur (facultatif)", en="Funder (optional)"), required=False, max_length=120)
    amount = IntegerField(
        Text(fr="Montant, en euros (facultatif)", en="Amount, in euros (optional)"), required=False, min_value=0
    )
    risks = TextField(Text(fr="Risques (facultatif)", en="Risks (optional)"), required=False, rows=3)
    depends_on = MultipleChoiceField(
        Text(fr="Dépend de (facultatif)", en="Depends on (optional)"),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    orientation = ChoiceField(
        Text(fr="Orientation de l’assemblée qu’elle sert", en="Orientation of the assembly that it serves"),
        required=False,
    )
    part_titles = (
        (Text(fr="Ce que fait l’action", en="What the action does"), ("axis", "orientation", "title", "title_en")),
        (
            Text(fr="Qui la conduit, jusqu’à quand", en="Who leads it, and until when"),
            ("owner", "partners", "start", "due"),
        ),
        (Text(fr="Ce qui la mesure", en="What measures it"), tuple(TargetFields.base_fields)),
        (Text(fr="Ce que l’État apporte", en="What the State brings"), ("state_part", "funder", "amount")),
        (Text(fr="Ce qui peut la retarder", en="What may delay it"), ("depends_on", "risks")),
    )

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._axes = {one.letter: one for one in plan.axes.all()}
        self._orientations = {str(one.pk): one for one in plan.orientations.all()}
        offer_choices(self, "axis", [(key, f"{key}. {one.title}") for key, one in self._axes.items()])
        none = ("", str(Text(fr="Aucune", en="None")))
        offer_choices(self, "orientation", [none, *((key, one.title) for key, one in self._orientations.items())])
        others = Action.objects.for_plan(plan)
        offer_choices(self, "depends_on", [(one.key, f"{one.code} · {one.title}") for one in others])

    def clean(self) -> dict[str, Any]:
        """Give the act its axis and its orientation, and the budget as lines."""
        data = super().clean()
        data["axis"] = self._axes.get(data.get("axis", ""))
        data["orientation"] = self._orientations.get(data.get("orientation", ""))
        data["partners"] = [part.strip() for part in data.get("partners", "").split(";") if part.strip()]
        funder, amount, start = data.pop("funder", ""), data.pop("amount", None), data.get("start")
        data["budget"] = [] if amount is None else [(funder, start.year if start else None, amount)]
        return data


class TargetForm(TargetFields):
    """Another target, and why."""

    text = TextField(Text(fr="Motif", en="Reason"), rows=3, max_length=1000)
    on = _day_field(Text(fr="À compter du", en="As of"))


class StateForm(forms.Form):
    """How an action goes, in the owner's word."""

    state = ChoiceField(Text(fr="État déclaré", en="Declared state"), words=STATE_LABELS)
    on = _day_field(Text(fr="Constaté le", en="As of"))
    text = TextField(
        Text(fr="En deux phrases (facultatif)", en="In two sentences (optional)"),
        required=False,
        rows=3,
        max_length=1000,
    )


class ReadingForm(forms.Form):
    """A value of a target, with where it was read."""

    low = NumberField(Text(fr="Valeur", en="Value"))
    high = NumberField(
        Text(fr="Borne haute, si c’est une fourchette (facultatif)", en="Upper bound, if it is a range (optional)"),
        required=False,
    )
    on = _day_field(Text(fr="Constatée le", en="As of"))
    source = CharField(
        Text(fr="Où elle se lit", en="Where it comes from"),
        Text(fr="Un document, une page, un registre.", en="A document, a page, a register."),
        max_length=400,
    )


class DueForm(forms.Form):
    """Another deadline, and why."""

    due = DateField(Text(fr="Nouvelle échéance", en="New deadline"))
    text = TextField(Text(fr="Motif", en="Reason"), rows=3, max_length=1000)
    on = _day_field(Text(fr="Décidée le", en="Decided on"))


class EndForm(forms.Form):
    """How an action ends."""

    kind = ChoiceField(Text(fr="L’action est", en="The action is"), words=END_LABELS)
    text = TextField(Text(fr="Résultat, ou raison de l’abandon", en="Result, or why it is dropped"), rows=3)
    on = _day_field(Text(fr="Le", en="On"))
