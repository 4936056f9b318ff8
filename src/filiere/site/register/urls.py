"""Addresses of the register, under /fr/label/register/ and /en/label/register/."""

from django.urls import path

from filiere.site.register.feeds import RegisterFeed
from filiere.site.register.views import complaints, following, holders, staff, verify

app_name = "register"

urlpatterns = [
    path("", holders.holders, name="home"),
    path("holders/<slug:key>/", holders.holder, name="holder"),
    path("holders/<slug:key>/follow/", following.start, name="follow"),
    path("holders/<slug:key>/unfollow/", following.stop, name="unfollow"),
    path("holders/<slug:key>/presentation/", following.presentation, name="presentation"),
    path("follow/", following.follows, name="follows"),
    path("follow/confirm/<str:token>/", following.confirmed, name="follow-confirm"),
    path("follow/end/<str:token>/", following.ended, name="follow-end"),
    path("verify/", verify.verify, name="verify-form"),
    path("verify/file/", verify.verify_file, name="verify-file"),
    path("verify/<str:number>/", verify.verify, name="verify"),
    path("statistics/", holders.statistics, name="statistics"),
    path("clause/", holders.clause, name="clause"),
    path("complaints/", complaints.track, name="complaints"),
    path("complaints/new/<slug:key>/", complaints.new, name="complain"),
    path("dossiers/<slug:key>/complaints/", complaints.of_dossier, name="dossier-complaints"),
    path("staff/complaints/", staff.complaints, name="staff-complaints"),
    path("staff/complaints/<slug:key>/", staff.complaint, name="staff-complaint"),
    path("feed.xml", RegisterFeed(), name="feed"),
]
