"""Addresses of requests for an account, under /fr/account-requests/ and /en/account-requests/."""

from django.urls import path, re_path

from filiere.site.members.views import account_requests

urlpatterns = [
    path("", account_requests.account_requests, name="account-requests"),
    path("new/", account_requests.request_account_page, name="account-request"),
    path("sent/", account_requests.account_request_sent, name="account-request-sent"),
    path("confirm/<str:token>/", account_requests.confirm_account_request, name="account-request-confirm"),
    re_path(r"^(?P<request_key>ar-[0-9a-f]{12})/$", account_requests.account_request, name="account-request-answer"),
]
