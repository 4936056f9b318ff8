"""Dossiers told by group, never fewer than a stated number, and none that can be found by subtraction.

The groups are one partition of the dossiers. A group that is too small joins the *others*; where the others are still
too few, the smallest group told joins them too. The sum of what is shown is then the total, and nothing is left to
subtract. Two partitions of the same dossiers shown side by side would undo this: show one.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.referentials.release import Release
from filiere.referentials.scoring.case import Case

OTHERS = ("others",)
MIN_GROUP = 5
# The questionnaire of small outsourcers stops at 300; the other two bounds are ours.
SIZE_BOUNDS = (50, 300, 1000)
UNKNOWN_SIZE = "unknown"
HEADCOUNT = "headcount"

GroupKey = tuple[str, ...]


def partition_by_group[T](
    items: Iterable[T], key: Callable[[T], GroupKey], minimum: int
) -> list[tuple[GroupKey, list[T]]]:
    """Return the items by group, each of at least ``minimum``, in the order of keys, the others last.

    Nothing is returned when all of them together are too few.
    """
    groups: dict[GroupKey, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    told = {name: kept for name, kept in groups.items() if len(kept) >= minimum}
    rest = [item for name, kept in groups.items() if name not in told for item in kept]
    while rest and len(rest) < minimum and told:
        rest += told.pop(min(told, key=lambda name: (len(told[name]), name)))
    if 0 < len(rest) < minimum:
        return []
    return [(name, told[name]) for name in sorted(told)] + ([(OTHERS, rest)] if rest else [])


def size_class(headcount: Any, bounds: Sequence[int] = SIZE_BOUNDS) -> str:
    """Return the class of a headcount: ``under_50``, ``50_to_299``, ``1000_or_more``, or ``unknown``."""
    if isinstance(headcount, bool) or headcount is None:
        return UNKNOWN_SIZE
    try:
        number = float(str(headcount).split()[0])
    except (ValueError, IndexError):
        return UNKNOWN_SIZE
    below = [bound for bound in bounds if number >= bound]
    above = [bound for bound in bounds if number < bound]
    if not below:
        return f"under_{bounds[0]}"
    return f"{below[-1]}_to_{above[0] - 1}" if above else f"{below[-1]}_or_more"


GROUPINGS: Mapping[str, Callable[[Case], str]] = {
    "category": lambda case: case.category,
    "size_class": lambda case: size_class(case.facts.get(HEADCOUNT)),
}


def case_group(case: Case, by: Sequence[str]) -> GroupKey:
    """Return the group of a case; raise :class:`Faults` for a way of grouping that is not known."""
    for name in by:
        if name not in GROUPINGS:
            raise Faults.one(
                code="unknown-grouping",
                message=Text(
                    fr=f"Le regroupement par « {name} » n’existe pas.", en=f"Grouping by “{name}” is not possible."
                ),
                remedy=Text(fr=f"Groupez par : {', '.join(GROUPINGS)}.", en=f"Group by: {', '.join(GROUPINGS)}."),
            )
    return tuple(GROUPINGS[name](case) for name in by)


def group_text(name: str, release: Release) -> Text:
    """Return a part of a group's key in words: a category of the release, a size, or the others."""
    category = release.referential.categories.get(name)
    if category is not None:
        return Text(fr=category.text.fr, en=category.text.en)
    if name == OTHERS[0]:
        return Text(
            fr="autres, regroupés pour n’identifier personne", en="others, combined so that no one can be identified"
        )
    if name == UNKNOWN_SIZE:
        return Text(fr="effectif inconnu", en="headcount unknown")
    low, _, high = name.replace("_or_more", "_to_").partition("_to_")
    if name.startswith("under_"):
        bound = name.removeprefix("under_")
        return Text(fr=f"moins de {bound} salariés", en=f"fewer than {bound} employees")
    if not high:
        return Text(fr=f"{low} salariés ou plus", en=f"{low} employees or more")
    return Text(fr=f"{low} à {high} salariés", en=f"{low} to {high} employees")


def count_values(values: Iterable[Hashable]) -> dict[Any, int]:
    """Return how often each value comes, in the order of first sight."""
    found: dict[Any, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    return found
