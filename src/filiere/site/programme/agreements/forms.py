"""Forms of agreements. Amounts are in euros; a text of several lines is written as the agreement writes it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.site.kit.fields import (
    BilingualField,
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    FileField,
    IntegerField,
    MultipleChoiceField,
    TextField,
    URLField,
    offer_choices,
)
from filiere.site.programme.agreements.actions.agreements import find_last_version
from filiere.site.programme.agreements.actions.amendments import OBJECTIVE_FIELDS
from filiere.site.programme.agreements.models import Agreement, AgreementVersion, Objective, Payment, Statement
from filiere.site.programme.agreements.presenters.sums import CONFIDENCE_LABELS
from filiere.site.programme.agreements.regions import EVERYWHERE, REGIONS
from filiere.site.programme.agreements.standing import FUNDER_LABELS, read_standing
from filiere.site.programme.deposited_files import TOO_LARGE
from filiere.site.programme.plan.computed_counts import computed_counts
from filiere.site.programme.reading_dates import ReadingDates

TITLE_EN = Text(fr="En anglais, pour les lecteurs du site (facultatif)", en="In English, for readers (optional)")
COMMENT = Text(fr="Commentaire", en="Comment")


class AmountField(BilingualField, forms.DecimalField):
    """An amount in euros, to the cent."""

    def __init__(self, label: Text, hint: Text | None = None, **options: Any) -> None:
        limits = {"min_value": 0, "max_digits": 14, "decimal_places": 2, "localize": True}
        super().__init__(label, hint, **(limits | options))


def name_version(version: AgreementVersion) -> str:
    """What people call a version."""
    day = spell_day(version.signed_on)
    said = (
        Text(fr=f"Avenant n° {version.number}, {day.fr}", en=f"Amendment no. {version.number}, {day.en}")
        if version.number
        else Text(fr=f"Texte signé le {day.fr}", en=f"Text signed on {day.en}")
    )
    return str(said)


class NumberField(BilingualField, forms.DecimalField):
    """A number with at most two decimals."""

    def __init__(self, label: Text, hint: Text | None = None, **options: Any) -> None:
        super().__init__(label, hint, max_digits=14, decimal_places=2, localize=True, **options)


def day_field(label: Text, **options: Any) -> DateField:
    return DateField(label, initial=timezone.localdate, **options)


def offer_regions(form: forms.BaseForm, name: str, *, none: Text | None = EVERYWHERE) -> None:
    first = [("", str(none))] if none is not None else []
    offer_choices(form, name, [*first, *((key, str(said)) for key, said in REGIONS.items())])


class AgreementForm(forms.Form):
    """An agreement as it was signed."""

    title = CharField(Text(fr="Titre de la convention", en="Title of the agreement"), max_length=200)
    title_en = CharField(TITLE_EN, required=False, max_length=200)
    parties = TextField(
        Text(fr="Signataires", en="Parties"), Text(fr="Un par ligne.", en="One a line."), rows=4, max_length=2000
    )
    signed_on = day_field(Text(fr="Signée le", en="Signed on"))
    starts = DateField(Text(fr="Début", en="Start"))
    ends = DateField(Text(fr="Fin", en="End"))
    total = AmountField(
        Text(fr="Total que donne la convention, en euros", en="Total that the agreement gives, in euros"),
        Text(
            fr="Tel qu’il est écrit, même si les lignes n’en font pas la somme.",
            en="As it is written, even if the lines do not add up to it.",
        ),
        required=False,
    )
    object = TextField(Text(fr="Objet", en="Purpose"), rows=4, max_length=4000)
    object_en = TextField(TITLE_EN, required=False, rows=3, max_length=4000)
    regions = MultipleChoiceField(
        Text(fr="Régions", en="Regions"), required=False, widget=forms.CheckboxSelectMultiple()
    )
    source_url = URLField(
        Text(fr="Adresse du texte publié (facultatif)", en="Address of the published text (optional)"),
        required=False,
        max_length=500,
    )
    reference = CharField(
        Text(fr="Numéro de la convention (facultatif)", en="Number of the agreement (optional)"),
        required=False,
        max_length=100,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_regions(self, "regions", none=None)

    def clean_parties(self) -> list[str]:
        """The names, without empty lines."""
        return [line.strip() for line in self.cleaned_data["parties"].splitlines() if line.strip()]


class AmountForm(forms.Form):
    """An amount that the agreement commits to."""

    funder = CharField(Text(fr="Financeur", en="Funder"), max_length=120)
    funder_kind = ChoiceField(Text(fr="C’est", en="It is"), words=FUNDER_LABELS)
    year = IntegerField(
        Text(fr="Année", en="Year"),
        Text(fr="Laissez vide si le texte ne répartit pas par année.", en="Leave empty if the text gives no year."),
        required=False,
        min_value=1990,
        max_value=2100,
    )
    amount = AmountField(Text(fr="Montant, en euros", en="Amount, in euros"))


class ArticleForm(forms.Form):
    """An article of the agreement."""

    number = IntegerField(Text(fr="Numéro", en="Number"), min_value=1, max_value=200)
    title = CharField(Text(fr="Titre", en="Title"), max_length=200)
    text = TextField(Text(fr="Texte", en="Text"))


class ObjectiveForm(forms.Form):
    """What the agreement promises."""

    title = CharField(Text(fr="Objectif", en="Objective"), max_length=200)
    title_en = CharField(TITLE_EN, required=False, max_length=200)
    goal = NumberField(Text(fr="But", en="Goal"))
    unit = CharField(Text(fr="Unité", en="Unit"), required=False, max_length=40)
    due = DateField(Text(fr="Échéance", en="Deadline"))
    region = ChoiceField(Text(fr="Région", en="Region"), required=False)
    count = ChoiceField(
        Text(fr="Compte fait par le site", en="Count made by the site"),
        Text(fr="Sa valeur est alors lue automatiquement.", en="Its value is then read automatically."),
        required=False,
    )
    figure = CharField(
        Text(fr="ou chiffre du registre", en="or figure of the register"),
        Text(
            fr="Ce qui suit /figures/ dans l’adresse de sa page.",
            en="What follows /figures/ in the address of its page.",
        ),
        required=False,
        max_length=100,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_regions(self, "region")
        none = ("", str(Text(fr="Aucun : saisi par l’association", en="None: entered by the association")))
        offer_choices(self, "count", [none, *((one.key, str(one.words)) for one in computed_counts.values())])


class ObjectiveChangeForm(ObjectiveForm):
    """An objective as the version in force says it."""

    withdrawn = BooleanField(
        Text(fr="Cette version ne prévoit plus cet objectif", en="This version no longer has this objective"),
        required=False,
    )

    def __init__(self, objective: Objective, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = read_standing(objective.agreement, ReadingDates(date.max, date.max))
        found = next((one.words for one in standing.objectives if one.row.pk == objective.pk), objective)
        for name in OBJECTIVE_FIELDS:
            self.initial.setdefault(name, getattr(found, name))


class StatementForm(forms.Form):
    """What another text says of the money."""

    title = CharField(
        Text(fr="Texte", en="Text"),
        Text(fr="Qui le publie et quand.", en="Who published it and when."),
        max_length=200,
    )
    source_url = URLField(Text(fr="Adresse (facultatif)", en="Address (optional)"), required=False, max_length=500)
    said_on = DateField(Text(fr="Daté du", en="Dated"), required=False)
    total = AmountField(Text(fr="Total annoncé, en euros", en="Total announced, in euros"), required=False)
    state = AmountField(Text(fr="dont État", en="of which State"), required=False)
    private = AmountField(Text(fr="dont privé", en="of which private"), required=False)
    confidence = ChoiceField(Text(fr="Confiance", en="Confidence"), words=CONFIDENCE_LABELS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("confidence", Statement.Confidence.MEDIUM)

    def clean(self) -> dict[str, Any]:
        """Gather the parts that the text names."""
        data: dict[str, Any] = super().clean() or {}
        said = {name: data.pop(name, None) for name in ("state", "private")}
        data["parts"] = [
            (str(FUNDER_LABELS[kind]), kind, amount) for kind, amount in said.items() if amount is not None
        ]
        return data


class PaymentForm(forms.Form):
    """An instalment to come."""

    funder = CharField(Text(fr="Versé par", en="Paid by"), max_length=120)
    amount = AmountField(Text(fr="Montant, en euros", en="Amount, in euros"))
    due = DateField(Text(fr="Prévu le", en="Due on"))
    condition = CharField(
        Text(fr="Condition", en="Condition"),
        Text(fr="Par exemple : rapport n° 1 accepté.", en="For example: report no. 1 accepted."),
        required=False,
        max_length=200,
    )


class PaidForm(forms.Form):
    """A payment received."""

    paid_on = day_field(Text(fr="Reçu le", en="Received on"))
    paid_amount = AmountField(Text(fr="Montant reçu, en euros", en="Amount received, in euros"))

    def __init__(self, payment: Payment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("paid_amount", payment.amount)


class UseForm(forms.Form):
    """What a part of the money is for."""

    title = CharField(Text(fr="À quoi l’argent sert", en="What the money is for"), max_length=200)
    title_en = CharField(TITLE_EN, required=False, max_length=200)
    planned = AmountField(Text(fr="Prévu, en euros", en="Planned, in euros"))
    region = ChoiceField(Text(fr="Région", en="Region"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_regions(self, "region")


class EntryForm(forms.Form):
    """What was spent, or accepted, in all up to a day."""

    amount = AmountField(Text(fr="En tout à cette date, en euros", en="In all by that date, in euros"))
    on = day_field(Text(fr="À la date du", en="As of"))
    comment = CharField(
        COMMENT,
        Text(fr="Ce qui explique un écart avec le prévu.", en="What explains a difference from the plan."),
        required=False,
        max_length=300,
    )


class MeasureForm(forms.Form):
    """The value of an objective."""

    value = NumberField(Text(fr="Valeur", en="Value"))
    on = day_field(Text(fr="À la date du", en="As of"))
    comment = CharField(
        COMMENT,
        Text(fr="Pour une correction, dites pourquoi.", en="For a correction, say why."),
        required=False,
        max_length=300,
    )


class PeriodForm(forms.Form):
    """A period of report."""

    starts = DateField(Text(fr="Du", en="From"))
    ends = DateField(Text(fr="au", en="to"))
    due = DateField(Text(fr="Rapport attendu le", en="Report due on"))


class ReportForm(forms.Form):
    """What the association adds to the figures of a report."""

    comment = TextField(Text(fr="Ce que l’association ajoute", en="What the association adds"), required=False, rows=6)


class QuestionForm(forms.Form):
    """A question of the authorities."""

    text = TextField(Text(fr="Question", en="Question"), rows=4, max_length=2000)
    due = DateField(Text(fr="Réponse attendue le", en="Answer due on"))


class AnswerForm(forms.Form):
    """Its answer."""

    answer = TextField(Text(fr="Réponse", en="Answer"), rows=6, max_length=5000)


class GrantDataForm(forms.Form):
    """What the form of essential grant data asks, and the agreement does not say."""

    beneficiary = CharField(Text(fr="Bénéficiaire", en="Beneficiary"), max_length=200)
    beneficiary_siret = CharField(Text(fr="SIRET du bénéficiaire", en="Beneficiary’s SIRET"), max_length=20)
    payment_terms = CharField(Text(fr="Conditions de versement", en="Payment terms"), max_length=256)

    def __init__(self, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = agreement.grant
        self.initial.update({name: kept.get(name, "") for name in self.fields})
        lines = find_last_version(agreement).lines.exclude(funder_kind__in=("private", "other"))
        self._funders = {f"siret_{rank}": name for rank, name in enumerate(dict.fromkeys(one.funder for one in lines))}
        for field, name in self._funders.items():
            self.fields[field] = CharField(
                Text(fr=f"SIRET de « {name} »", en=f"SIRET of “{name}”"), required=False, max_length=20
            )
            self.initial[field] = kept.get(f"siret:{name}", "")

    def clean(self) -> dict[str, Any]:
        """Gather them under one key, by the names under which the agreement keeps them."""
        data: dict[str, Any] = super().clean() or {}
        said = {self._funders.get(name, name): str(value).strip() for name, value in data.items()}
        funders = set(self._funders.values())
        grant = {f"siret:{name}" if name in funders else name: value for name, value in said.items()}
        return {"grant": {name: value.replace(" ", "") if "siret" in name else value for name, value in grant.items()}}


class SignedTextForm(forms.Form):
    """The file of a text that was signed, and of which version it is the text."""

    version = ChoiceField(Text(fr="C’est le texte de", en="It is the text of"))
    file = FileField(
        Text(fr="Fichier", en="File"),
        Text(
            fr="PDF, DOCX, ODT, ou image numérisée. Réservé aux acteurs du programme ; son empreinte est publique.",
            en="PDF, DOCX, ODT, or scanned image. For those who run the programme; its fingerprint is public.",
        ),
        too_large=TOO_LARGE,
    )

    def __init__(self, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = list(agreement.versions.order_by("-number"))
        offer_choices(self, "version", [(str(one.number), name_version(one)) for one in versions])


class GrantFileForm(forms.Form):
    """A file of essential data of grants, and who its funders are."""

    file = FileField(
        Text(fr="Fichier CSV", en="CSV file"),
        Text(
            fr="Données essentielles des subventions, schéma SCDL ; virgules ou points-virgules.",
            en="Essential data of grants, SCDL schema; commas or semicolons.",
        ),
        too_large=Text(
            fr="Ce fichier dépasse la taille permise. Envoyez-le en plusieurs parties.",
            en="This file is larger than allowed. Send it in several parts.",
        ),
    )
    funder_kind = ChoiceField(
        Text(fr="Ces financeurs sont", en="These funders are"),
        words={kind: FUNDER_LABELS[kind] for kind in ("state", "region", "local")},
    )
