"""Addresses of the programme, under /fr/programme/ and /en/programme/; each subject has its own list."""

from django.urls import include, path

from filiere.site.programme.briefings import urls as briefing_urls
from filiere.site.programme.communication import urls as communication_urls
from filiere.site.programme.dialogue import urls as dialogue_urls
from filiere.site.programme.plan import urls as plan_urls
from filiere.site.programme.quotations import urls as quotation_urls

app_name = "programme"

urlpatterns = [
    path("agreements/", include("filiere.site.programme.agreements.urls")),
    path("commitments/", include("filiere.site.programme.commitments.urls")),
    path("tenders/", include("filiere.site.programme.tenders.urls")),
    *plan_urls.urlpatterns,
    *briefing_urls.urlpatterns,
    path("dialogue/", include(dialogue_urls.urlpatterns)),
    *quotation_urls.urlpatterns,
    *communication_urls.urlpatterns,
]
