"""A split: what is assumed of an activity that no table shows apart, inside an industry that one does.

The activity 82.20 stands inside office support (N80–82 of the European tables, 82 of the British one). A split says how
large it is and within what bounds its purchases lie; nothing else is known of it, and every result is given for all of
the splits that these bounds admit. A split is a YAML file::

    code: 82.20Z              # of the part
    parent: "82"              # the industry that holds it
    share: 0.1                # of the parent's output
    purchases: {low: 0.15, mode: 0.25, high: 0.35}   # bought in the country, a unit of output
    factor: {low: 0.5, high: 2}   # each purchase, against its share of the parent's purchases
    concentration: 50         # of the Dirichlet law of purchases: large is near the parent's composition
    compensation: {low: 0.5, mode: 0.6, high: 0.7}   # optional, a unit of output
    jobs: {low: 10, mode: 12, high: 15}              # optional, a unit of output
    sales: {"64": 0.3, households: 0}   # optional: share of what a buyer buys of the parent that is the part's

What is assumed beside: the part pays the parent's rate of taxes; it imports as much for each domestic purchase as the
parent does; without ``compensation`` wages are the parent's share of value added, and without ``jobs`` jobs are the
parent's by unit of output; a buyer that ``sales`` does not name buys of both in the proportion of their output. The
rest of the parent is what is left when the part is taken away, and may buy nothing negative.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from filiere.core.faults import Faults
from filiere.core.text import StrictModel
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document, parse_yaml, read_yaml
from filiere.economy.faults import CATALOGUE

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(ge=0, le=1e12)]


class Triangle(StrictModel):
    """A number between ``low`` and ``high``, most often ``mode``."""

    low: Positive
    mode: Positive
    high: Positive


class PurchaseTriangle(StrictModel):
    """A share of output between ``low`` and ``high``, most often ``mode``."""

    low: Share
    mode: Share
    high: Share


class PurchaseFactor(StrictModel):
    """How far each purchase may be from the parent's, as a multiple of its share among purchases."""

    low: Annotated[float, Field(ge=0, le=1)] = 0.5
    high: Annotated[float, Field(ge=1, le=1000)] = 2.0


class SplitSpecification(StrictModel):
    """What is assumed of a part of an industry; see the module for each key."""

    code: Annotated[str, Field(min_length=1, max_length=200)]
    parent: Annotated[str, Field(min_length=1, max_length=200)]
    share: Annotated[float, Field(gt=0, lt=1)]
    purchases: PurchaseTriangle
    factor: PurchaseFactor = PurchaseFactor()
    concentration: Annotated[float, Field(gt=0, le=1e9)] = 50.0
    compensation: PurchaseTriangle | None = None
    jobs: Triangle | None = None
    sales: dict[str, Share] = Field(default_factory=dict)


def read_split(path: Path) -> SplitSpecification:
    """Read a split; raise :class:`Faults` with all that is wrong in it."""
    return _check(read_yaml(path, numbers_as_written=True))


def parse_split(text: str, path: Path) -> SplitSpecification:
    """Read a split from its text; ``path`` is only the name that faults carry."""
    return _check(parse_yaml(text, path, numbers_as_written=True))


def _check(document: Document) -> SplitSpecification:
    split = validate(document, SplitSpecification)
    faults = [
        document.place_fault(
            (name,),
            CATALOGUE.build("economy-split-order", name=name, low=three.low, mode=three.mode, high=three.high),
        )
        for name, three in (("purchases", split.purchases), ("compensation", split.compensation), ("jobs", split.jobs))
        if three is not None and not three.low <= three.mode <= three.high
    ]
    if faults:
        raise Faults(faults)
    return split
