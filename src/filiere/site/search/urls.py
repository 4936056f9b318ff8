"""The address of the search, under /fr/search/ and /en/search/."""

from django.urls import path

from filiere.site.search.views import show_search

urlpatterns = [path("", show_search, name="search")]
