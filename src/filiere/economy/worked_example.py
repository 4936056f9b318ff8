"""The computed example that the site shows: shares of the amounts that the register gives, and what they rest on.

The file is written by ``tools/compute_economic_weight.py`` from a published table that is not shipped; it holds results
only, with the seal of what they were computed from. Amounts are not in it: a page multiplies these shares by the figure
of the register that ``amount`` names, so that a correction of the figure corrects the page.
"""

from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field

from filiere.core.content_folder import content_path
from filiere.core.text import StrictModel, Text
from filiere.core.validation import validate
from filiere.core.yaml_documents import read_yaml
from filiere.economy.effects import Stage
from filiere.economy.splits import SplitSpecification
from filiere.economy.systems import Kind


class ShippedEffect(StrictModel):
    """One effect a unit of sales, in three columns."""

    stage: Stage
    kind: Kind
    point: float
    low: float
    high: float
    p2_5: float
    p97_5: float


class TableSource(StrictModel):
    """Where the table of purchases comes from, and under which terms its results may be shown."""

    title: Text
    publisher: str
    year: int
    url: str
    attribution: Text
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    industries: int


class WorkedExample(StrictModel):
    """Effects of a unit of sales under a split, the histogram of the draws of the output multiplier, and their source.

    ``amount`` is the use under which the register retains the sales. ``bins`` count draws between ``edges``.
    """

    id: str
    version: int
    computed: date
    confidence: Literal["low", "medium", "high"]
    amount: str
    scope: Literal["domestic", "total"]
    split: SplitSpecification
    draws: int
    seed: int
    source: TableSource
    effects: tuple[ShippedEffect, ...]
    edges: tuple[float, ...]
    bins: tuple[int, ...]

    def find(self, stage: Stage, kind: Kind = "output") -> ShippedEffect:
        """Return an effect; raise :class:`KeyError` when the example does not have it."""
        found = [one for one in self.effects if (one.stage, one.kind) == (stage, kind)]
        if not found:
            raise KeyError((stage, kind))
        return found[0]


@lru_cache(maxsize=1)
def read_worked_example() -> WorkedExample:
    """Read the shipped example; raise :class:`Faults` when the file is not what it must be."""
    return validate(read_yaml(content_path("economy", "worked_example.yaml")), WorkedExample)
