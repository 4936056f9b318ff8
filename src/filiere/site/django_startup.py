"""Start Django from the command line, once, only for the commands that need the database."""

import atexit
import gc
import os
import sys
from pathlib import Path

from filiere.core import Faults, Text
from filiere.site.data_folder import home_path, sqlite_files
from filiere.site.environment import check_environment
from filiere.site.file_permissions import close_paths
from filiere.site.migration_files import list_migrations
from filiere.site.site_presence import check_data_folder, check_database


def start_django() -> None:
    """Load settings and apps; calling it again costs nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "filiere.site.settings")
    import django
    from django.apps import apps

    if apps.ready:
        return
    # Nothing that is imported is garbage: to look for some takes a sixth of the start, a third of the reading of a
    # journal, and two seconds at the end.
    looking = gc.isenabled()
    gc.disable()
    try:
        django.setup()
    finally:
        gc.freeze()
        if looking:
            gc.enable()
    atexit.register(gc.freeze)


def migrate(*, create: bool = False) -> None:
    """Bring the database to the present schema, silently; where it is there already, no time is lost over it.

    Only a command that may begin a site gives `create`. Raises `Faults`, before anything is made, for a setting that
    cannot be used, a data folder without its database, and a database that a newer version of the code has changed.
    """
    from django.apps import apps

    if not apps.ready:
        check_environment()
        check_data_folder(home_path(), create=create)
    start_django()
    from django.conf import settings
    from django.core.management import call_command

    applied, written = _list_applied_migrations(), _list_code_migrations()
    check_database(Path(settings.FILIERE_HOME), empty=not applied, create=create)
    if newer := sorted(f"{app}.{name}" for app, name in applied - written if app in apps.app_configs):
        raise _newer_database_faults(newer)
    _close_files()
    if written - applied:
        if applied:
            _back_up_database()
        from filiere.site.migration_states import add_models_alone

        with add_models_alone():
            call_command("migrate", verbosity=0, interactive=False)
    from filiere.site.accounts.site_key_status import describe_key_state, ensure_proof

    if (words := describe_key_state(ensure_proof())) is not None:
        tell_operator(words)


def tell_operator(words: Text) -> None:
    """Tell the operator something on the error output, in both languages: whoever reads a log chose none."""
    print(words.get("fr"), words.get("en"), sep="\n", file=sys.stderr, flush=True)


def _back_up_database() -> None:
    """Copy a database that has anything in it before its schema changes."""
    from django.conf import settings
    from django.db import connection

    from filiere.site.backup.migration_backups import back_up_before_migration

    words = back_up_before_migration(connection.settings_dict, Path(settings.FILIERE_HOME))
    if words is not None:
        tell_operator(words)


def _close_files() -> None:
    """Close the data folder, and a database kept elsewhere, to other accounts of the machine."""
    from django.conf import settings
    from django.db import connection

    home = Path(settings.FILIERE_HOME)
    name = Path(str(connection.settings_dict["NAME"]))
    found = sqlite_files(name) if connection.vendor == "sqlite" else ()
    if (words := close_paths(home, *found).sentence()) is not None:
        tell_operator(words)


def has_unapplied_migrations() -> bool:
    """Whether a migration of the code was not applied."""
    return bool(_list_code_migrations() - _list_applied_migrations())


def _list_applied_migrations() -> set[tuple[str, str]]:
    """The migrations that the database has had.

    Django compares too, after making every model of every migration anew and looking for rows that nothing here reads:
    a sixth of a second where this takes a hundredth, and each command asks.
    """
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return set(MigrationRecorder(connection).applied_migrations())


def _list_code_migrations() -> set[tuple[str, str]]:
    """The migrations of the code."""
    from django.apps import apps

    return {
        (app.label, name) for app in apps.get_app_configs() for name in list_migrations(Path(app.path) / "migrations")
    }


def _newer_database_faults(names: list[str]) -> Faults:
    shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    return Faults.one(
        code="schema-newer",
        message=Text(
            fr=(
                "Une version plus récente de Filière a servi cette base, et la version actuelle n’en connaît pas le "
                f"schéma ({shown})."
            ),
            en=f"This database has been used by a newer version of Filière; this version does not know its schema "
            f"({shown}).",
        ),
        remedy=Text(
            fr="Rien n’a été modifié. Installez cette version plus récente, ou restaurez une sauvegarde antérieure.",
            en="Nothing was changed. Install that newer version, or restore a backup from before it.",
        ),
    )
