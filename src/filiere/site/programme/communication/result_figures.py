"""A result of an operation as a figure of the register: its id, and the entry that the register needs.

A statistician enters it, with the source and the place that only a person can say; or completes it as a file of
figures, for the content that ships.
"""

from __future__ import annotations

from typing import Any

import yaml
from django.utils import timezone

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


def is_counted(result: Result) -> bool:
    """Whether the register has an indicator for what was counted."""
    return bool(_COUNTED_AS[Result.Measure(result.measure)][0])


def write_entry(result: Result) -> str:
    """Return the entry of a result for a file of figures, in YAML; what only a person can say is left to fill in."""
    entry = {"id": name_figure(result), **list_fields(result)}
    return yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=110)


def list_fields(result: Result, *, source: str = "", territory: str = "") -> dict[str, Any]:
    """Return the fields of the figure of a result but its id, as they are typed; its method of counting is one."""
    operation = result.operation
    indicator, category, unit = _COUNTED_AS[Result.Measure(result.measure)]
    return {
        "indicator": indicator,
        **({"category": category} if category else {}),
        "value": result.count,
        "unit": unit,
        "segment": "whole",
        **({"measure": "headcount"} if unit == "person" else {}),
        "period": operation.day.isoformat(),
        "published": timezone.localdate(result.recorded_at).isoformat(),
        "territory": territory,
        "producer": operation.lead,
        "source": source,
        "method": {"fr": result.method, "en": result.method_en},
        "nature": "observed",
        "mark": "S",
        "note": {"fr": f"{operation.title}, {result.place or operation.place}",
                 "en": f"{operation.title_en}, {result.place or operation.place}"},
    }  # fmt: skip
