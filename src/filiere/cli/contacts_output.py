"""How every listing of ``filiere contacts`` and ``filiere staffing`` is written: table, JSON, CSV or Parquet.

A listing is rows of one set of keys, always in the same order. Values leave as they are, unrounded, save in the table
for people, whose cells the caller words.
"""

import csv
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from cyclopts import Parameter

from filiere.cli.options import print_json
from filiere.cli.tables import print_table
from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.publication.table_model import spreadsheet_cell

ContactsFormat = Literal["table", "json", "csv", "parquet"]
ContactsFormatOption = Annotated[
    ContactsFormat, Parameter(help="table, json, csv ou parquet. · table, json, csv or parquet.")
]


def print_rows(
    rows: Sequence[Mapping[str, Any]],
    format: ContactsFormat,
    *,
    schema: pa.Schema,
    headings: Mapping[str, Text],
    words: Callable[[Mapping[str, Any]], Sequence[str]],
) -> None:
    """Print rows whose keys are the names of ``schema``, in its order.

    ``headings`` gives the columns of the table for people, in order; ``words`` the cells of a row under them. A list
    of no rows is a JSON ``[]``, a CSV of its header, a Parquet file of its columns.
    """
    if format == "table":
        print_table(list(headings.values()), [list(words(row)) for row in rows])
    elif format == "json":
        print_json([{name: row[name] for name in schema.names} for row in rows])
    elif format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(schema.names)
        writer.writerows([_csv_cell(row[name]) for name in schema.names] for row in rows)
    else:
        _write_parquet(pa.Table.from_pylist([dict(row) for row in rows], schema=schema))


def _csv_cell(value: Any) -> Any:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else spreadsheet_cell(value)


def _write_parquet(rows: pa.Table) -> None:
    if sys.stdout.isatty():
        raise Faults.one(
            code="parquet-to-terminal",
            message=Text(
                fr="Un fichier Parquet n’est pas du texte, et la sortie est un terminal.",
                en="A Parquet file is not text, and the output is a terminal.",
            ),
            remedy=Text(
                fr="Envoyez-le dans un fichier : … --format parquet > lignes.parquet",
                en="Redirect it to a file: … --format parquet > rows.parquet",
            ),
        )
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="zstd")
    sys.stdout.flush()
    sys.stdout.buffer.write(sink.getvalue())
    sys.stdout.buffer.flush()
