"""Declaration of the app to Django."""

from django.apps import AppConfig


class LabelConfig(AppConfig):
    """The app `label`."""

    name = "filiere.site.label"
    label = "label"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the tables, the pages and the addresses of the label to the registries of the site."""
        from filiere.site.label import api, feeds, tables  # noqa: F401
