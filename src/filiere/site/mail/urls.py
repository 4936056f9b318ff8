"""Addresses of letters, under /fr/mail/ and /en/mail/: those that did not leave, and the demonstration's mailbox."""

from django.urls import path

from filiere.site.mail.views import box, failed, letter

app_name = "mail"

urlpatterns = [
    path("", box, name="box"),
    path("failed/", failed, name="failed"),
    path("<int:number>/", letter, name="letter"),
]
