"""The ``filiere`` command: one module a domain, loaded only when its command is called.

A user's error is shown as a sentence, in the user's language, and never as a traceback.
"""

from __future__ import annotations

import atexit
import gc
import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import App, CycloptsError

from filiere.cli.help_language import OneLanguage
from filiere.cli.requested_language import requested_language, terminal_language
from filiere.core import Fault, Faults, is_damage
from filiere.core.language import choose_language
from filiere.core.text import Text
from filiere.site.file_permissions import narrow_umask

if TYPE_CHECKING:
    from rich.panel import Panel


def _format_usage_error(error: CycloptsError) -> Panel:
    """What is wrong in the command that was typed; the words are loaded only when something is."""
    from filiere.cli.usage_errors import usage_panel

    return usage_panel(error, terminal_language())


app = App(
    name="filiere",
    help=(
        "Filière : chaque nombre porte sa source, sa définition et sa méthode. · "
        "Filière: every number carries its source, its definition and its method."
    ),
    version_flags=["--version"],
    error_formatter=_format_usage_error,
    help_formatter=OneLanguage(),
)

# Importing Django or DuckDB takes longer than most commands: each module is named here and imported on call.
_COMMANDS = {
    "demo": ("filiere.cli.demo:demo", "Construire la démonstration et servir le site · Build the demo and serve"),
    "serve": ("filiere.cli.serve:serve", "Servir le site · Serve the site"),
    "figures": ("filiere.cli.figures:app", "Le registre des chiffres · The register of figures"),
    "weight": ("filiere.cli.weight:app", "Le poids de la filière · The weight of the sector"),
    "sources": ("filiere.cli.sources:app", "Les sources et leurs chargements · Sources and their loads"),
    "clock": ("filiere.cli.clock:app", "L’horloge du serveur · The server’s clock"),
    "journal": ("filiere.cli.journal:app", "Le journal chaîné · The hash-chained journal"),
    "label": ("filiere.cli.label:app", "La vie des labels · The life of labels"),
    "evidence": ("filiere.cli.evidence:app", "Les pièces des dossiers · The evidence of dossiers"),
    "referentials": ("filiere.cli.referentials:app", "Les référentiels et leurs versions · Referentials and releases"),
    "contacts": ("filiere.cli.contacts:app", "Les contacts et la qualité de service · Contacts and service quality"),
    "survey": ("filiere.cli.survey:app", "Les enquêtes et leurs estimations · Surveys and their estimates"),
    "staffing": ("filiere.cli.staffing:app", "Le nombre de conseillers · How many agents"),
    "programme": ("filiere.cli.programme:app", "Le programme d’action · The programme of action"),
    "careers": ("filiere.cli.careers:app", "Les métiers et les passages · Occupations and paths between them"),
    "economy": ("filiere.cli.economy:app", "Ce que la filière apporte · What the sector brings"),
    "disclosure": ("filiere.cli.disclosure:app", "Le secret statistique · Statistical confidentiality"),
    "directory": ("filiere.cli.directory:app", "L’annuaire de l’association · The association’s directory"),
    "backup": ("filiere.cli.backup:backup", "Sauvegarder tout le site · Back up the whole site"),
    "restore": ("filiere.cli.backup:restore", "Remettre ou vérifier une sauvegarde · Put back or check a backup"),
    "doctor": ("filiere.cli.doctor:doctor", "Examiner le site · Examine the site"),
    "keys": ("filiere.cli.keys:app", "La clé du site · The key of the site"),
    "texts": ("filiere.cli.texts:app", "Les textes et leurs traductions · Texts and their translations"),
    "mail": ("filiere.cli.mail:app", "Les lettres du site · Letters of the site"),
    "users": ("filiere.cli.users:app", "Les comptes · Accounts"),
}

for _name, (_target, _help) in _COMMANDS.items():
    app.command(_target, name=_name, help=_help)


def relativise_fault(fault: Fault) -> Fault:
    """Return a fault whose file is written from the current folder when it lies under it."""
    path = Path(fault.file) if fault.file else None
    if path is None or not path.is_absolute() or not path.is_relative_to(Path.cwd()):
        return fault
    return replace(fault, file=str(path.relative_to(Path.cwd())))


def fault_sentences(faults: Faults) -> str:
    """Return each fault on a line, and under it what to do."""
    return "\n".join(f"{relativise_fault(one).render()}\n    → {one.remedy}" for one in faults.faults)


def main() -> None:
    """Run the command line; what goes wrong is told in a sentence, and the exit status is 1."""
    narrow_umask()
    # At its end Python looks for garbage in all that was imported, for two seconds, and the system then takes it whole.
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that knows no accents shows a question mark rather than an error.
            stream.reconfigure(errors="replace")
    choose_language(requested_language())
    try:
        app()
    except Faults as faults:
        _exit_with(fault_sentences(faults))
    except BrokenPipeError:
        # The reader of the pipe has gone, as `head` does: there is nobody left to tell.
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if (words := _describe_error(error)) is None:
            raise
        _exit_with(str(words))


def _exit_with(words: str) -> None:
    print(words, file=sys.stderr)
    sys.exit(1)


def _describe_error(error: Exception) -> Text | None:
    """Say in words an error of the machine or of its settings; None for a mistake of ours, whose traceback helps."""
    if isinstance(error, OSError):
        place = f" ({error.filename})" if error.filename else ""
        return Text(
            fr=f"La machine refuse{place} : {error.strerror or error}. Vérifiez le chemin, les droits et la place.",
            en=f"The system refused{place}: {error.strerror or error}. Check the path, the permissions and the free "
            f"space.",
        )
    if is_damage(error):
        return Text(
            fr=(
                "Un fichier de données manque ou est endommagé. Pour savoir lequel dans un entrepôt de contacts : "
                "filiere contacts verify-store DOSSIER."
            ),
            en="A data file is missing or damaged. To find out which one in a contact store: filiere contacts "
            "verify-store DIR.",
        )
    if not type(error).__module__.startswith(("django.", "dj_database_url", "sqlite3")):
        return None
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if type(error).__name__ in {"ImproperlyConfigured", "UnknownSchemeError", "ParseError"}:
        return Text(
            fr=f"Un réglage n’est pas valable : {first}. Voyez docs/reference/settings.md.",
            en=f"A setting is not valid: {first}. See docs/reference/settings.md.",
        )
    if type(error).__name__.endswith(("OperationalError", "DatabaseError", "InterfaceError")):
        return Text(
            fr=f"La base de données ne répond pas : {first}. Vérifiez FILIERE_HOME et FILIERE_DATABASE_URL.",
            en=f"The database is not responding: {first}. Check FILIERE_HOME and FILIERE_DATABASE_URL.",
        )
    return None
