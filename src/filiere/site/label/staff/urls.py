"""Addresses of the staff side of the label, under /fr/staff/label/ and /en/staff/label/."""

from django.urls import path

from filiere.site.label.staff.simulations import run_simulation_page

app_name = "label-staff"

urlpatterns = [path("simulate/", run_simulation_page, name="simulate")]
