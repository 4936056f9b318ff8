"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class HoldersConfig(AppConfig):
    """The app `holders`."""

    name = "filiere.site.holders"
    label = "holders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say to the procedure what this app answers, freezes, opens and hears."""
        from filiere.site.holders import hooks, personal_data  # noqa: F401

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: certificates, alerts, statements, places and their proofs."""
        from filiere.site.holders import journal_records

        return (journal_records.compare_rows,)
