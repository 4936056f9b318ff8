"""Addresses of the results, under barometer/."""

from django.urls import path

from filiere.site.survey.results import views

urlpatterns = [
    path("", views.show_barometer, name="barometer"),
    path("early/<slug:wave_key>/", views.read_early, name="early-reading"),
]
