"""Addresses of the pages that belong to no rubric, under /fr/ and /en/."""

from django.urls import path

from filiere.site.pages.views.start import show_start

app_name = "pages"

urlpatterns = [
    path("start/", show_start, name="start"),
]
