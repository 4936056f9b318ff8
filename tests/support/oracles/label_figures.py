"""What the oracle says of a golden case, under the names and in the words of its ``expect``."""

from typing import Any

from support.oracles.label_completions import Prospect, prospect
from support.oracles.label_oracle import NA, Case, Label, floors_of

# Told by the authors of a case, and compared: what a case is there to show. The rest is arithmetic.
VERDICTS = ("level", "knock_outs", "eligible", "missing", "reachable_levels", "missing_for_level", "floors")


def figures(label: Label, case: Case) -> dict[str, Any]:
    """Return the figures that a case expects, as the oracle finds them; an empty group of figures asks for all."""
    found = prospect(label, case)
    return {key: _figure(label, case, found, key, wanted) for key, wanted in case.get("expect", {}).items()}


def _figure(label: Label, case: Case, found: Prospect, key: str, wanted: Any) -> Any:
    match key:
        case "total":
            return shown(found.total, 1)
        case "range":
            return None if found.range is None else [shown(one, 1) for one in found.range]
        case "themes":
            asked = wanted or {one: None for one in label.themes if found.themes[one] != NA}
            return {one: shown(found.themes[one], 1) for one in asked}
        case "criteria":
            return {one: shown(found.points[one]) for one in wanted}
        case "indicators":
            asked = wanted or dict.fromkeys(_asked(label, case))
            digits = {one: int(label.indicators[one]["rounding"]["digits"]) for one in asked}
            return {one: shown(found.indicators[one], digits[one]) for one in asked}
        case "floors":
            return {one: _met(label, case, found, one) for one in wanted}
        case "reachable_levels":
            # The levels between the best and the worst are left to the scorer.
            return [found.best, *wanted[1:-1], found.worst] if len(wanted) > 1 else [found.level]
        case "missing_for_level":
            return [name for name in wanted if name in found.missing]
        case "level" | "knock_outs" | "missing" | "eligible":
            return getattr(found, key)
    raise AssertionError(f"the oracle knows nothing of {key}")


def _asked(label: Label, case: Case) -> list[str]:
    """Return the indicators of a questionnaire: those that score one of its questions, and those that score none."""
    keys = {one["key"] for one in label.asked(case["category"])}
    return [key for key, one in label.indicators.items() if "scores" not in one or one["scores"]["criterion"] in keys]


def _met(label: Label, case: Case, found: Prospect, name: str) -> bool:
    """Tell whether a floor is met: ``granted_24.total`` or ``granted_12.themes``."""
    floors = floors_of(label.release, case["date"])
    level, _, figure = name.partition(".")
    long = level == "granted_24"
    if figure == "total":
        return bool(found.total >= floors["award" if long else "near"])
    least = min(one for one in found.themes.values() if one != NA)
    return bool(least >= floors["theme" if long else "weak"])


def shown(value: Any, digits: int | None = None) -> str:
    """Return a figure as a case writes it; without digits, all its decimals when they end, else twelve."""
    if isinstance(value, str):
        return value
    if digits is None:
        digits = next((n for n in range(12) if 10**n % value.denominator == 0), 12)
    above, below = abs(value.numerator) * 10**digits, value.denominator
    whole = (2 * above + below) // (2 * below)
    text = f"{whole:0{digits + 1}d}"
    text = f"{text[:-digits]}.{text[-digits:]}" if digits else text
    return f"-{text}" if value < 0 and whole else text
