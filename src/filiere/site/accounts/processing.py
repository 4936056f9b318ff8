"""The register of processing and the rules of retention, read from content: data, so that changing one is a commit.

Each processing says its purpose, its legal basis, whose data and which, who receives them, and how long they stay. A
duration that a machine applies carries the name of its rule, and `retention` applies exactly those.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from filiere.core import Text
from filiere.core.content import content_path

FILE = content_path("privacy", "processing.yaml")


@dataclass(frozen=True, slots=True)
class Retention:
    """How long data stay; `rule` and `days` where a machine removes them."""

    words: Text
    rule: str | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Processing:
    """One entry of the register."""

    key: str
    title: Text
    purpose: Text
    basis: Text
    people: Text
    data: Text
    recipients: Text
    security: Text
    retention: tuple[Retention, ...]


def _text(found: Any) -> Text:
    return Text(fr=str(found["fr"]), en=str(found["en"]))


@cache
def processings() -> tuple[Processing, ...]:
    """Every processing, in the order of the file."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Processing(
            key=str(one["key"]),
            title=_text(one["title"]),
            purpose=_text(one["purpose"]),
            basis=_text(one["basis"]),
            people=_text(one["people"]),
            data=_text(one["data"]),
            recipients=_text(one["recipients"]),
            security=_text(one["security"]),
            retention=tuple(
                Retention(_text(kept["words"]), kept.get("rule"), kept.get("days")) for kept in one["retention"]
            ),
        )
        for one in read["processings"]
    )


def days_kept(rule: str) -> int:
    """For how many days a rule keeps what it is about; raises `KeyError` for a rule that the register does not know."""
    for one in processings():
        for kept in one.retention:
            if kept.rule == rule and kept.days is not None:
                return kept.days
    raise KeyError(rule)
