"""Addresses of the staff side, under /fr/staff/ and /en/staff/."""

from django.urls import path

from filiere.site.observatory.staff import dashboard

app_name = "staff"

urlpatterns = [
    path("", dashboard.home, name="home"),
]
