"""The register of processing and the rules of retention, read from content: data, so that changing one is a commit.

Each processing says its purpose, its legal basis, whose data and which, who receives them, and how long they stay. A
duration that a machine applies carries the name of its rule, and `retention_rules` applies exactly those.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from filiere.core import Text
from filiere.core.content_folder import content_path

REGISTER_FILE = content_path("privacy", "processing.yaml")


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long data stay; `rule` and `days` where a machine removes them."""

    words: Text
    rule: str | None
    days: int | None


@dataclass(frozen=True, slots=True)
class ProcessingEntry:
    """One entry of the register."""

    key: str
    title: Text
    purpose: Text
    basis: Text
    people: Text
    data: Text
    recipients: Text
    security: Text
    retention: tuple[RetentionRule, ...]


def _read_text(found: Any) -> Text:
    return Text(fr=str(found["fr"]), en=str(found["en"]))


@cache
def read_processings() -> tuple[ProcessingEntry, ...]:
    """Every processing, in the order of the file."""
    read = yaml.safe_load(REGISTER_FILE.read_text(encoding="utf-8"))
    return tuple(
        ProcessingEntry(
            key=str(one["key"]),
            title=_read_text(one["title"]),
            purpose=_read_text(one["purpose"]),
            basis=_read_text(one["basis"]),
            people=_read_text(one["people"]),
            data=_read_text(one["data"]),
            recipients=_read_text(one["recipients"]),
            security=_read_text(one["security"]),
            retention=tuple(
                RetentionRule(_read_text(kept["words"]), kept.get("rule"), kept.get("days"))
                for kept in one["retention"]
            ),
        )
        for one in read["processings"]
    )


def find_retention_days(rule: str) -> int:
    """For how many days a rule keeps what it is about; raises `KeyError` for a rule that the register does not know."""
    for processing in read_processings():
        for kept in processing.retention:
            if kept.rule == rule and kept.days is not None:
                return kept.days
    raise KeyError(rule)
