"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class CandidatureConfig(AppConfig):
    """The app `candidature`."""

    name = "filiere.site.candidature"
    label = "candidature"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer the procedure, and say rights, tabs and forms."""
        from filiere.site.candidature import hooks  # noqa: F401

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells."""
        from filiere.site.candidature import journal_records

        return (journal_records.compare_decisive_rows,)
