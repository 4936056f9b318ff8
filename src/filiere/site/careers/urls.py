"""Addresses of the occupations, under /fr/ and /en/; each subject has its own list."""

from django.urls import include, path

from filiere.site.careers.counsellors import urls as counsellor_urls
from filiere.site.careers.mission import urls as mission_urls
from filiere.site.careers.occupations import urls as occupation_urls
from filiere.site.careers.paths import urls as path_urls

app_name = "careers"

urlpatterns = [
    path("mission/", include(mission_urls.urlpatterns)),
    path("occupations/", include(occupation_urls.urlpatterns)),
    path("paths/", include(path_urls.urlpatterns)),
    path("counselling/", include(counsellor_urls.urlpatterns)),
]
