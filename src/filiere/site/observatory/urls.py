"""Addresses of the public pages, under /fr/ and /en/."""

from django.urls import path

from filiere.site.observatory.feeds import FigureFeed
from filiere.site.observatory.views.abroad import abroad
from filiere.site.observatory.views.data import data, data_source
from filiere.site.observatory.views.downloads import downloads
from filiere.site.observatory.views.embed import figure_card
from filiere.site.observatory.views.figure import figure
from filiere.site.observatory.views.home import home
from filiere.site.observatory.views.international import international
from filiere.site.observatory.views.map import map_page
from filiere.site.observatory.views.methods import methods
from filiere.site.observatory.views.outsourced import outsourced
from filiere.site.observatory.views.register import register
from filiere.site.observatory.views.source import source
from filiere.site.observatory.views.territory import territory
from filiere.site.observatory.views.weight import weight

app_name = "observatory"

urlpatterns = [
    path("", home, name="home"),
    path("weight/", weight, name="weight"),
    path("map/", map_page, name="map"),
    path("territories/<str:code>/", territory, name="territory"),
    path("downloads/", downloads, name="downloads"),
    path("data/", data, name="data"),
    path("data/<slug:name>/", data_source, name="data-source"),
    path("methods/", methods, name="methods"),
    path("outsourced/", outsourced, name="outsourced"),
    path("abroad/", abroad, name="abroad"),
    path("international/", international, name="international"),
    path("register/", register, name="register"),
    path("figures/<slug:figure>/", figure, name="figure"),
    path("sources/<slug:source>/", source, name="source"),
    path("feed.xml", FigureFeed(), name="feed"),
    path("embed/figures/<slug:figure_id>/", figure_card, name="embed"),
]
