"""Addresses of the bodies of the label: public pages, sessions, interests, and the tab of a dossier."""

from django.urls import path

from filiere.site.committee.views import dossier, interests, item, minutes_files, sessions

app_name = "committee"

_IN = "dossiers/<str:key>/committee/"

urlpatterns = [
    path("committee/", sessions.home, name="home"),
    path("committee/call/", sessions.call_session_page, name="call"),
    path("committee/interests/", interests.interests, name="interests"),
    path("committee/interests/<int:pk>/end/", interests.end_interest_act, name="interest-end"),
    path("committee/links/", interests.links, name="links"),
    path("committee/links/<int:pk>/end/", interests.end_link_act, name="link-end"),
    path("committee/ties/<slug:kind>/<int:number>/annul/", interests.annul_tie_page, name="tie-annul"),
    path("committee/sessions/<str:key>/", sessions.session, name="session"),
    path("committee/sessions/<str:key>/minutes.json", minutes_files.minutes_json, name="minutes-json"),
    path("committee/sessions/<str:key>/minutes.pdf", minutes_files.public_pdf, name="minutes-pdf"),
    path("committee/sessions/<str:key>/minutes-full.pdf", minutes_files.full_pdf, name="minutes-full-pdf"),
    path("committee/sessions/<str:key>/minutes-full.json", minutes_files.full_json, name="minutes-full-json"),
    path("committee/sessions/<str:key>/<slug:act>/", sessions.run_session_act, name="session-do"),
    path(_IN, dossier.dossier, name="dossier"),
    path(f"{_IN}decide/", dossier.decision_redirect, name="decide"),
    path(f"{_IN}recuse/", dossier.recusal_act, name="recuse"),
    path(f"{_IN}waive/", dossier.waive_independence, name="waive"),
    path(f"{_IN}suspend/", dossier.suspend_label, name="suspend"),
    path(f"{_IN}hearing/<slug:act>/", dossier.run_hearing_act, name="hearing"),
    path(f"{_IN}exceptions/<int:pk>/confirm/", dossier.confirm_exception_act, name="confirm"),
    path(f"{_IN}<str:item>/", item.item, name="item"),
    path(f"{_IN}<str:item>/papers.json", item.papers, name="papers"),
    path(f"{_IN}<str:item>/decision.pdf", minutes_files.letter, name="letter"),
    path(f"{_IN}<str:item>/<slug:act>/", item.run_item_act, name="item-do"),
]
