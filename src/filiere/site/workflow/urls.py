"""Addresses of dossiers, under /fr/dossiers/ and /en/dossiers/."""

from django.urls import path

from filiere.site.workflow.views.dossier import overview, perform
from filiere.site.workflow.views.home import home

app_name = "dossiers"

urlpatterns = [
    path("", home, name="home"),
    path("<str:key>/", overview, name="overview"),
    path("<str:key>/do/<slug:action>/", perform, name="do"),
]
