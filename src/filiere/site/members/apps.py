"""Declaration of the app to Django."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """The app `members`."""

    name = "filiere.site.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"
