"""``filiere contacts definitions``: list the sets of definitions, show one, check a file, seal it.

``check`` ends with status 1 at any fault. Sealing is an act, never a side effect.
"""

import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from filiere.cli import figures_output, nearby
from filiere.cli.options import Format, FormatOption, LangOption, json_out, speaking
from filiere.cli.tables import table
from filiere.contacts.definitions import DefinitionSet, load_definitions, load_set
from filiere.contacts.definitions.loading import check_file
from filiere.contacts.definitions.sealing import seal_set
from filiere.core.text import Lang, Text

app = App(name="definitions", help="Les définitions d’indicateurs. · Definitions of indicators.")

_HEADINGS = (
    Text(fr="Définition", en="Definition"),
    Text(fr="Sorte", en="Kind"),
    Text(fr="Statut", en="Status"),
    Text(fr="Dès le", en="From"),
    Text(fr="Jusqu’au", en="To"),
    Text(fr="Indicateurs", en="Indicators"),
    Text(fr="Scellé", en="Seal"),
    Text(fr="Titre", en="Title"),
)

_KINDS = {
    "definitions": Text(fr="définitions", en="definitions"),
    "vocabulary": Text(fr="vocabulaire", en="vocabulary"),
    "withdrawn": Text(fr="texte retiré", en="withdrawn text"),
}
_STATUSES = {
    "proposed": Text(fr="proposé", en="proposed"),
    "published": Text(fr="d’après documents publics", en="after public documents"),
    "unchecked": Text(fr="non vérifié sur le texte", en="not checked against the text"),
    "local": Text(fr="local", en="local"),
}


@app.command(name="list")
def list_(*, format: FormatOption = "table", lang: LangOption = None) -> None:
    """Lister les jeux de définitions. · List the sets of definitions."""
    with speaking(lang) as language:
        definitions = load_definitions()
        rows = [_row(one, language) for key in definitions for one in definitions.versions(key)]
        _print(rows, format, language)


def _row(one: DefinitionSet, lang: Lang) -> dict[str, Any]:
    return {
        "id": one.id,
        "version": one.version,
        "kind": one.kind,
        "status": one.status,
        "from": one.valid.start.isoformat(),
        "to": one.valid.to.isoformat() if one.valid.to else None,
        "indicators": len(one.indicators),
        "sealed": one.seal is not None,
        "sha256": one.sha256,
        "title": one.title.get(lang),
    }


def _print(rows: list[dict[str, Any]], format: Format, lang: Lang) -> None:
    if format != "table":
        figures_output.records(rows, format)
        return
    lines = [
        [
            f"{row['id']}@{row['version']}",
            _KINDS[row["kind"]].get(lang),
            _STATUSES[row["status"]].get(lang),
            row["from"],
            row["to"] or "–",
            str(row["indicators"]),
            row["sha256"][:12] if row["sealed"] else "–",
            row["title"],
        ]
        for row in rows
    ]
    table([one.get(lang) for one in _HEADINGS], lines)


@app.command
def show(name: str, /, *, format: FormatOption = "table", lang: LangOption = None) -> None:
    """Montrer un jeu : ses choix, leurs raisons, ses indicateurs. · Show a set: its choices, reasons and indicators.

    Parameters
    ----------
    name
        Identifiant, identifiant@version ou fichier. · Id, id@version or file.
    """
    with speaking(lang) as language:
        one = load_set(name)
        if format == "json":
            json_out(_row(one, language) | {"content": one.content()})
        else:
            _print([_row(one, language)], format, language)


@app.command
def check(
    path: Path,
    /,
    *,
    remedy: Annotated[bool, Parameter(negative=())] = False,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Vérifier une définition locale, toutes les fautes d’un coup. · Check a local definition, all faults at once.

    Parameters
    ----------
    path
        Fichier YAML. · YAML file.
    remedy
        Dire aussi que faire de chaque faute. · Also say what to do about each fault.
    """
    with speaking(lang) as language:
        faults = [nearby(one) for one in check_file(path)]
        if format == "table":
            figures_output.fault_lines(faults, language, remedy=remedy)
        else:
            figures_output.records([one.as_json(language) for one in faults], format)
    if faults:
        sys.exit(1)


@app.command
def seal(path: Path, /, *, lang: LangOption = None) -> None:
    """Sceller un jeu : plus rien n’y change ensuite. · Seal a set: nothing in it changes afterwards.

    Parameters
    ----------
    path
        Fichier YAML. · YAML file.
    """
    with speaking(lang) as language:
        done = seal_set(path)
        words = Text(fr=f"{done.name} est scellé : {done.seal}", en=f"{done.name} is sealed: {done.seal}")
        print(words.get(language))
