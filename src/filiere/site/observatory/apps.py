"""Declaration of the app to Django."""

from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    """The app `observatory`."""

    name = "filiere.site.observatory"
    label = "observatory"
    default_auto_field = "django.db.models.BigAutoField"
