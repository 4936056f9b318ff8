"""Dossiers made up from a release alone, to try rules on before anybody has filled in a form.

They are plausible and nothing more: a dossier has a general standing, each theme its own around it, and answers lie
around that of their theme; numbers are drawn a few times and the draw nearest to the standing is kept. What they show
of a rule is how it works, not how the sector stands. Each says in its name that it is made up.

The same release, number and seed give the same dossiers, and the first hundred of a thousand are those of a hundred.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from filiere.referentials.expression_scope import REGISTER_FUNCTIONS
from filiere.referentials.language import Environment, round_exactly
from filiere.referentials.records import Fact, Input
from filiere.referentials.release import Release
from filiere.referentials.scoring.case import Case
from filiere.referentials.scoring.case_binding import bind_case
from filiere.referentials.scoring.exact_numbers import to_exact
from filiere.referentials.scoring.exact_pass import Overlay, run_exact_pass
from filiere.referentials.scoring.findings import Finding
from filiere.referentials.scoring.plan import CriterionPlan, IndicatorPlan, ScoringPlan, compile_release

# How far themes lie from the dossier's standing, and answers from that of their theme, on a scale from 0 to 1.
_BETWEEN_THEMES, _BETWEEN_ANSWERS = 0.10, 0.18
_STANDING = (0.62, 0.17)
_DRAWS = 6
_SITES = 3
_HEADCOUNTS = (20, 2500)
_STANDING_TOLERANCE = 0.15
_PER_SITE = 150
_LARGEST_NUMBER = 400


def generate_cases(
    release: Release, number: int, seed: int, *, on: date | None = None, missing: float = 0.0
) -> Iterator[Case]:
    """Yield made-up dossiers, one category after the other.

    ``on`` is their day, by default the first day of the release; ``missing`` the share of answers and numbers left
    out, none by default. Only questions that apply are answered. A release that weighs nothing has no dossiers.
    """
    categories = [
        key for key in release.referential.categories if any(theme.weight.get(key) for theme in release.themes)
    ]
    day = on or release.head.dates.effective
    for index in range(number if categories else 0):
        # One generator a dossier: none depends on how many were asked for before it.
        drawn = Random(f"{release.id} {seed} {index}")  # noqa: S311  Dossiers to try rules on, not secrets.
        yield _CaseGenerator(release, categories[index % len(categories)], drawn, day, missing).case(index + 1)


def complete_case(after: Release, before: Release, case: Case, index: int, seed: int) -> Case:
    """Return a made-up dossier carried to a later release, with what that release asks anew made up too.

    ``index`` and ``seed`` are those by which :func:`generate_cases` made it: its standing, and that of each theme, are
    drawn again, and what is missing lies around them. What the dossier says is kept.
    """
    drawn = Random(f"{before.id} {seed} {index}")  # noqa: S311  Dossiers to try rules on, not secrets.
    whole = _CaseGenerator(after, case.category, drawn, case.date, 0.0)
    made = whole.case(index + 1)
    facts = {**made.facts, **{key: one for key, one in case.facts.items() if one is not None}}
    inputs = {**made.inputs, **{key: one for key, one in case.inputs.items() if one is not None}}
    content = case.model_copy(update={"facts": facts, "inputs": inputs})
    answers = whole.answer_questions(content)
    kept = {key: level for key, level in case.answers.items() if key in answers}
    return content.model_copy(update={"answers": answers | kept})


class _CaseGenerator:
    def __init__(self, release: Release, category: str, drawn: Random, day: date, missing: float) -> None:
        self.release, self.category, self.drawn, self.day, self.missing = release, category, drawn, day, missing
        self.standing = self._draw_around(*_STANDING)
        self.themes = {theme.key: self._draw_around(self.standing, _BETWEEN_THEMES) for theme in release.themes}

    def _draw_around(self, mean: float, spread: float) -> float:
        return min(max(self.drawn.gauss(mean, spread), 0.0), 1.0)

    def _left_out(self) -> bool:
        return self.drawn.random() < self.missing

    def case(self, number: int) -> Case:
        """Return one dossier."""
        plan = compile_release(self.release).plan(self.category)
        content: dict[str, Any] = {
            "name": {"fr": f"Dossier inventé n° {number}", "en": f"Made-up dossier no. {number}"},
            "referential": self.release.referential.key,
            "release": self.release.head.release,
            "category": self.category,
            "date": self.day,
            "register": dict.fromkeys(REGISTER_FUNCTIONS, False),
        }
        content["facts"] = self._facts(plan, content)
        content["inputs"] = self._inputs(plan, content)
        content["answers"] = self._answers(plan, content)
        content["evidence"] = self._evidence(content["answers"])
        content["findings"] = self._findings()
        return Case.model_validate(content)

    def _facts(self, plan: ScoringPlan, content: dict[str, Any]) -> dict[str, Any]:
        """Return facts that no condition of eligibility refuses, where a few draws find some."""
        for _ in range(_DRAWS):
            facts = self._drawn_facts()
            known = self._bind_known_facts(plan, {**content, "facts": facts})
            if not any(one.evaluate(known) is False for entry in plan.eligibility for one in entry.conditions):
                break
        return facts

    def _drawn_facts(self) -> dict[str, Any]:
        low, high = _HEADCOUNTS
        # Many small, few large: every tenfold is as likely as the next.
        size = low * (high / low) ** self.drawn.random()
        return {key: self._fact(fact, size) for key, fact in self.release.referential.facts.items()}

    def _fact(self, fact: Fact, size: float) -> Any:
        if fact.type == "boolean":
            return self.drawn.random() < 0.7
        if fact.type == "word":
            return self.drawn.choice(list(fact.values or {}))
        if fact.unit == "month":
            return self.drawn.randint(6, 240)
        if fact.unit == "site":
            return 1 + round(size / _PER_SITE * self.drawn.random())
        return max(1, round(size * (0.6 + 0.4 * self.drawn.random())))

    def _bind_known_facts(self, plan: ScoringPlan, content: dict[str, Any]) -> Environment:
        """Return what conditions on facts may read of a dossier; nothing is scored."""
        bound = bind_case(plan, Case.model_validate(content))
        known = Environment(bound.values, bound.functions)
        for kind, key in plan.steps:
            if kind == "derived":
                value = plan.derived[str(key)].evaluate(known)
                bound.values[str(key)] = bound.values[f"derived.{key}"] = value
        return known

    def _inputs(self, plan: ScoringPlan, content: dict[str, Any]) -> dict[str, Any]:
        """Return numbers for each indicator: of a few draws, the one whose points are nearest to the standing."""
        known = self._bind_known_facts(plan, content)
        scored = {one.indicator: one for one in plan.criteria if one.rule is not None}
        asked = self.release.inputs
        read = {name for one in plan.indicators.values() for name in one.formula.names if name in asked}
        drawn = {name: self._number(one.inputs[name]) for name, one in asked.items() if name in read}
        values: dict[str, Any] = {**known.values} | {name: _exact_input(value) for name, value in drawn.items()}
        # Once for all, then better ones each in turn: a formula may read the inputs of another.
        for indicator in _sort_by_dependency(plan):
            best: tuple[float, dict[str, Any], Any] | None = None
            for _ in range(_DRAWS):
                own = {name: self._number(asked) for name, asked in indicator.record.inputs.items()}
                overlay = Overlay({name: _exact_input(value) for name, value in own.items()}, values)
                value = indicator.formula.evaluate(Environment(overlay, known.functions))
                miss, value = self._miss(value, indicator, scored.get(indicator.key), plan, values)
                if best is None or miss < best[0]:
                    best = miss, own, value
                if best[0] <= _STANDING_TOLERANCE or not own:
                    break
            if best is not None:
                drawn |= best[1]
                values |= {name: _exact_input(value) for name, value in best[1].items()} | {indicator.name: best[2]}
        return {name: value for name, value in drawn.items() if name in read and not self._left_out()}

    def _number(self, asked: Input) -> Any:
        # As often in the tens as in the hundreds, so that ratios of two of them take all values.
        middle = _LARGEST_NUMBER ** self.drawn.random()

        def draw() -> Any:
            if asked.bounds is not None:
                low, high = asked.bounds.min, asked.bounds.max
                return low + (high - low) * Decimal(self.drawn.randint(0, 1000)) / 1000
            if asked.unit in ("1", "%"):
                return Decimal(self.drawn.randint(1, 100)) / (100 if asked.unit == "1" else 1)
            return max(1, round(middle * (0.6 + 0.8 * self.drawn.random())))

        return [draw() for _ in range(_SITES)] if asked.per == "site" else draw()

    def _miss(
        self,
        value: Any,
        indicator: IndicatorPlan,
        scored: CriterionPlan | None,
        plan: ScoringPlan,
        values: dict[str, Any],
    ) -> tuple[float, Any]:
        """Return how far a draw is from what is wanted, and its value: no number last, an implausible one before."""
        if not isinstance(value, (int, Fraction)) or isinstance(value, bool):
            return 3.0, value
        value = round_exactly(value, indicator.digits, indicator.mode)
        bounds = indicator.record.plausible
        if bounds is not None and not (
            (bounds.min is None or value >= bounds.min) and (bounds.max is None or value <= bounds.max)
        ):
            return 2.0, value
        if scored is None or scored.rule is None:
            return 1.5, value
        points = scored.rule.evaluate(Environment(Overlay({indicator.name: value}, values)))
        if not isinstance(points, (int, Fraction)):
            return 1.5, value
        return abs(float(points) / 100 - self.themes[plan.themes[scored.theme].key]), value

    def _answers(self, plan: ScoringPlan, content: dict[str, Any]) -> dict[str, str]:
        state = run_exact_pass(plan, bind_case(plan, Case.model_validate(content)))
        answers = {}
        for criterion in state.criteria:
            if not criterion.plan.points or criterion.applies is False:
                continue
            wanted = 100 * self._draw_around(self.themes[plan.themes[criterion.plan.theme].key], _BETWEEN_ANSWERS)
            level = min(criterion.plan.points, key=lambda key: abs(float(criterion.plan.points[key]) - wanted))
            if not self._left_out():
                answers[criterion.plan.key] = level
        return answers

    def answer_questions(self, case: Case) -> dict[str, str]:
        """Return an answer to each question that applies to a dossier, around the standing of its theme."""
        plan = compile_release(self.release).plan(self.category)
        return self._answers(plan, {**case.model_dump(by_alias=True), "answers": {}})

    def _evidence(self, answers: dict[str, str]) -> list[str]:
        asked = dict.fromkeys(name for key in answers for name in self.release.criteria[key].evidence)
        return [name for name in asked if self.drawn.random() < 0.5 + self.standing / 2]

    def _findings(self) -> list[Finding]:
        kinds = self.release.audit.findings.kinds if self.release.audit is not None else {}
        found = []
        for kind, chances, most in (("major", 0.06, 1), ("minor", 0.35, 4)):
            if kind in kinds and self.drawn.random() < chances * (1.5 - self.standing):
                found += [Finding(kind=kind, opened=self.day)] * self.drawn.randint(1, most)
        return found


def _sort_by_dependency(plan: ScoringPlan) -> list[IndicatorPlan]:
    """Return the indicators, each after those it reads; an order that is the same in every process."""
    found: dict[str, IndicatorPlan] = {}

    def visit(key: str) -> None:
        if key not in found:
            for name in plan.indicators[key].formula.names:
                if name.startswith("ind.") and name.removeprefix("ind.") in plan.indicators:
                    visit(name.removeprefix("ind."))
            found[key] = plan.indicators[key]

    for key in plan.indicators:
        visit(key)
    return list(found.values())


def _exact_input(value: Any) -> Any:
    """Return a number, or one a site, as expressions read them."""
    return tuple(map(to_exact, value)) if isinstance(value, list) else to_exact(value)
