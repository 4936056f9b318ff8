"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.comparing import Comparison


class RegisterConfig(AppConfig):
    """The app `register`."""

    name = "filiere.site.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the tables, addresses and pages of the register to the registries, and listen to dossiers."""
        from filiere.site.register import api, feeds, tables, wiring  # noqa: F401
        from filiere.site.register.actions import identity  # noqa: F401  An act that takes two people.

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: the steps of complaints."""
        from filiere.site.register import told

        return (told.complaints,)
