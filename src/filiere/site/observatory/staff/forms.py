"""Forms of the staff side: labels and hints in both languages, one thing asked at a time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import localize_input

from filiere import sources
from filiere.core import Lang, Text, seal
from filiere.figures import Figure, Register
from filiere.figures.records import LARGEST
from filiere.site.kit import fields
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.forms import RowForm
from filiere.site.observatory.actions.correct_figure import NUMBERS, describe_leap

TEXT_PAIRS = ("note", "method", "locator")
NEW_USE = "new"


class ImportForm(forms.Form):
    """A source file to check and load."""

    source = fields.ChoiceField(Text(fr="Source", en="Source"))
    file = fields.FileField(
        Text(fr="Fichier", en="File"),
        Text(
            fr="Le fichier officiel tel que téléchargé, CSV ou Parquet. Il n’est jamais publié, et il est effacé du "
            "serveur après la lecture.",
            en="The official file as downloaded, CSV or Parquet. It is never published, and it is erased from the "
            "server once read.",
        ),
        too_large=Text(
            fr="Ce fichier dépasse la taille permise. Chargez-le sur le serveur par : filiere sources load.",
            en="This file exceeds the maximum size. Load it on the server with: filiere sources load.",
        ),
    )
    allow_rejects = fields.BooleanField(
        Text(fr="Ne garder que les lignes valables", en="Keep the valid rows"),
        Text(
            fr=(
                "Les lignes erronées sont écartées et comptées. Si cette case n’est pas cochée, une seule erreur fait "
                "rejeter le fichier."
            ),
            en="Invalid rows are set aside and counted. If this box is not ticked, a single error rejects the file.",
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer_choices(self, "source", [(one.name, str(one.title)) for one in sources.connectors()])


class AcceptanceForm(RowForm):
    """Why a version is accepted, if that is to be said."""

    reason = fields.TextField(
        Text(fr="Motif (facultatif)", en="Reason (optional)"), required=False, max_length=2000, rows=2
    )


class RefusalForm(RowForm):
    """Why a version is refused; the act judges the reason."""

    reason = fields.CharField(
        Text(fr="Motif", en="Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "required": True}),
    )


class ReasonForm(forms.Form):
    """The reason of an amendment, published with the figure; `seen` says what the person had before their eyes."""

    seen = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    reason_fr = fields.TextField(
        Text(fr="Motif, en français", en="Reason, in French"), max_length=2000, rows=3, lang="fr"
    )
    reason_en = fields.TextField(
        Text(fr="Motif, en anglais", en="Reason, in English"),
        Text(
            fr="Le motif est publié avec le chiffre, dans les deux langues.",
            en="The reason is published with the figure, in both languages.",
        ),
        max_length=2000,
        rows=3,
        lang="en",
    )

    def show_again(self, seen: str) -> None:
        """Show the form again, as filled in, to someone who now has `seen` before their eyes."""
        data = {name: self[name].value() for name in self.fields} | {"seen": seen}
        self.data = {self.add_prefix(name): value for name, value in data.items()}

    def reason(self) -> Text:
        """The reason given."""
        return Text(fr=self.cleaned_data["reason_fr"], en=self.cleaned_data["reason_en"])


class RetainForm(ReasonForm):
    """For which use the figure is retained, and why."""

    use = fields.ChoiceField(Text(fr="Usage", en="Use"))
    new_use = forms.SlugField(
        required=False,
        max_length=80,
        label=Text(fr="Identifiant du nouvel usage", en="Identifier of the new use"),  # type: ignore[arg-type]
        help_text=Text(  # type: ignore[arg-type]
            fr="Seulement pour un usage nouveau : minuscules, chiffres et traits d’union.",
            en="For a new use only: lower case, digits and hyphens.",
        ),
    )
    label_fr = fields.CharField(
        Text(fr="Nom du nouvel usage, en français", en="Name of the new use, in French"), required=False, max_length=200
    )
    label_en = fields.CharField(
        Text(fr="Nom du nouvel usage, en anglais", en="Name of the new use, in English"), required=False, max_length=200
    )
    field_order = ("seen", "use", "new_use", "label_fr", "label_en", "reason_fr", "reason_en")

    def __init__(self, register: Register, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(use, self._label_use(register, use, label)) for use, label in register.uses.items()]
        other = str(Text(fr="Un usage nouveau, nommé ci-dessous", en="A new use, named below"))
        fields.offer_choices(self, "use", [*known, (NEW_USE, other)])

    @staticmethod
    def _label_use(register: Register, use: str, label: Text) -> str:
        """A use as the list shows it; one that was released says so, and stays to be chosen again."""
        words = str(label)
        if register.retention(use) is not None:
            return words
        released = Text(fr="plus aucun chiffre retenu", en="no figure retained any longer")
        return f"{words} ({released})"

    def clean(self) -> dict[str, Any]:
        """A new use needs its identifier and its two names."""
        cleaned = super().clean() or {}
        if cleaned.get("use") == NEW_USE:
            missing = [name for name in ("new_use", "label_fr", "label_en") if not cleaned.get(name)]
            for name in missing:
                if name not in self.errors:
                    words = Text(fr="À remplir pour un usage nouveau.", en="Required for a new use.")
                    self.add_error(name, str(words))
        return cleaned

    def read_use(self) -> tuple[str, Text | None]:
        """The use, and its name when it is new."""
        data = self.cleaned_data
        if data["use"] != NEW_USE:
            return data["use"], None
        return data["new_use"], Text(fr=data["label_fr"], en=data["label_en"])


def _optional_text_field(code: str, label: Text) -> forms.CharField:
    """An optional text in one language."""
    widget = forms.Textarea(attrs={"rows": 2, "lang": code})
    return fields.CharField(label, required=False, max_length=2000, widget=widget)


class FigureField(forms.DecimalField):
    """A number of a figure: of a few signs a large exponent would make one that fills the memory."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            localize=True,
            min_value=-LARGEST,
            max_value=LARGEST,
            max_digits=30,
            decimal_places=12,
            **kwargs,
        )


