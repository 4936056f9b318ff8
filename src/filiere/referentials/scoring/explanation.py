"""Any figure unfolded: from a certificate's number down to answers, evidence, formula and the text in force that day.

A step stands under another by its ``depth``. Each names the figure it tells, so that a page can link it to its own
explanation, and gives its value exactly, its weight, and the rule as it was written in the release.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from filiere.core import Faults, Text
from filiere.core.numbers import format_number
from filiere.referentials.expression_scope import build_scope
from filiere.referentials.language import (
    NOT_APPLICABLE,
    Expression,
    Number,
    Scope,
    Unit,
    Unknown,
    round_exactly,
    value_text,
)
from filiere.referentials.records import Rounding
from filiere.referentials.release import Release
from filiere.referentials.scoring.exact_numbers import to_decimal
from filiere.referentials.scoring.exact_pass import SettledQuestion
from filiere.referentials.scoring.faults import fault
from filiere.referentials.scoring.mean_ranges import FigureRange
from filiere.referentials.scoring.results import Evaluation

_MODES = {
    "half_up": Text(fr="demi arrondi au supérieur", en="halves round up"),
    "half_even": Text(fr="demi arrondi au pair", en="halves round to even"),
    "half_down": Text(fr="demi arrondi à l’inférieur", en="halves round down"),
    "up": Text(fr="toujours vers le haut", en="always up"),
    "down": Text(fr="toujours vers le bas", en="always down"),
}


_WeightedScore = tuple[SettledQuestion, tuple[Number, Number]]


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of an explanation, in the reader's language.

    ``kind`` is one of figure, part, rounding, without_rounding, answer, evidence, input, formula, condition,
    step, parameter, source, missing, level, knock_out, finding. ``figure`` is the name to explain further, or None;
    ``value`` the exact value or word; ``weight`` the share in the mean above; ``rule`` the rule as written; ``texts``
    the wording in force, in both languages.
    """

    kind: str
    depth: int
    text: str
    figure: str | None = None
    value: Any = None
    weight: Decimal | None = None
    rule: str | None = None
    texts: Text | None = None


def explain_figure(evaluation: Evaluation, figure: str) -> tuple[TraceStep, ...]:
    """Return the steps of a figure: ``total``, ``level``, ``theme.x``, ``criterion.x`` or ``indicator.x``.

    Raises :class:`Faults` for a figure that the evaluation does not have.
    """
    kind, _, key = figure.partition(".")
    if figure not in evaluation.trace:
        raise Faults([fault("unknown-figure", figure=figure).at(key=figure)])
    told = _TraceBuilder(evaluation)
    unfold: dict[str, Callable[[], Iterator[TraceStep]]] = {
        "total": lambda: told.total(0),
        "level": told.level,
        "theme": lambda: told.theme(key, 0),
        "criterion": lambda: told.criterion(key, 0),
        "indicator": lambda: told.indicator(key, 0),
    }
    return tuple(unfold[kind]())


def _cached_scope(release: Release) -> Scope:
    """Return the names of a release with their units, made once and kept with it."""
    kept: Scope | None = release.__dict__.get("_scope_for_explaining")
    if kept is None:
        kept = release.__dict__["_scope_for_explaining"] = build_scope(release)
    return kept


