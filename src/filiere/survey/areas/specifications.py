"""The specification of a model of areas, and the table of areas that it makes of data: all faults at once."""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator, Field

from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import StrictModel, Words
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document, read_yaml
from filiere.survey.areas.faults import CATALOGUE
from filiere.survey.areas.records import AreaTable

MAXIMUM_CV = Decimal("0.25")
MISSING_MARKS = frozenset({"", "NA", "NaN", "nan"})
INTERCEPT = "intercept"

Columns = Mapping[str, Sequence[object]]


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


def read_area_specification(path: Path) -> AreaSpecification:
    """Read a specification in YAML; raise :class:`Faults` with all that is wrong, unknown keys among them."""
    return parse_area_specification(read_yaml(path))


def parse_area_specification(document: Document) -> AreaSpecification:
    """Return the specification of a document that was read; raise :class:`Faults` as above."""
    if not isinstance(document.data, dict):
        raise Faults([document.placed((), CATALOGUE.build("areas-specification"))])
    return validate(document, AreaSpecification)


def build_area_table(
    data: Columns, specification: AreaSpecification, *, lines: Sequence[int] | None = None, file: str | None = None
) -> AreaTable:
    """Return the table of areas of some columns of data; raise :class:`Faults` with all that is wrong in it.

    ``lines`` has the line in ``file`` that each row stands on. A value that is None or one of :data:`MISSING_MARKS` is
    missing. Without a covariate that is the same for every area, and unless told otherwise, an intercept comes first.
    """
    return _TableReading(data, specification, lines, file).read()


class _TableReading:
    """One reading of the columns, which gathers the faults."""

    def __init__(
        self, data: Columns, specification: AreaSpecification, lines: Sequence[int] | None, file: str | None
    ) -> None:
        self._data = data
        self._specification = specification
        self._lines = lines
        self._file = file
        self._faults: list[Fault] = []
        self._names: tuple[str, ...] = ()

    def read(self) -> AreaTable:
        self._check_columns()
        self._raise_faults()
        specification = self._specification
        self._names = self._read_names()
        direct = self._read_numbers(specification.direct)
        variance = self._read_numbers(specification.variance)
        self._check_variances(direct, variance)
        terms, columns = self._read_covariates()
        weights = self._read_weights()
        self._raise_faults()
        return AreaTable(
            names=self._names,
            direct=direct,
            variance=np.where(np.isnan(direct), np.nan, variance),
            covariates=np.column_stack(columns) if columns else np.empty((len(self._names), 0)),
            terms=tuple(terms),
            weights=weights,
        )

    def _check_columns(self) -> None:
        used: set[str] = set()
        for key, name in self._specification.columns.items():
            if name not in self._data:
                near = close_words(name, self._data)
                self._add(CATALOGUE.build("areas-unknown-column", name=name, near=near).at(key=key))
            elif name in used:
                self._add(CATALOGUE.build("areas-repeated-column", name=name).at(key=key))
            used.add(name)

    def _read_names(self) -> tuple[str, ...]:
        column = self._specification.area
        names = [_clean(value) for value in self._data[column]]
        first: dict[str, int] = {}
        for row, name in enumerate(names):
            if name is None:
                self._add(CATALOGUE.build("areas-no-name", column=column), row)
            elif name in first:
                line = self._lines[first[name]] if self._lines else first[name] + 1
                self._add(CATALOGUE.build("areas-repeated-area", area=name, first=line), row)
            else:
                first[name] = row
        return tuple(name or "–" for name in names)

    def _read_numbers(self, column: str, missing: str | None = None) -> np.ndarray:
        """Return a column of numbers, NaN where a value is missing; ``missing`` is the fault of a missing value."""
        values = np.full(len(self._names), np.nan)
        for row, raw in enumerate(self._data[column]):
            if (words := _clean(raw)) is None:
                if missing:
                    self._add(CATALOGUE.build(missing, column=column, area=self._names[row], value="–"), row)
                continue
            number = _read_number(words)
            if number is None:
                self._add(CATALOGUE.build("areas-not-a-number", value=words, column=column, area=self._names[row]), row)
            else:
                values[row] = number
        return values

    def _check_variances(self, direct: np.ndarray, variance: np.ndarray) -> None:
        written = [_clean(value) for value in self._data[self._specification.variance]]
        for row, name in enumerate(self._names):
            if np.isnan(direct[row]):
                continue
            if written[row] is None:
                self._add(CATALOGUE.build("areas-missing-variance", area=name), row)
            elif variance[row] <= 0:
                value = f"{variance[row]:.6g}"
                self._add(CATALOGUE.build("areas-variance-not-positive", area=name, value=value), row)

    def _read_covariates(self) -> tuple[list[str], list[np.ndarray]]:
        terms: list[str] = []
        columns: list[np.ndarray] = []
        for one in self._specification.covariates:
            if one.type == "numeric":
                terms.append(one.column)
                columns.append(self._read_numbers(one.column, "areas-missing-covariate"))
                continue
            for category, column in self._read_categories(one.column):
                terms.append(f"{one.column}={category}")
                columns.append(column)
        constant = any(len(set(column.tolist())) == 1 and column[0] != 0 for column in columns if len(column))
        if self._specification.intercept and not constant:
            return [INTERCEPT, *terms], [np.ones(len(self._names)), *columns]
        return terms, columns

    def _read_categories(self, column: str) -> list[tuple[str, np.ndarray]]:
        """Return each category but the first, in order, with one where an area is of it."""
        values = [_clean(value) for value in self._data[column]]
        for row, value in enumerate(values):
            if value is None:
                self._add(CATALOGUE.build("areas-missing-covariate", column=column, area=self._names[row]), row)
        categories = sorted({value for value in values if value is not None}, key=_order_category)
        return [(one, np.array([float(value == one) for value in values])) for one in categories[1:]]

    def _read_weights(self) -> np.ndarray:
        benchmark = self._specification.benchmark
        if benchmark is None or benchmark.weight is None:
            return np.ones(len(self._names))
        weights = self._read_numbers(benchmark.weight, "areas-benchmark-weight")
        for row in np.flatnonzero(weights < 0).tolist():
            value = f"{weights[row]:.6g}"
            self._add(CATALOGUE.build("areas-benchmark-weight", area=self._names[row], value=value), row)
        return weights

    def _add(self, fault: Fault, row: int | None = None) -> None:
        line = None if row is None else self._lines[row] if self._lines else row + 1
        self._faults.append(fault.at(file=self._file if row is not None else None, line=line))

    def _raise_faults(self) -> None:
        if self._faults:
            raise Faults(self._faults)


def _clean(value: object) -> str | None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    words = str(value).strip()
    return None if words in MISSING_MARKS else words


def _read_number(words: str) -> float | None:
    try:
        number = float(words)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in words else None


def _order_category(category: str) -> tuple[int, float, str]:
    """Order categories as numbers where they are, then as words."""
    number = _read_number(category)
    return (0, number, "") if number is not None else (1, 0.0, category)
