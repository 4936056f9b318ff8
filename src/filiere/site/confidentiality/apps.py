"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class ConfidentialityConfig(AppConfig):
    """The app `confidentiality`."""

    name = "filiere.site.confidentiality"
    label = "confidentiality"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what this app holds of people and what its jobs make, and offer what went out to programs."""
        from filiere.site.confidentiality import api, personal_data  # noqa: F401
        from filiere.site.confidentiality.actions import request_job  # noqa: F401

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: tables prepared, releases, totals of others."""
        from filiere.site.confidentiality import journal_records

        return (
            journal_records.compare_protections,
            journal_records.compare_release_rows,
            journal_records.compare_totals,
            journal_records.compare_withdrawals,
        )
