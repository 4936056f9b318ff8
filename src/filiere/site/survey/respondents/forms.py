"""What a screen sends: one value a place, a comment where a check was shown, and the mark “I do not know”."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django import forms
from django.http import QueryDict

from filiere.core import Text
from filiere.site.accounts.rate_limits import RateLimit
from filiere.site.kit.fields import ChoiceField, EmailField, FileField
from filiere.survey.questionnaires import AnswerChanges, ScreenView

LARGEST_WORKBOOK = 2_000_000
"""Bytes of a workbook that is sent back."""
WORKBOOKS = RateLimit("survey-workbooks", 20, window=timedelta(hours=1), lockout=timedelta(minutes=10))
"""Workbooks of one centre: reading one takes the processor for longer than a screen."""
COMMENT = "comment."
UNKNOWN = "unknown"
SEEN = "seen"


def read_screen_changes(view: ScreenView, sent: QueryDict) -> AnswerChanges:
    """Return what the form of a screen changes; “I do not know” marks those of its fields that were left empty."""
    values: dict[str, str | Sequence[str]] = {}
    for field_view in view.fields:
        typed = sent.getlist(field_view.place)
        values[field_view.place] = typed if field_view.question.kind == "choices" else (typed[0] if typed else "")
    marked = UNKNOWN in sent
    return AnswerChanges(
        values=values,
        comments={one.place: str(sent[COMMENT + one.place]) for one in view.fields if COMMENT + one.place in sent},
        unknown={one.place: marked and not any(sent.getlist(one.place)) for one in view.fields},
        visited=view.place,
    )


class TransferForm(forms.Form):
    """To whom the form is passed."""

    email = EmailField(
        Text(fr="Adresse de votre collègue", en="Your colleague’s address"),
        Text(
            fr="Votre collègue recevra son propre lien vers ce questionnaire. L’adresse ne sert qu’à cet e-mail.",
            en="They will receive their own link to this questionnaire. The address is used for this e-mail only.",
        ),
    )


class WorkbookForm(forms.Form):
    """The workbook filled in."""

    file = FileField(
        Text(fr="Le classeur rempli", en="The workbook filled in"),
        Text(fr="Excel (.xlsx), 2 Mo au plus.", en="Excel (.xlsx), at most 2 MB."),
        too_large=Text(fr="Ce fichier dépasse 2 Mo.", en="This file is larger than 2 MB."),
    )
    winner = ChoiceField(
        Text(
            fr="Si une réponse a changé ici et dans le classeur",
            en="If an answer changed both here and in the workbook",
        ),
        words={
            "": Text(fr="me le demander", en="ask me"),
            "workbook": Text(fr="prendre la réponse du classeur", en="take the workbook’s answer"),
            "site": Text(fr="garder la réponse donnée ici", en="keep the answer given here"),
        },
        required=False,
    )
