"""Addresses of the mission, of the observatory of the occupations and of the scenarios."""

from django.urls import path

from filiere.site.careers.mission import views

urlpatterns = [
    path("", views.show_mission, name="mission"),
    path("observatory/", views.show_observatory, name="mission-observatory"),
    path("forecasts/", views.show_forecasts, name="mission-forecasts"),
    path("forecasts/<slug:scenario_key>/", views.show_forecast, name="mission-forecast"),
]
