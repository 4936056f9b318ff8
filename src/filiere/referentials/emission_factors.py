"""Emission factors: what a kilowatt-hour, a kilometre or a device is counted for, each with its source and its year.

A table is a dated version. It proposes: a dossier gives the factor it used with its source, and a result keeps it, so
that a later table changes nothing of what was reckoned before. Where no source could be read the row has no value and
says so, since a factor made up would look like one that was read.
"""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from filiere.core.content_folder import content_path
from filiere.core.faults import Fault, Faults
from filiere.core.sources import WebAddress
from filiere.core.text import StrictModel, Text, Words
from filiere.core.yaml_documents import read_yaml
from filiere.referentials.faults import FORM_FAULTS
from filiere.referentials.language import Unit
from filiere.referentials.reader import read_document
from filiere.referentials.record_reader import read_record
from filiere.referentials.records import InputBounds
from filiere.referentials.records.field_types import Day, Key, ReleaseNumber


def _validate_unit(words: str) -> str:
    """Return a unit that the language of expressions reads, or raise ``ValueError`` holding a bilingual text."""
    try:
        Unit.parse(words)
    except Faults as faults:
        raise ValueError(faults.faults[0].message) from None
    return words


class FactorSource(StrictModel):
    """Where a value was read, and the day it was read: such tables are corrected in place by their publishers."""

    publisher: Words
    title: Words
    address: WebAddress
    consulted: Day


class Factor(StrictModel):
    """A row: kilograms of CO2 equivalent by ``unit``, in a scope (1, 2 or 3) of the greenhouse-gas accounts.

    ``status`` is ``read`` when a value was read at its source, ``to_be_supplied`` when the user must enter one;
    ``year`` is the year for which the value is proposed. A value outside ``bounds`` is refused, and so are bounds wider
    than those of the unit (:class:`FactorUnit`).
    """

    id: Key
    text: Text
    unit: Annotated[str, AfterValidator(_validate_unit)]
    value: Decimal | None = Field(default=None, ge=0)
    bounds: InputBounds
    status: Literal["read", "to_be_supplied"]
    scope: Literal[1, 2, 3]
    year: int = Field(ge=1990, le=2100)
    source: FactorSource | None = None
    note: Text

    @model_validator(mode="after")
    def _value_with_its_source(self) -> Self:
        if self.status == "read" and (self.value is None or self.source is None):
            raise ValueError(
                Text(
                    fr="Un facteur lu porte sa valeur et sa source.",
                    en="A factor that was consulted has a value and a source.",
                )
            )
        if self.status == "to_be_supplied" and (self.value is not None or self.source is not None):
            raise ValueError(
                Text(
                    fr="Un facteur à fournir n’a ni valeur ni source : la personne qui l’utilise saisit les siennes.",
                    en="A factor to be supplied has neither value nor source: users enter their own.",
                )
            )
        return self


class FactorUnit(StrictModel):
    """A unit in which factors are counted, and the widest plausible bounds of a factor in it, with the reason."""

    unit: Annotated[str, AfterValidator(_validate_unit)]
    bounds: InputBounds
    reason: Text


class FactorUnits(StrictModel):
    """The units that a table may use; there are no others."""

    units: tuple[FactorUnit, ...]


@cache
def load_factor_units() -> FactorUnits:
    """Return the units of factors that ship with the package."""
    return FactorUnits.model_validate(read_yaml(content_path("emission_factors", "units.yaml")).data)


class FactorTable(StrictModel):
    """A version of the table, in the file of its name."""

    version: ReleaseNumber
    text: Text
    note: Text | None = None
    factors: tuple[Factor, ...]

    @model_validator(mode="after")
    def _some_row(self) -> Self:
        if not self.factors:
            raise ValueError(
                Text(fr="Une table sans facteur ne sert à rien.", en="A table with no factors is of no use.")
            )
        return self

    def __getitem__(self, key: str) -> Factor:
        """Return a row; raise ``KeyError``."""
        for factor in self.factors:
            if factor.id == key:
                return factor
        raise KeyError(key)


def read_factors(path: Path, faults: list[Fault]) -> FactorTable | None:
    """Read a table; all that is wrong in it is noted, row by row, and it is None when it could not be read."""
    document = read_document(path, faults)
    table = read_record(document, FactorTable, (), faults) if document is not None else None
    if document is None or table is None:
        return None
    if table.version != path.stem:
        wrong = FORM_FAULTS.build("factors-version", said=table.version, name=path.name)
        faults.append(document.place_fault(("version",), wrong))
    seen: set[str] = set()
    for index, factor in enumerate(table.factors):
        if factor.id in seen:
            faults.append(
                document.place_fault(("factors", index, "id"), FORM_FAULTS.build("factor-twice", name=factor.id))
            )
        seen.add(factor.id)
        if (found := _find_unit_fault(factor)) is not None:
            faults.append(document.place_fault(("factors", index, found[0]), found[1]))
        if factor.value is not None and not factor.bounds.admit(factor.value):
            outside = FORM_FAULTS.build(
                "factor-out-of-bounds",
                name=factor.id,
                value=factor.value,
                min=factor.bounds.min,
                max=factor.bounds.max,
            )
            faults.append(document.place_fault(("factors", index, "value"), outside))
    return table


def _find_unit_fault(factor: Factor) -> tuple[str, Fault] | None:
    """Return the key and the fault of a unit that is none of those known, or of bounds wider than the unit's."""
    units = load_factor_units().units
    known = next((one for one in units if Unit.parse(one.unit) == Unit.parse(factor.unit)), None)
    if known is None:
        listed = ", ".join(one.unit for one in units)
        return "unit", FORM_FAULTS.build("factor-unit-unknown", name=factor.id, unit=factor.unit, known=listed)
    if known.bounds.admit(factor.bounds.min) and known.bounds.admit(factor.bounds.max):
        return None
    return "bounds", FORM_FAULTS.build(
        "factor-bounds-too-wide",
        name=factor.id,
        unit=known.unit,
        min=known.bounds.min,
        max=known.bounds.max,
        reason=known.reason,
    )


def load_factors(path: Path) -> FactorTable:
    """Return the table of a file; raise :class:`Faults` with all that is wrong."""
    faults: list[Fault] = []
    table = read_factors(path, faults)
    if table is None or faults:
        raise Faults(faults)
    return table
