"""The ``filiere`` command: one module a domain, loaded only when its command is called.

A user's error is shown as a sentence, in the user's language, and never as a traceback.
"""

import os
import sys

from cyclopts import App

from filiere.core import Faults
from filiere.core.text import Lang

app = App(
    name="filiere",
    help=(
        "Filière : chaque nombre porte sa source, sa définition et sa méthode. · "
        "Filière: every number carries its source, its definition and its method."
    ),
    version_flags=["--version"],
)

# Importing Django or DuckDB takes longer than most commands: each module is named here and imported on call.
_COMMANDS = {
    "demo": ("filiere.cli.demo:demo", "Construire la démonstration et servir le site · Build the demo and serve"),
    "serve": ("filiere.cli.demo:serve", "Servir le site · Serve the site"),
    "figures": ("filiere.cli.figures:app", "Le registre des chiffres · The register of figures"),
    "weight": ("filiere.cli.weight:app", "Le poids de la filière · The weight of the sector"),
    "sources": ("filiere.cli.sources:app", "Les sources et leurs chargements · Sources and their loads"),
    "journal": ("filiere.cli.journal:app", "Le journal chaîné · The hash-chained journal"),
    "users": ("filiere.cli.users:app", "Les comptes · Accounts"),
}

for _name, (_target, _help) in _COMMANDS.items():
    app.command(_target, name=_name, help=_help)


def user_language() -> Lang:
    """Return the language of the terminal: English where the locale says so, else French."""
    for variable in ("FILIERE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "en" if value.startswith("en") else "fr"
    return "fr"


def fault_sentences(faults: Faults, lang: Lang) -> str:
    """Return each fault on a line, and under it what to do."""
    return "\n".join(f"{fault.render(lang)}\n    → {fault.remedy.get(lang)}" for fault in faults.faults)


def main() -> None:
    """Run the command line; faults are printed one a line, and the exit status is 1."""
    try:
        app()
    except Faults as faults:
        print(fault_sentences(faults, user_language()), file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of the pipe has gone, as `head` does: there is nobody left to tell.
        sys.stderr.close()
        sys.exit(0)
