"""The page of one's own missions, which opens no dossier: under /fr/missions/ and /en/missions/."""

from django.urls import path

from filiere.site.audit.views.missions import my_missions

app_name = "audit-missions"

urlpatterns = [path("", my_missions, name="mine")]
