"""The form of an amendment: what the version in force says, to be changed where the amendment changes it.

Fields are named by what they change (the rank of an amount, the number of an article, the key of an objective), so that
what was typed stays in its place when another amendment comes in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.site.kit.fields import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    IntegerField,
    MultipleChoiceField,
    TextField,
    offer_choices,
)
from filiere.site.programme.agreements.actions.amendments import ArticleWords, list_amounts
from filiere.site.programme.agreements.faults import FAULT_MESSAGES
from filiere.site.programme.agreements.forms import (
    AmountField,
    NumberField,
    day_field,
    name_version,
    offer_regions,
)
from filiere.site.programme.agreements.models import Agreement, AgreementVersion, AmountLine
from filiere.site.programme.agreements.standing import read_standing
from filiere.site.programme.reading_dates import ReadingDates


class AmendmentForm(forms.Form):
    """An amendment: its date, its reason, and all that it may change; what is left as it is stands."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32_000)
    signed_on = day_field(Text(fr="Signé le", en="Signed on"))
    reason = TextField(Text(fr="Ce qu’il change, et pourquoi", en="What it changes, and why"), rows=4, max_length=2000)
    total = AmountField(
        Text(fr="Nouveau total, en euros", en="New total, in euros"),
        Text(fr="Laissez vide s’il ne change pas.", en="Leave empty if it does not change."),
        required=False,
    )
    ends = DateField(Text(fr="Fin de la convention", en="End of the agreement"))
    regions = MultipleChoiceField(
        Text(fr="Régions", en="Regions"),
        Text(fr="Aucune case cochée : toutes les régions.", en="No box ticked: all regions."),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )

    def __init__(self, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._standing = standing = read_standing(agreement, ReadingDates(date.max, date.max))
        offer_regions(self, "regions", none=None)
        for name, value in (("base", standing.version.number), ("ends", standing.ends), ("regions", standing.regions)):
            self.initial.setdefault(name, value)
        self._lines = dict(enumerate(list_amounts(standing.version)))
        self._articles = {one.number: one for one in standing.articles}
        self._objectives = {one.row.key: one.words for one in standing.objectives}
        for rank, line in self._lines.items():
            self.fields[f"line_{rank}"] = AmountField(_name_line(line), required=False)
        for key, words in self._objectives.items():
            self._add_objective(key, words)
        for number, article in self._articles.items():
            self.fields[f"article_{number}"] = TextField(
                Text(
                    fr=f"Article {number}. {article.title}",
                    en=f"Article {number}. {article.title}",
                ),
                Text(fr="Videz ce champ pour supprimer l’article.", en="Empty this field to remove the article."),
                required=False,
                initial=article.text,
            )
        self.fields["new_number"] = IntegerField(
            Text(fr="Article ajouté, numéro", en="Article added, number"), required=False, min_value=1, max_value=200
        )
        self.fields["new_title"] = CharField(Text(fr="Son titre", en="Its title"), required=False, max_length=200)
        self.fields["new_text"] = TextField(Text(fr="Son texte", en="Its text"), required=False)

    def _add_objective(self, key: str, words: Any) -> None:
        name = words.name
        self.fields[f"goal_{key}"] = NumberField(
            Text(fr=f"Objectif « {name.fr} », but", en=f"Objective “{name.en}”, goal"), initial=words.goal
        )
        self.fields[f"due_{key}"] = DateField(
            Text(fr=f"Objectif « {name.fr} », échéance", en=f"Objective “{name.en}”, deadline"), initial=words.due
        )
        self.fields[f"withdrawn_{key}"] = BooleanField(
            Text(fr=f"L’avenant retire l’objectif « {name.fr} »", en=f"The amendment withdraws “{name.en}”"),
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Gather what changes, under the names that the act takes."""
        said: dict[str, Any] = super().clean() or {}
        data = {name: said.get(name) for name in ("base", "signed_on", "reason", "total", "ends", "regions")}
        data["amounts"] = dict(self._list_amounts(said))
        data["articles"] = list(self._list_articles(said))
        data["objectives"] = {key: changed for key in self._objectives if (changed := self._read_objective(key, said))}
        same_end = data["ends"] == self._standing.ends
        same_regions = sorted(data["regions"] or ()) == sorted(self._standing.regions)
        same_words = not (data["amounts"] or data["articles"] or data["objectives"]) and data["total"] is None
        if not self.errors and same_words and same_end and same_regions:
            self._add_fault("reason", "amendment-empty")
        return data

    def _list_amounts(self, said: dict[str, Any]) -> Iterator[tuple[int, Decimal]]:
        for rank, line in self._lines.items():
            amount = said.get(f"line_{rank}")
            if amount is not None and amount != line.amount:
                yield rank, amount

    def _list_articles(self, said: dict[str, Any]) -> Iterator[ArticleWords]:
        for number, article in self._articles.items():
            text = _unify_lines(said.get(f"article_{number}", article.text))
            if text != _unify_lines(article.text):
                yield ArticleWords(number, article.title, text)
        new: Any = [said.get(f"new_{name}") for name in ("number", "title", "text")]
        if all(new):
            if new[0] in self._articles:
                self._add_fault("new_number", "article-taken", number=new[0])
            yield ArticleWords(*new)
        elif any(new):
            self._add_fault("new_number", "article-half-written")

    def _read_objective(self, key: str, said: dict[str, Any]) -> dict[str, Any]:
        """The fields of an objective that change."""
        words = self._objectives[key]
        new = {"goal": said.get(f"goal_{key}"), "due": said.get(f"due_{key}")}
        changed = {name: value for name, value in new.items() if value is not None and value != getattr(words, name)}
        return changed | ({"withdrawn": True} if said.get(f"withdrawn_{key}") else {})

    def _add_fault(self, field: str, code: str, **values: object) -> None:
        fault = FAULT_MESSAGES.build(code, **values)
        self.add_error(field, f"{fault.message} {fault.remedy}")


class VersionsForm(forms.Form):
    """Two versions to compare."""

    def __init__(self, versions: list[AgreementVersion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("from", Text(fr="Version de départ", en="First version")),
            ("to", Text(fr="Version comparée", en="Second version")),
        ):
            self.fields[name] = ChoiceField(label)
            offer_choices(self, name, [(str(one.number), name_version(one)) for one in versions])


def _unify_lines(text: str) -> str:
    """A text as a form sends it back: browsers write each end of line as two signs."""
    return text.replace("\r\n", "\n").strip()


def _name_line(line: AmountLine) -> Text:
    year = f" {line.year}" if line.year else ""
    return Text(
        fr=f"{line.funder}{year} : {format_number(line.amount, 'fr')} €, devient",
        en=f"{line.funder}{year}: €{format_number(line.amount, 'en')}, becomes",
    )
