"""Tables as statistical offices publish them, turned into a long table and a layout.

Each `PublishedLayout` says what it expects: which columns, how codes are told apart, the unit, and what of the real
files was read when it was written, and what was not. Order is always that of the file: FIGARO's codes, like the
British ones, are not alphabetical, and sorting them would put figures under the wrong industry in anything that
forgets its codes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.economy.faults import CATALOGUE
from filiere.economy.layouts import Layout, is_total


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedLayout:
    """How a published table is recognised.

    ``columns`` are those of a long file (row, col, value); none for a matrix, whose first column holds row codes. The
    other tuples are ends of codes, ``_D1`` in ``FR_D1``, or whole codes where nothing stands before. ``drop`` are codes
    that repeat others.
    """

    name: str
    title: Text
    columns: tuple[str, ...]
    unit: Text
    value_added: tuple[str, ...]
    compensation: tuple[str, ...]
    imports: tuple[str, ...]
    taxes: tuple[str, ...]
    households: tuple[str, ...]
    drop: tuple[str, ...]
    basis: Text


FIGARO = PublishedLayout(
    name="figaro",
    title=Text(fr="FIGARO (Eurostat), fichier plat", en="FIGARO (Eurostat), flat file"),
    columns=("icioRow", "icioCol", "obsValue"),
    unit=Text(fr="millions d’euros", en="millions of euros"),
    value_added=("_D1", "_D29X39", "_B2A3G"),
    compensation=("_D1",),
    imports=(),
    taxes=("_D21X31", "_OP_RES", "_OP_NRES"),
    households=("_P3_S14",),
    drop=(),
    basis=Text(
        fr="Lu : la description d’un fichier plat (code de ligne, code de colonne, zone, produit, valeur ; 46 zones, "
        "64 activités). Non lu : un vrai fichier ; les noms des lignes de revenus sont à vérifier.",
        en="Read: a description of the flat file (row code, column code, area, product, value; 46 areas, 64 "
        "activities). Not read: a real file; the names of the income rows are to be checked.",
    ),
)
TES = PublishedLayout(
    name="tes",
    title=Text(fr="Tableau entrées-sorties symétrique (Insee)", en="Symmetric input–output table (INSEE)"),
    columns=(),
    unit=Text(fr="millions d’euros", en="millions of euros"),
    value_added=("B1",),
    compensation=("D1",),
    imports=("P7",),
    taxes=("D21", "D31", "D21_D31"),
    households=("P3M", "P3_S14"),
    drop=("P1", "P2"),
    basis=Text(
        fr="Rien n’a été lu d’un vrai fichier : les codes sont ceux de la comptabilité nationale (SEC 2010), à "
        "vérifier.",
        en="Nothing was read of a real file: codes are those of national accounts (ESA 2010), to be checked.",
    ),
)
ONS = PublishedLayout(
    name="ons",
    title=Text(fr="Tables analytiques (ONS)", en="Analytical tables (ONS)"),
    columns=(),
    unit=Text(fr="millions de livres", en="millions of pounds"),
    value_added=("Gross Operating Surplus", "Taxes less subsidies on production", "Compensation of employees"),
    compensation=("Compensation of employees",),
    imports=("Imported goods and services",),
    taxes=("Taxes less subsidies on products",),
    households=("Households",),
    drop=(),
    basis=Text(
        fr="Lu : la table de 2010 rendue longue (127 produits, intitulés des lignes et des colonnes). Non lu : "
        "le classeur.",
        en="Read: the table of 2010 made long (127 products, headings of rows and columns). Not read: the workbook.",
    ),
)
OECD = PublishedLayout(
    name="oecd",
    title=Text(fr="Tables nationales harmonisées (OCDE)", en="Harmonised national tables (OECD)"),
    columns=(),
    unit=Text(fr="millions de dollars", en="millions of dollars"),
    value_added=("VALU",),
    compensation=("LABR",),
    imports=(),
    taxes=("TXS_INT_FNL", "TXS_IMP_FNL"),
    households=("HFCE",),
    drop=("OUTPUT", "TTL_INT_FNL"),
    basis=Text(
        fr="Lu : des programmes qui lisent ces fichiers (lignes TTL_, TXS_, VALU, OUTPUT ; colonnes D, HFCE). Non lu : "
        "un vrai fichier.",
        en="Read: programs that read these files (rows TTL_, TXS_, VALU, OUTPUT; columns D, HFCE). Not read: a "
        "real file.",
    ),
)
PUBLISHED: tuple[PublishedLayout, ...] = (FIGARO, TES, ONS, OECD)

_PREFIXES = ("TTL_", "DOM_", "D")


def convert_published(frame: pl.DataFrame, published: PublishedLayout, name: str) -> tuple[pl.DataFrame, Layout]:
    """Return the long table and the layout of a published one; raise :class:`Faults`, whose file is ``name``, when its
    columns or its rows are not those that are expected."""
    if published.columns:
        absent = [one for one in published.columns if one not in frame.columns]
        if absent:
            raise Faults(
                CATALOGUE.build("economy-missing-column", name=one, columns=frame.columns[:20]).at(file=name)
                for one in absent
            )
        long = frame.select(
            pl.col(published.columns[0]).alias("row"),
            pl.col(published.columns[1]).alias("col"),
            pl.col(published.columns[2]).alias("value"),
        )
    else:
        long = melt_matrix(frame)
    if published is OECD:
        long = long.with_columns(pl.col("row", "col").map_elements(_strip_prefix, return_dtype=pl.String))
    return long, propose_layout(long, published, name)


def melt_matrix(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the long table of a matrix whose first column holds the codes of rows."""
    head = frame.columns[0]
    return frame.with_columns(pl.all().cast(pl.String)).unpivot(index=head, variable_name="col").rename({head: "row"})


