"""Start Django from the command line, once, only for the commands that need the database."""

import os
from pathlib import Path
from pkgutil import iter_modules


def boot() -> None:
    """Load settings and apps; calling it again costs nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "filiere.site.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def migrate() -> None:
    """Bring the database to the present schema, silently; where it is there already, no time is lost over it."""
    boot()
    from django.core.management import call_command

    if _behind():
        call_command("migrate", verbosity=0, interactive=False)


def _behind() -> bool:
    """Whether a migration was not applied.

    Django sees it too, after making every model of every migration anew and looking for rows that nothing here reads:
    a sixth of a second where this takes a hundredth, and each command asks.
    """
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = MigrationRecorder(connection).applied_migrations()
    return any(
        (app.label, one.name) not in applied
        for app in apps.get_app_configs()
        for one in iter_modules([str(Path(app.path) / "migrations")])
        if not one.ispkg
    )
