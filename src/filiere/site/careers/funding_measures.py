"""The measures that pay for a path, with their rules, read from content: counsellors choose one, people read them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated

from pydantic import Field

from filiere.core import StrictModel, Text, content_path, read_yaml, validate


class Measure(StrictModel):
    """A measure that pays for a path: its ceiling in hours, what the employer commits to, who pays, since when, and
    where that was read on which day. ``to_verify``: not compared with the text in force."""

    id: str
    label: Text
    most_hours: int | None = None
    employer: Text
    paid_by: Text | None = None
    since: str
    until: str | None = None
    read_in: Text
    read_on: Annotated[date, Field(strict=False)]
    to_verify: bool = True


class _Measures(StrictModel):
    measures: tuple[Measure, ...]


@cache
def list_measures() -> tuple[Measure, ...]:
    """Every measure, in the order of the file."""
    return validate(read_yaml(content_path("counselling", "measures.yaml")), _Measures).measures


def find_measure(name: str) -> Measure | None:
    """The measure of this id."""
    return next((one for one in list_measures() if one.id == name), None)
