"""Emission factors: what a kilowatt-hour, a kilometre or a device is counted for, each with its source and its year.

A table is a dated version. It proposes: a dossier gives the factor it used with its source, and a result keeps it, so
that a later table changes nothing of what was reckoned before. Where no source could be read the row has no value and
says so, since a factor made up would look like one that was read.
"""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from filiere.core.faults import Fault, Faults
from filiere.core.sources import WebAddress
from filiere.core.text import StrictModel, Text, Words
from filiere.referentials.faults import FORM_FAULTS, build_fault
from filiere.referentials.language import Unit
from filiere.referentials.reader import read_document
from filiere.referentials.record_reader import read_record
from filiere.referentials.records.basics import Day, Key, ReleaseNumber


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
    ``year`` is the year for which the value is proposed.
    """

    id: Key
    text: Text
    unit: Annotated[str, AfterValidator(_validate_unit)]
    value: Decimal | None = Field(default=None, ge=0)
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
        for one in self.factors:
            if one.id == key:
                return one
        raise KeyError(key)


def read_factors(path: Path, faults: list[Fault]) -> FactorTable | None:
    """Read a table; all that is wrong in it is noted, row by row, and it is None when it could not be read."""
    document = read_document(path, faults)
    table = read_record(document, FactorTable, (), faults) if document is not None else None
    if document is None or table is None:
        return None
    if table.version != path.stem:
        wrong = build_fault(FORM_FAULTS, "factors-version", said=table.version, name=path.name)
        faults.append(document.placed(("version",), wrong))
    seen: set[str] = set()
    for index, one in enumerate(table.factors):
        if one.id in seen:
            faults.append(
                document.placed(("factors", index, "id"), build_fault(FORM_FAULTS, "factor-twice", name=one.id))
            )
        seen.add(one.id)
    return table


def load_factors(path: Path) -> FactorTable:
    """Return the table of a file; raise :class:`Faults` with all that is wrong."""
    faults: list[Fault] = []
    table = read_factors(path, faults)
    if table is None or faults:
        raise Faults(faults)
    return table
