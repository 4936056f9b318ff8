"""``filiere economy``: what a sector brings, from a table of who buys from whom.

Status 0: there is an answer; 1: the table, its layout or the split is refused; 2: what was typed is wrong. With
``--format json`` a refusal is an answer too: the object has its reasons under ``refusals``, and no multipliers.
"""

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cyclopts import App

from filiere.cli.economy_layouts import AreaOption, convert, find_published, layouts
from filiere.cli.economy_satellite import satellite
from filiere.cli.options import DrawsOption, FormatOption, LangOption, SeedOption, handle_faults, print_json
from filiere.cli.tables import print_table
from filiere.core.faults import Fault, Faults
from filiere.core.numbers import UNKNOWN_MARK, format_number
from filiere.core.text import Text

app = App(name="economy", help="Ce que la filière apporte. · What the sector brings.")

_WRONG_USE = frozenset(
    {
        "economy-unknown-sector",
        "economy-draws-need-a-seed",
        "economy-inverse-name",
        "economy-inverse-unwritten",
        "economy-unknown-layout",
        "economy-area-unused",
        "economy-unknown-area",
    }
)
_MEASURES = ("point", "low", "high", "p2_5", "p50", "p97_5", "per_direct")
_HEADINGS = {
    "kind": Text(fr="grandeur", en="kind"),
    "type": Text(fr="type", en="type"),
    "scope": Text(fr="étendue", en="scope"),
    "point": Text(fr="point", en="point"),
    "low": Text(fr="borne basse", en="low"),
    "high": Text(fr="borne haute", en="high"),
    "p2_5": Text(fr="2,5 %", en="2.5%"),
    "p50": Text(fr="médiane", en="median"),
    "p97_5": Text(fr="97,5 %", en="97.5%"),
    "per_direct": Text(fr="pour un direct", en="per direct unit"),
}
_WORDS: dict[str, Text] = {
    "output": Text(fr="production", en="output"),
    "value_added": Text(fr="valeur ajoutée", en="value added"),
    "income": Text(fr="rémunération", en="income"),
    "jobs": Text(fr="emplois", en="jobs"),
    "domestic": Text(fr="dans le pays", en="domestic"),
    "total": Text(fr="avec les importations", en="total"),
    "I": Text.same("I"),
    "II": Text.same("II"),
}


