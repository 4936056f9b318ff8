"""Forms of the life of a label: labels and hints in both languages, one thing asked at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from filiere.core import Text
from filiere.site.holders.code_labels import (
    ALERT_KIND_LABELS,
    CHANGE_LABELS,
    FOLLOW_UP_LABELS,
    PLACE_KIND_LABELS,
    RAISABLE_KINDS,
)
from filiere.site.holders.models import Alert


def _day_field(label: Text, *, required: bool = True, help_text: Text | None = None) -> forms.DateField:
    return forms.DateField(
        required=required,
        label=label,  # type: ignore[arg-type]
        help_text=help_text or "",  # type: ignore[arg-type]
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )


def _long_text_field(
    label: Text, *, most: int = 10_000, required: bool = True, help_text: Text | None = None
) -> forms.CharField:
    return forms.CharField(
        required=required,
        max_length=most,
        label=label,  # type: ignore[arg-type]
        help_text=help_text or "",  # type: ignore[arg-type]
        widget=forms.Textarea(attrs={"rows": 6}),
    )


def _short_text_field(
    label: Text, *, most: int = 300, required: bool = True, help_text: Text | None = None
) -> forms.CharField:
    return forms.CharField(
        required=required,
        max_length=most,
        label=label,  # type: ignore[arg-type]
        help_text=help_text or "",  # type: ignore[arg-type]
    )


class _ChoiceForm(forms.Form):
    """A form whose choices are written in the reader's language."""

    def choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """Fill the choices of a field."""
        field = self.fields[name]
        assert isinstance(field, (forms.ChoiceField, forms.MultipleChoiceField))  # noqa: S101  For the type checker.
        field.choices = list(choices)


def _build_choices(words: Mapping[Any, Text], keys: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(key), str(words[key])) for key in keys]


