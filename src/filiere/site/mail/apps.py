"""Declaration of the app to Django."""

from __future__ import annotations

from django.apps import AppConfig


class MailConfig(AppConfig):
    """The app `mail`."""

    name = "filiere.site.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"
