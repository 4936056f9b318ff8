"""Addresses of evidence, under those of its dossier: a file has none outside."""

from django.urls import path

from filiere.site.evidence.views import document, files, listing, requests, upload

app_name = "evidence"

urlpatterns = [
    path("<str:key>/evidence/", listing.listing, name="list"),
    path("<str:key>/evidence/add/", upload.send, name="add"),
    path("<str:key>/evidence/archive.zip", files.download_archive, name="archive"),
    path("<str:key>/evidence/requests/add/", requests.ask_page, name="ask"),
    path("<str:key>/evidence/requests/<str:request_key>/answer/", requests.answer_page, name="answer"),
    path("<str:key>/evidence/requests/<str:request_key>/close/", requests.close_page, name="close"),
    path("<str:key>/evidence/<str:document_key>/", document.document_page, name="document"),
    path("<str:key>/evidence/<str:document_key>/file", files.download_document, name="file"),
    path("<str:key>/evidence/<str:document_key>/use/", document.use_document_act, name="use"),
    path("<str:key>/evidence/<str:document_key>/withdraw/", document.withdraw_document_act, name="withdraw"),
]