class AlertForm(_ChoiceForm):
    """A fact about a holder."""

    kind = forms.ChoiceField(label=Text(fr="Sorte de fait", en="Type of fact"))  # type: ignore[arg-type]
    fact_on = _day_field(Text(fr="Jour du fait", en="Date of the fact"), required=False)
    source = _short_text_field(
        Text(fr="D’où le fait est connu", en="Source"),
        help_text=Text(
            fr="Un jugement avec sa date, un article avec son adresse, un courrier reçu.",
            en="A court ruling with its date, an article with its URL, a letter received.",
        ),
    )
    words = _long_text_field(
        Text(fr="Ce qui s’est passé", en="What happened"),
        help_text=Text(
            fr="Le titulaire et le comité le liront tel quel. N’écrivez le nom d’aucune personne.",
            en="The holder and the committee will read it verbatim. Do not name any individual.",
        ),
    )
    review = forms.BooleanField(
        required=False,
        label=Text(fr="Ouvrir un réexamen du label", en="Open a review of the label"),  # type: ignore[arg-type]
        help_text=Text(  # type: ignore[arg-type]
            fr="Le titulaire a 30 jours pour s’expliquer, puis le comité vote. Le label reste valable jusque-là.",
            en="The holder has 30 days to explain, then the committee votes. The label remains valid until then.",
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("kind", _build_choices(ALERT_KIND_LABELS, RAISABLE_KINDS))


class ReasonForm(forms.Form):
    """A reason."""

    reason = _long_text_field(Text(fr="Motif", en="Reason"), most=2000)


class SettleForm(ReasonForm):
    """The reason why a question is settled, by its first member; the second confirms it without another."""

    def __init__(self, alert: Alert, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if alert.settling_on is not None:
            del self.fields["reason"]


class WordsForm(forms.Form):
    """A text of the holder."""

    words = _long_text_field(Text(fr="Votre texte", en="Your text"))


class ChangeForm(_ChoiceForm):
    """A change of entity or of sites."""

    what = forms.ChoiceField(label=Text(fr="Ce qui change", en="What changes"))  # type: ignore[arg-type]
    effective = _day_field(Text(fr="Date d’effet", en="Effective date"))
    name = _short_text_field(
        Text(fr="Nom de l’entité qui portera le label", en="Name of the entity that will hold the label"),
        most=200,
        required=False,
        help_text=Text(fr="Vide si elle est la même.", en="Leave blank if unchanged."),
    )
    siren = _short_text_field(Text(fr="Son SIREN", en="Its SIREN"), most=20, required=False)
    lost = forms.MultipleChoiceField(
        required=False,
        label=Text(fr="Sites qui sortent", en="Sites removed"),  # type: ignore[arg-type]
        widget=forms.CheckboxSelectMultiple,
    )
    gained = _short_text_field(Text(fr="Sites qui entrent", en="Sites added"), most=2000, required=False)
    source = _short_text_field(
        Text(fr="Pièce qui le dit", en="Supporting document"),
        required=False,
        help_text=Text(fr="Traité de fusion, annonce légale…", en="Merger agreement, legal notice…"),
    )
    words = _long_text_field(Text(fr="Expliquez le changement", en="Explain the change"))

    def __init__(self, sites: Iterable[Mapping[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("what", _build_choices(CHANGE_LABELS, CHANGE_LABELS))
        known = [(one["key"], one.get("name", one["key"])) for one in sites if one.get("key")]
        self.choose("lost", known)
        if not known:
            self.fields["lost"].help_text = str(Text(fr="Aucun site n’est connu.", en="No site is known."))


class PlaceForm(_ChoiceForm):
    """A place where the logo is shown."""

    kind = forms.ChoiceField(label=Text(fr="Sorte d’endroit", en="Type of place"))  # type: ignore[arg-type]
    words = _short_text_field(
        Text(fr="Lequel", en="Which one"),
        help_text=Text(fr="Une adresse, un document, un local.", en="An address, a document, a room."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("kind", _build_choices(PLACE_KIND_LABELS, PLACE_KIND_LABELS))


class _DocumentForm(_ChoiceForm):
    """A form that may name a document of the dossier."""

    document = forms.ChoiceField(
        required=False,
        label=Text(fr="Pièce du dossier qui le montre", en="Document in the dossier showing this"),  # type: ignore[arg-type]
        help_text=Text(  # type: ignore[arg-type]
            fr="Versez-la d’abord à la page Pièces.", en="Submit it first on the Evidence page."
        ),
    )

    def __init__(self, *args: Any, documents: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("document", [("", str(Text(fr="Aucune", en="None"))), *documents])


class ProofForm(_DocumentForm):
    """How this can be verified that the logo is gone."""

    words = _long_text_field(
        Text(fr="Comment on le voit", en="How this can be verified"),
        most=2000,
        help_text=Text(fr="Une adresse, une photo, un document réédité.", en="An address, a photo, a new edition."),
    )
    field_order = ("words", "document")


class FollowUpForm(_ChoiceForm):
    """When the control is made."""

    planned_on = _day_field(Text(fr="Jour prévu", en="Planned date"))
    kind = forms.ChoiceField(label=Text(fr="Comment", en="How"))  # type: ignore[arg-type]
    words = _short_text_field(Text(fr="Précision", en="Detail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("kind", _build_choices(FOLLOW_UP_LABELS, FOLLOW_UP_LABELS))


class ActionForm(forms.Form):
    """An action of the improvement plan."""

    what = _long_text_field(Text(fr="Ce que vous ferez", en="What you will do"), most=2000)
    finding = _short_text_field(Text(fr="Constat auquel elle répond", en="Finding addressed"), required=False)
    owner = _short_text_field(
        Text(fr="Fonction qui en répond", en="Function responsible"),
        most=120,
        help_text=Text(fr="Une fonction, pas un nom.", en="A function, not a name."),
    )
    due = _day_field(Text(fr="Échéance", en="Due date"))


class RewriteForm(ActionForm):
    """An action written anew, from the version that the person has before them."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ProgressForm(_DocumentForm):
    """How far an action is."""

    percent = forms.IntegerField(
        min_value=0,
        max_value=100,
        label=Text(fr="Avancement, de 0 à 100", en="Progress, from 0 to 100"),  # type: ignore[arg-type]
    )
    words = _long_text_field(Text(fr="Ce qui est fait", en="What has been done"), most=2000, required=False)
    field_order = ("percent", "words", "document")
