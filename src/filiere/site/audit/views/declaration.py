"""Declaring one's ties with the candidate, kind by kind, before anything of the dossier opens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from filiere.core import Faults
from filiere.referentials.independence import TieDeclaration as Declared
from filiere.referentials.independence import describe_tie_kind
from filiere.site.accounts.decorators import page
from filiere.site.audit.actions.common import parse_record
from filiere.site.audit.actions.declare_independence import declare_independence as do
from filiere.site.audit.models import Declaration
from filiere.site.audit.rounds import count_known_cycles
from filiere.site.audit.views.common import day_input, field_label, flash_done, text_area
from filiere.site.kit.forms import show_faults
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


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

    def given(self) -> dict[str, Any]:
        """What is declared, as the engine takes it."""
        data = self.cleaned_data
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


@require_http_methods(["GET", "HEAD", "POST"])
@page("audit:declare")
def declaration_page(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The form, and what came of the last declaration."""
    audit = load_release(dossier).audit
    kinds = audit.independence.declares if audit is not None and audit.independence is not None else ()
    form = DeclarationForm(kinds, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = do(
                    actor=request.user,  # type: ignore[arg-type]  # signed in, hence an account
                    dossier=dossier,
                    declared=parse_record(Declared, form.given()),
                )
            except Faults as faults:
                show_faults(form, faults)
            else:
                row.mission.refresh_from_db()
                if row.mission.accepted_on is not None:
                    flash_done(
                        request,
                        "Mission acceptée : le dossier vous est ouvert.",
                        "Assignment accepted: the dossier is open to you.",
                    )
                    return redirect("audit:home", key=dossier.key)
                return redirect("audit:declare", key=dossier.key)
    last = Declaration.objects.for_dossier(dossier).for_auditor(request.user).last()  # type: ignore[arg-type]  # signed in, hence an account
    context = {
        "form": form,
        "last": last,
        "known": count_known_cycles(request.user, dossier),  # type: ignore[arg-type]
        "rules": audit.independence if audit is not None else None,
    }
    return render_dossier_page(request, "audit/declare.html", dossier, "audit", context, status)
