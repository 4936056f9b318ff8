"""Addresses of dossiers, under /fr/dossiers/ and /en/dossiers/."""

from django.urls import path

from filiere.site.workflow.views.home import home
from filiere.site.workflow.views.overview import overview, perform

app_name = "dossiers"

urlpatterns = [
    path("", home, name="home"),
    path("<str:key>/", overview, name="overview"),
    path("<str:key>/do/<slug:action>/", perform, name="do"),
]
