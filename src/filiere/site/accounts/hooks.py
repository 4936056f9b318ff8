"""What this app says to the others: acts that take two people, the second factor, tables told by the journal."""

from __future__ import annotations

from django.contrib.auth.signals import user_logged_in

from filiere.site.accounts.actions import grant_role, invite  # noqa: F401  They register there.
from filiere.site.accounts.actions.account_requests import register_account_requests
from filiere.site.accounts.actions.confirm_clock import CLOCK_APPROVAL
from filiere.site.accounts.approvals import approval_kinds
from filiere.site.accounts.journal_records import compare_approvals, compare_factors, compare_invitations, compare_roles
from filiere.site.accounts.reading_records import record_reading
from filiere.site.accounts.second_factor import on_sign_in
from filiere.site.journal.extension_points import comparisons
from filiere.site.kit.file_responses import reading_recorders

comparisons.add(compare_roles, compare_factors, compare_invitations, compare_approvals)

register_account_requests()
approval_kinds.add(CLOCK_APPROVAL)
reading_recorders.append(record_reading)
user_logged_in.connect(on_sign_in, dispatch_uid="accounts.second-factor")
