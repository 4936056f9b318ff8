"""Addresses of the surveys, under /fr/ and /en/; each subject has its own list."""

from django.urls import include, path

from filiere.site.survey.respondents import urls as respondent_urls
from filiere.site.survey.results import urls as result_urls
from filiere.site.survey.waves import urls as wave_urls

app_name = "survey"

urlpatterns = [
    path("staff/surveys/", include(wave_urls.urlpatterns)),
    path("respond/", include(respondent_urls.urlpatterns)),
    path("barometer/", include(result_urls.urlpatterns)),
]
