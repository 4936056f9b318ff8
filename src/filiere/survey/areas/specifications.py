"""The specification of a model of areas, and the table of areas that it makes of data: all faults at once."""

from decimal import Decimal
from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator, Field

from filiere.core.faults import Faults
from filiere.core.text import StrictModel, Words
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document
from filiere.survey.areas.faults import CATALOGUE
from filiere.survey.areas.records import AreaTable
from filiere.survey.estimates import SampleTable, TableReader
from filiere.survey.estimates.sample_tables import Bools, Floats

MAXIMUM_CV = Decimal("0.25")
INTERCEPT = "intercept"
_LARGEST = 1e60
_LARGEST_RATIO = 1e12


class Covariate(StrictModel):
    """A column that explains: a number, or a category whose first value in order is the reference."""

    column: Words
    type: Literal["numeric", "factor"] = "numeric"


def _read_covariate(value: object) -> object:
    """Read a column alone as a number of that column."""
    return {"column": value} if isinstance(value, str) else value


class BenchmarkSpecification(StrictModel):
    """The published total that areas are brought to; ``weight`` is the column of sizes when estimates are means."""

    total: Decimal
    weight: Words | None = None


class AreaSpecification(StrictModel):
    """Which columns hold what, and what is asked of the model.

    ``maximum_cv`` is the coefficient of variation above which an area is not published.
    """

    direct: Words
    variance: Words
    covariates: tuple[Annotated[Covariate, BeforeValidator(_read_covariate)], ...] = ()
    area: Words
    method: Literal["reml"] = "reml"
    intercept: bool = True
    benchmark: BenchmarkSpecification | None = None
    maximum_cv: Decimal = Field(MAXIMUM_CV, gt=0, le=10)

    @property
    def columns(self) -> dict[str, str]:
        """Each column that is read, by the key of the specification that names it."""
        named = {"direct": self.direct, "variance": self.variance, "area": self.area}
        named |= {f"covariates[{place}]": one.column for place, one in enumerate(self.covariates)}
        if self.benchmark and self.benchmark.weight:
            named["benchmark.weight"] = self.benchmark.weight
        return named


def parse_area_specification(document: Document) -> AreaSpecification:
    """Return the specification of a document that was read; raise :class:`Faults` with all that is wrong, unknown keys
    among them."""
    if not isinstance(document.data, dict):
        raise Faults([document.place_fault((), CATALOGUE.build("areas-specification"))])
    return validate(document, AreaSpecification)


def build_area_table(table: SampleTable, specification: AreaSpecification) -> AreaTable:
    """Return the table of areas of the columns that a specification names; raise :class:`Faults` with all that is
    wrong.

    Without a covariate that is the same for every area, and unless told otherwise, an intercept comes first.
    """
    return _TableReading(table, specification).read()


def read_area_names(reader: TableReader, column: str) -> list[str]:
    """Return the areas of a column in the order of the rows, a dash where there is none; a gap and an area that is
    given twice are faults."""
    codes = reader.read_codes(column)
    first: dict[int, int] = {}
    for row, place in enumerate(codes.places.tolist()):
        if place < 0:
            reader.add(CATALOGUE.build("areas-no-name", column=column), row)
        elif place in first:
            line = reader.table.line(first[place])
            reader.add(CATALOGUE.build("areas-repeated-area", area=codes.names[place], first=line), row)
        else:
            first[place] = row
    return [codes.names[place] if place >= 0 else "–" for place in codes.places.tolist()]


