"""Known totals as the columns of a matrix, and what is wrong with them before anything is computed.

Each category of a factor is a margin, and so is each numeric control and the intercept. The categories of a factor add
up to the intercept, and to those of any other factor: past the first of these, the last category of each follows from
the others, so that the fit leaves it out, once their sums are seen to agree. Any other margin that follows from those
before it is refused by its name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np

from filiere.core import Fault
from filiere.core.numbers import format_number
from filiere.core.spelling import close_words
from filiere.core.text import Text
from filiere.survey.estimates.designs import SurveyDesign
from filiere.survey.estimates.faults import fault
from filiere.survey.estimates.normal_equations import reduce_matrix
from filiere.survey.estimates.results import MarginResult, name_margin
from filiere.survey.estimates.sample_tables import Bools, Floats, TableReader
from filiere.survey.estimates.specifications import FactorSpec, InterceptSpec, ParsedSurveySpec

DEPENDENCE = 1e-9
"""Relative length of what is left of a column, others taken out, under which it follows from them."""


@dataclass(frozen=True, slots=True)
class Margin:
    """A known total: its control, its category if it has one, its place among the controls of the specification."""

    control: str
    category: str | None
    total: float
    place: int

    @property
    def name(self) -> str:
        """The margin as people write it."""
        return name_margin(self.control, self.category)


@dataclass(frozen=True, slots=True, eq=False)
class Controls:
    """Margins, those of the fit first, then those that follow from them.

    ``matrix`` has one row a unit and one column a margin, in the order of ``margins``; ``fitted`` counts the first
    ones. ``order`` gives the places of the margins in the order of the specification. ``triangle`` is that of the
    normal equations of the fitted columns, by the starting weights.
    """

    margins: tuple[Margin, ...]
    matrix: Floats
    fitted: int
    order: tuple[int, ...]
    triangle: Floats

    @property
    def totals(self) -> Floats:
        """The known totals, in the order of the columns."""
        return np.array([margin.total for margin in self.margins])

    @property
    def fitted_matrix(self) -> Floats:
        """The columns of the fit."""
        return self.matrix[:, : self.fitted]

    def compare(self, before: Floats, after: Floats) -> tuple[MarginResult, ...]:
        """Return each margin with what two sets of weights give for it, in the order of the specification."""
        first, last = before @ self.matrix, after @ self.matrix
        return tuple(
            MarginResult(one.control, one.category, one.total, float(first[place]), float(last[place]))
            for place, one in ((place, self.margins[place]) for place in self.order)
        )


@dataclass(slots=True, eq=False)
class _Column:
    """A margin with its column, whether a unit is in it, and whether it follows from the others of its factor."""

    margin: Margin
    values: Floats | Bools
    follows: bool = False


def read_controls(reader: TableReader, parsed: ParsedSurveySpec, design: SurveyDesign) -> Controls | None:
    """Read the controls of a specification for the units that answered; None when anything is wrong with them.

    What is wrong goes to the reader's faults: at a row, or at a key of the specification.
    """
    before = len(reader.faults)
    columns: list[_Column] = []
    sums: list[tuple[str, Decimal]] = []
    for place, control in enumerate(parsed.spec.controls):
        if isinstance(control, InterceptSpec):
            columns.append(
                _Column(Margin("intercept", None, float(control.intercept), place), np.ones(reader.table.rows))
            )
            sums.append(("intercept", control.intercept))
        elif not reader.has(control.column):
            continue
        elif isinstance(control, FactorSpec):
            found = list(_iter_categories(reader, control, design.responded, place))
            inside = [one for one in found if one.values[design.responded].any()]
            if sums and inside:
                inside[-1].follows = True
            columns += found
            sums.append((control.column, sum(control.totals.values(), Decimal(0))))
        else:
            values = reader.read_complete_numbers(control.column, design.responded)
            columns.append(_Column(Margin(control.column, None, float(control.total), place), values))
    faults: list[tuple[int | None, Fault]] = [(None, one) for one in _compare_sums(sums, parsed.spec.tolerance)]
    if len(reader.faults) == before and not faults:
        faults += _find_empty_margins(columns, design.responded)
    if len(reader.faults) == before and not faults:
        controls = _build_matrix(columns, design)
        faults += find_dependences(controls, float(parsed.spec.tolerance))
        if not faults:
            return controls
    reader.faults += [
        parsed.place(one, ("controls",) if place is None else ("controls", place)) for place, one in faults
    ]
    return None


def _iter_categories(reader: TableReader, control: FactorSpec, rows: Bools, place: int) -> Iterator[_Column]:
    """Yield the column of each category of a factor; a category of the rows that has no total is a fault."""
    codes = reader.read_complete_codes(control.column, rows)
    # A file of floating numbers writes the category 1 as “1.0”.
    names = {
        name.removesuffix(".0") if name not in control.totals and name.removesuffix(".0") in control.totals else name: n
        for n, name in enumerate(codes.names)
    }
    counts = np.bincount(codes.places[rows & (codes.places >= 0)], minlength=len(names))
    for name, number in names.items():
        if name not in control.totals and counts[number]:
            near = close_words(name, control.totals)
            told = fault(
                "survey-category-unknown", category=name, column=control.column, rows=int(counts[number]), near=near
            )
            reader.add(told, int(np.flatnonzero((codes.places == number) & rows)[0]))
    for name, total in control.totals.items():
        yield _Column(Margin(control.column, name, float(total), place), codes.places == names.get(name, -2))


def _compare_sums(sums: list[tuple[str, Decimal]], tolerance: Decimal) -> Iterator[Fault]:
    """Yield a fault for each factor whose totals do not add up to those of the one before it."""
    for (first, first_sum), (second, second_sum) in pairwise(sums):
        if abs(first_sum - second_sum) > tolerance / 2 * (1 + abs(first_sum)):
            yield fault(
                "survey-margins-conflict", first=first, second=second,
                first_sum=write_amount(first_sum), second_sum=write_amount(second_sum),
            )  # fmt: skip


def write_amount(value: Decimal | float) -> Text:
    """Return an amount in both languages, with as many decimals as it has, twelve digits at most."""
    number = Decimal(f"{value:.12g}")
    digits = min(6, max(0, -int(number.as_tuple().exponent)))  # An amount is finite.
    return Text(fr=format_number(number, "fr", digits), en=format_number(number, "en", digits))


def _find_empty_margins(columns: list[_Column], rows: Bools) -> Iterator[tuple[int, Fault]]:
    for column in columns:
        margin = column.margin
        if margin.total and not column.values[rows].any():
            told = fault("survey-margin-without-unit", margin=margin.name, total=write_amount(margin.total))
            yield margin.place, told


def _build_matrix(columns: list[_Column], design: SurveyDesign) -> Controls:
    """Return the matrix, with the columns that the fit leaves out (they follow, or nobody is in them) at its end."""
    fitted = [one for one in columns if not one.follows and one.values[design.responded].any()]
    chosen = {id(one) for one in fitted}
    ordered = [*fitted, *(one for one in columns if id(one) not in chosen)]
    # Column by column in memory, as it is written and as products of columns read it.
    matrix = np.empty((len(design.responded), len(ordered)), order="F")
    everyone = bool(design.responded.all())
    for place, column in enumerate(ordered):
        # What is not known of a unit that did not answer must not spoil the sums.
        matrix[:, place] = column.values if everyone else np.where(design.responded, column.values, 0.0)
    places = {id(one): place for place, one in enumerate(ordered)}
    return Controls(
        tuple(one.margin for one in ordered),
        matrix,
        len(fitted),
        tuple(places[id(one)] for one in columns),
        reduce_matrix(matrix[:, : len(fitted)], design.starting_weights),
    )


def find_dependences(controls: Controls, tolerance: float) -> Iterator[tuple[int, Fault]]:
    """Yield a fault for each margin of the fit that follows from those before it, by a Gram–Schmidt of the triangle."""
    triangle = controls.triangle
    lengths = np.linalg.norm(triangle, axis=0)
    basis: list[Floats] = []
    kept: list[int] = []
    for place in range(controls.fitted):
        column = triangle[:, place] / lengths[place]
        # Twice, since once loses half of the digits of a column that is nearly one of the others.
        for _ in range(2):
            for direction in basis:
                column = column - direction * (direction @ column)
        length = float(np.linalg.norm(column))
        if length > DEPENDENCE:
            basis.append(column / length)
            kept.append(place)
            continue
        shares = np.linalg.lstsq(triangle[:, kept], triangle[:, place], rcond=None)[0]
        yield _describe_dependence(controls, place, kept, shares * (lengths[kept] / lengths[place]), shares, tolerance)


def _describe_dependence(
    controls: Controls, place: int, kept: list[int], lengths: Floats, shares: Floats, tolerance: float
) -> tuple[int, Fault]:
    margin = controls.margins[place]
    used = [controls.margins[one] for one, length in zip(kept, lengths, strict=True) if abs(length) > 1e-7]
    names = list(dict.fromkeys(one.name for one in used))
    expected = float(controls.totals[kept] @ shares)
    if abs(expected - margin.total) > max(tolerance, 1e-8) * (1 + abs(margin.total)):
        told = fault(
            "survey-controls-contradict", margin=margin.name, others=names,
            expected=write_amount(expected), total=write_amount(margin.total),
        )  # fmt: skip
    else:
        told = fault("survey-controls-collinear", margin=margin.name, others=names)
    return margin.place, told
