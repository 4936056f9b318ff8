"""Addresses of the programme, under /fr/programme/ and /en/programme/; each subject has its own list."""

from django.urls import include, path

from filiere.site.programme.plan.views import show_plan

app_name = "programme"

urlpatterns = [
    path("", show_plan, name="home"),
    path("agreements/", include("filiere.site.programme.agreements.urls")),
    path("commitments/", include("filiere.site.programme.commitments.urls")),
    path("tenders/", include("filiere.site.programme.tenders.urls")),
]
