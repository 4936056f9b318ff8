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
from filiere.site.kit import fields


class AlertForm(forms.Form):
    """A fact about a holder."""

    kind = fields.ChoiceField(
        Text(fr="Type de fait", en="Type of matter"), words={one: ALERT_KIND_LABELS[one] for one in RAISABLE_KINDS}
    )
    fact_on = fields.DateField(Text(fr="Jour du fait", en="Date of the event"), required=False)
    source = fields.CharField(
        Text(fr="Source", en="Source"),
        Text(
            fr="Un jugement avec sa date, un article avec son adresse, un courrier reçu.",
            en="A court ruling with its date, an article with its URL, a letter received.",
        ),
        max_length=300,
    )
    words = fields.TextField(
        Text(fr="Ce qui s’est passé", en="What happened"),
        Text(
            fr="Le titulaire et le comité le liront tel quel. N’écrivez le nom d’aucune personne.",
            en="The holder and the committee will read it verbatim. Do not name any individual.",
        ),
        max_length=10_000,
        rows=6,
    )
    review = fields.BooleanField(
        Text(fr="Ouvrir un réexamen du label", en="Open a review of the label"),
        Text(
            fr="Le titulaire a 30 jours pour s’expliquer, puis le comité vote. Le label reste valable jusque-là.",
            en="The holder has 30 days to explain, then the committee votes. The label remains valid until then.",
        ),
        required=False,
    )


class ReasonForm(forms.Form):
    """A reason."""

    reason = fields.TextField(Text(fr="Motif", en="Reason"), max_length=2000, rows=6)


class SettleForm(ReasonForm):
    """The reason why a question is settled, by its first member; the second confirms it without another."""

    def __init__(self, alert: Alert, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if alert.settling_on is not None:
            del self.fields["reason"]


class WordsForm(forms.Form):
    """A text of the holder."""

    words = fields.TextField(Text(fr="Votre texte", en="Your text"), max_length=10_000, rows=6)


class ChangeForm(forms.Form):
    """A change of entity or of sites."""

    what = fields.ChoiceField(Text(fr="Ce qui change", en="What changes"), words=CHANGE_LABELS)
    effective = fields.DateField(Text(fr="Date d’effet", en="Effective date"))
    name = fields.CharField(
        Text(fr="Nom de l’entité qui portera le label", en="Name of the entity that will hold the label"),
        Text(fr="Vide si elle est la même.", en="Leave blank if unchanged."),
        required=False,
        max_length=200,
    )
    siren = fields.CharField(Text(fr="Son SIREN", en="Its SIREN"), required=False, max_length=20)
    lost = fields.MultipleChoiceField(
        Text(fr="Sites qui sortent", en="Sites removed"), required=False, widget=forms.CheckboxSelectMultiple
    )
    gained = fields.CharField(Text(fr="Sites qui entrent", en="Sites added"), required=False, max_length=2000)
    source = fields.CharField(
        Text(fr="Pièce justificative", en="Supporting document"),
        Text(fr="Traité de fusion, annonce légale…", en="Merger agreement, legal notice…"),
        required=False,
        max_length=300,
    )
    words = fields.TextField(Text(fr="Expliquez le changement", en="Explain the change"), max_length=10_000, rows=6)

    def __init__(self, sites: Iterable[Mapping[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one["key"], one.get("name", one["key"])) for one in sites if one.get("key")]
        fields.offer_choices(self, "lost", known)
        if not known:
            self.fields["lost"].help_text = str(Text(fr="Aucun site n’est connu.", en="No sites are known."))


class PlaceForm(forms.Form):
    """A place where the logo is shown."""

    kind = fields.ChoiceField(Text(fr="Type d’emplacement", en="Type of place"), words=PLACE_KIND_LABELS)
    words = fields.CharField(
        Text(fr="Lequel", en="Which one"),
        Text(fr="Une adresse, un document, un local.", en="An address, a document, a room."),
        max_length=300,
    )


class _DocumentForm(forms.Form):
    """A form that may name a document of the dossier."""

    document = fields.ChoiceField(
        Text(fr="Pièce du dossier qui le prouve", en="Document in the dossier showing this"),
        Text(fr="Déposez-la d’abord à la page Pièces.", en="Submit it first on the Evidence page."),
        required=False,
    )

    def __init__(self, *args: Any, documents: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer_choices(self, "document", [("", str(Text(fr="Aucune", en="None"))), *documents])


class ProofForm(_DocumentForm):
    """How this can be verified that the logo is gone."""

    words = fields.TextField(
        Text(fr="Comment le vérifier", en="How this can be verified"),
        Text(fr="Une adresse, une photo, un document réédité.", en="An address, a photo, a new edition."),
        max_length=2000,
        rows=6,
    )
    field_order = ("words", "document")


class FollowUpForm(forms.Form):
    """When the control is made."""

    planned_on = fields.DateField(Text(fr="Jour prévu", en="Planned date"))
    kind = fields.ChoiceField(Text(fr="Comment", en="How"), words=FOLLOW_UP_LABELS)
    words = fields.CharField(Text(fr="Précision", en="Detail"), required=False, max_length=300)


class ActionForm(forms.Form):
    """An action of the improvement plan."""

    what = fields.TextField(Text(fr="Ce que vous ferez", en="What you will do"), max_length=2000, rows=6)
    finding = fields.CharField(
        Text(fr="Constat auquel elle répond", en="Finding addressed"),
        Text(
            fr="Les constats encore ouverts sont proposés ; vous pouvez aussi écrire le vôtre.",
            en="Findings still open are suggested; you may also write your own.",
        ),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "open-findings"}),
    )
    owner = fields.CharField(
        Text(fr="Fonction qui en répond", en="Function responsible"),
        Text(fr="Une fonction, pas un nom.", en="A function, not a name."),
        max_length=120,
    )
    due = fields.DateField(Text(fr="Échéance", en="Due date"))


class RewriteForm(ActionForm):
    """An action written anew, from the version that the person has before them."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ProgressForm(_DocumentForm):
    """How far an action is."""

    percent = fields.IntegerField(
        Text(fr="Avancement, de 0 à 100", en="Progress, from 0 to 100"), min_value=0, max_value=100
    )
    words = fields.TextField(
        Text(fr="Ce qui est fait", en="What has been done"), required=False, max_length=2000, rows=6
    )
    field_order = ("percent", "words", "document")
