"""Addresses of the public pages, under /fr/ and /en/."""

from django.urls import path

from filiere.site.observatory.feeds import figure_feed
from filiere.site.observatory.views.abroad import show_abroad
from filiere.site.observatory.views.api_description import show_api
from filiere.site.observatory.views.connectors import list_connectors, show_connector
from filiere.site.observatory.views.downloads import show_downloads
from filiere.site.observatory.views.economy import show_economy
from filiere.site.observatory.views.embed import figure_card
from filiere.site.observatory.views.figure import show_figure
from filiere.site.observatory.views.home import show_home
from filiere.site.observatory.views.international import show_international
from filiere.site.observatory.views.map import show_map
from filiere.site.observatory.views.methods import show_methods
from filiere.site.observatory.views.outsourced import show_outsourced
from filiere.site.observatory.views.register import show_register
from filiere.site.observatory.views.source import show_source
from filiere.site.observatory.views.territory import show_territory
from filiere.site.observatory.views.weight import show_weight

app_name = "observatory"

urlpatterns = [
    path("", show_home, name="home"),
    path("weight/", show_weight, name="weight"),
    path("map/", show_map, name="map"),
    path("territories/<str:code>/", show_territory, name="territory"),
    path("downloads/", show_downloads, name="downloads"),
    path("downloads/api/", show_api, name="api"),
    path("data/", list_connectors, name="data"),
    path("data/<slug:name>/", show_connector, name="data-source"),
    path("methods/", show_methods, name="methods"),
    path("outsourced/", show_outsourced, name="outsourced"),
    path("economy/", show_economy, name="economy"),
    path("abroad/", show_abroad, name="abroad"),
    path("international/", show_international, name="international"),
    path("register/", show_register, name="register"),
    path("figures/<slug:figure>/", show_figure, name="figure"),
    path("sources/<slug:source>/", show_source, name="source"),
    path("feed.xml", figure_feed, name="feed"),
    path("embed/figures/<slug:figure_id>/", figure_card, name="embed"),
]
