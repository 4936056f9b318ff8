"""What a dossier with holes may still become: every way of filling them that could matter is filled and reckoned.

A fact is tried with all its values that conditions tell apart. An answer is tried at its lowest and at its highest: a
mean never falls when a part of it rises, so nothing lies outside. A measure that cannot be had is tried at every corner
of its grid that numbers of nought or more can reach and, when its indicator may turn out to have nothing to measure,
away. Slow on purpose.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

from support.oracles.label_formulas import Measures, NotApplicable, NotKnown
from support.oracles.label_oracle import (
    EITHER_SIDE,
    NA,
    UNKNOWN,
    Case,
    Label,
    Verdict,
    answers_of,
    complete,
    curves,
    eligible,
    measured,
    measures_of,
    plain,
    reckon,
)
from support.oracles.label_oracle import RELEASES as ROOT

MOST = 4096


@dataclass
class Prospect:
    """The figures of a dossier as far as they are decided, with the bounds of the others."""

    total: Any
    range: tuple[Fraction, Fraction] | None
    themes: dict[str, Any]
    theme_ranges: dict[str, tuple[Fraction, Fraction] | None]
    level: str
    best: str
    worst: str
    knock_outs: list[str]
    missing: list[str]
    indicators: dict[str, Any]
    points: dict[str, Any]
    eligible: bool | str


def prospect(label: Label, case: Case) -> Prospect:
    """Return what a dossier is and what it may become."""
    facts = {key: value for key, value in case.get("facts", {}).items() if value is not None}
    open_facts = [name for name in _read(label, case) if name not in facts]
    lows: list[Verdict] = []
    highs: list[Verdict] = []
    waits: dict[str, set[bool]] = {}
    met: dict[tuple[Any, ...], Verdict] = {}
    for values in product(*(_values(label, name) for name in open_facts)):
        known = case | {"facts": facts | dict(zip(open_facts, values, strict=True))}
        seen = met[values] = reckon(label, known)
        for key, points in seen.points.items():
            waits.setdefault(key, set()).add(points is not NA)
        blank = {key for key, points in seen.points.items() if points is UNKNOWN}
        ends = {q["key"]: list(q["points"].values()) for q in label.asked(case["category"]) if q["key"] in blank}
        ends |= {key: _heights(label, known, key) for key in blank if key not in ends or not ends[key]}
        low = {key: min(ends[key]) for key in blank}
        high = {key: max(ends[key]) for key in blank}
        shaky = [key for key in blank if _may_vanish(label, known, key)]
        assert 2 ** len(shaky) <= MOST, "too many holes to try them all"
        for gone in product((False, True), repeat=len(shaky)):
            away = {key: NA for key, out in zip(shaky, gone, strict=True) if out}
            lows.append(complete(label, known, seen, low | away))
            highs.append(complete(label, known, seen, high | away))
    every = lows + highs
    first = next(iter(met.values()))
    total, span = _over([one.total for one in every])
    themes = {key: _over([one.themes[key] for one in every]) for key in label.themes}
    loose = {one["key"] for one in label.asked(case["category"]) if themes[one["theme"]][0] is UNKNOWN}
    best, worst = (pick((one.level for one in some), key=_LENGTHS.index) for pick, some in ((max, highs), (min, lows)))
    return Prospect(
        total=total,
        range=span,
        themes={key: one for key, (one, _) in themes.items()},
        theme_ranges={key: bounds for key, (_, bounds) in themes.items()},
        level=best if best == worst else UNKNOWN,
        best=best,
        worst=worst,
        knock_outs=[key for key in first.points if all(key in one.knock_outs for one in every)],
        missing=_missing(label, case, waits, (open_facts, met), loose) if total is UNKNOWN or best != worst else [],
        indicators=first.indicators,
        points=first.points,
        eligible=eligible(label.release, case),
    )


_LENGTHS = ("none", "granted_12", "granted_24")


def _over(figures: list[Any]) -> tuple[Any, tuple[Fraction, Fraction] | None]:
    """Return a figure when all completions agree on it, else unknown; and its bounds."""
    numbers = [one for one in figures if one is not NA]
    if not numbers:
        return NA, None
    same = min(numbers) == max(numbers) and len(numbers) == len(figures)
    return (numbers[0] if same else UNKNOWN), (min(numbers), max(numbers))


@cache
def _facts() -> list[str]:
    """Return the names of the facts, in the order of the referential."""
    return list(plain(ROOT.parent / "referential.yaml")["facts"])


def _read(label: Label, case: Case) -> list[str]:
    """Return the facts that the conditions of a questionnaire read, in the order of the referential."""
    words = " ".join(one.get("applies_if", "") for one in label.asked(case["category"]))
    return [name for name in _facts() if re.search(rf"\bfact\.{name}\b", words)]


def _values(label: Label, fact: str) -> list[Any]:
    """Return values of a fact on each side of all that conditions compare it with; true and false without any."""
    words = " ".join(one.get("applies_if", "") for one in label.questions)
    found = {int(number) for number in re.findall(rf"\bfact\.{fact} [<>]=? (\d+)", words)}
    return [str(one) for number in sorted(found) for one in (number - 1, number, number + 1)] or [True, False]


def _measure(label: Label, case: Case, key: str) -> dict[str, Any] | None:
    question = next(one for one in label.asked(case["category"]) if one["key"] == key)
    return label.indicators[question["scored_by"]] if "scored_by" in question else None


def _try(label: Label, case: Case, indicator: dict[str, Any], filled: dict[str, str]) -> str | None:
    """Return the name that a measure lacks, or None; raise when it has nothing to measure."""
    inputs = case.get("inputs", {}) | {
        name.removeprefix("input."): value for name, value in filled.items() if name.startswith("input.")
    }
    facts = case.get("facts", {}) | {
        name.removeprefix("fact."): value for name, value in filled.items() if name.startswith("fact.")
    }
    try:
        measured(indicator, measures_of(label, case | {"facts": facts, "inputs": inputs}))
    except NotKnown as why:
        return str(why)
    except ZeroDivisionError:
        return f"indicator.{indicator['key']}"
    return None


def _lacks(label: Label, case: Case, indicator: dict[str, Any], value: str) -> tuple[list[str], bool]:
    """Return the names a measure lacks when each is in turn given a value, and whether it then has nothing left."""
    filled: dict[str, str] = {}
    while True:
        try:
            name = _try(label, case, indicator, filled)
        except NotApplicable:
            return list(filled), True
        if name is None or name in filled or name.startswith("indicator."):
            return list(filled) or ([name] if name else []), False
        filled[name] = value


def _heights(label: Label, case: Case, key: str) -> list[Fraction]:
    """Return the points of a measure at every corner of the lines that hang on what is not known."""
    indicator = _measure(label, case, key)
    assert indicator is not None
    m = measures_of(label, case)
    lines, open_ = curves(indicator["scores"]["rule"]), {}
    for name, corners in [*lines, (indicator["key"], [(Fraction(0), None)])]:
        try:
            m.i(name)
        except NotKnown:
            open_.setdefault(name, _within(case, m, name, [x for x, _ in corners]))
        except NotApplicable:
            continue
    found = []
    for xs in product(*open_.values()):
        m.known.update(zip(open_, xs, strict=True))
        try:
            found.append(measured(indicator, m))
        except (NotKnown, ZeroDivisionError):
            return [Fraction(0), Fraction(100)]
        except NotApplicable:
            continue
    return found


def _within(case: Case, m: Measures, name: str, xs: list[Fraction]) -> list[Fraction]:
    """Return the corners that a measure can still reach, and the ends of its reach: no number is below nought.

    A measure rises or falls with each number it is made of, so that its ends are at nought or far away.
    """
    told = Measures(m.category, m.facts, case.get("inputs", {}), m.digits, m.few)
    reach = [] if name in EITHER_SIDE else _reach(told, name)
    if not reach:
        return xs
    low, high = min(reach), max(reach)
    return [low, *(x for x in xs if low < x < high), high]


def _reach(m: Measures, name: str) -> list[Fraction]:
    try:
        return [m.i(name)]
    except NotKnown as why:
        kind, _, lacking = str(why).partition(".")
    except NotApplicable:
        return []
    if kind != "input":
        return []
    given = m.inputs.get(lacking)
    found = []
    for number in ("0", "1000000000000"):
        told = (
            {site: number if one is None else one for site, one in given.items()} if isinstance(given, dict) else number
        )
        found += _reach(Measures(m.category, m.facts, {**m.inputs, lacking: told}, m.digits, m.few), name)
    return found


def _may_vanish(label: Label, case: Case, key: str) -> bool:
    indicator = _measure(label, case, key)
    return indicator is not None and _lacks(label, case, indicator, "0")[1]


def _missing(
    label: Label,
    case: Case,
    waits: dict[str, set[bool]],
    facts_tried: tuple[list[str], dict[tuple[Any, ...], Verdict]],
    loose: set[str],
) -> list[str]:
    """Return what must be known next: facts that decide whether questions apply, then answers, then numbers.

    Only those of the questions that are ``loose``, in a theme whose score is still open.
    """
    answers = answers_of(label, case)
    found: list[str] = []
    open_facts, met = facts_tried
    tried = {name: _values(label, name) for name in open_facts}
    away = {values: {key for key in loose if seen.points[key] is NA} for values, seen in met.items()}
    for at, name in enumerate(open_facts):
        others = [wanted for place, wanted in enumerate(tried.values()) if place != at]
        for values in product(*others):
            told = [away[(*values[:at], value, *values[at:])] for value in tried[name]]
            if any(one != told[0] for one in told):
                found.append(f"fact.{name}")
                break
    sure = [key for key, applies in waits.items() if applies == {True} and key in loose]
    by_key = {one["key"]: one for one in label.asked(case["category"])}
    found += [f"answer.{key}" for key in sure if by_key[key]["points"] and not answers.get(key)]
    inputs: set[str] = set()
    for key in sure:
        indicator = _measure(label, case, key)
        if indicator is not None:
            inputs.update(_lacks(label, case, indicator, "5")[0])
    listed = [f"input.{name}" for one in label.indicators.values() for name in one.get("inputs", {})]
    facts = [f"fact.{name}" for name in _facts()]
    named = {*found, *inputs}
    order = [*facts, *(name for name in found if name not in facts), *listed]
    return [name for name in order if name in named] + sorted(named - set(order))
