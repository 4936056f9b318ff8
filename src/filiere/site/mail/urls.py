"""Addresses of letters, under /fr/mail/ and /en/mail/: those that did not leave, and the demonstration's mailbox."""

from django.urls import path

from filiere.site.mail.views import failed_letters, letter, mailbox

app_name = "mail"

urlpatterns = [
    path("", mailbox, name="box"),
    path("failed/", failed_letters, name="failed"),
    path("<int:number>/", letter, name="letter"),
]
