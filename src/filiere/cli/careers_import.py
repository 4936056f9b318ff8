"""``filiere careers import``: a release of an official source, read, compared, checked against the bridges and kept.

Everything that is wrong is told at once, and then nothing is written. A release that takes its lines from under a
bridge of a shipped occupation stops with the list.
"""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from filiere.careers.imports import (
    BridgeCheck,
    Changes,
    ReadingOptions,
    Release,
    check_bridges,
    compare_releases,
    find_newest,
    fingerprint_release,
    read_delivery,
    read_nomenclature_file,
    read_release_file,
    write_release,
)
from filiere.careers.imports.records import KIND_LABELS
from filiere.careers.profession import Profession, load_profession
from filiere.cli import fault_sentences
from filiere.cli.options import JsonFormatOption, LangOption, exit_status, handle_faults, print_json
from filiere.cli.tables import print_table
from filiere.core.faults import Fault, Faults
from filiere.core.numbers import format_number
from filiere.core.text import Text

_GZIP_MAGIC = b"\x1f\x8b"
_ROME = ("rome-3", "rome-4")
_SHOWN = 20
_COUNTS = {
    "added": Text(fr="ajoutés", en="added"),
    "removed": Text(fr="retirés", en="removed"),
    "renamed": Text(fr="renommés", en="renamed"),
    "meaning_changed": Text(fr="sens changé sous le même code", en="meaning changed under the same code"),
    "moved": Text(fr="intitulés passés à un autre code", en="titles moved to another code"),
    "unjudged": Text(fr="sens non comparé", en="meaning not compared"),
    "unchanged": Text(fr="inchangés", en="unchanged"),
    "orphaned_bridges": Text(fr="passerelles orphelines", en="orphaned bridges"),
    "orphaned_codes": Text(fr="codes de la profession absents", en="codes of the profession absent"),
    "lost_items": Text(fr="lignes nommées par la profession absentes", en="lines named by the profession absent"),
}
_OUTCOMES = {
    "imported": Text(fr="importée", en="imported"),
    "checked": Text(fr="vérifiée, rien n’est écrit", en="checked, nothing is written"),
    "stopped": Text(fr="arrêtée, rien n’est écrit", en="stopped, nothing is written"),
}


