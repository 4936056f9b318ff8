"""Start Django from the command line, once, only for the commands that need the database."""

import os


def boot() -> None:
    """Load settings and apps; calling it again costs nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "filiere.site.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def migrate() -> None:
    """Bring the database to the present schema, silently."""
    boot()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
