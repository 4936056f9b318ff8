"""``filiere contacts definitions``: list the sets of definitions, show one, check a file, seal it, tell succession.

``check`` ends with status 1 at any fault. Sealing is an act, never a side effect.
"""

import sys
from pathlib import Path

from cyclopts import App

from filiere.cli import contacts_definitions_output as output
from filiere.cli import relativise_fault
from filiere.cli.contacts_output import ContactsFormatOption
from filiere.cli.options import LangOption, exit_status, handle_faults
from filiere.contacts import check_file, compare_series, load_definitions, load_set, seal_set
from filiere.core.text import Text

app = App(name="definitions", help="Les définitions d’indicateurs. · Definitions of indicators.")


@app.command(name="list")
def list_(*, format: ContactsFormatOption = "table", lang: LangOption = None) -> None:
    """Lister les jeux de définitions, toutes leurs versions. · List the sets of definitions, all their versions."""
    with handle_faults(lang):
        definitions = load_definitions()
        output.print_sets([one for key in definitions for one in definitions.versions(key)], format)


@app.command
def show(name: str, /, *, format: ContactsFormatOption = "table", lang: LangOption = None) -> None:
    """Montrer un jeu : ses choix, leurs raisons, ses indicateurs. · Show a set: its choices, reasons and indicators.

    En JSON, tout ce qui est scellé ; en CSV et en Parquet, une ligne par choix. · In JSON, all that is sealed; in CSV
    and Parquet, a row a choice.

    Parameters
    ----------
    name
        Identifiant, identifiant@version ou fichier. · Id, id@version or file.
    """
    with handle_faults(lang):
        output.print_set(load_set(name), format)


@app.command
def check(
    path: Path,
    /,
    *,
    remedy: bool = True,
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Vérifier une définition locale, toutes les fautes d’un coup. · Check a local definition, all faults at once.

    Parameters
    ----------
    path
        Fichier YAML. · YAML file.
    remedy
        Dire que faire de chaque faute. · Say what to do about each fault.
    """
    with handle_faults(lang):
        faults = [relativise_fault(one) for one in check_file(path)]
        output.print_faults(faults, format, remedy=remedy)
    if faults:
        sys.exit(exit_status(faults))


@app.command
def seal(path: Path, /, *, lang: LangOption = None) -> None:
    """Sceller un jeu : plus rien n’y change ensuite. · Seal a set: nothing in it changes afterwards.

    Parameters
    ----------
    path
        Fichier YAML. · YAML file.
    """
    with handle_faults(lang):
        done = seal_set(path)
        words = Text(fr=f"{done.name} est scellé : {done.seal}", en=f"{done.name} is sealed: {done.seal}")
        print(str(words))


@app.command(name="succession")
def succession_(old: str, new: str, /, *, format: ContactsFormatOption = "table", lang: LangOption = None) -> None:
    """Dire quelles anciennes séries continuent. · Say which old series continue.

    Parameters
    ----------
    old
        Ancien jeu : identifiant ou fichier. · Old set: id or file.
    new
        Nouveau jeu : identifiant ou fichier. · New set: id or file.
    """
    with handle_faults(lang):
        output.print_successions(compare_series(load_set(old), load_set(new)), format)
