"""Forms of evidence: what a document proves, from when to when, who reads it; what an auditor asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from filiere.core import Text
from filiere.site.evidence.confidentiality_classes import CLASS_LABELS, SIDE_LABELS, Confidentiality, Side
from filiere.site.evidence.document_validation import DocumentDetails
from filiere.site.evidence.requirements import list_evidence_themes
from filiere.site.kit import fields
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


def list_proof_choices(dossier: Dossier) -> list[Any]:
    """The pieces of evidence, grouped by theme."""
    return [
        (str(theme.text), [(one.key, str(Text(fr=one.text.fr, en=one.text.en))) for one in theme.proofs])
        for theme in list_evidence_themes(dossier)
    ]


class DocumentForm(forms.Form):
    """A document to send."""

    file = fields.FileField(
        Text(fr="Fichier", en="File"),
        Text(
            fr="PDF, image PNG, JPEG ou WebP, texte ou CSV en UTF-8, XLSX, DOCX, PPTX, ODT, ODS, ODP ; 50 Mio au plus, "
            "sans mot de passe ni macro. Masquez les noms et coordonnées des personnes.",
            en="PDF, PNG, JPEG or WebP picture, UTF-8 text or CSV, XLSX, DOCX, PPTX, ODT, ODS, ODP; 50 MiB at most, "
            "no password or macros. Redact people’s names and contact details.",
        ),
        too_large=Text(
            fr="Ce fichier dépasse la taille maximale : réduisez ses images, ou divisez-le.",
            en="This file exceeds the maximum size: reduce its images, or split it.",
        ),
    )
    proofs = fields.MultipleChoiceField(
        Text(fr="Ce que cette pièce prouve", en="What this document supports"),
        Text(
            fr="Une pièce peut en prouver plusieurs : elle n’est demandée qu’une fois.",
            en="A document may support several items: you only submit it once.",
        ),
        required=False,
        widget=LongSelect(attrs={"size": 10}),
    )
    confidentiality = fields.ChoiceField(Text(fr="Qui peut la lire", en="Who may read it"))
    proves_from = fields.DateField(
        Text(fr="Période prouvée, du", en="Period covered, from"),
        Text(
            fr="La période dont parle la pièce, et non le jour où vous l’envoyez.",
            en="The period the document covers, not the day you submit it.",
        ),
        required=False,
    )
    proves_until = fields.DateField(Text(fr="au", en="to"), required=False)
    expires = fields.DateField(
        Text(fr="Valable jusqu’au", en="Valid until"),
        Text(fr="Si la pièce l’indique.", en="If stated in the document itself."),
        required=False,
    )
    note = fields.CharField(
        Text(fr="Remarque", en="Remark"),
        Text(fr="Où regarder dans la pièce.", en="Where to look in the document."),
        required=False,
        max_length=500,
    )

    def __init__(self, dossier: Dossier, side: Side, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer_choices(self, "proofs", list_proof_choices(dossier))
        fields.offer_choices(self, "confidentiality", [(one.value, str(CLASS_LABELS[one])) for one in Confidentiality])
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
            fields.offer_choices(
                self,
                "confidentiality",
                [
                    (Confidentiality.AUDITOR.value, str(own)),
                    (Confidentiality.COMMITTEE.value, str(wide)),
                    (Confidentiality.PUBLIC.value, str(public)),
                ],
            )

    def read_details(self) -> DocumentDetails:
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

    side = fields.ChoiceField(Text(fr="À qui", en="To whom"))
    words = fields.TextField(Text(fr="Ce que vous demandez", en="What you are requesting"), max_length=4000, rows=4)
    proof = fields.ChoiceField(
        Text(fr="Pièce du référentiel, s’il y en a une", en="Evidence item in the referential, if any"), required=False
    )
    due = fields.DateField(Text(fr="Pour le", en="By"))

    def __init__(self, dossier: Dossier, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = [Side.EMPLOYER, Side.STAFF_REPRESENTATIVES]
        fields.offer_choices(self, "side", [(one.value, str(SIDE_LABELS[one])) for one in sides])
        none = str(Text(fr="Aucune", en="None"))
        fields.offer_choices(self, "proof", [("", none), *list_proof_choices(dossier)])


class AnswerForm(forms.Form):
    """An answer in words."""

    answer = fields.TextField(Text(fr="Répondre sans fichier", en="Answer without a file"), max_length=4000, rows=3)


class UseForm(forms.Form):
    """What else a document proves."""

    proofs = fields.MultipleChoiceField(
        Text(fr="Elle prouve aussi", en="It also supports"), widget=LongSelect(attrs={"size": 8})
    )

    def __init__(self, dossier: Dossier, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer_choices(self, "proofs", list_proof_choices(dossier))
