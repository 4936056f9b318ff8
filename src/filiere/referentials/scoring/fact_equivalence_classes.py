"""The few situations an unknown fact can put a dossier in: true or false, each word, each side of each threshold.

A quantity matters to conditions only through the numbers it is compared with. Between two neighbouring thresholds
every value gives the same answers, so one value stands for all: the thresholds themselves, a point between each two,
one below the first (unless that would be below zero) and one above the last.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from filiere.referentials.language import Number
from filiere.referentials.language.constant_arguments import read_number
from filiere.referentials.language.tree import COMPARISONS, Binary, Name, Node, walk
from filiere.referentials.records import Fact


def find_value_classes(
    fact: Fact, name: str, trees: Iterable[Node], values: Mapping[str, Any]
) -> tuple[Any, ...] | None:
    """Return one value for each situation, or None when the fact is used otherwise than by comparing it.

    ``trees`` are all the conditions that may read it; ``values`` give parameters at the date of the case.
    """
    if fact.type == "boolean":
        return (True, False)
    if fact.type == "word":
        return tuple(fact.values or {}) or None
    thresholds: set[Number] = set()
    for tree in trees:
        parts = list(walk(tree))
        used = sum(isinstance(part, Name) and part.name == name for part in parts)
        for part in parts:
            if not (isinstance(part, Binary) and part.operator in COMPARISONS):
                continue
            for own, other in ((part.left, part.right), (part.right, part.left)):
                threshold = _compared_number(other, values) if isinstance(own, Name) and own.name == name else None
                if threshold is not None:
                    used -= 1
                    thresholds.add(threshold)
        if used:
            return None
    return _class_representatives(sorted(thresholds))


def _compared_number(node: Node, values: Mapping[str, Any]) -> Number | None:
    written = read_number(node)
    if written is not None or not isinstance(node, Name):
        return written
    value = values.get(node.name)
    return value if isinstance(value, (int, Fraction)) and not isinstance(value, bool) else None


def _class_representatives(thresholds: list[Number]) -> tuple[Number, ...]:
    kept = [threshold for threshold in thresholds if threshold >= 0]
    if not kept:
        return (0,)
    points: list[Number] = [kept[0] / Fraction(2)] if kept[0] > 0 else []
    for place, threshold in enumerate(kept):
        points.append(threshold)
        following = kept[place + 1] if place + 1 < len(kept) else None
        points.append(threshold + 1 if following is None else Fraction(threshold + following) / 2)
    return tuple(points)
