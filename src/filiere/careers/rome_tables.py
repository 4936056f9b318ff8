"""The French nomenclature of jobs (ROME 3) read from its published tables, one file a table, CSV or Parquet.

Rubrics of the table of links, read in the tables themselves by matching their items: 5 place of work, 6 and 9 activity
(of everybody, of some), 7 and 10 knowledge (likewise).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from filiere.careers.nomenclature import (
    Item,
    ItemKind,
    Job,
    JobTitle,
    MoveKind,
    Nomenclature,
    OfficialMove,
    Requirement,
    SheetPart,
)

Rows = list[dict[str, Any]]

_RUBRICS = {
    "6": (ItemKind.ACTIVITY, True),
    "9": (ItemKind.ACTIVITY, False),
    "7": (ItemKind.KNOWLEDGE, True),
    "10": (ItemKind.KNOWLEDGE, False),
}
_ENVIRONMENT_RUBRIC = "5"
_SHEET_PARTS = {"1": SheetPart.DEFINITION, "2": SheetPart.ACCESS, "3": SheetPart.CONDITIONS}
_MOVE_KINDS = {"1": MoveKind.NEAR, "2": MoveKind.EVOLUTION}


def find_table(folder: Path, name: str) -> Path | None:
    """The file of a folder that holds the table of a name, whatever its prefix and its release."""
    found = sorted(path for path in folder.iterdir() if name in path.name and path.suffix in {".csv", ".parquet"})
    exact = [path for path in found if path.stem.endswith(name)]
    return next(iter(exact or found), None)


def read_table(path: Path) -> Rows:
    """All the rows of a table, every value a text, apostrophes that an export doubled made single."""
    with duckdb.connect() as connection:
        if path.suffix == ".parquet":
            found = connection.read_parquet(str(path))
        else:
            found = connection.read_csv(str(path), all_varchar=True)
        names, rows = found.columns, found.fetchall()
    return [
        {name: str(value or "").replace("''", "’").strip() for name, value in zip(names, row, strict=True)}
        for row in rows
    ]


def read_rome(folders: Iterable[Path], *, prefix: str, version: str) -> Nomenclature:
    """Read ROME 3 from the tables named ``prefix…`` of folders; labels absent from a table are sought in older ones."""
    files = [path for folder in folders for path in sorted(folder.iterdir())]

    def rows_of(name: str, *, any_release: bool = False) -> Rows:
        kept = [path for path in files if path.stem.endswith(name) and (any_release or path.name.startswith(prefix))]
        return [row for path in sorted(kept, key=lambda path: path.name.startswith(prefix)) for row in read_table(path)]

    items = _gather_items(
        activities=rows_of("referentiel_activite", any_release=True),
        knowledge=rows_of("referentiel_competence"),
        environments=rows_of("referentiel_env_travail"),
    )
    links = _group(rows_of("liens_rome_referentiels"))
    titles = _group(rows_of("referentiel_appellation"))
    texts = _group(rows_of("texte"))
    interests = {row["code_rome"]: row["riasec_majeur"] + row["riasec_mineur"] for row in rows_of("code_rome_riasec")}
    jobs = {}
    for row in sorted(rows_of("referentiel_code_rome"), key=lambda row: row["code_rome"]):
        code = row["code_rome"]
        jobs[code] = Job(
            code=code,
            title=row["libelle_rome"],
            titles=tuple(
                JobTitle(one["code_ogr"], one["libelle_appellation_court"])
                for one in sorted(titles[code], key=lambda one: int(one["code_ogr"]))
            ),
            requirements=_list_requirements(links[code]),
            environments=tuple(
                sorted({one["code_ogr"] for one in links[code] if one["code_ref_rubrique"] == _ENVIRONMENT_RUBRIC})
            ),
            sheet=_gather_sheet(texts[code]),
            interests=interests.get(code, ""),
        )
    return Nomenclature("ROME", version, jobs, items, _list_moves(rows_of("rubrique_mobilite"), jobs))


def _group(rows: Rows) -> Mapping[str, Rows]:
    grouped: defaultdict[str, Rows] = defaultdict(list)
    for row in rows:
        grouped[row["code_rome"]].append(row)
    return grouped


def _gather_items(*, activities: Rows, knowledge: Rows, environments: Rows) -> dict[str, Item]:
    named = (
        (activities, "libelle_activite", ItemKind.ACTIVITY),
        (knowledge, "libelle_competence", ItemKind.KNOWLEDGE),
        (environments, "libelle_env_travail", ItemKind.ENVIRONMENT),
    )
    return {row["code_ogr"]: Item(row["code_ogr"], row[label], kind) for rows, label, kind in named for row in rows}


def _list_requirements(links: Rows) -> tuple[Requirement, ...]:
    found: dict[str, bool] = {}
    for row in links:
        if row["code_ref_rubrique"] in _RUBRICS:
            base = _RUBRICS[row["code_ref_rubrique"]][1]
            found[row["code_ogr"]] = found.get(row["code_ogr"], False) or base
    return tuple(Requirement(item, found[item]) for item in sorted(found))


def _gather_sheet(texts: Rows) -> dict[SheetPart, tuple[str, ...]]:
    ordered = sorted(texts, key=lambda row: int(row["position_libelle_txt"]))
    return {
        part: tuple(row["libelle_texte"] for row in ordered if row["code_type_texte"] == code)
        for code, part in _SHEET_PARTS.items()
    }


def _list_moves(rows: Rows, jobs: Mapping[str, Job]) -> tuple[OfficialMove, ...]:
    """Distinct links between jobs: a link between two titles is one of their jobs; near goes before evolution."""
    kinds: dict[tuple[str, str], MoveKind] = {}
    for row in rows:
        pair = (row["code_rome"], row["code_rome_cible"])
        kind = _MOVE_KINDS.get(row.get("code_type_mobilite", ""), MoveKind.UNSAID)
        if pair[0] != pair[1] and pair[0] in jobs and pair[1] in jobs and kinds.get(pair) is not MoveKind.NEAR:
            kinds[pair] = kind
    ranks: defaultdict[str, int] = defaultdict(int)
    moves = []
    for (origin, target), kind in kinds.items():
        ranks[origin] += 1
        moves.append(OfficialMove(origin, target, kind, ranks[origin]))
    return tuple(moves)
