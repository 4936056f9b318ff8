"""Addresses of the register, under /fr/label/register/ and /en/label/register/."""

from django.urls import path

from filiere.site.register.feeds import register_feed
from filiere.site.register.views import (
    complaints,
    followers,
    holders,
    services,
    staff_complaints,
    statistics,
    verification,
)

app_name = "register"

urlpatterns = [
    path("", holders.list_holders, name="home"),
    path("holders/<slug:key>/", holders.show_holder, name="holder"),
    path("holders/<slug:key>/follow/", followers.start_following, name="follow"),
    path("holders/<slug:key>/unfollow/", followers.stop_following, name="unfollow"),
    path("holders/<slug:key>/presentation/", services.edit_presentation, name="presentation"),
    path("follow/", followers.list_follows, name="follows"),
    path("follow/confirm/<str:token>/", followers.confirm_following, name="follow-confirm"),
    path("follow/end/<str:token>/", followers.end_following, name="follow-end"),
    path("verify/", verification.show_verification, name="verify-form"),
    path("verify/file/", verification.verify_file, name="verify-file"),
    path("verify/<str:number>/", verification.show_verification, name="verify"),
    path("statistics/", statistics.show_statistics, name="statistics"),
    path("clause/", holders.show_tender_clause, name="clause"),
    path("complaints/", complaints.track_complaint, name="complaints"),
    path("complaints/new/<slug:key>/", complaints.file_complaint_page, name="complain"),
    path("dossiers/<slug:key>/complaints/", complaints.complaints_of_dossier, name="dossier-complaints"),
    path("staff/complaints/", staff_complaints.list_complaints, name="staff-complaints"),
    path("staff/complaints/<slug:key>/", staff_complaints.handle_complaint_page, name="staff-complaint"),
    path("feed.xml", register_feed, name="feed"),
]
