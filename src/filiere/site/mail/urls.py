"""Addresses of the demonstration's mailbox, under /fr/mail/ and /en/mail/."""

from django.urls import path

from filiere.site.mail.views import box, letter

app_name = "mail"

urlpatterns = [
    path("", box, name="box"),
    path("<int:number>/", letter, name="letter"),
]
