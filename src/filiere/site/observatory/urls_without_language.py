"""Addresses that carry no language: exports and sitemap."""

from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, URLResolver, path

from filiere.site.observatory.sitemaps import SITEMAPS, robots_txt
from filiere.site.observatory.views.export import export_table
from filiere.site.observatory.views.figure import redirect_to_figure

app_name = "data"

urlpatterns: list[URLPattern | URLResolver] = [
    path("export/<slug:table>.<slug:extension>", export_table, name="export"),
    # What citations print: it leads to the page in the reader's language.
    path("figures/<slug:figure>", redirect_to_figure, name="permalink"),
    path("robots.txt", robots_txt, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
