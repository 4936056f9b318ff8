"""Addresses of the account pages, under /fr/ and /en/."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from filiere.site.accounts.views import PasswordChange, SignIn, password_changed

app_name = "accounts"

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("password/", PasswordChange.as_view(), name="password"),
    path("password/changed/", password_changed, name="password-changed"),
]