def import_(
    path: Path,
    /,
    *,
    against: Path | None = None,
    prefix: str = "",
    release: str = "",
    date: str = "",
    encoding: Literal["utf-8", "iso-8859-15", "cp1252"] = "utf-8",
    labels: Annotated[list[Path] | None, Parameter(negative=())] = None,
    nomenclature: Path | None = None,
    into: Path | None = None,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Importer une version d’une source officielle, et dire ce qui a changé. · Import a release of an official source,
    and say what changed.

    ROME 3 et 4, ESCO, RNCP, BMO, tables entre FAP, ROME, PCS et CITP, passages observés : la forme se reconnaît aux
    tables. Une version qui laisse sans ses lignes une passerelle d’un métier livré est arrêtée, et rien n’est écrit. ·
    ROME 3 and 4, ESCO, RNCP, BMO, tables between FAP, ROME, PCS and ISCO, observed moves: the form is known by the
    tables. A release that leaves a bridge of a shipped occupation without its lines is stopped, and nothing is written.

    Parameters
    ----------
    path
        Fichier, archive ou dossier à lire. · File, archive or folder to read.
    against
        Version précédente, importée ou telle que publiée. · Previous release, imported or as published.
    prefix
        Début du nom des fichiers à lire. · How the names of the files to read begin.
    release
        Version, si les fichiers ne l’indiquent pas. · Release, where files do not say it.
    date
        Jour que l’éditeur donne, AAAA-MM-JJ ; celui du fichier le plus récent par défaut. · Day that the publisher
        gives, YYYY-MM-DD; that of the newest file by default.
    encoding
        Encodage des fichiers CSV. · Encoding of the CSV files.
    labels
        Table d’une autre version où chercher les libellés absents ; répétable. · Table of another release in which
        to look for absent labels; repeatable.
    nomenclature
        Version importée dont les passages observés doivent avoir les codes ; la plus récente de celles qui sont
        gardées par défaut. · Imported release whose codes observed moves must have; the newest that is kept by
        default.
    into
        Dossier où la garder ; « careers » du dossier de données par défaut. · Folder to keep it in; “careers” of the
        data folder by default.
    dry_run
        Lire et comparer, sans rien écrire. · Read and compare, write nothing.
    """
    with handle_faults(lang):
        profession = load_profession()
        try:
            options = ReadingOptions(
                prefix=prefix,
                version=release,
                date=date,
                encoding=encoding,
                labels=tuple(labels or ()),
                codes=frozenset(read_nomenclature_file(nomenclature).jobs) if nomenclature else None,
                kept_nomenclature=lambda: find_newest(into or _default_folder(), "rome"),
                profession_codes=_list_profession_codes(profession),
            )
            found = read_delivery(path, options)
            before = _read_previous(against, options) if against else None
            changes = compare_releases(before, found) if before else None
        except Faults as faults:
            if format != "json":
                raise
            print_json(_describe_refusal(faults))
            sys.exit(exit_status(faults.faults))
        checked = BridgeCheck()
        if found.nomenclature is not None:
            checked = check_bridges(found.nomenclature, found.system, profession)
        outcome = "stopped" if checked.faults else "checked" if dry_run else "imported"
        written = write_release(found, into or _default_folder()) if outcome == "imported" else None
        report = _describe(found, before, changes, checked)
        report |= {"outcome": outcome, "file": str(written) if written else None}
        if format == "json":
            print_json(report)
        else:
            _print_report(report)
        if checked.faults:
            print(fault_sentences(Faults(checked.faults)), file=sys.stderr)
            sys.exit(1)


def _default_folder() -> Path:
    from filiere.site.data_folder import home_path

    return home_path() / "careers"


def _list_profession_codes(profession: Profession) -> frozenset[str]:
    """The ROME codes of occupations of the profession and of the jobs to which people leave it."""
    return frozenset(
        link.code
        for jobs in (profession.occupations, profession.exits)
        for job in jobs.values()
        for link in job.codes
        if link.nomenclature in _ROME
    )


def _read_previous(path: Path, options: ReadingOptions) -> Release:
    if path.is_file():
        with path.open("rb") as stream:
            if stream.read(2) == _GZIP_MAGIC:
                return read_release_file(path)
    return read_delivery(
        path, ReadingOptions(codes=options.codes, labels=options.labels, profession_codes=options.profession_codes)
    )


def _describe_refusal(faults: Faults) -> dict[str, Any]:
    listed = [one.as_json() for one in faults.faults]
    return {"outcome": "refused", "total": faults.total, "by_code": faults.counts, "faults": listed}


def _describe_gaps(gaps: Sequence[Fault]) -> list[dict[str, str]]:
    return [{"code": one.code, "message": str(one.message), "remedy": str(one.remedy)} for one in gaps]


def _describe(found: Release, before: Release | None, changes: Changes | None, checked: BridgeCheck) -> dict[str, Any]:
    said = changes or Changes()
    lists: dict[str, list[Any]] = {
        "added": [{"code": code, "title": title} for code, title in said.added],
        "removed": [{"code": code, "title": title} for code, title in said.removed],
        "renamed": [asdict(one) for one in said.renamed],
        "meaning_changed": [asdict(one) for one in said.meaning_changed],
        "moved": [{"key": one.key, "label": one.label, "from": one.origin, "to": one.target} for one in said.moved],
        "orphaned_bridges": [
            {
                "bridge": one.bridge,
                "phrase": one.phrase,
                "label": str(one.label),
                "items": list(one.items),
                "occupations": list(one.occupations),
            }
            for one in checked.bridges
        ],
        "orphaned_codes": [{"job": one.job, "title": str(one.title), "code": one.code} for one in checked.codes],
        "lost_items": list(checked.lost_items),
    }
    compared = {name: len(lists[name]) for name in ("added", "removed", "renamed", "meaning_changed", "moved")}
    compared |= {"unjudged": len(said.unjudged), "unchanged": said.unchanged}
    named = ("orphaned_bridges", "orphaned_codes", "lost_items")
    return {
        "kind": found.kind.value,
        "what": str(KIND_LABELS[found.kind]),
        "name": found.name,
        "system": found.system,
        "version": found.version,
        "publisher": asdict(found.publisher),
        "date": found.date,
        "date_origin": found.date_origin.value,
        "files": [asdict(one) for one in found.files],
        "sha256": fingerprint_release(found),
        "read": found.count_records(),
        "against": before and {"name": before.name, "version": before.version, "sha256": fingerprint_release(before)},
        # Without a release to compare with, nothing is known of changes: no count is a zero.
        "counts": (compared if changes else dict.fromkeys(compared)) | {name: len(lists[name]) for name in named},
        "gaps": _describe_gaps((*found.gaps, *said.gaps, *checked.gaps)),
        **lists,
    }


def _print_report(report: dict[str, Any]) -> None:
    print(f"{report['name']} {report['version']} · {report['date']} · {_OUTCOMES[report['outcome']]}")
    publisher = report["publisher"]
    print(f"    {publisher['name']} · {publisher['address']} · {publisher['licence']}")
    if report["file"]:
        print(f"    {report['file']}  sha256:{report['sha256']}")
    print()
    headings = (Text(fr="Compte", en="Count"), Text(fr="Nombre", en="Number"))
    rows = [[name, format_number(count)] for name, count in report["read"].items()]
    for name, count in report["counts"].items():
        rows.append([str(_COUNTS[name]), "–" if count is None else format_number(count)])
    print_table(headings, rows)
    for one in report["meaning_changed"][:_SHOWN]:
        print(f"    {one['code']}: {one['before']} → {one['after']}  ({one['kept']}/{one['smaller']})")
    for gap in report["gaps"]:
        print(f"    {gap['code']}: {gap['message']}")
