"""Addresses without a language, which certificates and credentials carry for years."""

from django.urls import path

from filiere.site.holders.views import public

app_name = "credentials"

urlpatterns = [
    path(".well-known/did.json", public.did, name="did"),
    path("credentials/status/<slug:purpose>.json", public.status, name="status"),
    path("credentials/<str:number>.json", public.credential, name="credential"),
    path("verify/<str:number>", public.verify, name="verify"),
]
