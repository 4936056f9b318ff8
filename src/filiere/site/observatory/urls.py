"""Addresses of the public pages, under /fr/ and /en/."""

from django.urls import path

from filiere.site.observatory.views.home import home

app_name = "observatory"

urlpatterns = [
    path("", home, name="home"),
]