class _TraceBuilder:
    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.state, self.reached = evaluation.state, evaluation.reached
        self.plan = self.state.plan
        self.release = self.plan.release
        self.scope = _cached_scope(self.release)

    def say(self, fr: str, en: str) -> str:
        return str(Text(fr=fr, en=en))

    def number(self, value: Number | Decimal, digits: int | None = None) -> str:
        return format_number(value if isinstance(value, Decimal) else to_decimal(value), digits=digits)

    def reach(self, reach: FigureRange, digits: int) -> str:
        if reach.span is None:
            return self.say("sans objet", "not applicable")
        low, high = (self.number(to_decimal(end, digits), digits) for end in (reach.span.low, reach.span.high))
        words = low if reach.span.is_settled else self.say(f"entre {low} et {high}", f"between {low} and {high}")
        return self.say(f"{words} ou sans objet", f"{words} or not applicable") if reach.may_be_empty else words

    def total(self, depth: int) -> Iterator[TraceStep]:
        digits = self.plan.rounding.digits
        words = self.reach(self.reached.total, digits)
        yield TraceStep(
            "figure",
            depth,
            self.say(f"Total : {words}", f"Total: {words}"),
            figure="total",
            value=self.evaluation.total,
            rule=self.say("moyenne pondérée des rubriques", "weighted mean of the themes"),
        )
        parts: list[tuple[Number, Number]] = []
        exact: list[tuple[Number, Number]] = []
        for theme, figure_range in zip(self.plan.themes, self.reached.themes, strict=True):
            if not theme.weight:
                continue
            yield from self.theme(theme.key, depth + 1, weight=theme.weight, deep=False)
            value = figure_range.value
            if value is None and figure_range.span is None and self.plan.absent is not None:
                value = self.plan.absent
            if value is not None:
                parts.append((theme.weight, value))
                exact.append(
                    (theme.weight, self._compute_unrounded_mean(theme.key) if figure_range.value is not None else value)
                )
        if parts and self.reached.total.value is not None:
            yield from self._mean(parts, self.plan.rounding, depth + 1)
            without = round_exactly(_weighted_mean(exact), digits, self.plan.rounding.mode)
            yield TraceStep(
                "without_rounding",
                depth + 1,
                self.say(
                    f"Sans l’arrondi des rubriques, le total serait de {self.number(without, digits)}",
                    f"Without the rounding of themes, the total would be {self.number(without, digits)}",
                ),
                value=to_decimal(without, digits),
            )
        yield from self._missing(depth + 1)

    def _missing(self, depth: int) -> Iterator[TraceStep]:
        for name in self.evaluation.missing:
            yield TraceStep("missing", depth, self.say(f"Il manque : {name}", f"Missing: {name}"), value=name)

    def _compute_unrounded_mean(self, key: str) -> Number:
        theme = next(theme for theme in self.plan.themes if theme.key == key)
        return _weighted_mean([pair for _, pair in self._shares(theme.criteria, theme.absent)])

    def _shares(self, places: tuple[int, ...], absent: Number | None) -> Iterator[_WeightedScore]:
        for place in places:
            settled_question = self.state.criteria[place]
            points = settled_question.points if settled_question.applies is not False else absent
            if points is not None:
                yield settled_question, (settled_question.plan.weight, points)

    def _mean(self, parts: list[tuple[Number, Number]], rule: Rounding, depth: int) -> Iterator[TraceStep]:
        weight = sum(share for share, _ in parts)
        mean = _weighted_mean(parts)
        result = round_exactly(mean, rule.digits, rule.mode)
        terms = " + ".join(f"{self.number(share)} × {self.number(points)}" for share, points in parts)
        mode = _MODES[rule.mode]
        shown = self.number(result, rule.digits)
        yield TraceStep(
            "formula", depth, f"({terms}) / {self.number(weight)} = {self.number(mean)}", value=Fraction(mean)
        )
        yield TraceStep(
            "rounding",
            depth,
            self.say(
                f"Arrondi à {rule.digits} décimale, {mode.fr} : {shown}"
                if rule.digits < 2
                else f"Arrondi à {rule.digits} décimales, {mode.fr} : {shown}",
                f"Rounded to {rule.digits} decimal{'' if rule.digits == 1 else 's'}, {mode.en}: {shown}",
            ),
            value=to_decimal(result, rule.digits),
            rule=f"{rule.digits}, {rule.mode}",
        )

    def theme(self, key: str, depth: int, weight: Number | None = None, *, deep: bool = True) -> Iterator[TraceStep]:
        place = next(place for place, theme in enumerate(self.plan.themes) if theme.key == key)
        theme, reach = self.plan.themes[place], self.reached.themes[place]
        words = self.reach(reach, theme.rounding.digits)
        yield TraceStep(
            "figure" if depth == 0 else "part",
            depth,
            self.say(f"{theme.record.text.fr} : {words}", f"{theme.record.text.en}: {words}"),
            figure=f"theme.{key}",
            value=self.evaluation.themes[key],
            weight=None if weight is None else to_decimal(weight),
            texts=_plain_text(theme.record.text),
        )
        if not deep:
            return
        for index in theme.criteria:
            yield from self.criterion(self.plan.criteria[index].key, depth + 1, deep=False)
        if reach.value is not None:
            shares = [pair for _, pair in self._shares(theme.criteria, theme.absent)]
            if shares:
                yield from self._mean(shares, theme.rounding, depth + 1)

    def criterion(self, key: str, depth: int, *, deep: bool = True) -> Iterator[TraceStep]:
        settled_question = next(one for one in self.state.criteria if one.plan.key == key)
        record = settled_question.plan.record
        yield TraceStep(
            "figure" if depth == 0 else "part",
            depth,
            self.say(
                f"{record.text.fr} : {self._points(settled_question)}",
                f"{record.text.en}: {self._points(settled_question)}",
            ),
            figure=f"criterion.{key}",
            value=self.evaluation.criteria[key],
            weight=to_decimal(settled_question.plan.weight),
            texts=_plain_text(record.text),
        )
        if not deep:
            return
        for index in settled_question.plan.conditions:
            yield from self._expression("condition", self.plan.conditions[index], depth + 1)
        if settled_question.level is not None:
            level = self.release.scales[key].level(settled_question.level)
            points = self.number(level.value)
            yield TraceStep(
                "answer",
                depth + 1,
                self.say(f"Réponse : {level.text.fr} ({points} points)", f"Answer: {level.text.en} ({points} points)"),
                value=settled_question.level,
                texts=_plain_text(level.text),
            )
        if settled_question.plan.rule is not None and settled_question.plan.indicator is not None:
            yield from self._expression("formula", settled_question.plan.rule, depth + 1)
            yield from self.indicator(settled_question.plan.indicator, depth + 1)
        needed = self.evaluation.required_evidence
        for name in record.evidence:
            if name in needed:
                text = self.release.evidence[name].text
                given = name in self.state.bound.case.evidence
                told = Text(fr="fournie", en="supplied") if given else Text(fr="à fournir", en="to be supplied")
                yield TraceStep(
                    "evidence",
                    depth + 1,
                    self.say(f"Preuve : {text.fr} ({told.fr})", f"Evidence: {text.en} ({told.en})"),
                    value=name,
                    rule=self.release.evidence[name].required_if,
                    texts=_plain_text(text),
                )
        for source in record.sources:
            where = f"{source.name}, {source.locator}" if source.locator else source.name
            yield TraceStep("source", depth + 1, self.say(f"Fondement : {where}", f"Basis: {where}"), value=where)
        if settled_question.plan.knock_out is not None:
            yield from self._expression("knock_out", settled_question.plan.knock_out, depth + 1)
        for name in self.plan.sort_names(
            settled_question.applies if isinstance(settled_question.applies, frozenset) else settled_question.waits
        ):
            yield TraceStep("missing", depth + 1, self.say(f"Il manque : {name}", f"Missing: {name}"), value=name)

    def _points(self, settled_question: SettledQuestion) -> str:
        if settled_question.applies is False:
            return self.say("sans objet", "not applicable")
        if settled_question.points is not None:
            return self.number(settled_question.points)
        return self.say("inconnu", "unknown")

    def indicator(self, key: str, depth: int) -> Iterator[TraceStep]:
        plan = self.plan.indicators[key]
        value = self.state.values[plan.name]
        words = value_text(value, Unit.parse(plan.record.unit))
        yield TraceStep(
            "figure" if depth == 0 else "part",
            depth,
            self.say(f"{plan.record.text.fr} : {words.fr}", f"{plan.record.text.en}: {words.en}"),
            figure=f"indicator.{key}",
            value=self.evaluation.indicators[key],
            texts=_plain_text(plan.record.text),
        )
        for name, asked in plan.record.inputs.items():
            kind = self.scope.names.get(name)
            of_items = kind.item if kind is not None and kind.item is not None else kind
            given = value_text(self.state.values[name], of_items.unit if of_items is not None else None)
            yield TraceStep(
                "input",
                depth + 1,
                self.say(f"{asked.text.fr} : {given.fr}", f"{asked.text.en}: {given.en}"),
                value=self.state.bound.case.inputs.get(name),
                texts=_plain_text(asked.text),
            )
        yield from self._expression("formula", plan.formula, depth + 1)
        if value is not NOT_APPLICABLE and not isinstance(value, Unknown):
            raw = plan.formula.evaluate(self.state.environment)
            if isinstance(raw, (int, Fraction)):
                yield from self._mean([(1, raw)], plan.record.rounding, depth + 1)

    def level(self) -> Iterator[TraceStep]:
        levels = {level.key: level for level in (self.release.award.levels if self.release.award else ())}
        proposed = levels.get(self.evaluation.level)
        words = (
            proposed.text
            if proposed
            else Text(fr="aucun niveau", en="no level")
            if self.evaluation.level == "none"
            else Text(fr="pas encore décidable", en="cannot be decided yet")
        )
        yield TraceStep(
            "figure",
            0,
            self.say(f"Niveau proposé : {words.fr}", f"Level proposed: {words.en}"),
            figure="level",
            value=self.evaluation.level,
            texts=_plain_text(words),
        )
        for entry in self.plan.levels:
            text = levels[entry.key].text
            yield TraceStep("level", 1, str(text), value=entry.key, texts=_plain_text(text))
            for expression in entry.conditions:
                yield from self._expression("condition", expression, 2)
        for knocked in self.evaluation.knock_outs:
            question = self.release.criteria[knocked.criterion].text
            yield TraceStep(
                "knock_out",
                1,
                self.say(f"Éliminatoire : {question.fr}", f"Knock-out: {question.en}"),
                figure=f"criterion.{knocked.criterion}",
                value=knocked.fired,
                rule=knocked.condition,
                texts=_plain_text(question),
            )
        for kind, count in self.evaluation.findings.as_counts().items():
            yield TraceStep(
                "finding", 1, self.say(f"Constats ({kind}) : {count}", f"Findings ({kind}): {count}"), value=count
            )
        for change in self.evaluation.findings.changes:
            yield TraceStep(
                "finding",
                2,
                self.say(f"{change.count} de plus en « {change.kind} »", f"{change.count} more as “{change.kind}”"),
                value=change.count,
                rule=change.rule,
            )
        yield from self.total(1)
        for name in self.evaluation.missing_for_level:
            if name not in self.evaluation.missing:
                yield TraceStep("missing", 1, self.say(f"Il manque : {name}", f"Missing: {name}"), value=name)

    def _expression(self, kind: str, expression: Expression, depth: int) -> Iterator[TraceStep]:
        *steps, whole = expression.explain(self.state.environment, self.scope)
        value, words = whole.value, whole.words
        yield TraceStep(
            kind,
            depth,
            self.say(f"{expression.text} : {words.fr}", f"{expression.text}: {words.en}"),
            value=value if isinstance(value, (bool, int, Fraction)) else str(words),
            rule=expression.text,
        )
        for step in steps:
            yield TraceStep("step", depth + 1, step.text(), value=str(step.words))
        for name in expression.names:
            if name.startswith("param."):
                yield from self._parameter(name.removeprefix("param."), depth + 1)

    def _parameter(self, key: str, depth: int) -> Iterator[TraceStep]:
        day = self.state.bound.case.date
        parameter = self.release.head.params.get(key)
        for dated in parameter.values if parameter else ():
            if dated.covers(day):
                ends = dated.end.isoformat() if dated.end else "…"
                value = self.number(dated.value)
                yield TraceStep(
                    "parameter",
                    depth,
                    self.say(
                        f"{key} = {value}, en vigueur du {dated.start} au {ends}",
                        f"{key} = {value}, in force from {dated.start} to {ends}",
                    ),
                    value=dated.value,
                    rule=None if dated.reference is None else str(dated.reference),
                )


def _weighted_mean(pairs: list[tuple[Number, Number]]) -> Fraction:
    return Fraction(sum(share * points for share, points in pairs)) / sum(share for share, _ in pairs)


def _plain_text(text: Text) -> Text:
    return Text(fr=text.fr, en=text.en)
