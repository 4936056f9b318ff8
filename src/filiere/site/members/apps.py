"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.comparing import Comparison


class MembersConfig(AppConfig):
    """The app `members`."""

    name = "filiere.site.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: organisations and sites, memberships and mandates."""
        from filiere.site.members import told

        return (told.organisations, told.sites, told.memberships, told.mandates)

    def ready(self) -> None:
        """Ask whoever sits in a body for a second factor."""
        from filiere.site.members import second_factor  # noqa: F401
