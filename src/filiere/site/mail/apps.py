"""Declaration of the app to Django."""

from __future__ import annotations

from django.apps import AppConfig


class MailConfig(AppConfig):
    """The app `mail`."""

    name = "filiere.site.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Carry letters to addresses for lower apps, and answer for letters in copies, erasures and retention."""
        from filiere.site.mail import anchor_letters, hooks  # noqa: F401
