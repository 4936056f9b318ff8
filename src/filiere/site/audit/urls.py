"""Addresses of the audit of a dossier, under /fr/dossiers/<key>/audit/ and /en/dossiers/<key>/audit/."""

from django.urls import path

from filiere.site.audit.views.audit_form import form, state, sync_changes, theme, worker
from filiere.site.audit.views.contradictory import (
    answer_report_view,
    compare_branches_view,
    conclude_audit_view,
    judge_lifting_view,
    offer_lifting_view,
    refusal,
)
from filiere.site.audit.views.independence_declaration import declaration_page
from filiere.site.audit.views.missions import end_mission_view, missions
from filiere.site.audit.views.overview import home
from filiere.site.audit.views.plan import plan
from filiere.site.audit.views.report import pdf, report
from filiere.site.audit.views.site_sampling import listing, record, sites

app_name = "audit"

urlpatterns = [
    path("", home, name="home"),
    path("missions/", missions, name="missions"),
    path("missions/<str:mission>/end/", end_mission_view, name="end-mission"),
    path("declare/", declaration_page, name="declare"),
    path("sites/", sites, name="sites"),
    path("sites/<int:number>/list.json", listing, name="sites-list"),
    path("sites/<int:number>/record.json", record, name="sites-record"),
    path("plan/", plan, name="plan"),
    path("form/", form, name="form"),
    path("form/state/", state, name="form-state"),
    path("form/sync/", sync_changes, name="form-sync"),
    path("form/worker.js", worker, name="form-worker"),
    path("form/<slug:slug>/", theme, name="form-theme"),
    path("form/<slug:slug>/<int:number>/", theme, name="form-page"),
    path("report/", report, name="report"),
    path("report.pdf", pdf, name="report-pdf"),
    path("answer/", answer_report_view, name="answer"),
    path("conclude/", conclude_audit_view, name="conclude"),
    path("compare/", compare_branches_view, name="compare"),
    path("findings/<int:number>/offer/", offer_lifting_view, name="offer-lifting"),
    path("liftings/<int:number>/judge/", judge_lifting_view, name="judge-lifting"),
    path("refusal/", refusal, name="tell-refusal"),
]
