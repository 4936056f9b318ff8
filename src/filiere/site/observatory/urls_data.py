"""Addresses that carry no language: exports and sitemap."""

from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, URLResolver, path

from filiere.site.observatory.feeds import SITEMAPS

app_name = "data"

urlpatterns: list[URLPattern | URLResolver] = [
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
