"""The bridges of the profession’s layer in the terms of a proximity: phrases, items of one nomenclature, a strength."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from filiere.careers.proximity.bridges import Bridge, Phrase

STRONGEST = 3
_UNREVIEWED = 0.5


class _Words(Protocol):
    @property
    def fr(self) -> str: ...


class _Item(Protocol):
    @property
    def label(self) -> _Words: ...

    @property
    def items(self) -> Sequence[str]: ...


class _WrittenBridge(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def strength(self) -> int: ...

    def is_unreviewed(self, on: date) -> bool: ...


class _PlacedBridge(Protocol):
    @property
    def bridge(self) -> _WrittenBridge: ...

    @property
    def phrase(self) -> str: ...

    @property
    def skill(self) -> str: ...


class ProfessionBridges(Protocol):
    """What is asked of the profession’s layer: its bridges, its skills, and the phrase or the skill of an id."""

    @property
    def bridges(self) -> Sequence[_PlacedBridge]: ...

    @property
    def skills(self) -> Mapping[str, _Item]: ...

    def item(self, key: str) -> _Item: ...


def list_bridges(profession: ProfessionBridges, *, nomenclature: str, on: date) -> list[Bridge]:
    """Return the bridges of the profession for the items of a nomenclature (``rome-3``), as they count on a day.

    The strongest, 3, counts 1; a bridge that nobody had reviewed for two years counts half.
    """
    return [
        Bridge(
            key=one.bridge.id,
            origin_phrase=profession.item(one.phrase).label.fr,
            target_phrase=profession.item(one.skill).label.fr,
            strength=one.bridge.strength / STRONGEST * (_UNREVIEWED if one.bridge.is_unreviewed(on) else 1.0),
            origin_items=_keep_items(profession.item(one.phrase), nomenclature),
            target_items=_keep_items(profession.item(one.skill), nomenclature),
        )
        for one in profession.bridges
    ]


def list_skills(profession: ProfessionBridges, *, nomenclature: str) -> list[Phrase]:
    """Return the skills that a bridge may lead to, with the items of a nomenclature that say them."""
    return [(one.label.fr, _keep_items(one, nomenclature)) for one in profession.skills.values()]


def _keep_items(item: _Item, nomenclature: str) -> frozenset[str]:
    begun = f"{nomenclature}:"
    return frozenset(key.removeprefix(begun) for key in item.items if key.startswith(begun))