class CorrectForm(ReasonForm):
    """What may be corrected on a page; rarer corrections are made in the content itself."""

    value = FigureField(label=Text(fr="Valeur", en="Value"))
    low = FigureField(label=Text(fr="Bas", en="Low"))
    high = FigureField(label=Text(fr="Haut", en="High"))
    period = fields.CharField(
        Text(fr="Période", en="Period"),
        Text(
            fr="Une année : 2008 ; un trimestre : 2008-Q1 ; un mois : 2008-03 ; un jour : le mois, un tiret, puis le "
            "jour ; plusieurs années : 2004/2008.",
            en="A year: 2008; a quarter: 2008-Q1; a month: 2008-03; a day: the month, a hyphen, then the day; several "
            "years: 2004/2008.",
        ),
        max_length=30,
    )
    period_certain = fields.BooleanField(Text(fr="La période est certaine", en="The period is certain"), required=False)
    confidence = fields.ChoiceField(Text(fr="Confiance, abaissée à", en="Confidence, lowered to"), required=False)
    note_fr = _optional_text_field("fr", Text(fr="Note, en français", en="Note, in French"))
    note_en = _optional_text_field("en", Text(fr="Note, en anglais", en="Note, in English"))
    method_fr = _optional_text_field("fr", Text(fr="Méthode, en français", en="Method, in French"))
    method_en = _optional_text_field("en", Text(fr="Méthode, en anglais", en="Method, in English"))
    locator_fr = _optional_text_field(
        "fr", Text(fr="Endroit dans la source, en français", en="Place in the source, in French")
    )
    locator_en = _optional_text_field(
        "en", Text(fr="Endroit dans la source, en anglais", en="Place in the source, in English")
    )
    confirmed = fields.BooleanField(Text(fr="Je confirme", en="I confirm"), required=False)
    field_order = (
        *NUMBERS,
        "period",
        "period_certain",
        "confidence",
        *(f"{name}_{code}" for name in TEXT_PAIRS for code in ("fr", "en")),
        "reason_fr",
        "reason_en",
        "confirmed",
    )

    def __init__(self, register: Register, figure: Figure, data: Any = None, *, prefix: str, seen: str = "") -> None:
        self.figure = figure
        self.register = register
        self.key_prefix = f"{figure.id}."
        super().__init__(data, initial=_initial_values(figure) | {"seen": seen}, prefix=prefix)
        self.confirmation = self.fields.pop("confirmed")
        terms = register.vocabulary.get("confidences", {})
        fields.offer_choices(
            self,
            "confidence",
            [("", localize("non abaissée", "not lowered")), *((key, str(term.label)) for key, term in terms.items())],
        )

    def clean(self) -> dict[str, Any]:
        """A text is given in both languages or in neither."""
        cleaned = super().clean() or {}
        for name in TEXT_PAIRS:
            fr, en = cleaned.get(f"{name}_fr"), cleaned.get(f"{name}_en")
            if bool(fr) != bool(en):
                words = Text(
                    fr="À remplir dans les deux langues, ou dans aucune.", en="Give both languages, or neither."
                )
                self.add_error(f"{name}_en" if fr else f"{name}_fr", str(words))
        if not self.errors and (leap := describe_leap(self.register, self.figure.id, self.changes())) is not None:
            self._ask_confirmation(leap)
        return cleaned

    def _ask_confirmation(self, leap: Text) -> None:
        """Ask to agree to a number more than ten times what it was, or less than a tenth; the box is of that change."""
        box: Any = self.confirmation
        box.label = Text(fr=f"Je confirme cette correction, {leap.fr}", en=f"I confirm this correction, {leap.en}")
        box.widget.attrs["value"] = seal(leap.en)[:16]
        self.fields["confirmed"] = box
        agreed = self.data.get(self.add_prefix("confirmed")) == box.widget.attrs["value"]
        self.cleaned_data["confirmed"] = agreed
        if not agreed:
            self.data = {name: value for name, value in self.data.items() if name != self.add_prefix("confirmed")}

    def present(self, figure: Figure, seen: str) -> Text | None:
        """Show the figure as it stands now; return what the person had written instead, None when it is the same."""
        self.fields.pop("confirmed", None)
        now = _initial_values(figure)
        before = {name: self[name].value() for name in now}
        data = {name: self[name].value() for name in self.fields} | now | {"seen": seen}
        data |= {name: localize_input(now[name]) for name in NUMBERS if now[name] is not None}
        self.data = {self.add_prefix(name): value for name, value in data.items() if value not in (None, False)}
        written = [name for name in now if str(before[name] or "") != str(self[name].value() or "")]
        if not written:
            return None
        words = [(self.fields[name].label, self._format_value(name, before[name])) for name in written]
        return Text(
            fr="Vous aviez écrit : "
            + " ; ".join(f"{_label_in(label, 'fr')} « {value.fr} »" for label, value in words)
            + ".",
            en="You had written: "
            + "; ".join(f"{_label_in(label, 'en')} “{value.en}”" for label, value in words)
            + ".",
        )

    def _format_value(self, name: str, value: Any) -> Text:
        """What was written in a field, as the page shows it."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return Text(fr="oui", en="yes") if value else Text(fr="non", en="no")
        choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
        chosen = dict(choices).get(value, value)
        words = str(chosen or "").strip() or "–"
        return Text(fr=words, en=words)

    def changes(self) -> dict[str, Any]:
        """Fields whose value differs from the figure's, as JSON holds them."""
        data, before = self.cleaned_data, _initial_values(self.figure)
        found: dict[str, Any] = {
            name: _json_number(data[name]) for name in NUMBERS if _json_number(data[name]) != _json_number(before[name])
        }
        for name in ("period", "period_certain", "confidence"):
            if data[name] != before[name]:
                found[name] = data[name]
        for name in TEXT_PAIRS:
            pair = (data[f"{name}_fr"], data[f"{name}_en"])
            if pair != (before[f"{name}_fr"], before[f"{name}_en"]):
                found[name] = {"fr": pair[0], "en": pair[1]} if pair[0] else None
        return found


def _label_in(label: Any, language: Lang) -> str:
    """The label of a field in one language; Django's types know only strings."""
    words: Text = label
    return words.get(language)


def _initial_values(figure: Figure) -> dict[str, Any]:
    """What the form shows of a figure as it stands."""
    shown: dict[str, Any] = {name: getattr(figure, name) for name in NUMBERS}
    shown |= {
        "period": str(figure.period),
        "period_certain": figure.period_certain,
        "confidence": figure.lowered,
    }
    for name in TEXT_PAIRS:
        text: Text | None = getattr(figure, name)
        shown[f"{name}_fr"] = text.fr if text else ""
        shown[f"{name}_en"] = text.en if text else ""
    return shown


def _json_number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
