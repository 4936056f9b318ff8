"""Declaration of the kit to Django, after all other apps: it reads what each says to the others."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings


class KitConfig(AppConfig):
    """The floor under every app; it has no model."""

    name = "filiere.site.kit"

    def ready(self) -> None:
        """Read the hooks of every app, and serve the further languages that have a catalogue."""
        from filiere.site.kit.hooks import load_hooks
        from filiere.site.kit.languages import load_catalogues

        load_hooks()
        load_catalogues(settings.FILIERE_LOCALES)
