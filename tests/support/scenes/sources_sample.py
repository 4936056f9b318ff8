"""Small made-up files in the official layout of URSSAF, to which a test plants what it wants to be found."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from filiere.sources import PreparedLoad, connector

TODAY = date(2026, 11, 24)
YEARS = (2006, 2007, 2008)
# Commune, department, old region, region, zone: real codes that agree, invented numbers everywhere.
PLACES = (
    ("76540", "76", "23", "28", "2815"),
    ("76005", "76", "23", "28", "2815"),
    ("27681", "27", "23", "28", "2801"),
    ("86194", "86", "54", "75", "7511"),
)
APES = ("8220Z", "1071C", "6201Z")


@dataclass
class Sample:
    """A file before it is written: headers and rows, cells by name."""

    headers: list[str]
    rows: list[list[str]]

    def column(self, name: str) -> int:
        return self.headers.index(name)

    def set(self, row: int, name: str, value: str) -> None:
        self.rows[row][self.column(name)] = value

    def get(self, row: int, name: str) -> str:
        return self.rows[row][self.column(name)]

    def text(self, separator: str = ";", end: str = "\n") -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=separator, lineterminator=end).writerows([self.headers, *self.rows])
        return out.getvalue()

    def write(self, path: Path, *, encoding: str = "utf-8", separator: str = ";", end: str = "\n") -> Path:
        path.write_bytes(self.text(separator, end).encode(encoding))
        return path

    def place(self, row: int, name: str) -> tuple[int, int]:
        """Line and column, from 1, of the first character of a cell; no cell of a sample needs quotation marks."""
        cells = self.rows[row]
        return row + 2, sum(len(cell) + 1 for cell in cells[: self.column(name)]) + 1

    def write_parquet(self, path: Path) -> Path:
        with duckdb.connect() as connection:
            columns = ", ".join(f'"{header}" VARCHAR' for header in self.headers)
            connection.execute(f"CREATE TABLE t ({columns})")
            marks = ", ".join("?" for _ in self.headers)
            rows = [[cell or None for cell in row] for row in self.rows]
            if rows:
                connection.executemany(f"INSERT INTO t VALUES ({marks})", rows)  # noqa: S608
            connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
        return path


def make_sample(years: Sequence[int] = YEARS, apes: Sequence[str] = APES) -> Sample:
    """One row for each place and activity; the third activity has no cell at all in the first year."""
    layout = connector("urssaf-commune-ape").layout
    headers = [column.name or "" for column in layout.named_columns]
    for year in years:
        headers += [f"Nombre d'établissements {year}", f"Effectifs salariés {year}"]
    rows = []
    for rank, (commune, department, region22, region, zone) in enumerate(PLACES):
        for order, ape in enumerate(apes):
            values = {
                "EPCI": f"Communauté {department}",
                "Code commune": commune,
                "Code département": department,
                "Code ancienne région": region22,
                "Code région": region,
                "Code zone d'emploi": zone,
                "Code EPCI": f"2000000{department}",
                "Code APE": ape,
                "APE": f"{ape} Activité",
                "Nom commune": f"Commune {commune}",
            }
            for step, year in enumerate(years):
                if order == 2 and step == 0:
                    continue
                values[f"Nombre d'établissements {year}"] = str(order + 1)
                values[f"Effectifs salariés {year}"] = str((rank + 1) * 10 + order + step)
            rows.append([values.get(header, "") for header in headers])
    return Sample(headers, rows)


Load = Callable[..., PreparedLoad]
