"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class QualityConfig(AppConfig):
    """The app `quality`."""

    name = "filiere.site.quality"
    label = "quality"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is held of a person, who owes a second factor, what goes each hour, and what jobs make."""
        from filiere.site.quality import api, hooks, personal_data, scheduled  # noqa: F401

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: spaces, managers, deliveries, definitions, packs, parts."""
        from filiere.site.quality import journal_records

        return journal_records.COMPARISONS
