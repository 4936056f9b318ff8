"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "filiere.site.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A session that opens owes its second factor; the acts that take two people are declared by their modules, and
        files that people read are recorded."""
        from django.contrib.auth.signals import user_logged_in

        from filiere.site.accounts.actions import account_requests, grant_role, invite  # noqa: F401
        from filiere.site.accounts.actions.confirm_clock import CLOCK_APPROVAL
        from filiere.site.accounts.approvals import register_approval_kind
        from filiere.site.accounts.reading_records import record_reading
        from filiere.site.accounts.second_factor import on_sign_in
        from filiere.site.kit.file_responses import reading_recorders

        account_requests.register_account_requests()
        register_approval_kind(CLOCK_APPROVAL)
        reading_recorders.append(record_reading)
        user_logged_in.connect(on_sign_in, dispatch_uid="accounts.second-factor")

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: roles, second factors, invitations, requests."""
        from filiere.site.accounts import journal_records

        return (
            journal_records.compare_roles,
            journal_records.compare_factors,
            journal_records.compare_invitations,
            journal_records.compare_approvals,
        )
