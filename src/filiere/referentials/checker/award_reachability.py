"""Check 8: for each category and each day on which a parameter changes, every level of the award has a witness.

The witness is a made-up dossier that the scorer itself places at that level. Dossiers are tried from all worst to all
best, question after question then rung after rung, each theme at the same pace, then with one theme held back; where
the level changes between two of them, the search looks closer. An indicator is taken as able to give any points from
the least to the most of its rule.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from filiere.core.faults import Fault
from filiere.referentials.checker.faults import fault
from filiere.referentials.language import Bounds, Environment, parse
from filiere.referentials.records import Criterion, Level, Theme, Wording
from filiere.referentials.release import Release
from filiere.referentials.scoring.evaluator import evaluate

_STEPS = 64
_ARTIFICIAL_LEVELS = 8


def reach_faults(release: Release) -> Iterator[Fault]:
    """Yield a fault for each level that no dossier of a category reaches on a day of the release's life."""
    award = release.award
    if award is None or release.total is None:
        return
    plain = _replace_measured_questions(release)
    for category in release.referential.categories:
        if not any(theme.weight.get(category) for theme in release.themes):
            continue
        for day in parameter_change_days(release):
            found = _WitnessSearch(plain, category, day).levels()
            for index, level in enumerate(award.levels):
                if level.key not in found:
                    unreached = fault("unreachable-level", category=category, level=level.key, date=day)
                    yield release.fault(unreached, "award", "", ("levels", index))


def find_witness(release: Release, category: str, level: str, day: date) -> dict[str, str] | None:
    """Return the answers of a made-up dossier that is placed at a level, or None when the search finds none."""
    return _WitnessSearch(_replace_measured_questions(release), category, day).levels().get(level)


def parameter_change_days(release: Release) -> tuple[date, ...]:
    """Return the days of application on which some parameter takes a value: between two of them nothing changes."""
    dates = release.head.dates
    starts = {value.start for parameter in release.head.params.values() for value in parameter.values}
    return tuple(
        sorted(
            {dates.effective}
            | {
                day
                for day in starts
                if day > dates.effective and (dates.last_application is None or day <= dates.last_application)
            }
        )
    )


@dataclass(frozen=True, slots=True)
class _RisePattern:
    """How a series of dossiers rises: in one theme or in all, question after question or rung after rung."""

    theme: int | None
    whole: bool


class _WitnessSearch:
    """The dossiers tried for one category on one day."""

    def __init__(self, release: Release, category: str, day: date) -> None:
        self.release = release
        self.category = category
        self.day = day
        self.wanted = {level.key for level in release.award.levels} if release.award else set()
        self.found: dict[str, dict[str, str]] = {}
        self.themes = [
            [one for one in theme.criteria if one.is_asked_of(category) and one.key in release.scales]
            for theme in release.themes
            if theme.weight.get(category)
        ]
        # A theme that weighs nothing moves no score, but its questions may refuse a dossier: they are passed.
        self.passed = {
            one.key: release.scales[one.key].keys[-1]
            for theme in release.themes
            if not theme.weight.get(category)
            for one in theme.criteria
            if one.knock_out is not None and one.is_asked_of(category) and one.key in release.scales
        }
        self.facts = _generous_facts(release)

    def levels(self) -> Mapping[str, dict[str, str]]:
        """Return the answers of a witness for each level reached."""
        for theme in (None, *range(len(self.themes))):
            for whole in (True, False):
                if self.wanted <= self.found.keys():
                    return self.found
                way = _RisePattern(theme, whole)
                self._bisect(0, _STEPS, self._try(0, way), self._try(_STEPS, way), way)
        return self.found

    def _bisect(self, low: int, high: int, below: str, above: str, way: _RisePattern) -> None:
        if high - low < 2 or below == above or self.wanted <= self.found.keys():
            return
        middle = (low + high) // 2
        level = self._try(middle, way)
        self._bisect(middle, high, level, above, way)
        self._bisect(low, middle, below, level, way)

    def _try(self, step: int, way: _RisePattern) -> str:
        """Return the level of a dossier ``step`` sixty-fourths of the way up."""
        answers = dict(self.passed)
        for index, asked in enumerate(self.themes):
            share = step if way.theme in (None, index) else _STEPS
            for number, criterion in enumerate(asked):
                keys = self.release.scales[criterion.key].keys
                # A knock-out would hide what scores alone decide.
                rungs = 1 if way.whole else len(keys) - 1
                passed, rest = (rungs, 0) if criterion.knock_out is not None else divmod(share * rungs, _STEPS)
                rank = passed + ((2 * number + 1) * _STEPS <= 2 * len(asked) * rest)
                answers[criterion.key] = keys[min(rank, rungs) * (len(keys) - 1) // rungs]
        case = {"category": self.category, "date": self.day, "facts": self.facts, "answers": answers}
        level = evaluate(self.release, case).level
        if level in self.wanted:
            self.found.setdefault(level, answers)
        return level


def _generous_facts(release: Release) -> dict[str, object]:
    """Return facts under which the most questions apply: every condition true, every quantity large."""
    facts: dict[str, object] = {}
    for key, fact in release.referential.facts.items():
        if fact.type == "boolean":
            facts[key] = True
        elif fact.type == "quantity":
            facts[key] = 100
        elif fact.values:
            facts[key] = next(iter(fact.values))
    return facts


def _replace_measured_questions(release: Release) -> Release:
    """Return the release with each question scored by an indicator turned into one of levels."""
    return replace(
        release,
        themes=tuple(
            Theme.model_construct(
                **{name: getattr(theme, name) for name in Theme.model_fields if name != "criteria"},
                criteria=tuple(_replace_measure_by_levels(one, release) for one in theme.criteria),
            )
            for theme in release.themes
        ),
        sha256="",
    )


def _bound_to_decimal(bound: int | float | Fraction, otherwise: Decimal) -> Decimal:
    """Return a bound that is a number; an open one, which is infinite, as the end of the points."""
    return otherwise if isinstance(bound, float) else Decimal(bound.numerator) / bound.denominator


def _replace_measure_by_levels(criterion: Criterion, release: Release) -> Criterion:
    if criterion.scored_by is None or criterion.scored_by not in release.indicators:
        return criterion
    rule = release.indicators[criterion.scored_by].scores
    low, high = Decimal(0), Decimal(100)
    if rule is not None:
        span = parse(rule.rule).interval(Environment({}))
        if isinstance(span, Bounds):
            low, high = _bound_to_decimal(span.low, low), _bound_to_decimal(span.high, high)
    text = Wording(fr="–", en="–")
    if high <= low:
        low, high = min(low, high, Decimal(0)), max(low, high, Decimal(1))
    levels = tuple(
        Level(key=f"rung_{rung}", value=low + (high - low) * rung / _ARTIFICIAL_LEVELS, text=text)
        for rung in range(_ARTIFICIAL_LEVELS + 1)
    )
    return criterion.model_copy(update={"scored_by": None, "levels": levels, "knock_out": None})
