"""Addresses of the register of commitments, under programme/commitments/."""

from django.urls import path

from filiere.site.programme.commitments import views

urlpatterns = [
    path("", views.list_commitments, name="commitments"),
    path("new/", views.record_commitment, name="commitment-new"),
    path("mine/", views.make_own_commitment, name="commitment-own"),
    path("charter/", views.show_charter, name="charter"),
    path("charter/new/", views.publish_charter, name="charter-publish"),
    path("charter/sign/", views.sign_charter, name="charter-sign"),
    path("charter/signatures/<slug:key>/withdraw/", views.withdraw_signature, name="charter-withdraw"),
    path("calls/new/", views.open_call, name="call-new"),
    path("calls/<slug:key>/", views.show_call, name="call"),
    path("calls/<slug:key>/join/", views.join_call, name="call-join"),
    path("calls/<slug:key>/leave/", views.leave_call, name="call-leave"),
    path("<slug:key>/", views.show_commitment, name="commitment"),
    path("<slug:key>/outcome/", views.record_outcome, name="commitment-outcome"),
    path("<slug:key>/correction/", views.correct_outcome, name="commitment-correct"),
]
