"""The French nomenclature of jobs (ROME 3 and 4) made from its published tables, one file a table.

Two layouts of the table of links. ROME 3 gives rubrics, read in the tables themselves by matching their items: 5 place
of work, 6 and 9 activity (of everybody, of some), 7 and 10 knowledge (likewise). ROME 4 gives blocks in their stead:
what an item is follows from the table that names it (skills, knowledge, contexts of work), and whether everybody needs
it from the column ``coeur_metier`` where there is one. The order of moves is ``numero_ordre`` in ROME 4, which no
longer says of which kind they are.
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

Row = Mapping[str, str]
Rows = list[dict[str, str]]

TABLES = {
    "jobs": "referentiel_code_rome",
    "titles": "referentiel_appellation",
    "links": "liens_rome_referentiels",
    "activities": "referentiel_activite",
    "skills": "referentiel_competence",
    "knowledge": "referentiel_savoir",
    "environments": "referentiel_env_travail",
    "contexts": "referentiel_contexte_travail",
    "moves": "rubrique_mobilite",
    "texts": "texte",
    "interests": "code_rome_riasec",
}
"""The tables that are read, by what they hold: their names, without what stands before and after."""
BASE_MARK = "coeur_metier"
"""The column that says, in ROME 4, that everybody in a job needs an item."""

_RUBRICS = {
    "6": (ItemKind.ACTIVITY, True),
    "9": (ItemKind.ACTIVITY, False),
    "7": (ItemKind.KNOWLEDGE, True),
    "10": (ItemKind.KNOWLEDGE, False),
}
_RUBRIC = "code_ref_rubrique"
_ENVIRONMENT_RUBRIC = "5"
_SHEET_PARTS = {"1": SheetPart.DEFINITION, "2": SheetPart.ACCESS, "3": SheetPart.CONDITIONS}
_DEFINITION_BLOCK = "3"
_MOVE_KINDS = {"1": MoveKind.NEAR, "2": MoveKind.EVOLUTION}


def read_table(path: Path) -> Rows:
    """All the rows of a table, every value a text, apostrophes that an export doubled made single."""
    with duckdb.connect() as connection:
        if path.suffix == ".parquet":
            found = connection.read_parquet(str(path))
        else:
            found = connection.read_csv(str(path), all_varchar=True)
        names, rows = found.columns, found.fetchall()
    return [{name: clean_value(value) for name, value in zip(names, row, strict=True)} for row in rows]


def clean_value(value: Any) -> str:
    """Return a value as a text without blanks around it, apostrophes that an export doubled made single."""
    return "" if value is None else str(value).replace("''", "’").strip()


def read_rome(folders: Iterable[Path], *, prefix: str, version: str) -> Nomenclature:
    """Read ROME 3 from the tables named ``prefix…`` of folders; labels absent from a table are sought in older ones."""
    files = [path for folder in folders for path in sorted(folder.iterdir())]

    def rows_of(name: str, *, any_release: bool) -> Rows:
        kept = [path for path in files if path.stem.endswith(name) and (any_release or path.name.startswith(prefix))]
        return [row for path in sorted(kept, key=lambda path: path.name.startswith(prefix)) for row in read_table(path)]

    tables = {part: rows_of(name, any_release=part == "activities") for part, name in TABLES.items()}
    return assemble_rome(tables, version=version)


def assemble_rome(tables: Mapping[str, Rows], *, version: str) -> Nomenclature:
    """Return the nomenclature that tables make, under the keys of :data:`TABLES`; one that is absent leaves its part
    blank. What their rows hold is taken as sound: whoever reads a file that was sent judges it first."""
    items = _gather_items(tables)
    links = _group(tables.get("links", []))
    titles = _group(tables.get("titles", []))
    texts = _group(tables.get("texts", []))
    interests = {
        row["code_rome"]: row["riasec_majeur"] + row.get("riasec_mineur", "") for row in tables.get("interests", [])
    }
    jobs = {}
    for row in sorted(tables["jobs"], key=lambda row: row["code_rome"]):
        code = row["code_rome"]
        jobs[code] = Job(
            code=code,
            title=row["libelle_rome"],
            titles=tuple(
                JobTitle(one["code_ogr"], one.get("libelle_appellation_court") or one["libelle_appellation_long"])
                for one in sorted(titles[code], key=lambda one: _order_key(one["code_ogr"]))
            ),
            requirements=_list_requirements(links[code], items),
            environments=tuple(sorted({one["code_ogr"] for one in links[code] if _is_environment(one, items)})),
            sheet=_gather_sheet(texts[code]),
            interests=interests.get(code, ""),
            parent=row.get("code_rome_parent", ""),
        )
    return Nomenclature("ROME", version, jobs, items, _list_moves(tables.get("moves", []), jobs))


def find_sheet_part(row: Row) -> SheetPart | None:
    """Return the part of a sheet that a text belongs to, by its kind (ROME 3) or its block (ROME 4); None where neither
    says one that is known."""
    if kind := row.get("code_type_texte", ""):
        return _SHEET_PARTS.get(kind)
    return SheetPart.DEFINITION if row.get("code_compo_bloc") == _DEFINITION_BLOCK else None


def _order_key(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isascii() and key.isdecimal() else (0, key)


def _group(rows: Rows) -> Mapping[str, Rows]:
    grouped: defaultdict[str, Rows] = defaultdict(list)
    for row in rows:
        grouped[row["code_rome"]].append(row)
    return grouped


def _gather_items(tables: Mapping[str, Rows]) -> dict[str, Item]:
    # The skills of ROME 3 are its knowledge; those of ROME 4, which names knowledge apart, are what people do.
    skill = ItemKind.ACTIVITY if tables.get("knowledge") else ItemKind.KNOWLEDGE
    named = (
        ("activities", "code_ogr", "libelle_activite", ItemKind.ACTIVITY),
        ("skills", "code_ogr", "libelle_competence", skill),
        ("knowledge", "code_ogr_savoir", "libelle_savoir", ItemKind.KNOWLEDGE),
        ("environments", "code_ogr", "libelle_env_travail", ItemKind.ENVIRONMENT),
        ("contexts", "code_ogr", "", ItemKind.ENVIRONMENT),
    )
    items = {}
    for part, key, label, kind in named:
        for row in tables.get(part, []):
            shown = row[label] if label else find_label(row)
            items[row[key]] = Item(row[key], shown, kind)
    return items


def find_label(row: Row) -> str:
    """Return the label of a row whose column is named ``libelle…``, the first one that is not of a kind or a group."""
    return next(
        (value for name, value in row.items() if name.startswith("libelle") and "type" not in name and value), ""
    )


def _is_environment(link: Row, items: Mapping[str, Item]) -> bool:
    if rubric := link.get(_RUBRIC, ""):
        return rubric == _ENVIRONMENT_RUBRIC
    item = items.get(link["code_ogr"])
    return item is not None and item.kind is ItemKind.ENVIRONMENT


def _list_requirements(links: Rows, items: Mapping[str, Item]) -> tuple[Requirement, ...]:
    found: dict[str, bool] = {}
    for row in links:
        key = row["code_ogr"]
        if rubric := row.get(_RUBRIC, ""):
            if rubric not in _RUBRICS:
                continue
            base = _RUBRICS[rubric][1]
        elif key in items and items[key].kind is not ItemKind.ENVIRONMENT:
            base = bool(row.get(BASE_MARK, "all"))
        else:
            continue
        found[key] = found.get(key, False) or base
    return tuple(Requirement(item, found[item]) for item in sorted(found))


def _gather_sheet(texts: Rows) -> dict[SheetPart, tuple[str, ...]]:
    ordered = sorted(
        texts, key=lambda row: _order_key(row.get("position_libelle_txt") or row.get("position_phrase") or "0")
    )
    return {
        part: tuple(row["libelle_texte"] for row in ordered if find_sheet_part(row) is part)
        for part in _SHEET_PARTS.values()
    }


def _list_moves(rows: Rows, jobs: Mapping[str, Job]) -> tuple[OfficialMove, ...]:
    """Distinct links between jobs: a link between two titles is one of their jobs; near goes before evolution, and the
    order that a release gives before that of its rows."""
    kinds: dict[tuple[str, str], MoveKind] = {}
    for row in sorted(rows, key=lambda row: _order_key(row.get("numero_ordre", "") or "0")):
        pair = (row["code_rome"], row["code_rome_cible"])
        kind = _MOVE_KINDS.get(row.get("code_type_mobilite", ""), MoveKind.UNSAID)
        if pair[0] != pair[1] and pair[0] in jobs and pair[1] in jobs and kinds.get(pair) is not MoveKind.NEAR:
            kinds[pair] = kind
    ranks: defaultdict[str, int] = defaultdict(int)
    moves = []
    for (origin, target), kind in kinds.items():
        ranks[origin] += 1
        moves.append(OfficialMove(origin, target, kind, ranks[origin]))
    return tuple(sorted(moves, key=lambda move: (move.origin, move.rank)))
