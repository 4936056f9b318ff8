"""Check 16: no value of an indicator that falls short of the law earns a point.

Levels are held to it by their form (`lawful_from`); what a curve gives can only be computed. Below the least lawful
value as above the greatest, the curve is worth nothing: at each of its points, and one rounding step from the limit.
"""

from collections.abc import Iterator
from fractions import Fraction

from filiere.core import Faults
from filiere.core.faults import Fault
from filiere.referentials.checker.faults import fault
from filiere.referentials.language import Call, Name, Node, parse, walk
from filiere.referentials.language.constant_arguments import read_points
from filiere.referentials.language.functions import CURVES
from filiere.referentials.records import Indicator
from filiere.referentials.release import Release


def legal_duty_faults(release: Release) -> Iterator[Fault]:
    """Yield a fault for each indicator whose rule gives points to an unlawful value, or hides what it gives."""
    for key, indicator in release.indicators.items():
        if indicator.scores is None or indicator.scores.lawful is None:
            continue
        worth = list(_unlawful_points(indicator, key))
        if worth != [(None, 0)]:
            value, points = next((one for one in worth if one[1]), (None, 0))
            code = "points-below-the-law" if points else "law-not-provable"
            yield release.fault(
                fault(code, key=key, value=_words(value), points=_words(points)), "indicator", key, ("scores", "rule")
            )


def _unlawful_points(indicator: Indicator, key: str) -> Iterator[tuple[Fraction | None, Fraction | int]]:
    """Yield each unlawful value that earns points, with them; then ``(None, 0)``, unless the rule is no one curve."""
    assert indicator.scores is not None  # noqa: S101  Asked before.
    assert indicator.scores.lawful is not None  # noqa: S101
    lawful, curve = indicator.scores.lawful, _find_curve(indicator.scores.rule, key)
    if curve is None:
        return
    limit = Fraction(lawful.min if lawful.min is not None else lawful.max or 0)
    step = Fraction(1, 10**indicator.rounding.digits) * (-1 if lawful.min is not None else 1)
    points = read_points(curve.arguments[1]) or ()
    reckon = CURVES[curve.function](points)
    for value in (*(Fraction(x) for x, _ in points if (x - limit) * step > 0), limit + step):
        if reckon(value) > 0:
            yield value, Fraction(reckon(value))
    yield None, 0


def _find_curve(rule: str, key: str) -> Call | None:
    """The rule when it is one curve on the indicator itself."""
    try:
        tree: Node = parse(rule).tree
    except Faults:
        return None
    if not isinstance(tree, Call) or tree.function not in CURVES:
        return None
    return tree if any(isinstance(one, Name) and one.name == f"ind.{key}" for one in walk(tree.arguments[0])) else None


def _words(number: Fraction | int | None) -> str:
    return "" if number is None else f"{float(number):g}"
