"""Declaration of the app to Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The app `journal`."""

    name = "filiere.site.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
