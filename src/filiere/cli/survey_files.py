"""What the commands of surveys share: the rows that they are given, a file in CSV or in Parquet, and refusals that are
answers too."""

import contextlib
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from filiere.cli import fault_sentences
from filiere.cli.options import exit_status, print_json
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


@contextlib.contextmanager
def answer_refusals(
    describe: Callable[[Faults], dict[str, Any]], *, as_json: bool, wrong_use: Collection[str] = ()
) -> Iterator[None]:
    """Leave with what is refused: in sentences on the error output and, when JSON was asked for, in the object that
    ``describe`` makes, whose keys are those of an answer."""
    try:
        yield
    except Faults as refused:
        print(fault_sentences(refused), file=sys.stderr)
        if as_json:
            print_json(describe(refused))
        sys.exit(exit_status(refused.faults, wrong_use))
