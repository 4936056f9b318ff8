"""What a measured question needs to be known: the numbers and the facts behind its points, however far.

An indicator often rests on others, and may read a number that another one asks for. A form or a page that listed only
its own inputs would leave some of them out.
"""

from dataclasses import dataclass

from filiere.referentials.language import parse
from filiere.referentials.records import Indicator, Input
from filiere.referentials.release import Release


@dataclass(frozen=True, slots=True)
class IndicatorDependencies:
    """The inputs by key, in the order in which they are written, and the keys of facts, as first read; each once."""

    inputs: dict[str, Input]
    facts: tuple[str, ...]


def find_dependencies(release: Release, indicator: Indicator) -> IndicatorDependencies:
    """Return what the formula, the condition and the points of an indicator read, through other indicators too.

    Inputs come in the order in which the release writes them, a whole before its parts: a formula divides the part by
    the whole, and people who fill it in read “among them” first.
    """
    inputs: set[str] = set()
    facts: dict[str, None] = {}
    met = {indicator.key}
    waiting = [indicator]
    while waiting:
        item = waiting.pop(0)
        rule = item.scores.rule if item.scores is not None else None
        for expression in (item.formula, item.applies_if, rule):
            for name in parse(expression).names if expression is not None else ():
                kind, _, key = name.rpartition(".")
                if kind == "ind" and key in release.indicators and key not in met:
                    met.add(key)
                    waiting.append(release.indicators[key])
                elif kind == "fact":
                    facts[key] = None
                elif not kind and key in release.inputs:
                    inputs.add(key)
    written = {key: holder.inputs[key] for key, holder in release.inputs.items() if key in inputs}
    return IndicatorDependencies(written, tuple(facts))
