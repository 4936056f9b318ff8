"""Addresses of the results, under barometer/."""

from django.urls import path

from filiere.site.survey.results import views

urlpatterns = [
    path("", views.show_barometer, name="barometer"),
    path("<slug:wave_key>/", views.show_published_wave, name="published-wave"),
    path("<slug:wave_key>/method/", views.show_method, name="wave-method"),
    path("<slug:wave_key>/method.pdf", views.give_method, name="wave-method-pdf"),
    path("<slug:wave_key>/press-sheet.pdf", views.give_press_sheet, name="wave-press-sheet"),
    path("early/<slug:wave_key>/", views.read_early, name="early-reading"),
]
