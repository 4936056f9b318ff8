"""What a candidature asks for in work: questions, numbers, evidence, sites visited, audit days. Told before the price.

The counts follow the facts that are known: a question that surely does not apply is not counted, one that may is told
apart. Sites and days come from the rules of the release, as the audit will apply them, for a first audit in which
nothing is known of risky sites; the draw itself is made later, from a sealed list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from filiere.core import Faults, Text
from filiere.referentials.indicator_dependencies import find_dependencies
from filiere.referentials.language import Environment, parse
from filiere.referentials.release import Release
from filiere.referentials.scoring import Case, evaluate
from filiere.referentials.scoring.exact_numbers import to_exact


@dataclass(frozen=True, slots=True)
class Effort:
    """``perhaps`` are questions that facts not given may take away; ``evidence`` kinds of pieces that may be asked."""

    questions: int
    perhaps: int
    measures: int
    evidence: int
    sites_visited: int
    audit_days: Decimal


def estimate_effort(release: Release, category: str, facts: Mapping[str, Any], *, sites: int, day: date) -> Effort:
    """Return the effort; raise :class:`Faults` when the facts are wrong or the rules need one that is missing."""
    known = {key: value for key, value in facts.items() if value is not None}
    state = evaluate(release, Case(category=category, date=day, facts=known)).state
    asked = [one for one in state.criteria if one.applies is not False]
    inputs: set[str] = set()
    pieces: set[str] = set()
    for settled_question in asked:
        pieces.update(settled_question.plan.record.evidence)
        if settled_question.plan.indicator is not None:
            inputs.update(find_dependencies(release, release.indicators[settled_question.plan.indicator]).inputs)
    visited, days = _estimate_audit(release, state.values, sites)
    return Effort(
        questions=len(asked),
        perhaps=sum(one.applies is not True for one in asked),
        measures=len(inputs),
        evidence=len(pieces),
        sites_visited=visited,
        audit_days=days,
    )


def _estimate_audit(release: Release, values: Mapping[str, Any], sites: int) -> tuple[int, Decimal]:
    audit = release.audit
    if audit is None or audit.sampling is None:
        raise Faults.one(
            code="no-audit-rule",
            message=Text(
                fr=f"{release.id} n’indique pas comment les sites sont choisis.",
                en=f"{release.id} does not say how sites are chosen.",
            ),
            remedy=Text(fr="Choisissez une version du label.", en="Choose a version of the label."),
        )
    rules = audit.sampling.sites
    known = dict(values) | {"n": sites, "risky": 0, "majors_before": 0}
    base = _evaluate_number(rules.size.initial, known)
    added = sum((_evaluate_number(text, known | {"base": base}) for text in rules.add), Fraction(0))
    visited = min(sites, max(1, ceil(base + added)))
    if audit.days is None:
        return visited, Decimal(0)
    days = _evaluate_number(audit.days, known | {"sites_sampled": visited})
    return visited, Decimal(days.numerator) / Decimal(days.denominator)


def _evaluate_number(text: str, values: Mapping[str, Any]) -> Fraction:
    expression = parse(text)
    environment = Environment(dict(values))
    value = expression.evaluate(environment)
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Fraction(to_exact(value))
    missing = ", ".join(expression.needs(environment)) or "–"
    raise Faults.one(
        code="effort-undecided",
        message=Text(
            fr=f"Le nombre de jours d’audit n’est pas connu ; il manque : {missing}.",
            en=f"The number of audit days is not known; missing: {missing}.",
        ),
        remedy=Text(fr="Indiquez ce fait dans la candidature.", en="Give this fact in the application."),
        key=missing.split(", ")[0],
    )
