"""Addresses of the programme, under /fr/programme/ and /en/programme/; each subject has its own list."""

from django.urls import include, path

from filiere.site.programme.briefings import urls as briefing_urls
from filiere.site.programme.plan import urls as plan_urls
from filiere.site.programme.quotations import urls as quotation_urls

app_name = "programme"

urlpatterns = [
    path("agreements/", include("filiere.site.programme.agreements.urls")),
    path("commitments/", include("filiere.site.programme.commitments.urls")),
    path("tenders/", include("filiere.site.programme.tenders.urls")),
    *plan_urls.urlpatterns,
    *briefing_urls.urlpatterns,
    *quotation_urls.urlpatterns,
]
