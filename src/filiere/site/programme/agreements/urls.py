"""Addresses of agreements, under programme/agreements/."""

from django.urls import path

from filiere.site.programme.agreements.views import acts, files, grant_files, pages, reports, spending

urlpatterns = [
    path("", pages.list_agreements, name="agreements"),
    path("new/", acts.create, name="agreement-new"),
    path("spending/", spending.show_spending, name="spending"),
    path("grants.csv", grant_files.export_grants, name="agreements-grants"),
    path("import/", grant_files.import_grants_page, name="agreements-import"),
    path("payments/<slug:key>/paid/", acts.record_payment, name="payment-record"),
    path("uses/<slug:key>/spent/", acts.record_spending, name="use-spend"),
    path("uses/<slug:key>/accepted/", acts.accept_spending, name="use-accept"),
    path("objectives/<slug:key>/value/", acts.record_measure, name="objective-measure"),
    path("objectives/<slug:key>/change/", acts.change_objective, name="objective-change"),
    path("files/<slug:key>/", files.download_file, name="agreement-file"),
    path("questions/<slug:key>/answer/", acts.answer_question, name="question-answer"),
    path("reports/<slug:key>/", reports.show_report, name="agreement-report"),
    path("reports/<slug:key>/report.pdf", reports.print_report, name="agreement-report-pdf"),
    path("<slug:key>/", pages.show_agreement, name="agreement"),
    path("<slug:key>/versions/", pages.compare_agreement_versions, name="agreement-versions"),
    path("<slug:key>/file/", files.send_file, name="agreement-file-send"),
    path("<slug:key>/amount/", acts.add_amount, name="agreement-amount"),
    path("<slug:key>/amendment/", acts.amend, name="agreement-amend"),
    path("<slug:key>/article/", acts.write_article, name="agreement-article"),
    path("<slug:key>/objective/", acts.add_objective, name="agreement-objective"),
    path("<slug:key>/statement/", acts.record_statement, name="agreement-statement"),
    path("<slug:key>/payment/", acts.schedule_payment, name="agreement-payment"),
    path("<slug:key>/use/", acts.plan_use, name="agreement-use"),
    path("<slug:key>/period/", acts.open_period, name="agreement-period"),
    path("<slug:key>/grant/", acts.describe_grant, name="agreement-grant"),
    path("<slug:key>/question/", acts.ask_question, name="agreement-question"),
    path("<slug:key>/periods/<int:number>/report/", reports.prepare_report, name="agreement-report-prepare"),
]
