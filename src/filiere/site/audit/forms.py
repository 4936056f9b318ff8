"""Forms of an audit: what parties say of findings, proof that one is lifted and its judgement, the end of a mission."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from filiere.core import Text
from filiere.site.audit.actions.submit_report import MAX_LENGTH, PartyStatement
from filiere.site.audit.models import Lifting, Statement
from filiere.site.kit import fields
from filiere.site.kit.forms import RowForm

_AGREEMENT_VALUES = {"yes": True, "no": False}
_POSITION = Text(fr="Votre position", en="Your position")
_STATEMENT_WORDS: Mapping[str, tuple[Mapping[str, Text], Text, Text]] = {
    Statement.Party.CANDIDATE: (
        {
            "": Text.same("–"),
            "yes": Text(fr="Nous sommes d’accord", en="We agree"),
            "no": Text(fr="Nous contestons", en="We dispute"),
        },
        Text(fr="Votre réponse", en="Your answer"),
        Text(fr="Sur l’ensemble du rapport", en="On the report as a whole"),
    ),
    Statement.Party.AUDITOR: (
        {
            "no": Text(fr="Le constat est maintenu", en="The finding stands"),
            "yes": Text(fr="Le constat est retiré", en="The finding is withdrawn"),
        },
        Text(fr="Votre réplique", en="Your reply"),
        Text(fr="Sur l’ensemble", en="Overall"),
    ),
}
"""The positions that each party may take on a finding, and what its two texts are called."""


class StatementsForm(forms.Form):
    """What a party says of each finding, and of the whole: as many texts as there are findings."""

    def __init__(self, party: str, findings: Iterable[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        positions, text, overall = _STATEMENT_WORDS[party]
        for number in findings:
            self.fields[f"agrees_{number}"] = fields.ChoiceField(_POSITION, words=positions, required=False)
            self.fields[f"text_{number}"] = _build_text_field(text, 3, maxlength=MAX_LENGTH)
        self.fields["overall"] = _build_text_field(overall, 6, maxlength=MAX_LENGTH)

    def get_fields_of(self, number: int) -> tuple[forms.BoundField, forms.BoundField]:
        """Return the position and the text on a finding."""
        return self[f"agrees_{number}"], self[f"text_{number}"]

    def clean(self) -> dict[str, Any]:
        """Return what is said, by the number of the finding: of one that stands no more too, which the act refuses."""
        found: dict[int, PartyStatement] = {}
        for name in self.data:
            head, _, tail = name.partition("_")
            if head == "text" and tail.isascii() and tail.isdigit() and len(tail) < 12:
                agrees = _AGREEMENT_VALUES.get(self.data.get(f"agrees_{tail}", ""))
                found[int(tail)] = PartyStatement(self.data[name], agrees)
        return {"findings": found, "overall": PartyStatement(self.data.get("overall", ""))}


def _build_text_field(label: Text, rows: int, **attributes: Any) -> fields.BilingualField:
    # What is missing or too long is said by the act, which no browser skips.
    return fields.CharField(label, required=False, strip=False, widget=forms.Textarea({"rows": rows, **attributes}))


class ProofForm(RowForm):
    """Proof that a finding is lifted."""

    proof = _build_text_field(
        Text(fr="Preuve de la levée : faits et pièces", en="Evidence for lifting: facts and documents"),
        3,
        maxlength=MAX_LENGTH,
        required=True,
    )


class JudgementForm(RowForm):
    """Why a proof is accepted or refused; the button pressed says which."""

    reason = _build_text_field(
        Text(fr="Motif (obligatoire pour refuser)", en="Reason (required to refuse)"), 2, maxlength=4000
    )

    def __init__(self, lifting: Lifting, *args: Any, **options: Any) -> None:
        self.lifting = lifting
        super().__init__(lifting.pk, *args, **options)


class EndMissionForm(RowForm):
    """Why a mission ends."""

    template_name = "forms/inline.html"

    why = fields.CharField(
        Text(fr="Motif", en="Reason"), required=False, widget=forms.TextInput({"maxlength": 500, "required": True})
    )
