"""Addresses that carry no language: exports and sitemap."""

from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from filiere.site.observatory.sitemaps import robots_txt
from filiere.site.observatory.views.figure import redirect_to_figure
from filiere.site.pages.feeds_and_sitemaps import build_sitemaps
from filiere.site.pages.table_export import export_table

app_name = "data"

urlpatterns: list[URLPattern | URLResolver] = [
    path("export/<slug:table>.<slug:extension>", export_table, name="export"),
    # What citations print: it leads to the page in the reader's language.
    path("figures/<slug:figure>", redirect_to_figure, name="permalink"),
    path("robots.txt", robots_txt, name="robots"),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": build_sitemaps()}, name="sitemap"),
]
