"""Declaration of the app to Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from filiere.site.journal.comparing import Comparison


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "filiere.site.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def journal_comparisons(self) -> tuple[Comparison, ...]:
        """What of this app’s tables the journal tells: the roles held."""
        from filiere.site.accounts import told

        return (told.roles,)
