"""Forms of a centre: its space, who manages its quality, how long contacts stay, a file to deliver."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from filiere.core import Text
from filiere.site.kit import fields
from filiere.site.quality.benchmark_terms import CURRENT_TERMS
from filiere.site.quality.models import KEPT_DAYS


class OpenForm(forms.Form):
    """What opening a space asks: where the days of its contacts are counted, and how long contacts stay."""

    zone = fields.CharField(
        Text(fr="Fuseau horaire", en="Time zone"),
        Text(
            fr="Celui des journées de travail du centre, par exemple Europe/Paris ou Africa/Tunis. Les heures d’été y "
            "sont comptées juste. Il ne change plus ensuite.",
            en="The one in which the centre’s working days are counted, such as Europe/Paris or Africa/Tunis. Daylight "
            "saving time is handled correctly. It cannot be changed later.",
        ),
        max_length=60,
        initial="Europe/Paris",
    )
    keep_days = fields.IntegerField(
        Text(fr="Jours de conservation des contacts", en="Contact retention, in days"),
        Text(
            fr="De 30 à 1 098. Après ce délai, les contacts sont effacés, et avec eux les fichiers des dossiers "
            "scellés faits avant, qui tiennent les mêmes lignes : emportez un dossier le jour où vous le faites. Les "
            "sceaux restent.",
            en="From 30 to 1,098. After this period contacts are erased, along with the files of the sealed packs made "
            "earlier, which contain the same rows: download a pack on the day you make it. The seals are kept.",
        ),
        initial=KEPT_DAYS,
    )
    me = fields.BooleanField(
        Text(fr="Je suis responsable qualité de ce centre", en="I am a quality manager of this centre"),
        Text(
            fr="Les responsables qualité sont seuls à déposer des journaux et à lire les contacts.",
            en="Only quality managers deliver logs and read contacts.",
        ),
        required=False,
        initial=True,
    )


class RetentionForm(forms.Form):
    """How long contacts stay."""

    keep_days = fields.IntegerField(
        Text(fr="Jours de conservation des contacts", en="Contact retention, in days"),
        Text(
            fr="De 30 à 1 098. Une durée plus courte vaut sept jours plus tard, et peut être rallongée d’ici là ; ce "
            "qui est plus ancien est alors effacé, sans retour, et avec lui les fichiers des dossiers scellés faits "
            "jusque-là, qui tiennent les mêmes lignes. Les sceaux restent.",
            en="From 30 to 1,098. A shorter period takes effect seven days later, and can be lengthened until then; "
            "anything older is then permanently erased, along with the files of the sealed packs made until then, "
            "which contain the same rows. The seals are kept.",
        ),
    )


class ManagerForm(forms.Form):
    """Whom to invite as a quality manager."""

    email = fields.EmailField(
        Text(fr="Adresse électronique", en="E-mail address"),
        Text(
            fr="Une lettre part à cette adresse. La personne ouvre un compte avec un second facteur, puis accepte.",
            en="An e-mail is sent to this address. The person creates an account with a second factor, then accepts.",
        ),
        max_length=254,
    )


class EndForm(forms.Form):
    """The last day of something: today, unless another is given."""

    on = fields.DateField(
        Text(fr="Dernier jour, ce jour compris", en="Last day (inclusive)"), initial=timezone.localdate
    )


class SourceForm(forms.Form):
    """How to read a file that is there already."""

    source = fields.ChoiceField(Text(fr="Outil dont il vient", en="Source tool"))

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer_choices(self, "source", choices)


class DeliveryForm(SourceForm):
    """A file to deliver, and how to read it."""

    file = fields.FileField(
        Text(fr="Fichier", en="File"),
        Text(
            fr="Le journal tel que votre outil l’exporte : CSV, JSON, XES, Parquet ou XLSX, compressé par gzip si vous "
            "voulez. Clients et conseillers y sont en clair ; ils ne sont gardés que sous forme d’empreintes. Le "
            "fichier est retiré dès qu’il est importé, et au bout de sept jours s’il ne l’est pas.",
            en="The log as exported by your tool: CSV, JSON, XES, Parquet or XLSX, optionally compressed with gzip. It "
            "identifies customers and agents in the clear; only hashes of them are kept. The file is removed once it "
            "is imported, and after seven days if it is not.",
        ),
        too_large=Text(
            fr="Ce fichier dépasse la taille permise. Compressez-le par gzip, ou coupez-le par mois.",
            en="This file exceeds the maximum size. Compress it with gzip, or split it by month.",
        ),
    )
    field_order = ("file", "source")


class PackForm(forms.Form):
    """Of which figures to make a pack."""

    definition = fields.ChoiceField(Text(fr="Définition", en="Definition"))
    cut = fields.ChoiceField(
        Text(fr="Détail des chiffres", en="Level of detail"),
        Text(
            fr="Toute la période y est toujours, et ce détail en plus.",
            en="The whole period is always included, plus this detail.",
        ),
    )

    def __init__(self, definitions: list[tuple[str, str]], cuts: list[tuple[str, str]], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields.offer_choices(self, "definition", definitions)
        fields.offer_choices(self, "cut", cuts)


class ReceivedPackForm(forms.Form):
    """A pack that somebody was given, and the seal that was given by another way."""

    file = fields.FileField(
        Text(fr="Dossier scellé", en="Sealed pack"),
        Text(
            fr="Le fichier .pack, tel que vous l’avez reçu. Il est retiré du serveur dès qu’il est vérifié.",
            en="The .pack file, as you received it. It is removed from the server once it is verified.",
        ),
        too_large=Text(
            fr="Ce fichier dépasse la taille permise ici. Vérifiez-le par la ligne de commande.",
            en="This file exceeds the maximum size here. Verify it from the command line.",
        ),
    )
    seal = fields.CharField(
        Text(fr="Sceau attendu, si vous l’avez", en="Expected seal, if you have it"),
        Text(
            fr="Celui que l’organisation vous a donné par un autre moyen : une lettre, une page, le téléphone.",
            en="The one the organisation gave you through another channel: a letter, a web page, the telephone.",
        ),
        required=False,
        max_length=100,
    )


class EmptyForm(forms.Form):
    """Nothing but a button."""


class TermsForm(forms.Form):
    """Agreeing to the terms of the benchmark, in the version that was read."""

    agreed = fields.BooleanField(
        Text(fr="J’engage le centre, et j’ai lu ces conditions", en="I enrol the centre, and I have read these terms")
    )
    terms = forms.CharField(max_length=20, widget=forms.HiddenInput, initial=CURRENT_TERMS)

    def clean(self) -> dict[str, Any]:
        """Give the version that was agreed to: the box itself says no more."""
        return {name: value for name, value in self.cleaned_data.items() if name != "agreed"}