class _TableReading:
    """One reading of the columns, which gathers the faults."""

    def __init__(self, table: SampleTable, specification: AreaSpecification) -> None:
        self._reader = TableReader(table, [])
        self._specification = specification
        self._names: list[str] = []

    def read(self) -> AreaTable:
        specification = self._specification
        self._check_columns()
        self._raise_faults()
        self._names = read_area_names(self._reader, specification.area)
        direct = self._reader.read_numbers(specification.direct)
        variance = self._reader.read_numbers(specification.variance)
        self._check_variances(direct, variance)
        terms, columns = self._read_covariates()
        weights = self._read_weights()
        self._check_magnitudes(direct, variance, dict(zip(terms, columns, strict=True)))
        self._raise_faults()
        return AreaTable(
            names=tuple(self._names),
            direct=direct,
            variance=np.where(np.isnan(direct), np.nan, variance),
            covariates=np.column_stack(columns) if columns else np.empty((len(self._names), 0)),
            terms=tuple(terms),
            weights=weights,
        )

    def _check_columns(self) -> None:
        used: set[str] = set()
        for key, name in self._specification.columns.items():
            if self._reader.has(name) and name in used:
                self._reader.add(CATALOGUE.build("areas-repeated-column", name=name).at(key=key), None)
            used.add(name)

    def _check_variances(self, direct: Floats, variance: Floats) -> None:
        told = self._lines_told()
        for row in np.flatnonzero(~np.isnan(direct) & ~(variance > 0)).tolist():
            if self._reader.table.line(row) in told:
                continue
            area, value = self._names[row], f"{variance[row]:.6g}"
            code = "areas-missing-variance" if np.isnan(variance[row]) else "areas-variance-not-positive"
            self._reader.add(CATALOGUE.build(code, area=area, value=value), row)

    def _check_magnitudes(self, direct: Floats, variance: Floats, covariates: dict[str, Floats]) -> None:
        """Refuse numbers so far apart that no computer weighs them together: units were mixed."""
        if self._reader.faults:
            return
        known = np.abs(direct[~np.isnan(direct)])
        spread = variance[~np.isnan(direct)]
        columns = {self._specification.direct: known, self._specification.variance: spread} | covariates
        for column, values in columns.items():
            sizes = np.abs(values)[values != 0]
            if not len(sizes):
                continue
            apart = column == self._specification.variance and sizes.max() > _LARGEST_RATIO * sizes.min()
            if apart or sizes.max() > _LARGEST or sizes.min() < 1 / _LARGEST:
                found = {"least": f"{values.min():g}", "most": f"{values.max():g}"}
                self._reader.add(CATALOGUE.build("areas-magnitude", column=column, **found), None)

    def _read_covariates(self) -> tuple[list[str], list[Floats]]:
        terms: list[str] = []
        columns: list[Floats] = []
        for covariate in self._specification.covariates:
            name = covariate.column
            if covariate.type == "numeric":
                terms.append(name)
                columns.append(self._reader.read_numbers(name))
                self._check_gaps(name, np.isnan(columns[-1]), "areas-missing-covariate")
                continue
            codes = self._reader.read_codes(name)
            self._check_gaps(name, codes.places < 0, "areas-missing-covariate")
            for place in sorted(range(len(codes.names)), key=lambda place: _order_category(codes.names[place]))[1:]:
                terms.append(f"{name}={codes.names[place]}")
                columns.append((codes.places == place).astype(np.float64))
        constant = any(len(set(column.tolist())) == 1 and column[0] != 0 for column in columns)
        if self._specification.intercept and not constant:
            return [INTERCEPT, *terms], [np.ones(len(self._names)), *columns]
        return terms, columns

    def _read_weights(self) -> Floats:
        benchmark = self._specification.benchmark
        if benchmark is None or benchmark.weight is None:
            return np.ones(len(self._names))
        weights = self._reader.read_numbers(benchmark.weight)
        self._check_gaps(benchmark.weight, ~(weights >= 0), "areas-benchmark-weight")
        return weights

    def _check_gaps(self, column: str, gaps: Bools, code: str) -> None:
        """Tell each row that has a gap in a column, save those of which a wrong number is told already."""
        told = self._lines_told()
        for row in np.flatnonzero(gaps).tolist():
            if self._reader.table.line(row) not in told:
                self._reader.add(CATALOGUE.build(code, column=column, area=self._names[row]), row)

    def _lines_told(self) -> set[int | None]:
        return {found.line for found in self._reader.faults if found.code == "survey-number"}

    def _raise_faults(self) -> None:
        if self._reader.faults:
            raise Faults(self._reader.faults)


def _order_category(category: str) -> tuple[int, float, str]:
    """Order categories as numbers where they are, then as words."""
    try:
        return 0, float(category), category
    except ValueError:
        return 1, 0.0, category
