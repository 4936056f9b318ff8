"""What a layout says of a table: the names of its columns, and what each code is.

A layout is a YAML file. Codes are texts, read as they are written: ``01`` is the code 01, with or without quotation
marks::

    row: product                # names of the columns of the long table
    col: buyer
    value: amount
    unit: unit                  # optional: a column whose units must all be the same
    where: {indicator: Flows}   # optional: the lines to keep, when a file holds several tables
    industries: ["01", "02"]    # in the order of the file
    value_added: [GOS, D1]
    compensation: [D1]
    imports: [P7]               # one row, or one row an industry in the same order
    taxes: [D21]
    households: [P3]            # columns
    jobs: [EMP]
    final_demand: [G, INV, X]   # optional: columns that close the balance of rows
    output: P1                  # optional: a row that must equal the sum of each column
    tolerance: 0.01             # optional: gap allowed, as a share of output
    compensation_in_value_added: true   # optional: else it is found from the figures
    ignore: [Total]
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from filiere.core.faults import Fault, Faults
from filiere.core.text import StrictModel, Text
from filiere.core.validation import drop_echoes, validate
from filiere.core.yaml_documents import Document, parse_yaml, read_yaml
from filiere.economy.faults import CATALOGUE

MOST_INDUSTRIES = 6000
DEFAULT_TOLERANCE = Decimal("0.001")
"""Gap allowed between a row and its column, as a share of output: published tables are rounded."""

TOTAL_WORDS = ("total", "totaux", "totals", "sum", "somme", "ensemble")

Code = Annotated[str, Field(min_length=1, max_length=200)]
Codes = tuple[Code, ...]
CodeList = Annotated[Codes, BeforeValidator(lambda value: () if value is None else value)]
"""Codes of a role that a table may lack: none, too, where nothing follows the key."""

ROLES = ("industries", "value_added", "compensation", "imports", "taxes", "households", "jobs", "final_demand")


class Layout(StrictModel):
    """The names of the columns of a long table, and the role of each code; see the module."""

    row: Code
    col: Code
    value: Code
    unit: Code | None = None
    where: dict[str, str] = Field(default_factory=dict)
    industries: Annotated[Codes, Field(min_length=1, max_length=MOST_INDUSTRIES)]
    value_added: CodeList = ()
    compensation: CodeList = ()
    imports: CodeList = ()
    taxes: CodeList = ()
    households: CodeList = ()
    jobs: CodeList = ()
    final_demand: CodeList = ()
    output: Code | None = None
    tolerance: Annotated[Decimal, Field(ge=0, le=1)] = DEFAULT_TOLERANCE
    compensation_in_value_added: bool | None = None
    ignore: CodeList = ()

    def list_codes(self, role: str) -> Codes:
        """Return the codes of a role, one of `ROLES`."""
        codes: Codes = getattr(self, role)
        return codes


def read_layout(path: Path) -> Layout:
    """Read a layout; raise :class:`Faults` with all that is wrong in it."""
    return _check(read_yaml(path, numbers_as_written=True))


def parse_layout(text: str, path: Path) -> Layout:
    """Read a layout from its text; ``path`` is only the name that faults carry."""
    return _check(parse_yaml(text, path, numbers_as_written=True))


def is_total(code: str) -> bool:
    """Whether a code reads as that of a total."""
    first = code.strip().casefold().replace("_", " ").split(" ")[0]
    return first in TOTAL_WORDS


def _check(document: Document) -> Layout:
    try:
        layout = validate(document, Layout)
    except Faults as wrong:
        raise Faults(drop_echoes(wrong.faults)) from None
    if faults := [document.place_fault((key,), one) for key, one in _find_faults(layout)]:
        raise Faults(faults)
    return layout


_ITS_NAME = Text(fr="son nom le dit", en="its name says so")


def _find_faults(layout: Layout) -> Iterable[tuple[str, Fault]]:
    seen: dict[str, str] = {}
    for role in (*ROLES, "ignore"):
        for code in layout.list_codes(role):
            first = seen.setdefault(code, role)
            allowed = {first, role} == {"value_added", "compensation"} and first != role
            is_repeat = seen.get(f"\0{role}\0{code}") is not None
            seen[f"\0{role}\0{code}"] = role
            if is_repeat or (first != role and not allowed):
                yield role, CATALOGUE.build("economy-repeated-code", code=code, first=first, second=role)
    for code in filter(is_total, layout.industries):
        yield (
            "industries",
            CATALOGUE.build("economy-total-code", code=code, reason=_ITS_NAME, role="industries"),
        )
    if not layout.value_added and layout.output is None:
        yield "value_added", CATALOGUE.build("economy-no-primary-inputs")
