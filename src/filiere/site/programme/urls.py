"""Addresses of the programme, under /fr/programme/ and /en/programme/; each subject has its own list."""

from filiere.site.programme.briefings import urls as briefing_urls
from filiere.site.programme.communication import urls as communication_urls
from filiere.site.programme.plan import urls as plan_urls

app_name = "programme"

urlpatterns = [
    *plan_urls.urlpatterns,
    *briefing_urls.urlpatterns,
    *communication_urls.urlpatterns,
]
