"""Employers whose label holds, by region, from the public register of labels: where a person may ask for a job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from filiere.site.register.label_records import region_name
from filiere.site.register.search import LabelBrief, find_briefs, list_categories

MOST_EMPLOYERS = 8


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """An employer with a label that holds, its category and regions in words."""

    label: LabelBrief
    category: Any
    regions: tuple[Any, ...]


def present_employers(region: str) -> dict[str, Any]:
    """Employers of a region, or of all; the regions to choose from are those that hold a label."""
    holding = [one for one in find_briefs() if one.holds]
    regions = sorted({code for one in holding for code in one.regions}, key=lambda code: str(region_name(code)))
    chosen = region if region in regions else ""
    found = [one for one in holding if not chosen or chosen in one.regions]
    categories = list_categories(found[:MOST_EMPLOYERS])
    return {
        "regions": [(code, region_name(code)) for code in regions],
        "region": chosen,
        "region_words": region_name(chosen) if chosen else None,
        "employers": [
            EmployerRow(one, categories.get(one.category), tuple(region_name(code) for code in one.regions))
            for one in found[:MOST_EMPLOYERS]
        ],
        "employers_more": max(len(found) - MOST_EMPLOYERS, 0),
        "employers_fictitious": any(one.fictitious for one in found),
    }
