"""Addresses of the person's page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
