"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class ScienceConfig(AppConfig):
    """The app `science`."""

    name = "filiere.site.science"
    label = "science"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what this app holds of people, and what it watches over."""
        from filiere.site.science import personal_data, vote_guards  # noqa: F401

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: proposals and the ballots cast on them."""
        from filiere.site.science import journal_records

        return (journal_records.compare_proposals, journal_records.compare_ballots)
