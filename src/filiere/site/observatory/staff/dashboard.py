"""The first staff page: what is published, what waits for a decision, what changed last."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.site.accounts.decorators import sign_in_required
from filiere.site.accounts.rights import Role
from filiere.site.kit.rights import list_rights
from filiere.site.observatory.correction_narrative import describe_amendments
from filiere.site.observatory.figure_register import register_with_faults
from filiere.site.observatory.models import Amendment, SourceVersion
from filiere.site.observatory.rights import allowed_acts

MAX_SHOWN = 50


@sign_in_required
@require_safe
def dashboard_page(request: HttpRequest) -> HttpResponse:
    """Versions by state and the last amendments, for those who may read them; else what the account is for."""
    context: dict[str, object] = {
        "nav": "staff",
        "acts": allowed_acts(request.user),
        "roles": [Role(role) for role in sorted(request.user.roles())],  # type: ignore[union-attr]
    }
    held = list_rights(request.user)
    if "source:read" in held:
        register, faults = register_with_faults()
        versions = list(SourceVersion.objects.visible_to(request.user).recent(MAX_SHOWN))
        context |= {
            "reads": True,
            "accepted": [version for version in versions if version.state == "accepted"],
            "pending": [version for version in versions if version.state == "pending"],
            "past": [version for version in versions if version.state in {"superseded", "refused"}],
            "amendments": describe_amendments(register, Amendment.objects.visible_to(request.user).recent(10)),
            "amendment_faults": faults,
        }
    context["reads_journal"] = "journal:read" in held
    context["simulates"] = "referential:simulate" in held
    context["protects"] = "release:protect" in held
    return render(request, "staff/home.html", context)