@app.command
def multipliers(
    table: Path,
    /,
    *,
    layout: Path,
    sector: str,
    area: AreaOption = None,
    split: Path | None = None,
    draws: DrawsOption = 0,
    seed: SeedOption | None = None,
    inverse: Path | None = None,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Calculer les multiplicateurs d’une branche. · Compute the multipliers of a sector.

    Point, bornes et tirages. · Point, bounds and draws.

    Parameters
    ----------
    table
        Table longue, une case par ligne, CSV ou Parquet. · Long table, one cell a line, CSV or Parquet.
    layout
        Disposition en YAML, ou nom d’une disposition livrée (filiere economy layouts). · Layout as YAML, or the name of
        a shipped one (filiere economy layouts).
    sector
        Code de la branche, ou de la part que le partage ajoute. · Code of the sector, or of the part that the split
        adds.
    split
        Partage d’une branche en YAML, avec ses bornes. · Split of an industry as YAML, with its bounds.
    draws
        Combien de tirages. · How many draws.
    seed
        Graine des tirages. · Seed of the draws.
    inverse
        Fichier .csv ou .parquet où écrire l’inverse de Leontief, longue. · File .csv or .parquet to write the Leontief
        inverse to, long.
    """
    with handle_faults(lang, _WRONG_USE):
        try:
            report = _compute(table, layout, area, sector, split, draws, seed, inverse)
        except Faults as refused:
            if format == "json":
                reasons = [fault.as_json() for fault in refused.faults]
                print_json({"sector": sector, "multipliers": [], "refusals": reasons})
            raise
        rows = [
            {"kind": one.kind, "type": one.type, "scope": one.scope} | {name: getattr(one, name) for name in _MEASURES}
            for one in report.multipliers
        ]
        if format == "json":
            print_json(
                {
                    "sector": report.sector,
                    "multipliers": rows,
                    "split": report.split and report.split.model_dump(),
                    "draws": report.draws,
                    "seed": report.seed,
                    "notes": [str(one) for one in report.notes],
                    "refusals": [],
                }
            )
        elif format == "csv":
            _print_csv(rows)
        else:
            _print_rows(rows)
            for note in report.notes:
                print(note)


def _compute(
    path: Path,
    layout: Path,
    area: str | None,
    sector: str,
    split: Path | None,
    draws: int,
    seed: int | None,
    inverse: Path | None,
) -> Any:
    """Return the report on a sector, its inverse written where that was asked for; raise :class:`Faults` otherwise."""
    from filiere.economy import compute_multipliers

    _check_inverse(inverse)
    table, assumed, names = _read_table(path, layout, area, split)
    report = compute_multipliers(table, sector, split=assumed, draws=draws, seed=seed)
    if inverse is not None:
        _write_inverse(inverse, table, names)
    return report


def _read_table(table: Path, layout: Path, area: str | None, split: Path | None) -> tuple[Any, Any, tuple[str, ...]]:
    """Return the table, the split, and the names of the table's columns; what is wrong in the layout and in the split
    is told at once."""
    from filiere.economy import read_layout, read_published_table, read_split, read_table
    from filiere.economy.faults import CATALOGUE

    def read_stated(path: Path) -> Any:
        if area is not None:
            raise Faults([CATALOGUE.build("economy-area-unused", name=path.name).at(key="--area")])
        return read_layout(path)

    published = find_published(layout)
    read_first: Callable[[Path], Any] = read_stated if published is None else lambda _: published
    stated, assumed = _read_both(layout, split, read_first, read_split)
    if published is not None:
        return read_published_table(table, published, area), assumed, ("row", "col", "value")
    return read_table(table, stated), assumed, (stated.row, stated.col, stated.value)


def _read_both(layout: Path, split: Path | None, read_layout: Any, read_split: Any) -> tuple[Any, Any]:
    """Read the layout and the split; what is wrong in both is told at once."""
    found: list[Any] = []
    faults: list[Fault] = []
    for path, read in ((layout, read_layout), (split, read_split)):
        try:
            found.append(read(path) if path is not None else None)
        except Faults as wrong:
            faults += wrong.faults
    if faults:
        raise Faults(faults)
    return found[0], found[1]


def _check_inverse(path: Path | None) -> None:
    from filiere.economy.faults import CATALOGUE

    if path is not None and path.suffix.lower() not in {".csv", ".parquet"}:
        raise Faults([CATALOGUE.build("economy-inverse-name", name=path.name).at(key="--inverse")])


def _write_inverse(path: Path, table: Any, names: tuple[str, ...]) -> None:
    """Write suppliers, buyers and values, one cell a line, under the names of the table's own columns."""
    import numpy as np
    import polars as pl

    from filiere.economy import invert_table
    from filiere.economy.faults import CATALOGUE

    values = invert_table(table)
    codes = np.array(table.codes)
    frame = pl.DataFrame(
        {
            names[0]: np.repeat(codes, len(codes)),
            names[1]: np.tile(codes, len(codes)),
            names[2]: values.ravel(),
        }
    )
    try:
        # Opened here, so that a folder that is not there is told as such.
        with path.open("wb") as stream:
            if path.suffix.lower() == ".csv":
                frame.write_csv(stream)
            else:
                frame.write_parquet(stream)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        told = CATALOGUE.build("economy-inverse-unwritten", name=str(path), reason=reason)
        raise Faults([told.at(key="--inverse")]) from None


def _print_csv(rows: list[dict[str, Any]]) -> None:
    writer = csv.DictWriter(sys.stdout, list(_HEADINGS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _print_rows(rows: list[dict[str, Any]]) -> None:
    def write(name: str, value: Any) -> str:
        if value is None:
            return UNKNOWN_MARK
        if name in _MEASURES:
            return format_number(value, digits=4)
        return str(_WORDS[str(value)])

    print_table(
        list(_HEADINGS.values()),
        [[write(name, row[name]) for name in _HEADINGS] for row in rows],
    )


app.command(layouts)
app.command(convert)
app.command(satellite)
