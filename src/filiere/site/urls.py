"""Addresses of the site: pages under /fr/ and /en/ with the same slugs, machine-readable files without a language."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from filiere.site.health import liveness_probe, readiness_probe
from filiere.site.kit.api import api
from filiere.site.register.views.verification import redirect_to_verification


@require_safe
def redirect_to_language(request: HttpRequest) -> HttpResponse:
    """`/` leads to the reader's language, French by default."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


# Each app registers its operations for programs where they are written; a command that answers nobody reads none.
for config in apps.get_app_configs():
    if find_spec(f"{config.name}.api") is not None:
        import_module(f"{config.name}.api")

urlpatterns = [
    path("", redirect_to_language, name="root"),
    path("healthz", liveness_probe, name="healthz"),
    path("readyz", readiness_probe, name="readyz"),
    # Exports, sitemap and API: addresses that programs keep, so they carry no language.
    path("", include("filiere.site.observatory.urls_without_language")),
    path("", include("filiere.site.holders.urls_without_language")),
    path("api/v1/", api.urls),
    # What certificates print and their code opens: it leads to the answer in the reader's language.
    path("label/verify/<str:number>/", redirect_to_verification, name="verify"),
    *i18n_patterns(
        path("", include("filiere.site.accounts.urls")),
        path("search/", include("filiere.site.search.urls")),
        path("mail/", include("filiere.site.mail.urls")),
        path("staff/", include("filiere.site.observatory.staff.urls")),
        path("staff/tables/", include("filiere.site.confidentiality.urls_staff")),
        path("tables/", include("filiere.site.confidentiality.urls")),
        path("staff/label/", include("filiere.site.label.staff.urls")),
        path("label/register/", include("filiere.site.register.urls")),
        path("label/proposals/", include("filiere.site.science.urls")),
        path("label/apply/", include("filiere.site.candidature.urls_public")),
        path("label/", include("filiere.site.label.urls")),
        path("quality/", include("filiere.site.quality.urls")),
        path("programme/", include("filiere.site.programme.urls")),
        path("", include("filiere.site.careers.urls")),
        path("", include("filiere.site.survey.urls")),
        path("", include("filiere.site.committee.urls")),
        path("dossiers/<str:key>/label/", include("filiere.site.holders.urls")),
        path("dossiers/", include("filiere.site.candidature.urls")),
        path("dossiers/", include("filiere.site.workflow.urls")),
        path("organisations/", include("filiere.site.members.urls")),
        path("account-requests/", include("filiere.site.members.urls_account_requests")),
        path("dossiers/", include("filiere.site.evidence.urls")),
        path("dossiers/<str:key>/audit/", include("filiere.site.audit.urls")),
        path("missions/", include("filiere.site.audit.urls_missions")),
        path("", include("filiere.site.pages.urls")),
        path("", include("filiere.site.observatory.urls")),
        prefix_default_language=True,
    ),
]

handler400 = "filiere.site.error_views.bad_request"
handler403 = "filiere.site.error_views.forbidden"
handler404 = "filiere.site.error_views.not_found"
handler500 = "filiere.site.error_views.server_error"
