"""Checks 5, 6 and 11: parameters hold for the whole life of a release, weights exist, and nothing is there in vain."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from filiere.core.faults import Fault
from filiere.referentials.checker.expressions import ParsedExpressions
from filiere.referentials.checker.faults import fault
from filiere.referentials.records import DatedParameter
from filiere.referentials.release import Release

_DAY = timedelta(days=1)


def dated_faults(release: Release) -> Iterator[Fault]:
    """Yield a fault for each hole and overlap of a parameter, from the first to the last day of application."""
    dates = release.head.dates
    order = [("effective", dates.effective), ("last_application", dates.last_application)]
    order.append(("last_validity", dates.last_validity))
    known = [(name, day) for name, day in order if day is not None]
    for (_, before), (name, after) in pairwise(known):
        if after < before:
            yield release.fault(fault("dated-order", start=before, end=after), "head", "", ("dates", name))
    for key, parameter in release.head.params.items():
        yield from _dated_value_faults(release, key, parameter, dates.effective, dates.last_application)


def _dated_value_faults(
    release: Release, key: str, parameter: DatedParameter, first: date, last: date | None
) -> Iterator[Fault]:
    order = sorted(range(len(parameter.values)), key=lambda index: parameter.values[index].start)
    covered: date | None = first - _DAY
    for index in order:
        value = parameter.values[index]
        at = ("params", key, "values", index)
        if value.end is not None and value.end < value.start:
            yield release.fault(fault("dated-order", start=value.start, end=value.end), "head", "", at)
            continue
        if value.end is None and value.review is None:
            yield release.fault(fault("no-review-date"), "head", "", at)
        if covered is not None and value.start > covered + _DAY and (last is None or covered < last):
            hole = fault("dated-hole", key=key, start=covered + _DAY, end=value.start - _DAY)
            yield release.fault(hole, "head", "", at)
        elif index != order[0] and (covered is None or value.start <= covered):
            ends = [day for day in (covered, value.end) if day is not None]
            overlap = fault("dated-overlap", key=key, start=value.start, end=min(ends) if ends else "…")
            yield release.fault(overlap, "head", "", at)
        if covered is not None:
            covered = None if value.end is None else max(covered, value.end)
    if covered is not None and (last is None or covered < last):
        hole = fault("dated-hole", key=key, start=covered + _DAY, end=last or "…")
        yield release.fault(hole, "head", "", ("params", key))


def sum_theme_weights(release: Release) -> dict[str, Decimal]:
    """Return the sum of the weights of the themes, by category."""
    return {
        category: sum((theme.weight.get(category, Decimal(0)) for theme in release.themes), Decimal(0))
        for category in release.referential.categories
    }


def weight_faults(release: Release) -> Iterator[Fault]:
    """Yield a fault for a category without a weighted theme, and for a weighted theme without a question."""
    if release.referential.kind != "label":
        return
    weighed = sum_theme_weights(release)
    used = {category for theme in release.themes for category in theme.weight}
    for category, total in weighed.items():
        if total == 0 and (category in used or release.head.status == "draft"):
            yield release.fault(fault("no-weight", category=category), "head")
    for theme in release.themes:
        for category, weight in theme.weight.items():
            if weight > 0 and not any(criterion.is_asked_of(category) for criterion in theme.criteria):
                empty = fault("empty-theme", theme=theme.key, weight=weight, category=category)
                yield release.fault(empty, "theme", theme.key, ("weight", category))


def unused_faults(release: Release, parsed: ParsedExpressions) -> Iterator[Fault]:
    """Yield a fault for each evidence, indicator, input and criterion that serves nothing."""
    if release.referential.kind != "label":
        return
    named = {name for place, expression in parsed for name in expression.names if place.kind != "evidence"}
    asked = {key for criterion in release.criteria.values() for key in criterion.evidence}
    for key in release.evidence:
        if key not in asked:
            yield release.fault(fault("unused-evidence", key=key), "evidence", key)
    for key, indicator in release.indicators.items():
        published = indicator.observatory is not None and indicator.observatory.publish
        if indicator.scores is None and f"ind.{key}" not in named and not published:
            yield release.fault(fault("unused-indicator", key=key), "indicator", key)
        for name in indicator.inputs:
            if name not in named:
                yield release.fault(fault("unused-input", key=name), "indicator", key, ("inputs", name))
    for key, criterion in release.criteria.items():
        weight = release.theme_of[key].weight
        if not any(amount > 0 and criterion.is_asked_of(category) for category, amount in weight.items()):
            yield release.fault(fault("unused-criterion", key=key), "criterion", key)
