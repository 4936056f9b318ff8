"""Addresses of the public pages, under /fr/ and /en/."""

from django.urls import path

from filiere.site.observatory.feeds import FigureFeed
from filiere.site.observatory.views.embed import figure_card
from filiere.site.observatory.views.home import home

app_name = "observatory"

urlpatterns = [
    path("", home, name="home"),
    path("feed.xml", FigureFeed(), name="feed"),
    path("embed/figures/<slug:figure_id>/", figure_card, name="embed"),
]
