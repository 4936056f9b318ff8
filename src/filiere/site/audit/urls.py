"""Addresses of the audit of a dossier, under /fr/dossiers/<key>/audit/ and /en/dossiers/<key>/audit/."""

from django.urls import path

from filiere.site.audit.views.contradictory import answer, compare, conclude, judge, offer, refusal
from filiere.site.audit.views.declaring import declare
from filiere.site.audit.views.form import form, state, sync, theme, worker
from filiere.site.audit.views.home import home
from filiere.site.audit.views.missions import end, missions
from filiere.site.audit.views.plan import plan
from filiere.site.audit.views.report import pdf, report
from filiere.site.audit.views.sites import listing, record, sites

app_name = "audit"

urlpatterns = [
    path("", home, name="home"),
    path("missions/", missions, name="missions"),
    path("missions/<str:mission>/end/", end, name="end-mission"),
    path("declare/", declare, name="declare"),
    path("sites/", sites, name="sites"),
    path("sites/<int:number>/list.json", listing, name="sites-list"),
    path("sites/<int:number>/record.json", record, name="sites-record"),
    path("plan/", plan, name="plan"),
    path("form/", form, name="form"),
    path("form/state/", state, name="form-state"),
    path("form/sync/", sync, name="form-sync"),
    path("form/worker.js", worker, name="form-worker"),
    path("form/<slug:slug>/", theme, name="form-theme"),
    path("report/", report, name="report"),
    path("report.pdf", pdf, name="report-pdf"),
    path("answer/", answer, name="answer"),
    path("conclude/", conclude, name="conclude"),
    path("compare/", compare, name="compare"),
    path("findings/<int:number>/offer/", offer, name="offer-lifting"),
    path("liftings/<int:number>/judge/", judge, name="judge-lifting"),
    path("refusal/", refusal, name="tell-refusal"),
]
