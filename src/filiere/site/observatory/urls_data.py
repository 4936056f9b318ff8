"""Addresses that carry no language: exports, sitemap and API."""

from django.urls import URLPattern, URLResolver

app_name = "data"

urlpatterns: list[URLPattern | URLResolver] = []
