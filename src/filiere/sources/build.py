"""From the checked rows to the stored table: long form, sorted for the look-ups that pages make.

A wide file has one column a year, which is good for a reader and bad for a question. The stored table has one row
for each key and year, with the state of the cell written out: *known*, *unknown* or *suppressed*, so that no later
query has to remember what a blank means.
"""

# Every identifier and path in the SQL below comes from a layout or a folder and is quoted by engine.name or text.
# ruff: noqa: S608

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from filiere.sources.connector import Connector, Layout
from filiere.sources.engine import field_of, name, text
from filiere.sources.header import Bound, Shape

WRITE = "(FORMAT parquet, COMPRESSION zstd)"


@dataclass
class Counted:
    """How many cells the stored table has, by state, and what else the report says of it."""

    rows: int = 0
    values: int = 0
    known: int = 0
    unknown: int = 0
    suppressed: int = 0
    more: dict[str, Any] = field(default_factory=dict)


def kept(shape: Shape, *parts: str) -> list[Bound]:
    """Return the columns of the file that are kept, of the given parts."""
    return [bound for bound in shape.bound if bound.column.part in parts]


def order_of(layout: Layout) -> tuple[str, ...]:
    """The order in which the rows are stored: the activity first, since pages ask for one activity at a time."""
    first = tuple(column for column in layout.key if column == "ape")
    return (*first, *(column for column in layout.key if column not in first))


def write(
    connection: duckdb.DuckDBPyConnection, connector: Connector, shape: Shape, folder: Path, *, withheld: bool
) -> Counted:
    """Write the stored table of the rows in ``wide``; return the counts of its cells.

    ``withheld`` says that the wide table has the columns of withheld values.
    """
    layout = shape.layout
    target = folder / "parts" / f"{layout.id}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    select = _long(shape, withheld) if layout.spreading or _indicators(shape) else _flat(shape)
    part = f"{text(layout.id)} AS part, " if connector.multipart else ""
    constants = "".join(f"{text(value)} AS {name(key)}, " for key, value in layout.constants.items())
    connection.execute(f"COPY (SELECT {part}{constants}* FROM ({select})) TO {text(str(target))} {WRITE}")
    if layout.spreading and connector.name.startswith("urssaf"):
        _write_dimensions(connection, shape, folder)
    return _count(connection, shape, target)


def _indicators(shape: Shape) -> bool:
    return any(bound.column.indicator for bound in shape.bound)


def _dimensions(shape: Shape) -> list[str]:
    """The dimensions repeated on every stored row: the key alone where the file is spread over years."""
    fields = [b.column.field for b in kept(shape, "dimension") if b.value is None and b.column.field]
    if any(column.spread == "year" for column in shape.layout.spreading):
        return [column for column in shape.layout.key if column in fields]
    return list(dict.fromkeys(fields))


def _flat(shape: Shape) -> str:
    fields = [b.column.field for b in shape.bound if b.column.part != "ignored" and b.column.field]
    columns = ", ".join(name(column) for column in dict.fromkeys(fields))
    order = ", ".join(name(column) for column in order_of(shape.layout) if column in fields)
    return f"SELECT {columns} FROM wide ORDER BY {order}"


def _long(shape: Shape, withheld: bool) -> str:
    """The SQL that turns columns into rows; the wide table is already in key order, and the order is kept."""
    dimensions = ", ".join(name(column) for column in _dimensions(shape))
    spreading = shape.layout.spreading
    if spreading:
        axis = spreading[0].spread or "value"
        values = list(shape.values())
        literal = ", ".join(value if axis == "year" else text(value) for value in values)
        lists = [f"unnest([{literal}])::{'SMALLINT' if axis == 'year' else 'VARCHAR'} AS {name(axis)}"]
        measures = list(dict.fromkeys(column.field or "" for column in spreading))
        lists += [
            f"unnest([{', '.join(name(f'{measure}_{v}') for v in values)}]) AS {name(measure)}" for measure in measures
        ]
        counted = shape.layout.counted or measures[-1]
        flags = ", ".join(name(f"{counted}_{v}_withheld") if withheld else "false" for v in values)
        lists.append(f"unnest([{flags}]) AS withheld")
        columns = ", ".join([name(axis), *(name(measure) for measure in measures)])
    else:
        axis = "indicator"
        measures_bound = [b for b in kept(shape, "measure") if b.column.indicator]
        literal = ", ".join(text(b.column.indicator or "") for b in measures_bound)
        lists = [f"unnest([{literal}]) AS indicator"]
        lists.append(f"unnest([{', '.join(name(field_of(b)) for b in measures_bound)}]) AS value")
        flags = ", ".join(name(f"{field_of(b)}_withheld") if withheld else "false" for b in measures_bound)
        lists.append(f"unnest([{flags}]) AS withheld")
        counted, columns = "value", "indicator, value"
    state = f"CASE WHEN {name(counted)} IS NOT NULL THEN 'known' WHEN withheld THEN 'suppressed' ELSE 'unknown' END"
    prefix = f"{dimensions}, " if dimensions else ""
    return f"SELECT {prefix}{columns}, {state} AS state FROM (SELECT {prefix}{', '.join(lists)} FROM wide)"


def _write_dimensions(connection: duckdb.DuckDBPyConnection, shape: Shape, folder: Path) -> None:
    """Write one row a commune, with all that holds it and the names, and one row an activity."""
    fields = {b.column.field for b in kept(shape, "dimension", "label") if b.value is None and b.column.field}
    for key, target in (("commune", "communes"), ("ape", "activities")):
        if key == "ape":
            others = ["ape_name"] if "ape_name" in fields else []
        else:
            others = sorted(column for column in fields - {"commune", "ape", "ape_name"} if column)
        columns = ", ".join(f"min(trim({name(column)})) AS {name(column)}" for column in others)
        more = f", {columns}" if columns else ""
        connection.execute(
            f"COPY (SELECT {name(key)}{more} FROM wide GROUP BY 1 ORDER BY 1) "
            f"TO {text(str(folder / f'{target}.parquet'))} {WRITE}"
        )


def _count(connection: duckdb.DuckDBPyConnection, shape: Shape, target: Path) -> Counted:
    relation = f"read_parquet({text(str(target))})"
    counted = Counted()
    counted.rows = _one(connection, "SELECT count(*) FROM wide")
    if shape.layout.spreading or _indicators(shape):
        states = dict(connection.execute(f"SELECT state, count(*) FROM {relation} GROUP BY state").fetchall())
        counted.known, counted.unknown = states.get("known", 0), states.get("unknown", 0)
        counted.suppressed = states.get("suppressed", 0)
        counted.values = sum(states.values())
        if shape.layout.counted == "employees":
            counted.more["establishments_without_headcount"] = _one(
                connection,
                f"SELECT count(*) FROM {relation} WHERE establishments > 0 AND employees IS NULL",
            )
    else:
        measures = [field_of(b) for b in kept(shape, "measure")]
        counted.values = counted.rows * len(measures)
        known = " + ".join(f"count({name(measure)})" for measure in measures) or "0"
        counted.known = _one(connection, f"SELECT {known} FROM wide")
        counted.unknown = counted.values - counted.known
    return counted


def _one(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()) -> int:
    row = connection.execute(query, list(parameters)).fetchone()
    return int(row[0]) if row and row[0] is not None else 0
