"""Addresses of the map and of the occupations."""

from django.urls import path

from filiere.site.careers.occupations import views

urlpatterns = [
    path("", views.show_map, name="occupations"),
    path("<str:job_key>/", views.show_occupation, name="occupation"),
]
