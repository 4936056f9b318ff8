"""Addresses of the statistician's tables, under /fr/staff/tables/ and /en/staff/tables/."""

from django.urls import path, re_path

from filiere.site.confidentiality.views import decisions, prepared_tables, totals, wizard

app_name = "confidentiality"

TABLE = r"(?P<protection_key>q-[0-9a-f]{10})"
TOTAL = r"(?P<total_key>t-[0-9a-f]{10})"
DRAFT = r"(?P<draft_key>n-[0-9a-f]{10})"

urlpatterns = [
    path("", prepared_tables.list_prepared_tables, name="tables"),
    path("new/", wizard.receive_rows, name="new"),
    re_path(rf"^new/{DRAFT}/$", wizard.check_answers, name="check"),
    re_path(rf"^new/{DRAFT}/state/$", wizard.preparation_state, name="draft-state"),
    re_path(rf"^new/{DRAFT}/total/$", totals.declare_total_for_draft, name="declare-for-draft"),
    re_path(rf"^new/{DRAFT}/(?P<step>[a-z]+)/$", wizard.ask_step, name="ask"),
    path("totals/", totals.list_totals, name="totals"),
    re_path(rf"^totals/{TOTAL}/withdraw/$", totals.withdraw_total_page, name="withdraw-total"),
    re_path(rf"^{TABLE}/total/$", totals.declare_total_page, name="declare-total"),
    re_path(rf"^{TABLE}/$", prepared_tables.show_prepared_table, name="table"),
    re_path(rf"^{TABLE}/curves/$", prepared_tables.request_tradeoff_page, name="weigh"),
    re_path(rf"^{TABLE}/curves/state/$", prepared_tables.tradeoff_state, name="weigh-state"),
    re_path(rf"^{TABLE}/publish/$", decisions.publish_page, name="publish"),
    re_path(rf"^{TABLE}/discard/$", decisions.discard_page, name="discard"),
]
