"""Addresses of the programme, under /fr/programme/ and /en/programme/; each subject has its own list."""

from django.urls import include, path

from filiere.site.programme.communication.urls import urlpatterns as communication_patterns
from filiere.site.programme.plan.views import show_plan

app_name = "programme"

urlpatterns = [
    path("", show_plan, name="home"),
    path("", include(communication_patterns)),
]
