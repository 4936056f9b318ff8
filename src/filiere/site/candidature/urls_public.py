"""Address of the page that says how the label is obtained, under /fr/label/apply/ and /en/label/apply/: open to all."""

from django.urls import path

from filiere.site.candidature.views.application_guide import explain_application

app_name = "apply"

urlpatterns = [path("", explain_application, name="home")]
