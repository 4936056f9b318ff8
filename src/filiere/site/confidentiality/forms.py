"""Forms of the statistician: rows to protect, one answer at a time, what a table is about, a decision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from filiere.core import Text
from filiere.site.confidentiality.outside_totals import MOST_PARTS
from filiere.site.confidentiality.table_dimensions import CellCodes, TableDimensions, find_nested_code
from filiere.site.confidentiality.wizard import AnswerOption, WizardStep
from filiere.site.kit import fields

DATA_SUFFIXES = (".csv", ".parquet")


TOO_LARGE = Text(
    fr="Ce fichier dépasse la taille permise ici. Protégez-le par la ligne de commande.",
    en="This file exceeds the maximum size here. Protect it from the command line.",
)


class FileForm(forms.Form):
    """A file that is streamed to disk."""

    file = fields.FileField(Text(fr="Fichier", en="File"), too_large=TOO_LARGE)


class RowsForm(FileForm):
    """The rows of a new table."""

    file = fields.FileField(
        Text(fr="Lignes à additionner", en="Rows to add up"),
        Text(
            fr="Un CSV en UTF-8 ou un Parquet, une ligne d’en-tête. Il n’est lu que par vous, et il est effacé dès que "
            "le tableau est préparé, ou après un jour.",
            en="A UTF-8 CSV or a Parquet file, with a header. Only you can read it, and it is erased once the table is "
            "prepared, or after a day.",
        ),
        too_large=TOO_LARGE,
    )

    def clean_file(self) -> Any:
        """Refuse other kinds of files."""
        upload = self.cleaned_data["file"]
        if Path(upload.name or "").suffix.lower() not in DATA_SUFFIXES:
            raise ValidationError(str(Text(fr="Un fichier .csv ou .parquet.", en="A .csv or .parquet file.")))
        return upload


class AnswerForm(forms.Form):
    """The answer to one question: one or several of its options."""

    def __init__(self, step: WizardStep, options: list[AnswerOption], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, str(one.words)) for one in options]
        label: Any = step.title
        missing = {"required": str(Text(fr="Choisissez une réponse.", en="Choose an answer."))}
        if step.kind == "one":
            self.fields["answer"] = fields.ChoiceField(
                label, choices=choices, required=all(one.value for one in options), error_messages=missing
            )
        else:
            self.fields["answer"] = fields.MultipleChoiceField(
                label, choices=choices, required=step.least > 0, error_messages=missing
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

    title_fr = fields.CharField(
        Text(fr="Titre, en français", en="Title, in French"),
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "fr"}),
    )
    title_en = fields.CharField(
        Text(fr="Titre, en anglais", en="Title, in English"),
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    population = fields.CharField(
        Text(fr="Population", en="Population"),
        Text(
            fr="Qui ces lignes décrivent. Reprenez les mots de la dernière fois, pour que les deux tableaux soient "
            "contrôlés ensemble.",
            en="Who these rows are about. Use the same words as last time, so that both tables are assessed together.",
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "populations", "autocomplete": "off"}),
    )
    period = fields.CharField(
        Text(fr="Période", en="Period"),
        Text(fr="Par exemple 2026, ou 2026-T1.", en="For example 2026 or 2026-Q1."),
        max_length=40,
    )


class TotalForm(forms.Form):
    """A total that others publish: what it takes of each column of a table, and who says it."""

    figure = fields.CharField(
        Text(fr="Chiffre du registre, s’il y figure", en="Figure in the register, if it is there"),
        Text(
            fr="Son identifiant, comme le donne l’adresse de sa page. Sa source est alors reprise.",
            en="Its identifier, as shown in its page’s address. Its source is then used.",
        ),
        required=False,
        max_length=200,
    )
    source_fr = fields.CharField(
        Text(fr="Où ce total est publié, en français", en="Where this total is published, in French"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"lang": "fr"}),
    )
    source_en = fields.CharField(
        Text(fr="Où ce total est publié, en anglais", en="Where this total is published, in English"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )

    def __init__(self, crossed: TableDimensions, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crossed = crossed
        for place, cut in enumerate(crossed.cuts):
            label: Any = Text.same(cut.column)
            self.fields[f"cut-{place}"] = fields.MultipleChoiceField(
                label,
                required=False,
                choices=[(code, code) for code in cut.codes[1:]],
                widget=forms.CheckboxSelectMultiple,
                template_name="forms/ticks.html",
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
                said = Text(
                    fr="À remplir, ou indiquez un chiffre du registre.",
                    en="Fill it in, or give a figure from the register.",
                )
                self.add_error(name, str(said))
        for place, cut in enumerate(self.crossed.cuts):
            twice = find_nested_code(cut, cleaned.get(f"cut-{place}", ()))
            if twice is not None:
                said = Text(
                    fr=f"« {twice[0]} » est dans « {twice[1]} », qui le compte déjà.",
                    en=f"“{twice[0]}” is part of “{twice[1]}”, which already includes it.",
                )
                self.add_error(f"cut-{place}", str(said))
        # Counted before they are made: a few dozen codes of each column make millions of cells.
        if not self.errors and self.crossed.count(self._list_chosen_cuts()) > MOST_PARTS:
            said = Text(
                fr=f"Ce total additionne plus de {MOST_PARTS} cases. Prenez des groupes plutôt que leurs codes, ou "
                "toute une colonne en n’y cochant rien.",
                en=f"This total adds up more than {MOST_PARTS} cells. Select groups rather than their codes, or a "
                "whole column by ticking nothing in it.",
            )
            self.add_error(None, str(said))
        if not self.errors and not any(frozenset(part.items()) in self.crossed.cells for part in self.parts()):
            said = Text(fr="Ce tableau n’a aucune de ces cases.", en="This table has none of these cells.")
            self.add_error(None, str(said))
        return cleaned

    def parts(self) -> list[CellCodes]:
        """The cells that the total adds up."""
        return self.crossed.parts(self._list_chosen_cuts())

    def _list_chosen_cuts(self) -> list[list[str]]:
        return [self.cleaned_data[f"cut-{place}"] for place in range(len(self.crossed.cuts))]


class WithdrawForm(forms.Form):
    """What was wrong of a total."""

    reason = fields.TextField(
        Text(fr="Ce qui était faux", en="What was wrong"),
        Text(fr="Gardé au journal.", en="Recorded in the journal."),
        max_length=2000,
        rows=3,
    )


class ReasonForm(forms.Form):
    """A decision: it says why."""

    reason = fields.TextField(
        Text(fr="Motif (facultatif, pour le journal)", en="Reason (optional, for the journal)"),
        required=False,
        max_length=2000,
        rows=3,
    )


class PublishForm(ReasonForm):
    """Publishing: for ever, and known to be so."""

    sure = fields.BooleanField(
        Text(
            fr="J’ai lu ce tableau et je sais que sa publication est définitive",
            en="I have read this table; publication cannot be undone",
        )
    )

    def clean(self) -> dict[str, Any]:
        """Give the reason alone: the box says no more once it is ticked."""
        return {"reason": self.cleaned_data.get("reason", "")}
