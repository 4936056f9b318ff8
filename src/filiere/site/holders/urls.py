"""Addresses of the life of a label, under /fr/dossiers/<key>/label/ and /en/dossiers/<key>/label/."""

from django.urls import path

from filiere.site.holders.views import alerts_and_appeals, files, label, logo_places, plan

app_name = "holders"

urlpatterns = [
    path("", label.label, name="label"),
    path("certificate.pdf", files.certificate, name="certificate"),
    path("credential.json", files.credential, name="credential"),
    path("kit.zip", files.kit, name="kit"),
    path("plan.pdf", files.plan, name="plan-pdf"),
    path("alerts/", alerts_and_appeals.alerts, name="alerts"),
    path("alerts/<str:alert>/settle/", alerts_and_appeals.settle_alert_page, name="settle"),
    path("change/", alerts_and_appeals.change, name="change"),
    path("explain/", alerts_and_appeals.explanation, name="explain"),
    path("appeal/", alerts_and_appeals.grounds, name="appeal"),
    path("follow-up/", alerts_and_appeals.follow_up, name="follow-up"),
    path("places/", logo_places.places, name="places"),
    path("places/done/", logo_places.unmarking_done, name="unmarked"),
    path("places/<str:place>/prove/", logo_places.prove_place_page, name="prove"),
    path("proofs/<int:proof>/refuse/", logo_places.refuse, name="refuse-proof"),
    path("plan/", plan.plan, name="plan"),
    path("plan/<int:number>/", plan.action, name="plan-action"),
]
