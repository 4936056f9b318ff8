"""Addresses of the pages of the label, under /fr/label/ and /en/label/."""

from django.urls import path

from filiere.site.label.views.comparison import compare_page
from filiere.site.label.views.emission_factors import show_factors
from filiere.site.label.views.home import show_index
from filiere.site.label.views.mappings import list_mappings, show_mapping
from filiere.site.label.views.question import show_question
from filiere.site.label.views.release import redirect_to_current, show_release
from filiere.site.label.views.search import search_page
from filiere.site.label.views.simulations import list_simulations, show_simulation
from filiere.site.label.views.theme import show_theme

app_name = "label"

urlpatterns = [
    path("", show_index, name="home"),
    path("search/", search_page, name="search"),
    path("compare/", compare_page, name="compare"),
    path("factors/", show_factors, name="factors"),
    path("mappings/", list_mappings, name="mappings"),
    path("mappings/<str:mapping>/", show_mapping, name="mapping"),
    path("simulations/", list_simulations, name="simulations"),
    path("simulations/<int:pk>/", show_simulation, name="simulation"),
    path("current/", redirect_to_current, name="current"),
    path("releases/<str:release>/", show_release, name="release"),
    path("releases/<str:release>/themes/<str:theme>/", show_theme, name="theme"),
    path("releases/<str:release>/questions/<str:key>/", show_question, name="question"),
]
