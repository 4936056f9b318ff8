"""A target as a person types it, and as the engine has it.

What is read is a count of the site, readings that the owner enters, or a figure of the register: the target then reads
the figures of its indicator on its scope, whatever their year, and its base is that figure's value if none is typed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from filiere.core import Text
from filiere.figures import Figure
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.plan.computed_counts import computed_counts
from filiere.site.programme.plan.faults import refuse

BAND = "band"
LIMITS = frozenset({"at_most", "at_least"})


def write_target(said: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a target in the names of `filiere.programme.records.Target`; None for an action without one.

    Raises `Faults` for a target that nothing measures, that has no goal, or whose bounds are those of another kind.
    """
    if not said or not said.get("reads"):
        return None
    direction, goal, high = said["direction"] or "up", said["goal"], said["goal_high"]
    if goal is None:
        raise refuse("target-goal", "goal")
    if (direction == BAND) != (high is not None) or (high is not None and high <= goal):
        raise refuse("target-band", "goal_high")
    target: dict[str, Any] = {
        "direction": direction,
        "goal": _number(goal) if direction != BAND else [_number(goal), _number(high)],
        "period_months": said["period_months"] or 12,
    }
    base = said["base"]
    if said["reads"] == "figure":
        figure = _find_figure(said["figure"])
        target |= read_figure_target(figure)
        base = figure.value if base is None and direction not in LIMITS else base
    elif said["reads"] in computed_counts:
        counted = computed_counts[said["reads"]]
        target |= {"figure": {"count": counted.key}, "label": _both(counted.words), "unit": _both(counted.unit)}
    elif said["reads"] != "readings" or not said["measure"]:
        raise refuse("target-unread", "measure")
    if said["measure"]:
        target["label"] = _both(Text(fr=said["measure"], en=said.get("measure_en") or said["measure"]))
    if said["unit"]:
        target["unit"] = _both(Text(fr=said["unit"], en=said.get("unit_en") or said["unit"]))
    return target | ({} if base is None else {"base": _number(base)})


def _find_figure(key: str) -> Figure:
    register = current_register()
    found = key.rpartition("/figures/")[2].strip("/ ")
    if found not in register:
        raise refuse("target-figure-unknown", "figure", figure=key)
    return register[found]


def read_figure_target(figure: Figure) -> dict[str, Any]:
    """Return what a target has of the figure that it reads and starts from."""
    register = current_register()
    scope = {name: getattr(figure, name, None) for name in ("category", "segment", "measure", "territory", "unit")}
    choice = {"indicator": figure.indicator, **{name: value for name, value in scope.items() if value}}
    return {
        "figure": choice,
        "base_figure": figure.id,
        "label": _both(register.title(figure)),
        "unit": _both(register.name("unit", figure.unit)),
    }


def _both(words: Text) -> dict[str, str]:
    return {"fr": words.fr, "en": words.en}


def _number(value: Decimal | int) -> int | float:
    """The number as JSON holds it; what a form gives has six decimals at most."""
    value = Decimal(value)
    return int(value) if value == value.to_integral_value() else float(value)
