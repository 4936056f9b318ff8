"""Addresses of the pages that belong to no rubric, under /fr/ and /en/."""

from django.urls import path, re_path

from filiere.site.pages.texts import TEXT_TITLES
from filiere.site.pages.views.chart_frame import show_chart_frame
from filiere.site.pages.views.guides import list_guides_page, show_guide_page
from filiere.site.pages.views.situations import show_start
from filiere.site.pages.views.texts import show_text_page

app_name = "pages"

urlpatterns = [
    path("start/", show_start, name="start"),
    re_path(r"^embed/charts/(?P<chart>[a-zA-Z0-9-]+)/(?P<page>.*)$", show_chart_frame, name="chart-frame"),
    path("guides/", list_guides_page, name="guides"),
    path("guides/<slug:name>/", show_guide_page, name="guide"),
    *(path(f"{key}/", show_text_page, {"key": key}, name=key) for key in TEXT_TITLES),
]
