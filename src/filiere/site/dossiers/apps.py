"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class DossiersConfig(AppConfig):
    """The app `dossiers`."""

    name = "filiere.site.dossiers"
    label = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say the rights of this app, whom messages to the parties reach, and the addresses for programs."""
        from filiere.site.dossiers import api, hooks  # noqa: F401

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: events, dossiers and snapshots."""
        from filiere.site.dossiers import journal_records

        return (journal_records.compare_events, journal_records.compare_dossiers, journal_records.compare_snapshots)
