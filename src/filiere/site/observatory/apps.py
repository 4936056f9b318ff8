"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.conf import settings

from filiere.site.kit.languages import load_catalogues

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class ObservatoryConfig(AppConfig):
    """The app `observatory`."""

    name = "filiere.site.observatory"
    label = "observatory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what this app does each hour, and serve the further languages that have a catalogue."""
        from filiere.site.observatory import scheduled  # noqa: F401

        load_catalogues(settings.FILIERE_LOCALES)

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: amendments, and the versions of sources."""
        from filiere.site.observatory import journal_records

        return journal_records.compare_amendments, journal_records.compare_versions
