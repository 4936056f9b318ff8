"""Addresses of the staff side of the label, under /fr/staff/label/ and /en/staff/label/."""

from django.urls import path

from filiere.site.label.staff.simulate import simulate

app_name = "label-staff"

urlpatterns = [path("simulate/", simulate, name="simulate")]
