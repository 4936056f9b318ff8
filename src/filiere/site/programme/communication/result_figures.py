"""A result of an operation as a figure of the register: its id, and the entry that the content of the register needs.

The register is content that ships, reviewed as any other: the site proposes an entry, and a statistician enters it.
"""

from __future__ import annotations

from typing import Any

import yaml

from filiere.figures import Figure, Register
from filiere.site.programme.communication.models import Result

_COUNTED_AS = {
    Result.Measure.VISITORS: ("event-visitors", "all", "person"),
    Result.Measure.APPLICATIONS: ("event-applications", None, "application"),
    Result.Measure.CITIES: ("event-cities", None, "city"),
    Result.Measure.CENTRES: ("event-open-centres", None, "centre"),
    Result.Measure.PRESS: ("", None, ""),
}
"""Indicator, category and unit of each measure; the register counts no press items yet."""


def name_figure(result: Result) -> str:
    """Return the id that the figure of a result has in the register, or will have."""
    return result.figure or f"event-{result.operation.day.isoformat()}-{result.measure}-{result.pk}"


def find_figure(register: Register, result: Result) -> Figure | None:
    """Return the figure of a result once the register has it; None until then."""
    return next((one for one in register if one.id == name_figure(result)), None)


def write_entry(result: Result) -> str:
    """Return the entry of a result for a file of figures, in YAML; what only a person can say is left to fill in."""
    operation = result.operation
    indicator, category, unit = _COUNTED_AS[Result.Measure(result.measure)]
    entry: dict[str, Any] = {
        "id": name_figure(result),
        "indicator": indicator,
        **({"category": category} if category else {}),
        "value": result.count,
        "unit": unit,
        "segment": "whole",
        "period": operation.day.isoformat(),
        "published": result.recorded_at.date().isoformat(),
        "territory": "",
        "producer": operation.lead,
        "source": "",
        "method": {"fr": result.method, "en": result.method_en},
        "nature": "observed",
        "mark": "",
        "note": {"fr": f"{operation.title}, {result.place or operation.place}",
                 "en": f"{operation.title_en}, {result.place or operation.place}"},
    }  # fmt: skip
    return yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=110)
