"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

if TYPE_CHECKING:
    from filiere.site.journal.reconciliation import Comparison


class RegisterConfig(AppConfig):
    """The app `register`."""

    name = "filiere.site.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the tables, addresses and pages of the register to the registries, and listen to dossiers."""
        from filiere.site.register import api, feeds, hooks, tables  # noqa: F401
        from filiere.site.register.actions import open_identity  # noqa: F401  An act that takes two people.

        post_migrate.connect(_fill_register, sender=self)

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: the steps of complaints, and the rows of the register."""
        from filiere.site.register import journal_records

        return (journal_records.compare_complaints, journal_records.compare_labels)


def _fill_register(sender: AppConfig, plan: Any = (), **_rest: Any) -> None:
    """Write the rows of the register that a database has not, once all its tables are those of this version.

    A migration in the middle of the others could not: the events are replayed by the code of today, which reads
    columns that a later migration adds.
    """
    if any(one.app_label == sender.label and not backwards for one, backwards in plan):
        from filiere.site.register.projection import fill_register

        fill_register()
