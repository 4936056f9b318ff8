"""Addresses of the pages of the label, under /fr/label/ and /en/label/."""

from django.urls import path

from filiere.site.label.views.compare import compare
from filiere.site.label.views.factors import factors
from filiere.site.label.views.home import home
from filiere.site.label.views.mappings import mapping, mappings
from filiere.site.label.views.question import question
from filiere.site.label.views.release import release
from filiere.site.label.views.search import search
from filiere.site.label.views.simulations import simulation, simulations
from filiere.site.label.views.theme import theme

app_name = "label"

urlpatterns = [
    path("", home, name="home"),
    path("search/", search, name="search"),
    path("compare/", compare, name="compare"),
    path("factors/", factors, name="factors"),
    path("mappings/", mappings, name="mappings"),
    path("mappings/<str:mapping>/", mapping, name="mapping"),
    path("simulations/", simulations, name="simulations"),
    path("simulations/<int:pk>/", simulation, name="simulation"),
    path("releases/<str:release>/", release, name="release"),
    path("releases/<str:release>/themes/<str:theme>/", theme, name="theme"),
    path("releases/<str:release>/questions/<str:key>/", question, name="question"),
]
