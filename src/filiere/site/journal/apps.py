"""Declaration of the app to Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The app `journal`."""

    name = "filiere.site.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Confirming the date takes two people; what was read is told, and read back, by the sweeps."""
        from filiere.site.accounts.approvals import register_approval_kind
        from filiere.site.journal import tallies, verification  # noqa: F401  Their sweeps register there.
        from filiere.site.journal.actions.confirm_clock import CLOCK_APPROVAL

        register_approval_kind(CLOCK_APPROVAL)
