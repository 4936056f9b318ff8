"""Addresses of letters, under /fr/mail/ and /en/mail/: those that did not leave, the digest of
one's tasks, and the demonstration's mailbox.
"""

from django.urls import path

from filiere.site.mail.views import choose_digest, end_digest_page, failed_letters, letter, mailbox

app_name = "mail"

urlpatterns = [
    path("", mailbox, name="box"),
    path("failed/", failed_letters, name="failed"),
    path("<int:number>/", letter, name="letter"),
    path("digest/", choose_digest, name="digest"),
    path("digest/end/<str:token>/", end_digest_page, name="digest-end"),
]
