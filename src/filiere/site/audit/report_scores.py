"""The scores of a report, theme by theme, with what each is held to: for its page, its PDF and the papers of an item.

A body may come from an older version: what is not there, or is of another kind, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from filiere.core import Text
from filiere.publication.documents import ScoreLine
from filiere.referentials import Release
from filiere.referentials.workbook import sort_themes


def build_score_lines(
    report: Mapping[str, Any], release: Release, category: str
) -> tuple[tuple[ScoreLine, ...], ScoreLine]:
    """Return the themes that either side has, in their order, and the total."""
    both = read_mapping(report.get("scores"))
    candidate, auditor = read_mapping(both.get("candidate")), read_mapping(both.get("auditor"))
    # What the audit opened under holds; before it was in force, a release is held to its first values.
    opened = max(read_day(report.get("opening")) or date.min, release.head.dates.effective)
    sides = [
        (read_mapping(side.get("themes")), read_mapping(side.get("theme_ranges"))) for side in (candidate, auditor)
    ]
    (claimed, claimed_ranges), (given, given_ranges) = sides
    shown = [theme for theme in sort_themes(release) if theme.key in given or theme.key in claimed]
    weights = {theme.key: theme.weight.get(category, Decimal(0)) for theme in shown}
    whole = sum(weights.values(), Decimal(0))
    themes = tuple(
        ScoreLine(
            number=theme.number or "",
            theme=theme.text,
            weight=100 * weights[theme.key] / whole if whole else None,
            candidate=read_decimal(claimed.get(theme.key)),
            candidate_range=_read_range(claimed_ranges.get(theme.key)),
            auditor=read_decimal(given.get(theme.key)),
            auditor_range=_read_range(given_ranges.get(theme.key)),
            floor=release.parameter("theme_floor", opened),
        )
        for theme in shown
    )
    return themes, ScoreLine(
        theme=Text(fr="Total", en="Total"),
        weight=Decimal(100) if whole else None,
        candidate=read_decimal(candidate.get("total")),
        candidate_range=_read_range(candidate.get("range")),
        auditor=read_decimal(auditor.get("total")),
        auditor_range=_read_range(auditor.get("range")),
        floor=release.parameter("award_floor", opened),
    )


def read_mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def read_decimal(value: Any) -> Decimal | None:
    """The number that the value writes, else None."""
    try:
        found = Decimal(value) if isinstance(value, str | int) else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def read_day(value: Any) -> date | None:
    """The day that the value writes, else None."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _read_range(value: Any) -> tuple[Decimal, Decimal] | None:
    bounds = [read_decimal(one) for one in value] if isinstance(value, list) else []
    return (bounds[0], bounds[1]) if len(bounds) == 2 and bounds[0] is not None and bounds[1] is not None else None
