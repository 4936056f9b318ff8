"""What leaves the house: tables to files, charts and maps to SVG.

    Table, Column           a table with its notes, source and fictitious mark
    WRITERS, MEDIA          CSV, XLSX, JSON, Parquet: bytes of a table, and their media types
    charts                        charts and maps as data, drawn for wide and narrow screens
    class_intervals               classes of a map
    documents                     quotes, reports, minutes, certificates to tagged PDF

No clock, no network, no global state: the same table gives the same bytes, the same spec the same drawing.
"""

from filiere.publication.charts import draw
from filiere.publication.class_intervals import ClassIntervals, index_classes, quantile_classes, round_classes
from filiere.publication.svg import Drawing
from filiere.publication.table_model import Cell, Column, Row, Table
from filiere.publication.table_writers import MEDIA, WRITERS, Format, to_csv, to_json, to_parquet, to_xlsx

__all__ = [
    "MEDIA",
    "WRITERS",
    "Cell",
    "ClassIntervals",
    "Column",
    "Drawing",
    "Format",
    "Row",
    "Table",
    "draw",
    "index_classes",
    "quantile_classes",
    "round_classes",
    "to_csv",
    "to_json",
    "to_parquet",
    "to_xlsx",
]
