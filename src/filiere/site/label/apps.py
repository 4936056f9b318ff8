"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class LabelConfig(AppConfig):
    """The app `label`."""

    name = "filiere.site.label"
    label = "label"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the tables, the pages and the addresses of the label to the registries of the site."""
        from filiere.site.label import api, feeds, tables  # noqa: F401

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: the simulations."""
        from filiere.site.label import journal_records

        return (journal_records.compare_simulations,)
