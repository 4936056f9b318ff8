"""Addresses without a language, which certificates and credentials carry for years."""

from django.urls import path

from filiere.site.holders.views import credentials

app_name = "credentials"

urlpatterns = [
    path(".well-known/did.json", credentials.did, name="did"),
    path("credentials/status/<slug:purpose>.json", credentials.status, name="status"),
    path("credentials/<str:number>.json", credentials.credential, name="credential"),
    path("verify/<str:number>", credentials.verify, name="verify"),
]
