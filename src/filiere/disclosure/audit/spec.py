"""The resolved spec of a run folder: every key, read strictly, because a key that nobody reads protects nobody."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from filiere.core import Faults, StrictModel
from filiere.disclosure.audit.rebuilt import Cut
from filiere.disclosure.audit.rules import Rules
from filiere.disclosure.audit.words import fault

Level = Literal["outsider", "contributors", "contributors-slack", "pairs", "holdings"]
Share = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)?(/[1-9][0-9]*)?$")]


class SpecCut(StrictModel):
    """A column with its codes, the total first, and the place of each code’s group."""

    column: str
    codes: tuple[str, ...]
    parents: tuple[int, ...]

    @model_validator(mode="after")
    def _a_tree(self) -> Self:
        if not _is_tree(self.codes, self.parents):
            raise ValueError(f"codes and parents of {self.column!r} are no tree under the total")
        return self


class SpecDominance(StrictModel):
    """The ``n`` largest together hold at most ``share`` of a cell."""

    n: Annotated[int, Field(ge=1)]
    share: Share


class SpecRules(StrictModel):
    """What makes a cell unsafe."""

    minimum: Annotated[int, Field(ge=0)]
    dominance: tuple[SpecDominance, ...]
    p_percent: Share | None
    unions: bool = False


class SpecSlack(StrictModel):
    """How much blur: a share of the cell, and an amount in the unit for a zero."""

    count: Share
    zero: Share


class SpecWaiver(StrictModel):
    """A contributor who agreed in writing."""

    contributor: Annotated[int, Field(ge=0)]
    consent: str
    date: str


class Spec(StrictModel):
    """The file spec.json."""

    format: Literal["filiere-disclosure/1"]
    input: Literal["microdata", "cells"]
    response: str
    contributor: str | None
    holding: str | None
    weight: str | None
    count: str | None
    largest: str | None
    second: str | None
    cuts: Annotated[tuple[SpecCut, ...], Field(min_length=1)]
    tables: Annotated[tuple[tuple[int, ...], ...], Field(min_length=1)]
    scale: Annotated[int, Field(ge=1)]
    grain: Annotated[int, Field(ge=1)] = 1
    decimals: Annotated[int, Field(ge=0)]
    negative: bool
    rules: SpecRules
    slack: SpecSlack
    cost: str
    level: Level
    seed: int
    time_limit: float
    publish: Literal["suppression", "intervals", "rounding"]
    base: str | None
    reach: Annotated[int, Field(ge=1)] = 1
    keep: tuple[int, ...]
    waivers: tuple[SpecWaiver, ...]
    differences: tuple[tuple[Literal["less", "both"], tuple[int, ...], tuple[int, ...]], ...] = ()
    known: tuple[Annotated[int, Field(ge=0)], ...] = ()

    @model_validator(mode="after")
    def _tables_cross_cuts(self) -> Self:
        if any(not 0 <= cut < len(self.cuts) for table in self.tables for cut in table):
            raise ValueError("a table crosses a cut that is not there")
        return self

    def columns(self) -> tuple[Cut, ...]:
        """Return the cuts as the rest of the audit speaks of them."""
        return tuple(Cut(cut.column, cut.codes, cut.parents) for cut in self.cuts)

    def limits(self) -> Rules:
        """Return the rules with exact fractions."""
        return Rules(
            minimum=self.rules.minimum,
            dominance=tuple((limit.n, Fraction(limit.share)) for limit in self.rules.dominance),
            p_percent=None if self.rules.p_percent is None else Fraction(self.rules.p_percent),
            count=Fraction(self.slack.count),
            zero=Fraction(self.slack.zero),
            grain=self.grain,
        )


def read_json(path: Path) -> Any:
    """Return what a JSON file holds; raise :class:`Faults` when it is not there or no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise unreadable(path.name, str(error)) from None


def read_spec(path: Path) -> Spec:
    """Read spec.json; raise :class:`Faults` that name the key."""
    try:
        return Spec.model_validate(read_json(path), strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        raise unreadable(path.name, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def unreadable(name: str, why: str) -> Faults:
    """Return the fault of a file of the folder that cannot be read as what it is."""
    return Faults([fault("disclosure-folder-unreadable", file=name, name=name, why=why)])


def _is_tree(codes: tuple[str, ...], parents: tuple[int, ...]) -> bool:
    if not len(codes) == len(parents) == len(set(codes)) or not codes or parents[0] != -1:
        return False
    for start in range(1, len(codes)):
        place, steps = start, 0
        while place:
            place = parents[place]
            steps += 1
            if not 0 <= place < len(codes) or steps > len(codes):
                return False
    return True
