"""``filiere sources``: list the sources, fetch and load their files, and read what was loaded.

A load goes through the same action as the site, with the same checks and the same journal; this module only reads
arguments, shows progress and prints.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from filiere.cli.options import FormatOption, JsonFormatOption, LangOption, handle_faults, print_json
from filiere.cli.progress import progress_bars
from filiere.core import Fault, Faults, Text
from filiere.publication.table_model import spreadsheet_cell
from filiere.sources import Connector, FetchedSource, RefusedFile, Source, connector, connectors, fetched_sources
from filiere.sources import table as read_table

app = App(name="sources", help="Les sources et leurs chargements. · Sources and their loads.")

Name = Annotated[str, Parameter(help="Nom donné par « filiere sources list ». · Name given by “filiere sources list”.")]
ManyNames = Annotated[list[str] | None, Parameter(negative=(), consume_multiple=True)]


@app.command(name="list")
def list_(*, format: JsonFormatOption = "table", lang: LangOption = None) -> None:
    """Lister les sources : adresse, licence, forme, pièges. · List the sources: address, licence, form, traps."""
    with handle_faults(lang):
        if format == "json":
            print_json([_describe_source(one) for one in (*connectors(), *fetched_sources())])
            return
        for source in (*connectors(), *fetched_sources()):
            shown = _describe_source(source)
            checked = Text(fr="adresse non vérifiée", en="address not checked")
            print(f"{source.name}\n    {shown['title']} — {shown['publisher']}")
            print(f"    {source.address}" + ("" if source.address_checked else f"  ({checked})"))
            print(f"    {shown['licence']} · {shown['format']} · {shown['version']}")
            if shown["read_by"]:
                print(f"    {Text(fr='se lit par', en='read by')} {shown['read_by']}")
            for trap in shown["traps"]:
                print(f"    ⚠ {trap}")
            print()


def _describe_source(source: Source) -> dict[str, Any]:
    layouts = source.layouts if isinstance(source, Connector) else ()
    return {
        "name": source.name,
        "title": str(source.title),
        "publisher": str(source.publisher),
        "address": source.address,
        "download": source.download,
        "address_checked": source.address_checked,
        "licence": str(source.licence),
        "format": str(source.format),
        "version": str(source.version),
        "layouts": [
            {
                "id": layout.id,
                "title": str(layout.title),
                "separator": layout.separator,
                "columns": [column.name or column.pattern for column in layout.columns],
            }
            for layout in layouts
        ],
        "read_by": source.read_by if isinstance(source, FetchedSource) else None,
        "traps": [str(trap) for trap in source.traps],
    }


@app.command
def pull(
    name: Name,
    /,
    *,
    into: Path = Path(),
    address: str | None = None,
    sha256: str | None = None,
    lang: LangOption = None,
) -> None:
    """Télécharger le fichier officiel d’une source. · Download the official file of a source.

    Parameters
    ----------
    into
        Dossier où le mettre. · Folder to put it in.
    address
        Adresse HTTPS du fichier, si elle a changé. · HTTPS address of the file, if it has changed.
    sha256
        Empreinte attendue. · Expected checksum.
    """
    from filiere.sources.pull import pull as fetch

    with handle_faults(lang), progress_bars() as progress:
        pulled = fetch(name, into, address=address, sha256=sha256, progress=progress)
    print(f"{pulled.path}  {pulled.size}  sha256:{pulled.sha256}")


@app.command
def load(
    name: Name,
    file: Path,
    /,
    *,
    allow_rejects: bool = False,
    review: bool = False,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Charger un fichier : tout, ou rien. · Load a file, whole or not at all.

    Parameters
    ----------
    file
        Fichier officiel, en CSV ou en Parquet. · Official file, as CSV or Parquet.
    allow_rejects
        Mettre de côté les lignes fautives au lieu de refuser le fichier. · Set faulty rows aside instead of refusing.
    review
        Laisser la version en attente d’une décision. · Leave the version awaiting a decision.
    """
    with handle_faults(lang):
        connector(name)
        from filiere.site.django_startup import migrate

        migrate(create=True)
        from filiere.site.accounts.rights import OPERATOR
        from filiere.site.observatory.actions.load_source import load_source

        try:
            with progress_bars() as progress:
                loaded = load_source(
                    name, file, actor=OPERATOR, accept=not review, allow_rejects=allow_rejects, progress=progress
                )
        except RefusedFile as refused:
            _print_refused(refused, format)
            sys.exit(1)
        version = loaded.version
        if format == "json":
            print_json({"outcome": loaded.outcome, "state": version.state, **version.report})
            return
        print(loaded.sentence())
        _print_report(version.report, version.state)


