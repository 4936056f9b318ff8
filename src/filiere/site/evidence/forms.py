"""Forms of evidence: what a document proves, from when to when, who reads it; what an auditor asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from filiere.core import Text
from filiere.site.evidence.actions.document_checks import DocumentDetails
from filiere.site.evidence.confidentiality_classes import CLASS_LABELS, SIDE_LABELS, Confidentiality, Side
from filiere.site.evidence.requirements import list_evidence_themes
from filiere.site.workflow.models import Dossier


class LongSelect(forms.SelectMultiple):
    """A list of some three hundred options, written at once: a template an option takes longer than the whole page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """Write the list, groups and all."""
        chosen = {str(one) for one in value or ()}
        groups = format_html_join(
            "",
            '<optgroup label="{}">{}</optgroup>',
            (
                (
                    label,
                    format_html_join(
                        "",
                        '<option value="{}"{}>{}</option>',
                        ((key, SELECTED if key in chosen else "", words) for key, words in options),
                    ),
                )
                for label, options in self.choices
            ),
        )
        return format_html(
            '<select name="{}"{} multiple>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), groups
        )


SELECTED = mark_safe(" selected")


def _day_field(fr: str, en: str, hint: Text | None = None) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        required=False,
        widget=widget,
        label=Text(fr=fr, en=en),  # type: ignore[arg-type]
        help_text=hint or "",  # type: ignore[arg-type]
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )


def list_proof_choices(dossier: Dossier) -> list[Any]:
    """The pieces of evidence, grouped by theme."""
    return [
        (str(theme.text), [(one.key, str(Text(fr=one.text.fr, en=one.text.en))) for one in theme.proofs])
        for theme in list_evidence_themes(dossier)
    ]


class DocumentForm(forms.Form):
    """A document to send."""

    file = forms.FileField(
        label=Text(fr="Fichier", en="File"),  # type: ignore[arg-type]
        help_text=Text(  # type: ignore[arg-type]
            fr="PDF, image PNG, JPEG ou WebP, texte ou CSV en UTF-8, XLSX, DOCX, PPTX, ODT, ODS, ODP ; 50 Mio au plus, "
            "sans mot de passe ni macro. Masquez les noms et coordonnées des personnes.",
            en="PDF, PNG, JPEG or WebP picture, UTF-8 text or CSV, XLSX, DOCX, PPTX, ODT, ODS, ODP; 50 MiB at most, "
            "no password or macros. Redact people’s names and contact details.",
        ),
        allow_empty_file=True,
    )
    proofs = forms.MultipleChoiceField(
        required=False,
        label=Text(fr="Ce que cette pièce prouve", en="What this document supports"),  # type: ignore[arg-type]
        help_text=Text(  # type: ignore[arg-type]
            fr="Une pièce peut en prouver plusieurs : elle n’est demandée qu’une fois.",
            en="A document may support several items: you only submit it once.",
        ),
        widget=LongSelect(attrs={"size": 10}),
    )
    confidentiality = forms.ChoiceField(label=Text(fr="Qui peut la lire", en="Who may read it"))  # type: ignore[arg-type]
    proves_from = _day_field(
        "Période prouvée, du",
        "Period covered, from",
        Text(
            fr="La période dont parle la pièce, et non le jour où vous l’envoyez.",
            en="The period the document covers, not the day you submit it.",
        ),
    )
    proves_until = _day_field("au", "to")
    expires = _day_field(
        "Valable jusqu’au",
        "Valid until",
        Text(fr="Si la pièce le dit elle-même.", en="If stated in the document itself."),
    )
    note = forms.CharField(
        required=False,
        max_length=500,
        label=Text(fr="Remarque", en="Remark"),  # type: ignore[arg-type]
        help_text=Text(fr="Où regarder dans la pièce.", en="Where to look in the document."),  # type: ignore[arg-type]
    )

    def __init__(self, dossier: Dossier, side: Side, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("proofs", list_proof_choices(dossier))
        self._choices("confidentiality", [(one.value, str(CLASS_LABELS[one])) for one in Confidentiality])
        if side == Side.STAFF_REPRESENTATIVES:
            # Who reads is said for their side: the employer's never does, but for what they make public.
            own = Text(
                fr="L’auditeur seul, et vous ; jamais la direction",
                en="Only the auditor and you; never management",
            )
            wide = Text(
                fr="L’équipe du label, l’auditeur, le comité et vous ; jamais la direction",
                en="Label staff, the auditor, the committee and you; never management",
            )
            public = Text(
                fr="Tous ceux qui suivent le dossier, direction comprise",
                en="Everyone with access to the dossier, including management",
            )
            self._choices(
                "confidentiality",
                [
                    (Confidentiality.AUDITOR.value, str(own)),
                    (Confidentiality.COMMITTEE.value, str(wide)),
                    (Confidentiality.PUBLIC.value, str(public)),
                ],
            )

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
        field.choices = choices

    def clean_file(self) -> Any:
        """Refuse a file whose reading was stopped at the size limit."""
        upload = self.cleaned_data["file"]
        if getattr(upload, "too_large", False):
            words = Text(
                fr="Ce fichier dépasse la taille permise : réduisez ses images, ou partagez-le.",
                en="This file exceeds the maximum size: reduce its images, or split it.",
            )
            raise ValidationError(str(words))
        return upload

    def said(self) -> DocumentDetails:
        """What was said of the document."""
        data = self.cleaned_data
        return DocumentDetails(
            proofs=tuple(data["proofs"]),
            confidentiality=data["confidentiality"],
            proves_from=data["proves_from"],
            proves_until=data["proves_until"],
            expires=data["expires"],
            note=data["note"],
        )


class RequestForm(forms.Form):
    """A request of the auditor."""

    side = forms.ChoiceField(label=Text(fr="À qui", en="To whom"))  # type: ignore[arg-type]
    words = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=Text(fr="Ce que vous demandez", en="What you are requesting"),  # type: ignore[arg-type]
    )
    proof = forms.ChoiceField(
        required=False,
        label=Text(fr="Pièce du référentiel, s’il y en a une", en="Evidence item in the referential, if any"),  # type: ignore[arg-type]
    )
    due = _day_field("Pour le", "By")

    def __init__(self, dossier: Dossier, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"].required = True
        sides = [Side.EMPLOYER, Side.STAFF_REPRESENTATIVES]
        self.fields["side"].choices = [(one.value, str(SIDE_LABELS[one])) for one in sides]  # type: ignore[attr-defined]
        none = str(Text(fr="Aucune", en="None"))
        self.fields["proof"].choices = [("", none), *list_proof_choices(dossier)]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """An answer in words."""

    answer = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=Text(fr="Répondre sans fichier", en="Answer without a file"),  # type: ignore[arg-type]
    )


class UseForm(forms.Form):
    """What else a document proves."""

    proofs = forms.MultipleChoiceField(
        label=Text(fr="Elle prouve aussi", en="It also supports"),  # type: ignore[arg-type]
        widget=LongSelect(attrs={"size": 8}),
    )

    def __init__(self, dossier: Dossier, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proofs"].choices = list_proof_choices(dossier)  # type: ignore[attr-defined]
