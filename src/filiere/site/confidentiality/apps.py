"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.comparing import Comparison


class ConfidentialityConfig(AppConfig):
    """The app `confidentiality`."""

    name = "filiere.site.confidentiality"
    label = "confidentiality"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what this app holds of people and what its jobs make, and offer what went out to programs."""
        from filiere.site.confidentiality import api, personal  # noqa: F401
        from filiere.site.confidentiality.actions import ask_work  # noqa: F401

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: tables prepared, releases, totals of others."""
        from filiere.site.confidentiality import told

        return (told.protections, told.releases, told.totals, told.withdrawals)
