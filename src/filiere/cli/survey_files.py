"""The rows that the commands of surveys are given: a file in CSV or in Parquet."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from filiere.core.faults import FaultLog, Faults
from filiere.disclosure import read_sheet
from filiere.survey.estimates import SampleTable

DataArgument = Annotated[
    Path, Parameter(help="Échantillon en CSV ou en Parquet, une ligne par unité tirée. · Sample as CSV or Parquet.")
]


def read_sample(path: Path) -> SampleTable:
    """Read the rows of a sample; raise :class:`Faults` with all that is wrong with the file."""
    log = FaultLog()
    sheet = read_sheet(path, log)
    if sheet is None or log.total:
        raise Faults(log.kept)
    return sheet