def propose_layout(long: pl.DataFrame, published: PublishedLayout, name: str) -> Layout:
    """Return the layout of a long table (``row``, ``col``, ``value``): industries are the codes that are both rows and
    columns, in the order of the file; each other code has the role that its end gives, or is ignored."""
    rows, cols = (long.get_column(one).unique(maintain_order=True).to_list() for one in ("row", "col"))
    both = set(cols)
    industries = [one for one in rows if one in both and not is_total(one) and one not in published.drop]
    others = [one for one in rows if one not in set(industries)]
    roles = {
        role: _select_by_ending(others, getattr(published, role))
        for role in ("value_added", "compensation", "imports", "taxes")
    }
    households = _select_by_ending([one for one in cols if one not in set(industries)], published.households)
    used = {*industries, *households, *(code for codes in roles.values() for code in codes)}
    if not industries or not roles["value_added"]:
        raise Faults([CATALOGUE.build("economy-no-primary-inputs").at(file=name)])
    return Layout(
        row="row",
        col="col",
        value="value",
        industries=tuple(industries),
        households=tuple(households),
        ignore=tuple(one for one in dict.fromkeys((*rows, *cols)) if one not in used),
        value_added=tuple(roles["value_added"]),
        compensation=tuple(roles["compensation"]),
        imports=tuple(roles["imports"]),
        taxes=tuple(roles["taxes"]),
        compensation_in_value_added=True,
    )


def _select_by_ending(codes: Iterable[str], ends: tuple[str, ...]) -> list[str]:
    return [one for one in codes if any(one == end or (end.startswith("_") and one.endswith(end)) for end in ends)]


def _strip_prefix(code: str) -> str:
    """The same industry is ``TTL_01T02`` in rows and ``D01T02`` in columns."""
    for prefix in _PREFIXES:
        if code.startswith(prefix) and code[len(prefix) : len(prefix) + 1].isdigit():
            return code[len(prefix) :]
    return code
