"""Forms of the application and of what is done with it; labels in both languages, one thing asked at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms

from filiere.core import Text
from filiere.site.candidature.actions.save_perimeter import SiteInput
from filiere.site.candidature.models import Activity
from filiere.site.candidature.start_options import list_categories
from filiere.site.kit.bilingual_text import localize
from filiere.site.members.models import Organisation, Site
from filiere.site.workflow.models import Dossier

ACTIVITY_LABELS = {
    Activity.CALLS_IN: Text(fr="Appels reçus", en="Inbound calls"),
    Activity.CALLS_OUT: Text(fr="Appels émis", en="Outbound calls"),
    Activity.WRITTEN: Text(fr="Écrit : messages, e-mails, discussion en ligne", en="Written: messages, e-mail, chat"),
    Activity.BACK_OFFICE: Text(fr="Traitement de dossiers", en="Back office"),
    Activity.MIXED: Text(fr="Plusieurs activités", en="Several activities"),
}


def _label(fr: str, en: str) -> Any:
    return Text(fr=fr, en=en)


class NumberField(forms.DecimalField):
    """A number as people write it, with a comma or a point, whatever the language of the page."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        """Read it; digits of other scripts are no number here."""
        if isinstance(value, str):
            plain = "".join(value.split()).replace("\u202f", "").replace("\u00a0", "").replace(",", ".")
            value = plain if plain.isascii() else "?"
        return super().to_python(value)


class StartForm(forms.Form):
    """Whose candidature, and in which category."""

    organisation = forms.ChoiceField(label=_label("Organisation", "Organisation"))
    category = forms.ChoiceField(label=_label("Catégorie", "Category"))

    def __init__(self, organisations: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {one.key: one for one in organisations}
        self.fields["organisation"].choices = [(one.key, one.name) for one in organisations]  # type: ignore[attr-defined]
        self.fields["category"].choices = list_categories()  # type: ignore[attr-defined]
        # The kind under which the organisation was entered chooses in advance; whoever applies may say otherwise.
        kinds = {one.kind for one in organisations}
        if len(kinds) == 1 and kinds <= dict(list_categories()).keys():
            self.initial.setdefault("category", kinds.pop())

    def clean_organisation(self) -> Organisation:
        """Return the organisation of that key."""
        return self.organisations[self.cleaned_data["organisation"]]


class SiteForm(forms.Form):
    """One site of the organisation: in or out, and its numbers."""

    asked: tuple[str, ...] = ("headcount", "fte", "positions", "activity", "country")

    inside = forms.BooleanField(required=False, label=_label("Dans le périmètre", "In scope"))
    headcount = forms.IntegerField(
        required=False, min_value=1, max_value=100_000, label=_label("Effectif (salariés)", "Headcount (employees)")
    )
    fte = NumberField(
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
        label=_label("Équivalents temps plein", "Full-time equivalents"),
    )
    positions = forms.IntegerField(
        required=False, min_value=0, max_value=100_000, label=_label("Positions équipées", "Equipped positions")
    )
    activity = forms.ChoiceField(required=False, label=_label("Activité", "Activity"))
    country = forms.RegexField(
        required=False,
        regex=r"^[A-Za-z]{2}$",
        max_length=2,
        label=_label("Pays (deux lettres)", "Country (two letters)"),
    )

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        self.fields["activity"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((key, str(words)) for key, words in ACTIVITY_LABELS.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """A site that is in has all its numbers."""
        data = super().clean() or {}
        if data.get("inside"):
            for name in self.asked:
                if data.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, str(Text(fr="À donner pour ce site.", en="Required for this site.")))
        return data

    def read(self) -> SiteInput:
        """Return what was typed of a site that is in."""
        data = {name: self.cleaned_data[name] for name in ("headcount", "fte", "positions", "activity")}
        return SiteInput(site=self.site.key, country=self.cleaned_data["country"].upper(), **data)


class FirstSiteForm(SiteForm):
    """The first site of an organisation that has none: it enters the directory with its numbers."""

    inside = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, label=_label("Nom du site", "Name of the site"))
    siret = forms.CharField(required=False, max_length=20, label=_label("SIRET, s’il en a un", "SIRET, if it has one"))
    field_order = ("name", "siret")
    asked = ("name", *SiteForm.asked)

    def read(self) -> SiteInput:
        """Return what was typed, with the name that the directory is to give it."""
        return replace(super().read(), site="", name=self.cleaned_data["name"], siret=self.cleaned_data["siret"])


class PerimeterForm(forms.Form):
    """The sites of the organisation, each a form, and the outsourcers that the company itself gives work to.

    These are written one a line; some numbers are asked for each.
    """

    suppliers = forms.CharField(
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_label("Vos prestataires, un par ligne", "Your outsourcers, one per line"),
    )

    def __init__(self, dossier: Dossier, data: Any = None, *_: Any, **__: Any) -> None:
        super().__init__(data, initial={"suppliers": "\n".join(dossier.suppliers.values_list("name", flat=True))})
        if dossier.category != "client_company":
            # The referential asks everybody how they pay those to whom they entrust contacts; few have any.
            field = self.fields["suppliers"]
            field.label = localize(
                "Les prestataires à qui vous confiez vous-même des contacts, un par ligne",
                "The outsourcers to whom you entrust contacts yourself, one per line",
            )
            field.help_text = localize(
                "Le questionnaire demande en combien de jours vous les payez. Laissez vide si vous n’en avez pas.",
                "The questionnaire asks in how many days you pay them. Leave empty if you have none.",
            )
        self.sites = build_site_forms(dossier, data)

    def is_valid(self) -> bool:
        """Whether all that was typed may be kept, of every site."""
        return all([super().is_valid(), *(one.is_valid() for one in self.sites)])

    def clean(self) -> dict[str, Any]:
        """Return the sites that are in, with their numbers, and the names."""
        sites = [one.read() for one in self.sites if one.is_valid() and one.cleaned_data["inside"]]
        return {"sites": sites, "suppliers": self.cleaned_data.get("suppliers", "").splitlines()}


class PaymentForm(forms.Form):
    """Money received."""

    amount = NumberField(
        min_value=Decimal("0.01"),
        max_digits=9,
        decimal_places=2,
        label=_label("Montant TTC en euros", "Amount in euros, including tax"),
    )
    received_on = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label=_label("Reçu le", "Received on")
    )
    reference = forms.CharField(required=False, max_length=80, label=_label("Référence du virement", "Reference"))
    form = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)


class SearchForm(forms.Form):
    """What a register says."""

    value = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_label(
            "Condamnation définitive en droit du travail depuis 36 mois",
            "Final employment-law conviction in the past 36 months",
        ),
    )
    source = forms.CharField(
        max_length=400, label=_label("Où vous avez cherché, et quand", "Where you searched, and when")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = [("no", localize("Aucune", "None")), ("yes", localize("Oui", "Yes"))]  # type: ignore[attr-defined]

    def clean_value(self) -> bool:
        """Return whether there is one."""
        return bool(self.cleaned_data["value"] == "yes")


class SirenForm(forms.Form):
    """The other side of a contract."""

    siren = forms.CharField(max_length=14, label=_label("SIREN de l’autre entreprise", "SIREN of the other company"))


class WorkbookForm(forms.Form):
    """A workbook sent back."""

    file = forms.FileField(label=_label("Classeur rempli (.xlsx)", "Completed workbook (.xlsx)"))


def build_site_forms(dossier: Dossier, data: Any = None) -> list[SiteForm]:
    """A form for each open site of the organisation, filled with what the perimeter says or the directory knows.

    That of a first site, for an organisation that has none.
    """
    inside = {one.site_id: one for one in dossier.perimeter.all()}
    found = []
    for site in Site.objects.filter(organisation=dossier.organisation, closed__isnull=True):
        kept = inside.get(site.pk)
        initial = {
            "inside": kept is not None or not inside,
            "headcount": kept.headcount if kept else site.headcount,
            "fte": kept.fte if kept else None,
            "positions": kept.positions if kept else site.positions,
            "activity": kept.activity if kept else (site.activity if site.activity in ACTIVITY_LABELS else ""),
            "country": kept.country if kept else site.country,
        }
        found.append(SiteForm(data, site=site, prefix=site.key, initial=initial))
    return found or [FirstSiteForm(data, site=Site(), prefix="first", initial={"country": "FR"})]
