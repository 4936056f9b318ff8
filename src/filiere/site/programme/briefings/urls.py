"""Addresses of briefings."""

from django.urls import path

from filiere.site.programme.briefings import views

urlpatterns = [
    path("briefings/", views.list_briefings, name="briefings"),
    path("briefings/new/", views.new_briefing, name="briefing-new"),
    path("briefings/<str:briefing_key>/", views.show_briefing, name="briefing"),
    path("briefings/<str:briefing_key>/briefing.pdf", views.give_briefing_pdf, name="briefing-pdf"),
]
