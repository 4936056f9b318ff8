"""Addresses of candidatures, under /fr/dossiers/ and /en/dossiers/."""

from django.urls import path

from filiere.site.candidature.views import (
    application,
    contract_comparison,
    cross_referential_evidence,
    frozen_answers,
    opinions,
    question_group_page,
    questionnaire,
    staff_acts,
    submission,
    workbook,
)

app_name = "candidature"

urlpatterns = [
    path("new/", application.start_candidature, name="start"),
    path("<str:key>/application/", application.application, name="application"),
    path("<str:key>/application/perimeter/", application.perimeter, name="perimeter"),
    path("<str:key>/application/facts/", application.facts, name="facts"),
    path("<str:key>/application/file/", application.file_application_page, name="apply"),
    path("<str:key>/application/quote.pdf", application.quote, name="quote"),
    path("<str:key>/application/check/", staff_acts.check_application_page, name="check"),
    path("<str:key>/application/payment/", staff_acts.payment, name="record_payment"),
    path("<str:key>/application/give-up/", application.withdraw_candidature, name="give_up"),
    path("<str:key>/application/change/", application.change_perimeter, name="declare_change"),
    path("<str:key>/questionnaire/", questionnaire.home, name="home"),
    path("<str:key>/questionnaire/next/", question_group_page.open_next_group, name="next"),
    path("<str:key>/questionnaire/save/", questionnaire.save_answer, name="save"),
    path("<str:key>/questionnaire/submit/", submission.submit_questionnaire, name="submit"),
    path("<str:key>/questionnaire/branch/", frozen_answers.branch, name="branch"),
    path("<str:key>/questionnaire/reuse/", cross_referential_evidence.carry, name="carry"),
    path("<str:key>/questionnaire/excel/", workbook.handle_workbook, name="workbook"),
    path("<str:key>/questionnaire/excel/export.xlsx", workbook.export_workbook, name="workbook-export"),
    path("<str:key>/questionnaire/excel/<int:draft>/", workbook.review_workbook, name="workbook-review"),
    path("<str:key>/questionnaire/theme/<slug:theme>/", question_group_page.theme, name="theme"),
    path("<str:key>/questionnaire/theme/<slug:theme>/group/<int:number>/", question_group_page.group, name="group"),
    path("<str:key>/questionnaire/theme/<slug:theme>/<slug:row>/", question_group_page.measures, name="measures"),
    path("<str:key>/opinions/", opinions.opinions, name="opinions"),
    path("<str:key>/opinions/<slug:theme>/", opinions.opinion, name="opinion"),
    path("<str:key>/mirror/", contract_comparison.mirror, name="mirror"),
]
