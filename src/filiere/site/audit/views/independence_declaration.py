"""Declaring one's ties with the candidate, kind by kind, before anything of the dossier opens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from filiere.core import Text
from filiere.referentials.independence import TieDeclaration as Declared
from filiere.referentials.independence import describe_tie_kind
from filiere.site.accounts.decorators import form_page, signed_in_user
from filiere.site.accounts.models import User
from filiere.site.audit.actions.common import parse_record
from filiere.site.audit.actions.declare_independence import declare_independence
from filiere.site.audit.models import Declaration
from filiere.site.audit.rounds import count_known_cycles
from filiere.site.audit.views.form_fields import day_input, field_label, text_area
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page


class DeclarationForm(forms.Form):
    """One question a kind of tie that the release lists, then the audits of this candidate in a row."""

    def __init__(self, kinds: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        english = current_lang() == "en"
        choices = (
            [("none", "None"), ("lasting", "Yes, currently"), ("ended", "Yes, in the past")]
            if english
            else [("none", "Aucun"), ("lasting", "Oui, et il dure"), ("ended", "Oui, et il est terminé")]
        )
        for kind in kinds:
            said = describe_tie_kind(kind)
            self.fields[f"{kind}_held"] = forms.ChoiceField(
                choices=choices, widget=forms.RadioSelect, label=field_label(said.fr.capitalize(), said.en.capitalize())
            )
            self.fields[f"{kind}_ended"] = forms.DateField(
                required=False,
                widget=day_input(),
                label=field_label("S’il est terminé : depuis quel jour", "If in the past: date it ended"),
            )
            self.fields[f"{kind}_note"] = forms.CharField(
                required=False, max_length=2000, widget=text_area(2), label=field_label("Précisions", "Details")
            )
        self.fields["cycles"] = forms.IntegerField(
            min_value=0,
            max_value=50,
            label=field_label(
                "Audits de cette entreprise que vous avez faits à la suite, jusqu’au dernier",
                "Number of consecutive audits of this company that you have carried out, up to the most recent",
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Return what is declared, as the engine takes it."""
        data = self.cleaned_data
        if self.errors:
            return data
        return {
            "ties": {
                kind: {
                    "held": data[f"{kind}_held"],
                    "ended": data[f"{kind}_ended"].isoformat() if data[f"{kind}_ended"] else None,
                    "note": data[f"{kind}_note"],
                }
                for kind in self.kinds
            },
            "cycles_before": data["cycles"],
        }


def _load_rules(dossier: Dossier) -> Any:
    audit = load_release(dossier).audit
    return audit.independence if audit is not None else None


def _list_kinds(dossier: Dossier) -> tuple[tuple[str, ...]]:
    rules = _load_rules(dossier)
    return (rules.declares if rules is not None else (),)


def _render_declaration(request: HttpRequest, dossier: Dossier, bound: dict[str, Any], status: int) -> HttpResponse:
    user = signed_in_user(request)
    context = {
        "form": bound.get("", DeclarationForm(*_list_kinds(dossier))),
        "last": Declaration.objects.for_dossier(dossier).for_auditor(user).last(),
        "known": count_known_cycles(user, dossier),
        "rules": _load_rules(dossier),
    }
    return render_dossier_page(request, "audit/declare.html", dossier, "audit", context, status)


def _declare(dossier: Dossier, *, actor: User, **said: Any) -> Declaration:
    return declare_independence(dossier, actor=actor, declared=parse_record(Declared, said))


def _describe_acceptance(row: Declaration) -> Text | None:
    if row.mission.accepted_on is None:
        return None
    return Text(
        fr="Mission acceptée : le dossier vous est ouvert.",
        en="Assignment accepted: you now have access to the dossier.",
    )


def _find_next_page(dossier: Dossier, row: Declaration) -> str:
    return reverse("audit:home" if row.mission.accepted_on is not None else "audit:declare", args=[dossier.key])


declaration_page = form_page(
    "audit:declare",
    PageAct(_declare, _describe_acceptance, DeclarationForm, form_arguments=_list_kinds, back=_find_next_page),
    show=_render_declaration,
    back=lambda dossier: reverse("audit:declare", args=[dossier.key]),
)
"""The form, and what came of the last declaration."""
