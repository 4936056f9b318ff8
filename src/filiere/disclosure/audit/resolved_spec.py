"""The resolved spec of a run folder: every key, read strictly, because a key that nobody reads protects nobody."""

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from filiere.core import Fault, Faults, StrictModel, Text, format_key
from filiere.core.bounded_json import NestedTooDeep, load_json
from filiere.core.validation import explain_error
from filiere.disclosure.audit.faults import fault
from filiere.disclosure.audit.rebuilt_table import Cut
from filiere.disclosure.audit.rules import Rules

Level = Literal["outsider", "contributors", "contributors-slack", "pairs", "holdings"]
Share = Annotated[str, Field(pattern=r"^([0-9]{1,30}(\.[0-9]{1,30})?|[0-9]{1,30}/[1-9][0-9]{0,29})$")]
PlaceNumber = Annotated[int, Field(ge=0, lt=2**31)]
"""A cell, a cut or a contributor by its number, which no table of a run passes."""
LARGEST_AMOUNT = 2**53
"""No amount of a run, in scaled units, is beyond: binary numbers keep all whole numbers up to there."""
MOST_FAULTS = 20
"""Faults of one file that are told."""


class SpecCut(StrictModel):
    """A column with its codes, the total first, and the place of each code’s group."""

    column: str
    codes: tuple[str, ...]
    parents: tuple[int, ...]

    @model_validator(mode="after")
    def _a_tree(self) -> Self:
        if not _is_tree(self.codes, self.parents):
            raise ValueError(
                Text(
                    fr=f"« codes » et « parents » de {self.column} ne font pas un arbre sous le total",
                    en=f"“codes” and “parents” of {self.column} do not form a tree under the total",
                )
            )
        return self


class SpecDominance(StrictModel):
    """The ``n`` largest together hold at most ``share`` of a cell."""

    n: Annotated[int, Field(ge=1, le=1000)]
    share: Share

    @model_validator(mode="after")
    def _a_share(self) -> Self:
        if not 0 < Fraction(self.share) <= 1:
            raise ValueError(Text(fr=f"« share » vaut {self.share}", en=f"“share” is {self.share}"))
        return self


class SpecRules(StrictModel):
    """What makes a cell unsafe."""

    minimum: Annotated[int, Field(ge=0, lt=2**31)]
    dominance: tuple[SpecDominance, ...]
    p_percent: Share | None
    unions: bool


class SpecSlack(StrictModel):
    """How much blur: a share of the cell, and an amount in the unit for a zero."""

    count: Share
    zero: Share


class SpecWaiver(StrictModel):
    """A contributor who agreed in writing."""

    contributor: PlaceNumber
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
    tables: Annotated[tuple[Annotated[tuple[PlaceNumber, ...], Field(min_length=1)], ...], Field(min_length=1)]
    scale: Annotated[int, Field(ge=1, le=LARGEST_AMOUNT)]
    grain: Annotated[int, Field(ge=1, le=LARGEST_AMOUNT)]
    decimals: Annotated[int, Field(ge=0, le=20)]
    negative: bool
    rules: SpecRules
    slack: SpecSlack
    cost: str
    level: Level
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    time_limit: Annotated[float, Field(gt=0, le=86_400)]
    publish: Literal["suppression", "intervals", "rounding"]
    base: Share | None
    reach: Annotated[int, Field(ge=1, lt=2**31)]
    keep: tuple[PlaceNumber, ...]
    waivers: tuple[SpecWaiver, ...]
    differences: tuple[tuple[Literal["less", "both"], tuple[PlaceNumber, ...], tuple[PlaceNumber, ...]], ...]
    known: tuple[PlaceNumber, ...]

    @model_validator(mode="after")
    def _tables_cross_cuts(self) -> Self:
        columns = [cut.column for cut in self.cuts]
        crossings = math.prod(len(cut.codes) for cut in self.cuts)
        if len(set(columns)) < len(columns) or crossings >= 2**62:
            raise ValueError(Text(fr="« cuts » se répètent ou se croisent trop", en="“cuts” repeat or cross too much"))
        for table in self.tables:
            if len(set(table)) < len(table) or max(table) >= len(columns):
                raise ValueError(Text(fr=f"« tables » croise {list(table)}", en=f"“tables” crosses {list(table)}"))
        if self.base is not None and Fraction(self.base) * self.scale * self.reach >= 2**62:
            raise ValueError(Text(fr="« base » et « reach » sont trop grands", en="“base” and “reach” are too large"))
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


def read_json(path: Path) -> tuple[Any, str]:
    """Return what a JSON file holds, and its text; raise :class:`Faults` when it is not there or no plain JSON."""
    try:
        text = path.read_text(encoding="utf-8")
        content = load_json(text, parse_constant=_reject_number, object_pairs_hook=_reject_duplicate_keys)
        # Half a pair of signs can be written in JSON, and nowhere else.
        json.dumps(content, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise unreadable_faults(path.name, Text.same(f"JSON, {error.msg}"), line=error.lineno) from None
    except NestedTooDeep as deep:
        raise unreadable_faults(path.name, deep.words, line=deep.line) from None
    except FileNotFoundError:
        raise unreadable_faults(path.name, Text(fr="il manque", en="it is missing")) from None
    except (OSError, ValueError) as error:
        raise unreadable_faults(path.name, Text.same(str(error))) from None
    return content, text


def read_spec(path: Path) -> Spec:
    """Read spec.json; raise :class:`Faults` that name each key at fault."""
    _, text = read_json(path)
    try:
        return Spec.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise Faults(_key_fault(path.name, one) for one in error.errors(include_url=False)[:MOST_FAULTS]) from None


def _key_fault(name: str, details: ErrorDetails) -> Fault:
    _, words, _ = explain_error(details, Spec)
    key = format_key(tuple(details["loc"])) or None
    return unreadable_faults(name, words, key=key).faults[0]


def unreadable_faults(name: str, why: Text, *, line: int | None = None, key: str | None = None) -> Faults:
    """Return the fault of a file of the folder that cannot be read as what it is; ``why`` has no point at its end."""
    fr, en = ((f"{key}, {words}" if key else words).rstrip(".") for words in (why.fr, why.en))
    return Faults([fault("disclosure-folder-unreadable", file=name, line=line, at=key, name=name, why=fr, why_en=en)])


def _reject_number(word: str) -> None:
    raise ValueError(word)


def _reject_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place])))
    return found


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
