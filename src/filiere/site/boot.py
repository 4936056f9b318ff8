"""Start Django from the command line, once, only for the commands that need the database."""

import os
import sys
from pathlib import Path
from pkgutil import iter_modules

from filiere.core import Text
from filiere.site.file_modes import close_paths


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

    _close_files()
    if is_behind():
        call_command("migrate", verbosity=0, interactive=False)
    from filiere.site.accounts.keys import ensure_proof, start_sentence

    if (words := start_sentence(ensure_proof())) is not None:
        tell(words)


def tell(words: Text) -> None:
    """Tell the operator something on the error output, in both languages: whoever reads a log chose none."""
    print(words.get("fr"), words.get("en"), sep="\n", file=sys.stderr, flush=True)


def _close_files() -> None:
    """Close the data folder, and a database kept elsewhere, to other accounts of the machine."""
    from django.conf import settings
    from django.db import connection

    home = Path(settings.FILIERE_HOME)
    name = str(connection.settings_dict["NAME"])
    found = [Path(f"{name}{end}") for end in ("", "-wal", "-shm", "-journal")] if connection.vendor == "sqlite" else []
    if (words := close_paths(home, *found).sentence()) is not None:
        tell(words)


def is_behind() -> bool:
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
