"""Tables as statistical offices publish them, turned into a long table and a layout.

Each layout is content, ``content/economy/layouts/NAME.yaml``: which columns a file has, how its codes are told apart,
its unit, and what of the real files was read when it was written, and where. Order is always that of the file: FIGARO's
codes, like the British ones, are not alphabetical, and sorting them would put figures under the wrong industry in
anything that forgets its codes.

A table of several areas (FIGARO) is read whole, as one economy, or for one of them: purchases from the others are then
its imports, by industry, and what others buy of it its exports.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import polars as pl
from pydantic import Field

from filiere.core.content_folder import content_path
from filiere.core.faults import Faults
from filiere.core.spelling import close_words
from filiere.core.text import StrictModel, Text, make_printable
from filiere.core.validation import validate
from filiere.core.yaml_documents import read_yaml
from filiere.economy.cell_matrix import MOST_SHOWN
from filiere.economy.cells import arrange_cells, read_frame
from filiere.economy.faults import CATALOGUE
from filiere.economy.layouts import Codes, Layout, is_total
from filiere.economy.tables import InputOutputTable, build_table

EXPORTS, IMPORTS = "EXPORTS", "IMPORTS "
_ROLES = ("value_added", "compensation", "imports", "taxes")


class PublishedLayout(StrictModel):
    """How a published table is recognised.

    ``flat`` gives the columns (row, col, value) of the long files that are known; any other file is a matrix, whose
    first column holds row codes. With ``has_areas`` a code is an area, ``_``, and what the roles name; otherwise roles
    name whole codes. Prefixes tell rows of home products (``row_prefix``) from imported ones (``import_prefix``), and
    columns (``col_prefix``); rows under ``mixed_prefix`` count both together and are refused. ``read`` says what was
    read of the office's files, and ``sources`` where.
    """

    title: Text
    unit: Text
    shape: Text
    flat: tuple[Annotated[Codes, Field(min_length=3, max_length=3)], ...] = ()
    where: dict[str, str] = Field(default_factory=dict)
    has_areas: bool = False
    row_prefix: str = ""
    col_prefix: str = ""
    import_prefix: str = ""
    mixed_prefix: str = ""
    value_added: Codes
    compensation: Codes = ()
    imports: Codes = ()
    taxes: Codes = ()
    households: Codes = ()
    final_demand: Codes = ()
    output: str | None = None
    read: Text
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


@lru_cache(maxsize=1)
def read_published_layouts() -> dict[str, PublishedLayout]:
    """Return the shipped layouts by name; raise :class:`Faults` when a file is not what it must be."""
    return {
        path.stem: validate(read_yaml(path), PublishedLayout)
        for path in sorted(content_path("economy", "layouts").glob("*.yaml"))
    }


def read_published_table(path: Path, published: PublishedLayout, area: str | None = None) -> InputOutputTable:
    """Read a table as its office publishes it; raise :class:`Faults` with all that is wrong in it."""
    long, layout = convert_published(read_frame(path), published, str(path), area)
    return build_table(*arrange_cells(long, layout, str(path), has_lines=False), layout, str(path))


def convert_published(
    frame: pl.DataFrame, published: PublishedLayout, name: str, area: str | None = None
) -> tuple[pl.DataFrame, Layout]:
    """Return the long table (``row``, ``col``, ``value``) and the layout of a published one, for one of its areas if it
    has several.

    Raises :class:`Faults`, whose file is ``name``, when its columns or its rows are not those that are expected.
    """
    long = _read_long(frame, published, name)
    if published.has_areas:
        long = long if area is None else _keep_area(long, area, name)
    elif area is not None:
        raise Faults([CATALOGUE.build("economy-area-unused", name=published.title).at(key="--area")])
    return long, propose_layout(long, published, name, is_area=area is not None)


def _read_long(frame: pl.DataFrame, published: PublishedLayout, name: str) -> pl.DataFrame:
    chosen = next((three for three in published.flat if set(three) <= set(frame.columns)), None)
    if chosen is not None:
        for column, value in published.where.items():
            if column in frame.columns:
                frame = frame.filter(pl.col(column).cast(pl.String) == value)
        long = frame.select(pl.col(old).alias(new) for old, new in zip(chosen, ("row", "col", "value"), strict=True))
    else:
        long = melt_matrix(frame)
    long = long.with_columns(
        _strip("row", published.row_prefix, published.import_prefix), _strip("col", published.col_prefix)
    )
    rows, cols = (set(long.get_column(one).to_list()) for one in ("row", "col"))
    prefix = published.mixed_prefix
    # TTL_INT_FNL is a total; TTL_01T02 is what is bought of an industry, at home and abroad.
    if mixed := sorted(one for one in rows if prefix and one.startswith(prefix) and one.removeprefix(prefix) in cols):
        raise Faults([CATALOGUE.build("economy-mixed-flows", codes=mixed[:MOST_SHOWN]).at(file=name)])
    if not rows & cols:
        columns = [make_printable(one, 40) for one in frame.columns[:20]]
        wrong = CATALOGUE.build(
            "economy-published-shape", title=published.title, shape=published.shape, columns=columns
        )
        raise Faults([wrong.at(file=name)])
    return long


def _strip(column: str, prefix: str, import_prefix: str = "") -> pl.Expr:
    """The same industry is ``DOM_01T02`` in rows, ``IMP_01T02`` where it is imported, and ``D01T02`` in columns."""
    code = pl.col(column).cast(pl.String)
    if not prefix:
        return code
    # A prefix of one letter stands before a digit only: columns such as DPABR keep theirs.
    own = code.str.contains(rf"^{prefix}\d") if len(prefix) == 1 else code.str.starts_with(prefix)
    found = pl.when(own).then(code.str.strip_prefix(prefix)).otherwise(code)
    if import_prefix:
        imported = pl.format(IMPORTS + "{}", code.str.strip_prefix(import_prefix))
        found = pl.when(code.str.starts_with(import_prefix)).then(imported).otherwise(found)
    return found.alias(column)


def _keep_area(long: pl.DataFrame, area: str, name: str) -> pl.DataFrame:
    """Return the table of one area, without the area in its codes: purchases from others by industry, and exports."""
    parts = long.select(
        *(
            pl.col(column).str.splitn("_", 2).struct.rename_fields([f"{column}_area", f"{column}_code"])
            for column in ("row", "col")
        ),
        pl.col("value").cast(pl.Float64, strict=False),
        given="value",
    ).unnest("row", "col")
    areas = parts.get_column("col_area").unique(maintain_order=True).to_list()
    if area not in areas:
        near = close_words(area, areas, most=3)
        raise Faults([CATALOGUE.build("economy-unknown-area", area=area, areas=areas, near=near).at(key="--area")])
    wrong = parts.filter(pl.col("value").is_null() | ~pl.col("value").is_finite())
    if len(wrong):
        cells = [f"({row}; {col})" for row, col in wrong.select("row_code", "col_code").head(MOST_SHOWN).iter_rows()]
        raise Faults([CATALOGUE.build("economy-not-a-number", count=len(wrong), cells=cells).at(file=name)])
    industries = parts.filter(pl.col("col_area") == area).get_column("col_code").unique().to_list()
    is_home, is_buyer = pl.col("row_area") == area, pl.col("col_area") == area
    is_product = pl.col("row_code").is_in(industries)
    bought = parts.filter(is_buyer).with_columns(
        row=pl.when(is_home | ~is_product).then("row_code").otherwise(pl.format(IMPORTS + "{}", "row_code")),
        col=pl.col("col_code"),
    )
    sold = parts.filter(is_home & ~is_buyer).with_columns(row=pl.col("row_code"), col=pl.lit(EXPORTS))
    both = pl.concat([bought, sold]).select("row", "col", "value")
    return both.group_by("row", "col", maintain_order=True).agg(pl.col("value").sum())


def melt_matrix(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the long table of a matrix whose first column holds the codes of rows."""
    head = frame.columns[0]
    # A column of the file may have any name, "value" among them.
    melted = frame.with_columns(pl.all().cast(pl.String)).unpivot(index=head, variable_name="\0c", value_name="\0v")
    return melted.select(row=head, col="\0c", value="\0v")


