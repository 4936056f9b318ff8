"""Forms of a correction: which question, then its answer in the words and the widgets that the question has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from filiere.core import Text
from filiere.site.kit.fields import CharField, ChoiceField, MultipleChoiceField, TextField, offer_choices
from filiere.survey.questionnaires import MAX_TEXT_LENGTH, Question, Value

_ANSWER = Text(fr="Nouvelle réponse", en="New answer")
_WITHDRAWN = Text(fr="Aucune : la réponse est retirée", en="None: the answer is removed")


@dataclass(frozen=True, slots=True)
class CorrectedPlace:
    """A place of the form that is corrected: its question, in words, and what stands there."""

    place: str
    question: Question
    words: Text
    value: Value


class QuestionForm(forms.Form):
    """Which question is corrected, those that the centre does not see too."""

    question = ChoiceField(Text(fr="Question", en="Question"))

    def __init__(self, places: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "question", places)


class CorrectionForm(forms.Form):
    """An answer put in the place of another, and why."""

    question = forms.CharField(widget=forms.HiddenInput, max_length=120)
    answer = CharField(_ANSWER, required=False, max_length=500)
    reason = CharField(
        Text(fr="Motif", en="Reason"),
        Text(fr="Ce que le centre a dit, et comment.", en="What the centre said, and how."),
        max_length=300,
    )

    def __init__(self, *args: Any, corrected: CorrectedPlace | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.corrected = corrected
        if corrected is not None:
            self.fields["question"].initial = corrected.place
            self.fields["answer"] = _make_answer_field(corrected)


def _make_answer_field(corrected: CorrectedPlace) -> forms.Field:
    """A box a choice where several may be ticked, a list of which a single choice is taken, else a line or lines."""
    question = corrected.question
    offered = [(one.key, str(one.text)) for one in question.choices]
    said: dict[str, Any] = {"required": False, "initial": corrected.value}
    if question.kind == "choices":
        hint = Text(fr="Aucune case cochée : la réponse est retirée.", en="No box ticked: the answer is removed.")
        widget = forms.CheckboxSelectMultiple()
        return MultipleChoiceField(_ANSWER, hint, choices=offered, widget=widget, **said)
    if offered:
        offered.append(("", str(_WITHDRAWN)))
        return ChoiceField(_ANSWER, choices=offered, widget=forms.RadioSelect(), **said)
    hint = Text(fr="Vide : la réponse est retirée.", en="Empty: the answer is removed.")
    if question.is_numeric:
        return CharField(_ANSWER, hint, max_length=40, **said)
    return TextField(_ANSWER, hint, max_length=MAX_TEXT_LENGTH, **said)
