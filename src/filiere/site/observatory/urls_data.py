"""Addresses that carry no language: exports and sitemap."""

from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, URLResolver, path

from filiere.site.observatory.feeds import SITEMAPS, robots
from filiere.site.observatory.views.export import export
from filiere.site.observatory.views.figure import permalink

app_name = "data"

urlpatterns: list[URLPattern | URLResolver] = [
    path("export/<slug:table>.<slug:extension>", export, name="export"),
    # What citations print: it leads to the page in the reader's language.
    path("figures/<slug:figure>", permalink, name="permalink"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