def propose_layout(long: pl.DataFrame, published: PublishedLayout, name: str, *, is_area: bool = False) -> Layout:
    """Return the layout of a long table (``row``, ``col``, ``value``): industries are the codes that are both rows and
    columns, in the order of the file; each other code has the role that the office's words give, or is ignored."""
    rows, cols = (long.get_column(one).unique(maintain_order=True).to_list() for one in ("row", "col"))
    both = set(cols)
    industries = [one for one in rows if one in both and not is_total(one) and one != published.output]
    known = set(industries)
    has_areas = published.has_areas and not is_area
    others, buyers = ([one for one in codes if one not in known] for codes in (rows, cols))
    roles = {role: _select_role(others, getattr(published, role), has_areas) for role in _ROLES}
    roles["imports"] += [one for one in others if one.startswith(IMPORTS)]
    roles |= {
        role: _select_role(buyers, getattr(published, role), has_areas) for role in ("households", "final_demand")
    }
    if is_area:
        roles["final_demand"] += [one for one in buyers if one == EXPORTS]
    output = published.output if published.output in set(others) else None
    used = {*industries, output, *(code for codes in roles.values() for code in codes)}
    if not industries or not roles["value_added"]:
        raise Faults([CATALOGUE.build("economy-no-primary-inputs").at(file=name)])
    return Layout(
        row="row",
        col="col",
        value="value",
        industries=tuple(industries),
        ignore=tuple(one for one in dict.fromkeys((*rows, *cols)) if one not in used),
        output=output,
        compensation_in_value_added=True,
        **{role: tuple(codes) for role, codes in roles.items()},
    )


def _select_role(codes: Iterable[str], named: Codes, has_areas: bool) -> list[str]:
    return [one for one in codes if (one.partition("_")[2] if has_areas else one) in named]
