"""Addresses of the desk, under staff/surveys/."""

from django.urls import path

from filiere.site.survey.waves import frame_views, views

urlpatterns = [
    path("", views.list_waves, name="waves"),
    path("new/", views.open_wave, name="wave-new"),
    path("new/frame/", frame_views.plan_from_frame, name="wave-frame"),
    path("<slug:wave_key>/", views.show_wave, name="wave"),
    path("<slug:wave_key>/follow-up/", views.show_follow_up, name="wave-follow-up"),
    path("<slug:wave_key>/acts/<slug:act>/", views.conduct_wave, name="wave-act"),
    path("<slug:wave_key>/closing/", views.close_early, name="wave-closing"),
    path("<slug:wave_key>/design/", views.change_design, name="wave-design"),
    path("<slug:wave_key>/readers/", views.name_early_reader, name="wave-reader"),
    path("<slug:wave_key>/revisions/", views.recompute_results, name="wave-recomputation"),
    path("<slug:wave_key>/revisions/by-hand/", views.revise_result, name="wave-revision"),
    path("<slug:wave_key>/centres/<slug:unit_key>/", views.show_unit, name="wave-unit"),
]
