"""Declaration of the app to Django."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The app `jobs`."""

    name = "filiere.site.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
