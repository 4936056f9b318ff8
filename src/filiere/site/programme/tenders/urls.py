"""Addresses of the watch of tenders, under programme/tenders/."""

from django.urls import path

from filiere.site.programme.tenders import views

urlpatterns = [
    path("", views.check_tender, name="tenders"),
    path("new/", views.keep_notice_page, name="tender-keep"),
    path("<slug:key>/", views.show_notice, name="tender"),
]
