"""``filiere referentials migrate``: a case carried to a later release, as a trial; its file is not changed."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from filiere.cli.options import ContentOption, JsonFormatOption, LangOption, handle_faults, print_json
from filiere.cli.referentials_case_file import locate_fault, open_case
from filiere.cli.tables import format_range, print_table
from filiere.core.faults import Faults
from filiere.core.language import choose_words
from filiere.core.numbers import format_number
from filiere.core.text import Text
from filiere.referentials import CompactResult, Library, Release
from filiere.referentials.migration import MigrationResult, migrate_case
from filiere.referentials.scoring import Case

_KINDS = {
    "answer": Text(fr="réponse", en="answer"),
    "input": Text(fr="nombre", en="number"),
    "evidence": Text(fr="preuve", en="evidence"),
    "fact": Text(fr="fait", en="fact"),
    "finding": Text(fr="constat", en="finding"),
    "register": Text(fr="registre", en="register"),
}
_REVIEWS = {
    "required": Text(fr="à relire", en="to be reviewed"),
    "optional": Text(fr="à relire si besoin", en="to be reviewed if necessary"),
    "answer": Text(fr="à répondre", en="to be answered"),
}


def migrate_(
    case: Path,
    /,
    *,
    to: str,
    release: str | None = None,
    state: str | None = None,
    on: date | None = None,
    out: Path | None = None,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Faire migrer un cas vers une version suivante, à l’essai. · Migrate a case to a later release, as a trial.

    Parameters
    ----------
    case
        Fichier YAML du cas, qui n’est pas modifié. · YAML file of the case, which is not changed.
    to
        Version d’arrivée. · Release to come to.
    release
        Version de départ, celle que dit le cas par défaut. · Release to start from, by default that of the case.
    state
        État du dossier ; sans lui, rien n’est refusé. · State of the dossier; without one nothing is refused.
    on
        Jour où la version d’arrivée le juge. · Day on which the later release judges it.
    out
        Où écrire le cas migré. · Where to write the migrated case.
    """
    with handle_faults(lang):
        library = Library(content)
        document, read, before = open_case(case, release, library)
        # The addenda in effect on the day on which the later release judges the case.
        after = library.release(to)
        after = library.release(to, on=on or max(read.date, after.head.dates.effective))
        try:
            found = migrate_case(before, after, read, state=state, on=on)
        except Faults as faults:
            raise Faults([locate_fault(one, document) for one in faults.faults]) from None
        if out is not None:
            _write_case(found.case, out)
        if format == "json":
            print_json(_dump_migration(found))
        else:
            _print_migration(found, before, after)


def _write_case(case: Case, path: Path) -> None:
    content = case.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _dump_migration(found: MigrationResult) -> dict[str, Any]:
    return {
        "before": _dump_result(found.before),
        "after": _dump_result(found.after),
        "movement": found.movement,
        "case": found.case.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "landings": [{"kind": one.kind, "from": one.source, "to": one.target} for one in found.landings],
        "archive": [
            {"kind": one.kind, "key": one.key, "value": str(one.value), "why": str(one.reason), "kept": one.kept}
            for one in found.archive
        ],
        "duties": [{"key": one.key, "review": one.review, "why": str(one.reason)} for one in found.duties],
        "thresholds": [
            {
                "level": one.level,
                "figure": one.figure,
                "at_least": one.at_least,
                "before": one.before,
                "range": [one.low, one.high],
                "missed": one.missed,
            }
            for one in found.thresholds
        ],
        "unanswered": list(found.unanswered),
        "snapshots": dict(found.snapshots),
    }


def _dump_result(compact_result: CompactResult) -> dict[str, Any]:
    return {
        "release": compact_result.release,
        "release_sha256": compact_result.release_sha256,
        "date": compact_result.date,
        "total": compact_result.total,
        "range": list(compact_result.range) if compact_result.range else None,
        "level": compact_result.level,
        "reachable_levels": list(compact_result.reachable),
        "themes": dict(compact_result.themes),
    }


def _print_migration(found: MigrationResult, before: Release, after: Release) -> None:
    heads = [Text(fr="Version", en="Version"), Text(fr="Total", en="Total"), Text(fr="Niveau", en="Level")]
    rows = [
        [one.release, format_range(one.range), _level_names(one, release)]
        for one, release in ((found.before, before), (found.after, after))
    ]
    print_table(heads, rows)
    for title, lines in (
        (
            Text(fr="À faire", en="To do"),
            [f"{one.key} : {_REVIEWS[one.review]}, {one.reason}" for one in found.duties],
        ),
        (
            Text(fr="En archive", en="In the archive"),
            [f"{_KINDS[one.kind]} {one.key} : {one.reason}" for one in found.archive],
        ),
        (
            Text(fr="Seuils en jeu", en="Thresholds at risk"),
            [
                f"{one.level}, {one.figure} : {format_number(one.at_least)} ({format_range((one.low, one.high))})"
                for one in found.thresholds
            ],
        ),
    ):
        if lines:
            print(f"\n{title}")
            for line in lines:
                print(f"  {choose_words(line, line.replace(' : ', ': '))}")


def _level_names(compact_result: CompactResult, release: Release) -> str:
    names = {level.key: str(level.text) for level in (release.award.levels if release.award else ())}
    none = str(Text(fr="aucun", en="none"))
    return " / ".join(names.get(key, none) for key in compact_result.reachable)
