"""Quantities: a number is nothing without its unit, and euros never add to jobs.

Pint does the arithmetic of units. The sector's own units (job, position, centre…) are declared here as base
units, so that a position is never silently turned into a job: that takes a stated ratio.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from filiere.core.text import Text

# Each of these is a dimension of its own: converting one into another needs an assumption, hence a method.
_OWN_UNITS = (
    "person",
    "job",
    "full_time_equivalent",
    "position",
    "centre",
    "company",
    "site",
    "holder",
    "question",
    "euro",
    "contact",
)


class UnitError(ValueError):
    """Two units that do not convert into each other; carries a bilingual :class:`Text`."""


@cache
def _unit_registry() -> Any:
    # Pint costs 0.3 s to import, which a command that shows no unit must not pay.
    import pint

    registry = pint.UnitRegistry(non_int_type=Decimal)
    for name in _OWN_UNITS:
        registry.define(f"{name} = [{name}]")
    registry.define("million_euro = 1e6 * euro")
    registry.define("billion_euro = 1e9 * euro")
    return registry


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact decimal and its unit, in pint's spelling (``euro``, ``euro / hour``, ``percent``, ``MWh``)."""

    value: Decimal
    unit: str

    def to(self, unit: str) -> "Quantity":
        """Return the same quantity in another unit of the same dimension; raise :class:`UnitError` otherwise."""
        import pint

        try:
            converted = _unit_registry().Quantity(self.value, self.unit).to(unit)
        except pint.DimensionalityError as error:
            raise UnitError(
                Text(
                    fr=f"« {self.unit} » ne se convertit pas en « {unit} » : il faut une hypothèse, donc une méthode.",
                    en=f"“{self.unit}” cannot be converted into “{unit}”: that requires an assumption, hence a method.",
                )
            ) from error
        except pint.UndefinedUnitError as error:
            raise UnitError(Text(fr=f"Unité inconnue : {error}.", en=f"Unknown unit: {error}.")) from error
        return Quantity(Decimal(converted.magnitude), unit)

    def __add__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.value + other.to(self.unit).value, self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.value - other.to(self.unit).value, self.unit)

    def __truediv__(self, other: "Quantity") -> "Quantity":
        result = _unit_registry().Quantity(self.value, self.unit) / _unit_registry().Quantity(other.value, other.unit)
        return Quantity(Decimal(result.magnitude), str(result.units))