@app.command
def report(name: Name, /, *, format: JsonFormatOption = "table", lang: LangOption = None) -> None:
    """Montrer les chargements d’une source, le dernier d’abord. · Show the loads of a source, latest first."""
    with handle_faults(lang):
        connector(name)
        from filiere.site.django_startup import migrate

        migrate()
        from filiere.site.observatory.models import SourceVersion

        versions = list(SourceVersion.objects.filter(name=name).order_by("-loaded_at", "-pk"))
        if format == "json":
            print_json([{"state": one.state, "loaded_at": one.loaded_at.isoformat(), **one.report} for one in versions])
            return
        if not versions:
            print(Text(fr=f"Aucun chargement de « {name} ».", en=f"No loads of “{name}”."))
        for version in versions:
            _print_report(version.report, version.state)


@app.command
def table(
    name: Name,
    /,
    *,
    by: ManyNames = None,
    where: ManyNames = None,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Lire la version acceptée d’une source. · Read the accepted version of a source.

    Parameters
    ----------
    by
        Dimensions à garder, séparées par une espace ou une virgule.
        · Dimensions to keep, set apart by a space or a comma.
    where
        Conditions « dimension=valeur[,valeur] », séparées par une espace ; toutes doivent être remplies.
        · Conditions “dimension=value[,value]”, set apart by a space; all of them must hold.
    """
    with handle_faults(lang):
        connector(name)
        folder, fictitious = _accepted_version(name)
        rows = read_table(name, folder, by=_split_names(by), where=_parse_conditions(where))
        if fictitious:
            print(Text(fr="Données fictives", en="Fictitious data"), file=sys.stderr)
        if format == "json":
            print_json(rows)
        elif format == "csv":
            writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
            if rows:
                writer.writeheader()
            # The words of a source file come from outside: none may run when a spreadsheet opens the output.
            writer.writerows({column: spreadsheet_cell(value) for column, value in row.items()} for row in rows)
        else:
            _print_rows(rows)


def _accepted_version(name: str) -> tuple[Path, bool]:
    from filiere.site.django_startup import migrate

    migrate()
    from filiere.site.observatory.accepted_sources import accepted_version

    version = accepted_version(name)
    if version is None:
        raise Faults.one(
            code="not-loaded",
            message=Text(fr=f"Aucune version acceptée de « {name} ».", en=f"No accepted version of “{name}”."),
            remedy=Text(
                fr=f"Chargez un fichier : filiere sources load {name} FICHIER.",
                en=f"Load a file: filiere sources load {name} FILE.",
            ),
            key=name,
        )
    return version.folder, version.fictitious


def _split_names(values: Sequence[str] | None) -> list[str]:
    return [one.strip() for value in values or () for one in value.split(",") if one.strip()]


def _parse_conditions(where: Sequence[str] | None) -> dict[str, list[str]]:
    """Return the values wanted of each dimension; raise :class:`Faults` with every condition that is not one."""
    conditions: dict[str, list[str]] = {}
    faults: list[Fault] = []
    for condition in where or ():
        column, _, rest = condition.partition("=")
        values = [one.strip() for one in rest.split(",")]
        # A second equals sign is another condition, joined by a comma: as a value, it would silently match nothing.
        if not column.strip() or not all(values) or any("=" in one for one in values):
            faults.append(_bad_condition_fault(condition))
        else:
            conditions.setdefault(column.strip(), []).extend(values)
    if faults:
        raise Faults(faults)
    return conditions


def _bad_condition_fault(condition: str) -> Fault:
    return Fault(
        code="bad-condition",
        message=Text(fr=f"« {condition} » n’est pas une condition.", en=f"“{condition}” is not a condition."),
        remedy=Text(
            fr="Écrivez par exemple --where ape=8220Z year=2021,2022 : une espace entre deux conditions, une virgule "
            "entre deux valeurs.",
            en="For example: --where ape=8220Z year=2021,2022: a space between two conditions, a comma between "
            "two values.",
        ),
        key=condition,
    )


def _print_refused(refused: RefusedFile, format: str) -> None:
    if format == "json":
        print_json(
            {
                "outcome": "refused",
                "total": refused.total,
                "counts": refused.counts,
                "report": str(refused.report),
                "faults": [fault.as_json() for fault in refused.faults],
            }
        )
        return
    for fault in refused.faults:
        print(fault.render())
    counts = ", ".join(f"{code} {count}" for code, count in refused.counts.items())
    say = Text(
        fr=f"Fichier refusé, rien n’a été chargé. Erreurs : {refused.total} ({counts}). Toutes : {refused.report}",
        en=f"File rejected; nothing was loaded. Errors: {refused.total} ({counts}). All of them: {refused.report}",
    )
    print(say, file=sys.stderr)
    for remedy in dict.fromkeys(f"{fault.code}: {fault.remedy}" for fault in refused.faults[:20]):
        print(f"    → {remedy}", file=sys.stderr)


_LINES = (
    ("file", Text(fr="fichier", en="file")),
    ("sha256", Text(fr="empreinte", en="fingerprint")),
    ("loaded_on", Text(fr="chargé le", en="loaded on")),
    ("rows", Text(fr="lignes", en="rows")),
    ("accepted", Text(fr="acceptées", en="accepted")),
    ("rejected", Text(fr="rejetées", en="rejected")),
    ("values", Text(fr="cases", en="cells")),
    ("known", Text(fr="connues", en="known")),
    ("unknown", Text(fr="inconnues", en="unknown")),
    ("suppressed", Text(fr="masquées", en="withheld")),
    ("cleaned", Text(fr="réécrites sans changer de sens", en="rewritten without a change of meaning")),
)


def _print_report(content: dict[str, Any], state: str) -> None:
    print(f"{content.get('source')} {content.get('version')}  [{state}]")
    for key, label in _LINES:
        print(f"    {Text(fr=f'{label.fr} :', en=f'{label.en}:')} {content.get(key)}")
    for code, count in (content.get("faults") or {}).items():
        print(f"    {code}: {count}")
    differences = content.get("differences")
    if differences:
        say = Text(
            fr="depuis {previous} : {added} ajoutées, {removed} retirées, {changed} changées",
            en="since {previous}: {added} added, {removed} removed, {changed} changed",
        )
        print("    " + str(say).format(**differences))
    for note in content.get("notes") or ():
        print(f"    {Text(fr=note['fr'], en=note['en'])}")


def _print_rows(rows: Sequence[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Plain

    from filiere.core.numbers import format_number

    shown = Table(box=None, pad_edge=False)
    for column in rows[0] if rows else ():
        shown.add_column(Plain(column))
    for row in rows:
        # A cell such as "[/x]" is a text, not a tag of the terminal's markup.
        cells = (
            "–"
            if value is None
            else format_number(value)
            if isinstance(value, int | float) and column != "year"
            else str(value)
            for column, value in row.items()
        )
        shown.add_row(*map(Plain, cells))
    Console(width=None if sys.stdout.isatty() else 240).print(shown)
