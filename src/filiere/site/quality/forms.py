"""Forms of a centre: its space, who manages its quality, how long contacts stay, a file to deliver."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from filiere.core import Text
from filiere.site.quality.benchmark_terms import CURRENT_TERMS
from filiere.site.quality.models import KEPT_DAYS

LazyLabel = Any
"""A bilingual text where Django expects a string: templates print it in the language of the page."""


def bilingual_label(fr: str, en: str) -> LazyLabel:
    """A label or a hint in both languages."""
    return Text(fr=fr, en=en)


class OpenForm(forms.Form):
    """What opening a space asks: where the days of its contacts are counted, and how long contacts stay."""

    zone = forms.CharField(
        max_length=60,
        initial="Europe/Paris",
        label=bilingual_label("Fuseau horaire", "Time zone"),
        help_text=bilingual_label(
            "Celui des journées de travail du centre, par exemple Europe/Paris ou Africa/Tunis. Les heures d’été y "
            "sont comptées juste. Il ne change plus ensuite.",
            "The one in which the centre’s working days are counted, such as Europe/Paris or Africa/Tunis. Daylight "
            "saving time is handled correctly. It cannot be changed later.",
        ),
    )
    keep_days = forms.IntegerField(
        initial=KEPT_DAYS,
        label=bilingual_label("Jours de conservation des contacts", "Contact retention, in days"),
        help_text=bilingual_label(
            "De 30 à 1 098. Après ce délai, les contacts sont effacés, et avec eux les fichiers des dossiers scellés "
            "faits avant, qui tiennent les mêmes lignes : emportez un dossier le jour où vous le faites. Les sceaux "
            "restent.",
            "From 30 to 1,098. After this period contacts are erased, along with the files of the sealed packs made "
            "earlier, which contain the same rows: download a pack on the day you make it. The seals are kept.",
        ),
    )
    me = forms.BooleanField(
        required=False,
        initial=True,
        label=bilingual_label("Je suis responsable qualité de ce centre", "I am a quality manager of this centre"),
        help_text=bilingual_label(
            "Les responsables qualité sont seuls à verser des journaux et à lire les contacts.",
            "Only quality managers deliver logs and read contacts.",
        ),
    )


class RetentionForm(forms.Form):
    """How long contacts stay."""

    keep_days = forms.IntegerField(
        label=bilingual_label("Jours de conservation des contacts", "Contact retention, in days"),
        help_text=bilingual_label(
            "De 30 à 1 098. Une durée plus courte vaut sept jours plus tard, et peut être rallongée d’ici là ; ce qui "
            "est plus ancien est alors effacé, sans retour, et avec lui les fichiers des dossiers scellés faits "
            "jusque-là, qui tiennent les mêmes lignes. Les sceaux restent.",
            "From 30 to 1,098. A shorter period takes effect seven days later, and can be lengthened until then; "
            "anything older is then permanently erased, along with the files of the sealed packs made until then, "
            "which contain the same rows. The seals are kept.",
        ),
    )


class ManagerForm(forms.Form):
    """Whom to invite as a quality manager."""

    email = forms.EmailField(
        max_length=254,
        label=bilingual_label("Adresse électronique", "E-mail address"),
        help_text=bilingual_label(
            "Une lettre part à cette adresse. La personne ouvre un compte avec un second facteur, puis accepte.",
            "An e-mail is sent to this address. The person creates an account with a second factor, then accepts.",
        ),
    )


class EndForm(forms.Form):
    """The last day of something: today, unless another is given."""

    on = forms.DateField(
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        label=bilingual_label("Dernier jour, ce jour compris", "Last day (inclusive)"),
    )


class FileForm(forms.Form):
    """A form with a file that is streamed to disk."""

    too_large: ClassVar[Text]

    def clean_file(self) -> Any:
        """Refuse a file whose reading was stopped at the size limit."""
        upload = self.cleaned_data["file"]
        if getattr(upload, "too_large", False):
            raise forms.ValidationError(str(self.too_large))
        return upload


class DeliveryForm(FileForm):
    """A file to deliver, and how to read it."""

    too_large: ClassVar[Text] = Text(
        fr="Ce fichier dépasse la taille permise. Compressez-le par gzip, ou coupez-le par mois.",
        en="This file exceeds the maximum size. Compress it with gzip, or split it by month.",
    )

    file = forms.FileField(
        label=bilingual_label("Fichier", "File"),
        help_text=bilingual_label(
            "Le journal tel que votre outil l’exporte : CSV, JSON, XES, Parquet ou XLSX, compressé par gzip si vous "
            "voulez. Clients et conseillers y sont en clair ; ils ne sont gardés que sous forme d’empreintes, et le "
            "fichier est retiré une fois lu.",
            "The log as exported by your tool: CSV, JSON, XES, Parquet or XLSX, optionally compressed with gzip. It "
            "identifies customers and agents in the clear; only hashes of them are kept, and the file is removed "
            "once read.",
        ),
        allow_empty_file=True,
    )
    source = forms.ChoiceField(
        label=bilingual_label("Outil dont il vient", "Source tool"),
    )

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
        field.choices = choices


class SourceForm(forms.Form):
    """How to read a file that is there already."""

    source = forms.ChoiceField(label=bilingual_label("Outil dont il vient", "Source tool"))

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
        field.choices = choices


class PackForm(forms.Form):
    """Of which figures to make a pack."""

    definition = forms.ChoiceField(label=bilingual_label("Définition", "Definition"))
    cut = forms.ChoiceField(
        label=bilingual_label("Détail des chiffres", "Level of detail"),
        help_text=bilingual_label(
            "Toute la période y est toujours, et ce détail en plus.",
            "The whole period is always included, plus this detail.",
        ),
    )

    def __init__(self, definitions: list[tuple[str, str]], cuts: list[tuple[str, str]], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, choices in (("definition", definitions), ("cut", cuts)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
            field.choices = choices


class ReceivedPackForm(FileForm):
    """A pack that somebody was given, and the seal that was given by another way."""

    too_large: ClassVar[Text] = Text(
        fr="Ce fichier dépasse la taille permise ici. Vérifiez-le par la ligne de commande.",
        en="This file exceeds the maximum size here. Verify it from the command line.",
    )

    file = forms.FileField(
        label=bilingual_label("Dossier scellé", "Sealed pack"),
        help_text=bilingual_label(
            "Le fichier .pack, tel que vous l’avez reçu. Il est retiré du serveur dès qu’il est vérifié.",
            "The .pack file, as you received it. It is removed from the server once it is verified.",
        ),
        allow_empty_file=True,
    )
    seal = forms.CharField(
        required=False,
        max_length=100,
        label=bilingual_label("Sceau attendu, si vous l’avez", "Expected seal, if you have it"),
        help_text=bilingual_label(
            "Celui que l’organisation vous a donné par un autre moyen : une lettre, une page, le téléphone.",
            "The one the organisation gave you through another channel: a letter, a web page, the telephone.",
        ),
    )


class EmptyForm(forms.Form):
    """Nothing but a button."""


class TermsForm(forms.Form):
    """Agreeing to the terms of the benchmark, in the version that was read."""

    agreed = forms.BooleanField(
        label=bilingual_label(
            "J’engage le centre, et j’ai lu ces conditions", "I enrol the centre, and I have read these terms"
        )
    )
    terms = forms.CharField(max_length=20, widget=forms.HiddenInput, initial=CURRENT_TERMS)

    def clean(self) -> dict[str, Any]:
        """Give the version that was agreed to: the box itself says no more."""
        return {name: value for name, value in self.cleaned_data.items() if name != "agreed"}
