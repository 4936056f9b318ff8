"""Declaration of the app to Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The app `journal`."""

    name = "filiere.site.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What needs the day is held by the clock; what was read is told, and read back, by the sweeps."""
        from filiere.site.journal import tallies, verification  # noqa: F401  Their sweeps register there.
        from filiere.site.journal.clock import ClockHeld, needs_clock
        from filiere.site.kit.hourly_tasks import set_clock_guard

        set_clock_guard(needs_clock, ClockHeld)
