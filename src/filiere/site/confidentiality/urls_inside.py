"""Addresses of the statistician's tables, under /fr/staff/tables/ and /en/staff/tables/."""

from django.urls import path, re_path

from filiere.site.confidentiality.views import asking, deciding, inside, totals

app_name = "confidentiality"

TABLE = r"(?P<protection_key>q-[0-9a-f]{10})"
TOTAL = r"(?P<total_key>t-[0-9a-f]{10})"
DRAFT = r"(?P<draft_key>n-[0-9a-f]{10})"

urlpatterns = [
    path("", inside.tables, name="tables"),
    path("new/", asking.new, name="new"),
    re_path(rf"^new/{DRAFT}/$", asking.check, name="check"),
    re_path(rf"^new/{DRAFT}/state/$", asking.state, name="draft-state"),
    re_path(rf"^new/{DRAFT}/total/$", totals.declare_for_draft, name="declare-for-draft"),
    re_path(rf"^new/{DRAFT}/(?P<step>[a-z]+)/$", asking.ask, name="ask"),
    path("totals/", totals.totals, name="totals"),
    re_path(rf"^totals/{TOTAL}/withdraw/$", totals.withdraw, name="withdraw-total"),
    re_path(rf"^{TABLE}/total/$", totals.declare, name="declare-total"),
    re_path(rf"^{TABLE}/$", inside.table, name="table"),
    re_path(rf"^{TABLE}/curves/$", inside.weigh, name="weigh"),
    re_path(rf"^{TABLE}/curves/state/$", inside.weigh_state, name="weigh-state"),
    re_path(rf"^{TABLE}/publish/$", deciding.publish, name="publish"),
    re_path(rf"^{TABLE}/discard/$", deciding.discard, name="discard"),
]
