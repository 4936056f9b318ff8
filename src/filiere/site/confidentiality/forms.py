"""Forms of the statistician: rows to protect, one answer at a time, what a table is about, a decision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from filiere.core import Text
from filiere.site.confidentiality.dimensions import CellCodes, TableDimensions, find_nested_code
from filiere.site.confidentiality.outside_totals import MOST_PARTS
from filiere.site.confidentiality.wizard import AnswerOption, WizardStep

DATA_SUFFIXES = (".csv", ".parquet")


def bilingual_label(fr: str, en: str) -> Any:
    """A label or a hint in both languages."""
    return Text(fr=fr, en=en)


class FileForm(forms.Form):
    """A file that is streamed to disk."""

    file = forms.FileField(label=bilingual_label("Fichier", "File"), allow_empty_file=True)

    def clean_file(self) -> Any:
        """Refuse a file whose reading was stopped at the size limit."""
        upload = self.cleaned_data["file"]
        if getattr(upload, "too_large", False):
            said = bilingual_label(
                "Ce fichier dépasse la taille permise ici. Protégez-le par la ligne de commande.",
                "This file exceeds the maximum size here. Protect it from the command line.",
            )
            raise ValidationError(str(said))
        return upload


class RowsForm(FileForm):
    """The rows of a new table."""

    file = forms.FileField(
        label=bilingual_label("Lignes à additionner", "Rows to add up"),
        help_text=bilingual_label(
            "Un CSV en UTF-8 ou un Parquet, une ligne d’en-tête. Il n’est lu que par vous, et il est effacé dès que le "
            "tableau est préparé, ou après un jour.",
            "A UTF-8 CSV or a Parquet file, with a header. Only you can read it, and it is erased once the table is "
            "prepared, or after a day.",
        ),
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        """Refuse other kinds of files."""
        upload = super().clean_file()
        if Path(upload.name or "").suffix.lower() not in DATA_SUFFIXES:
            raise ValidationError(str(bilingual_label("Un fichier .csv ou .parquet.", "A .csv or .parquet file.")))
        return upload


class AnswerForm(forms.Form):
    """The answer to one question: one or several of its options."""

    def __init__(self, step: WizardStep, options: list[AnswerOption], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, str(one.words)) for one in options]
        label: Any = step.title
        missing = {"required": str(bilingual_label("Choisissez une réponse.", "Choose an answer."))}
        if step.kind == "one":
            self.fields["answer"] = forms.ChoiceField(
                choices=choices,
                required=all(one.value for one in options),
                label=label,
                error_messages=missing,
            )
        else:
            self.fields["answer"] = forms.MultipleChoiceField(
                choices=choices,
                required=step.least > 0,
                label=label,
                error_messages=missing,
            )
        self.step = step

    def clean_answer(self) -> Any:
        """Refuse more answers than the question takes."""
        answer = self.cleaned_data["answer"]
        if self.step.kind == "many" and len(answer) > self.step.most:
            said = Text(fr=f"{self.step.most} au plus.", en=f"{self.step.most} at most.")
            raise ValidationError(str(said))
        return answer


class WordsForm(forms.Form):
    """What a table is called, and what its figures speak of."""

    title_fr = forms.CharField(
        max_length=200,
        label=bilingual_label("Titre, en français", "Title, in French"),
        widget=forms.TextInput(attrs={"lang": "fr"}),
    )
    title_en = forms.CharField(
        max_length=200,
        label=bilingual_label("Titre, en anglais", "Title, in English"),
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    population = forms.CharField(
        max_length=200,
        label=bilingual_label("Population", "Population"),
        help_text=bilingual_label(
            "De qui sont ces lignes. Les mêmes mots que la dernière fois, pour que les deux tableaux soient jugés "
            "ensemble.",
            "Who these rows are about. Use the same words as last time, so that both tables are assessed together.",
        ),
        widget=forms.TextInput(attrs={"list": "populations", "autocomplete": "off"}),
    )
    period = forms.CharField(
        max_length=40,
        label=bilingual_label("Période", "Period"),
        help_text=bilingual_label("Par exemple 2026, ou 2026-T1.", "For example 2026 or 2026-Q1."),
    )


class TotalForm(forms.Form):
    """A total that others publish: what it takes of each column of a table, and who says it."""

    figure = forms.CharField(
        required=False,
        max_length=200,
        label=bilingual_label("Chiffre du registre, s’il le dit", "Figure in the register, if any"),
        help_text=bilingual_label(
            "Son identifiant, comme le donne l’adresse de sa page. La source est alors la sienne.",
            "Its identifier, as shown in its page’s address. Its source is then used.",
        ),
    )
    source_fr = forms.CharField(
        required=False,
        max_length=400,
        label=bilingual_label("Où ce total est publié, en français", "Where this total is published, in French"),
        widget=forms.TextInput(attrs={"lang": "fr"}),
    )
    source_en = forms.CharField(
        required=False,
        max_length=400,
        label=bilingual_label("Où ce total est publié, en anglais", "Where this total is published, in English"),
        widget=forms.TextInput(attrs={"lang": "en"}),
    )

    def __init__(self, crossed: TableDimensions, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crossed = crossed
        for place, cut in enumerate(crossed.cuts):
            label: Any = Text.same(cut.column)
            self.fields[f"cut-{place}"] = forms.MultipleChoiceField(
                required=False,
                choices=[(code, code) for code in cut.codes[1:]],
                label=label,
                widget=forms.CheckboxSelectMultiple,
            )

    def columns(self) -> list[forms.BoundField]:
        """The fields of the columns, in their order."""
        return [self[f"cut-{place}"] for place in range(len(self.crossed.cuts))]

    def clean(self) -> dict[str, Any]:
        """A source is a figure of the register or is told in both languages; no code stands within another."""
        cleaned = super().clean() or {}
        if not cleaned.get("figure"):
            missing = [name for name in ("source_fr", "source_en") if not cleaned.get(name)]
            for name in missing:
                said = bilingual_label("À remplir, ou nommez un chiffre du registre.", "Fill it in, or give a figure.")
                self.add_error(name, str(said))
        for place, cut in enumerate(self.crossed.cuts):
            twice = find_nested_code(cut, cleaned.get(f"cut-{place}", ()))
            if twice is not None:
                said = bilingual_label(
                    f"« {twice[0]} » est dans « {twice[1]} », qui le compte déjà.",
                    f"“{twice[0]}” is part of “{twice[1]}”, which already includes it.",
                )
                self.add_error(f"cut-{place}", str(said))
        # Counted before they are made: a few dozen codes of each column make millions of cells.
        if not self.errors and self.crossed.count(self._chosen()) > MOST_PARTS:
            said = bilingual_label(
                f"Ce total ajoute plus de {MOST_PARTS} cases. Prenez des groupes plutôt que leurs codes, ou tout un "
                "axe en n’y cochant rien.",
                f"This total adds up more than {MOST_PARTS} cells. Select groups rather than their codes, or a whole "
                f"column by ticking nothing in it.",
            )
            self.add_error(None, str(said))
        if not self.errors and not any(frozenset(part.items()) in self.crossed.cells for part in self.parts()):
            said = bilingual_label("Ce tableau n’a aucune de ces cases.", "This table has none of these cells.")
            self.add_error(None, str(said))
        return cleaned

    def parts(self) -> list[CellCodes]:
        """The cells that the total adds up."""
        return self.crossed.parts(self._chosen())

    def _chosen(self) -> list[list[str]]:
        return [self.cleaned_data[f"cut-{place}"] for place in range(len(self.crossed.cuts))]


class WithdrawForm(forms.Form):
    """What was wrong of a total."""

    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=bilingual_label("Ce qui était faux", "What was wrong"),
        help_text=bilingual_label("Gardé au journal.", "Recorded in the journal."),
    )


class ReasonForm(forms.Form):
    """A decision: it says why."""

    reason = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=bilingual_label("Motif (facultatif, pour le journal)", "Reason (optional, for the journal)"),
    )


class PublishForm(ReasonForm):
    """Publishing: for ever, and known to be so."""

    sure = forms.BooleanField(
        label=bilingual_label(
            "J’ai lu ce tableau ; je sais que rien ne le reprendra",
            "I have read this table; publication cannot be undone",
        )
    )

    def clean(self) -> dict[str, Any]:
        """Give the reason alone: the box says no more once it is ticked."""
        return {"reason": self.cleaned_data.get("reason", "")}
