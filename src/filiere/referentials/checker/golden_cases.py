"""Check 14: every golden case gives what its authors expect, to the last decimal."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from filiere.core.faults import Fault, Faults
from filiere.core.yaml_documents import Key, parse_key
from filiere.referentials.checker.faults import fault
from filiere.referentials.records import GoldenCase
from filiere.referentials.release import Release
from filiere.referentials.scoring.case import Case as Dossier
from filiere.referentials.scoring.evaluator import evaluate
from filiere.referentials.scoring.results import FIGURES, Evaluation

NAMED_FIGURES = (
    "total",
    "range",
    "level",
    "missing",
    "missing_for_level",
    "reachable_levels",
    "eligible",
    "knock_outs",
    "floors",
    "themes",
    "criteria",
    "indicators",
)
SCORE = "score_"


def golden_case_faults(release: Release) -> Iterator[Fault]:
    """Yield a fault for each figure of a golden case that is not as expected, and for each case not readable."""
    for index, case in enumerate(release.cases):
        yield from single_case_faults(release, case, str(index))


def single_case_faults(release: Release, case: GoldenCase, place: str) -> Iterator[Fault]:
    """Yield the faults of one golden case."""
    try:
        evaluation = evaluate(release, Dossier.of(case))
    except Faults as faults:
        for item in faults.faults:
            why = fault("case-unreadable", name=case.name, why_fr=item.message.fr, why_en=item.message.en)
            yield release.fault(why, "case", place, _existing_path(item.key, case))
        return
    for key, expected in case.expect.items():
        at: Key = ("expect", key)
        if key not in NAMED_FIGURES and not key.startswith(SCORE):
            unknown = fault("case-unknown-figure", key=key, allowed=", ".join((*NAMED_FIGURES, f"{SCORE}<theme>")))
            yield release.fault(unknown, "case", place, at)
            continue
        found = read_figure(evaluation, key)
        if isinstance(expected, dict) and isinstance(found, dict):
            found = {name: found.get(name) for name in expected}
        if not equal_figures(expected, found):
            failed = fault(
                "case-failed", name=case.name, key=key, expected=_format_value(expected), found=_format_value(found)
            )
            yield release.fault(failed, "case", place, at)


def read_figure(evaluation: Evaluation, key: str) -> Any:
    """Return a figure of an evaluation, as a JSON value, by the name that cases give it; the others are not made."""
    if key.startswith(SCORE):
        return evaluation.themes.get(key.removeprefix(SCORE))
    found = FIGURES[key](evaluation)
    return {f"{one['level']}.{one['figure']}": one["met"] for one in found} if key == "floors" else found


def equal_figures(expected: Any, found: Any) -> bool:
    """Tell whether an expected figure is the one found: numbers by value, lists by items and order."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(equal_figures(value, found.get(key)) for key, value in expected.items())
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(equal_figures(one, other) for one, other in zip(expected, found, strict=True))
        )
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, (int, Decimal)):
        return isinstance(found, (int, Decimal)) and Decimal(expected) == Decimal(found)
    return bool(expected == found)


def _existing_path(key: str | None, case: GoldenCase) -> Key:
    """Return the part of the case that a fault of its reading speaks of, as far as the case has it."""
    content: Any = case.model_dump(by_alias=True)
    at: list[str | int] = []
    for part in parse_key(key or ""):
        if isinstance(part, int):
            if not isinstance(content, (list, tuple)) or part >= len(content):
                break
        elif not isinstance(content, dict) or part not in content:
            break
        at.append(part)
        content = content[part]
    return tuple(at)


def _format_value(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_format_value(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_format_value(one)}" for key, one in value.items()) + "}"
    return str(value)
