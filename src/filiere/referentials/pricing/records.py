"""The price grid as dated data: no amount in code, and each grid says whether it was published or is proposed by us."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from filiere.core import Faults, Slug, Source, StrictModel, Text, content_path, read_yaml, validate
from filiere.core.dates import format_day
from filiere.referentials.records.field_types import Day, Key, Length, Name

Amount = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2)]
PricingUnit = Literal["dossier", "other_site", "audit_day", "size"]


class KnownPrice(StrictModel):
    """What is publicly known of the price, and who said it."""

    text: Text
    source: Source


class HeadcountStep(StrictModel):
    """From so many employees on, this amount, until the next step."""

    least: Annotated[int, Field(ge=0, alias="from")]
    amount: Amount


class GridLine(StrictModel):
    """One line of the grid: what it counts and its rate, the same for all, by category or by steps of headcount."""

    key: Key
    text: Text
    reason: Text
    per: PricingUnit
    amount: Amount | None = None
    by_category: dict[Key, Amount] | None = None
    steps: tuple[HeadcountStep, ...] | None = None

    @model_validator(mode="after")
    def _one_rate(self) -> Self:
        if sum(rate is not None for rate in (self.amount, self.by_category, self.steps)) != 1:
            raise ValueError(
                Text(
                    fr=f"La ligne « {self.key} » a un seul tarif : amount, by_category ou steps.",
                    en=f"The line “{self.key}” has only one rate: amount, by_category or steps.",
                )
            )
        if (self.per == "size") != (self.steps is not None):
            raise ValueError(
                Text(
                    fr=f"La ligne « {self.key} » : « per: size » et « steps » vont ensemble.",
                    en=f"The line “{self.key}”: “per: size” and “steps” go together.",
                )
            )
        steps = self.steps or ()
        rising = all(one.least < other.least for one, other in pairwise(steps))
        if self.steps is not None and (not steps or steps[0].least != 0 or not rising):
            raise ValueError(
                Text(
                    fr=f"Les seuils de « {self.key} » partent de 0 et montent.",
                    en=f"The steps of “{self.key}” start at 0 and increase.",
                )
            )
        return self


class PriceGrid(StrictModel):
    """The prices of a referential from a day on; ``vat`` in per cent, ``valid`` the life of a quote."""

    id: Slug
    referential: Name
    since: Day
    until: Day | None = None
    origin: Literal["published", "proposed"]
    currency: Literal["EUR"]
    vat: Annotated[Decimal, Field(ge=0, le=100)]
    valid: Length
    note: Text
    not_included: Text
    known: tuple[KnownPrice, ...] = ()
    lines: Annotated[tuple[GridLine, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _hold(self) -> Self:
        if len({line.key for line in self.lines}) < len(self.lines):
            raise ValueError(Text(fr="Deux lignes portent la même clé.", en="Two lines have the same key."))
        if self.until is not None and self.until < self.since:
            raise ValueError(Text(fr="Le barème finit avant de commencer.", en="The price list ends before it starts."))
        return self

    def in_force(self, day: date) -> bool:
        """Whether quotes of that day follow this grid."""
        return self.since <= day and (self.until is None or day <= self.until)


class _PriceGridFile(StrictModel):
    grids: tuple[PriceGrid, ...]


def load_grids(folder: Path | None = None) -> tuple[PriceGrid, ...]:
    """Read every grid of a folder, the shipped ones without; raise :class:`Faults` with all that is wrong."""
    grids: list[PriceGrid] = []
    faults = []
    for path in sorted((folder or content_path("prices")).glob("*.yaml")):
        document = read_yaml(path)
        for place, grid in enumerate(validate(document, _PriceGridFile).grids):
            if any(other.referential == grid.referential and _grids_overlap(other, grid) for other in grids):
                faults.append(
                    document.fault(
                        "grid-overlap",
                        ("grids", place),
                        Text(
                            fr=f"Deux barèmes de {grid.referential} sont en vigueur le même jour.",
                            en=f"Two price lists for {grid.referential} are in force on the same day.",
                        ),
                        Text(
                            fr="Donnez une fin à l’ancien avec « until », la veille du nouveau.",
                            en="Give the older one an end with “until”, the day before the newer one.",
                        ),
                    )
                )
            grids.append(grid)
    if faults:
        raise Faults(faults)
    return tuple(grids)


def find_grid_in_force(grids: Sequence[PriceGrid], referential: str, day: date) -> PriceGrid:
    """Return the grid of a referential on a day; raise :class:`Faults` when there is none."""
    for grid in grids:
        if grid.referential == referential and grid.in_force(day):
            return grid
    raise Faults.one(
        code="no-price",
        message=Text(
            fr=f"Aucun barème de {referential} n’est en vigueur le {format_day(day, 'fr')}.",
            en=f"No price list for {referential} is in force on {format_day(day, 'en')}.",
        ),
        remedy=Text(
            fr="Aucun prix n’est annoncé sans barème : demandez-le à l’équipe du label.",
            en="No price is quoted without a price list: ask the label staff.",
        ),
    )


def _grids_overlap(this: PriceGrid, other: PriceGrid) -> bool:
    first, second = sorted((this, other), key=lambda grid: grid.since)
    return first.until is None or second.since <= first.until
