"""Where a questionnaire stands, as a page tells it: what is done, what can still be reached, what to answer next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter
from filiere.referentials import Release
from filiere.referentials.scoring import NO_LEVEL, Evaluation
from filiere.referentials.workbook import AnswerEntry, AnswerPlace, sort_themes
from filiere.site.candidature.eligibility import name_label
from filiere.site.kit.bilingual_text import localize

NEXT_COUNT = 5
"""What is proposed to answer next, at most: more would be a list to read rather than a thing to do."""
WIDE_WIDTH, NARROW_WIDTH = 1196, 354
"""Width of the track of the drawing, large and small."""


@dataclass(frozen=True, slots=True)
class ThemeProgress:
    """One theme: its weight in per cent of the total, its questions, what is reached and can be."""

    key: str
    number: str
    name: str
    weight: Decimal
    asked: int
    done: int
    missing: int
    low: Decimal | None
    high: Decimal | None
    floor: str

    @property
    def complete(self) -> bool:
        """Whether every question has its answer, and every piece required is there."""
        return self.done == self.asked and not self.missing

    @property
    def bar(self) -> str:
        """Width of the bar, in per cent, as SVG writes it."""
        return f"{100 * self.done / self.asked:.1f}" if self.asked else "100"


@dataclass(frozen=True, slots=True)
class ThresholdMark:
    """A threshold of the drawing."""

    name: str
    value: Decimal
    wide: str
    narrow: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """A question or fact to answer next, with the question that leads to it; none for a fact."""

    place: AnswerPlace
    text: str
    question: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole: counts of answers and of missing evidence, range, levels within reach, marks, knock-outs, next."""

    asked: int
    done: int
    missing: int
    low: Decimal | None
    high: Decimal | None
    exact: bool
    headline: str
    themes: tuple[ThemeProgress, ...]
    marks: tuple[ThresholdMark, ...]
    knock_outs: tuple[tuple[str, str, bool], ...]
    next: tuple[NextStep, ...]
    theme_floor: Decimal | None

    def at(self, value: Decimal | None, width: int) -> str:
        """Where a score stands on a track, as SVG writes it."""
        return f"{float(value or 0) * width / 100:.1f}"

    @property
    def bar(self) -> str:
        """Width of the bar of the whole, in per cent, as SVG writes it."""
        return f"{100 * self.done / self.asked:.1f}" if self.asked else "100"

    @property
    def open_theme(self) -> ThemeProgress | None:
        """The first theme with something left to answer, else with evidence to give."""
        unanswered = (one for one in self.themes if one.done < one.asked)
        return next(unanswered, next((one for one in self.themes if one.missing), None))

    @property
    def fired_knock_outs(self) -> tuple[str, ...]:
        """The knock-outs that block now."""
        return tuple(words for _, words, fired in self.knock_outs if fired)

    @property
    def unsettled_knock_outs(self) -> tuple[str, ...]:
        """The knock-outs that an answer still to come may bring or lift."""
        return tuple(words for _, words, fired in self.knock_outs if not fired)

    @property
    def low_wide(self) -> str:
        """Reached, on the large drawing."""
        return self.at(self.low, WIDE_WIDTH)

    @property
    def more_wide(self) -> str:
        """What may still be reached, on the large drawing."""
        return self.at((self.high or Decimal(0)) - (self.low or Decimal(0)), WIDE_WIDTH)

    @property
    def low_narrow(self) -> str:
        """Reached, on the small drawing."""
        return self.at(self.low, NARROW_WIDTH)

    @property
    def more_narrow(self) -> str:
        """What may still be reached, on the small drawing."""
        return self.at((self.high or Decimal(0)) - (self.low or Decimal(0)), NARROW_WIDTH)


def list_settled(found: Evaluation, entries: Mapping[AnswerPlace, AnswerEntry]) -> dict[str, bool]:
    """Return whether each question that the facts leave is answered: it has its points, or a reason why not.

    One that a missing fact keeps in doubt is not. One said not applicable, with its reason, is: whether it really does
    not apply is the auditor's to judge.
    """
    return {
        one.plan.key: bool(entries.get(AnswerPlace("answer", one.plan.key), AnswerEntry()).reason)
        or (one.applies is True and one.points is not None)
        for one in found.state.criteria
        if one.applies is not False
    }


def build_progress(
    release: Release,
    category: str,
    found: Evaluation,
    settled: Mapping[str, bool],
    missing: Collection[str],
) -> Progress:
    """Return the progress of a questionnaire under its evaluation.

    ``settled`` tells each question asked whether it is answered; ``missing`` names the question of each piece that is
    required and not there, an empty name for one of none.
    """
    asked: dict[str, int] = {}
    done: dict[str, int] = {}
    lacks: dict[str, int] = {}
    for question, answered in settled.items():
        key = release.theme_of[question].key
        asked[key] = asked.get(key, 0) + 1
        done[key] = done.get(key, 0) + answered
    for question in missing:
        key = release.theme_of[question].key if question else ""
        lacks[key] = lacks.get(key, 0) + 1
    weights = {theme.key: theme.weight.get(category, Decimal(0)) for theme in release.themes}
    whole = sum(weights.values(), Decimal(0)) or Decimal(1)
    floor = next((one.at_least for one in found.floors if one.figure == "themes"), None)
    themes = []
    for theme in sort_themes(release):
        if not asked.get(theme.key):
            continue
        span = found.theme_ranges.get(theme.key)
        low, high = span or (None, None)
        themes.append(
            ThemeProgress(
                key=theme.key,
                number=theme.number or "",
                name=str(theme.text),
                weight=100 * weights[theme.key] / whole,
                asked=asked[theme.key],
                done=done.get(theme.key, 0),
                missing=lacks.get(theme.key, 0),
                low=low,
                high=high,
                floor=_classify_floor(low, high, floor),
            )
        )
    low, high = found.range or (None, None)
    return Progress(
        asked=sum(asked.values()),
        done=sum(done.values()),
        missing=len(missing),
        low=low,
        high=high,
        exact=found.exact,
        headline=str(_build_headline(release, found)),
        themes=tuple(themes),
        marks=_build_marks(release, found),
        knock_outs=tuple(
            (one.criterion, str(release.criteria[one.criterion].text), one.fired is True) for one in found.knock_outs
        ),
        next=_list_next_steps(release, found),
        theme_floor=floor,
    )


def _classify_floor(low: Decimal | None, high: Decimal | None, floor: Decimal | None) -> str:
    if floor is None or low is None or high is None:
        return ""
    if low >= floor:
        return "met"
    return "open" if high >= floor else "lost"


def _build_headline(release: Release, found: Evaluation) -> Text:
    levels = {level.key: level.text for level in (release.award.levels if release.award else ())}
    best = found.best_level
    top = next(iter(levels), None)
    if best == NO_LEVEL:
        return Text(fr="Le label n’est plus atteignable en l’état", en="The label is out of reach as things stand")
    name_fr, name_en = lower_first_letter(levels[best].fr), lower_first_letter(levels[best].en)
    if found.level == best:
        return Text(fr=f"Atteint : {name_fr}", en=f"Reached: {name_en}")
    if best == top:
        return Text(fr=f"Encore atteignable : {name_fr}", en=f"Still within reach: {name_en}")
    lost_fr, lost_en = (
        lower_first_letter(levels[top].fr) if top else "",
        lower_first_letter(levels[top].en) if top else "",
    )
    return Text(
        fr=f"Encore atteignable : {name_fr} ; plus atteignable : {lost_fr}",
        en=f"Still within reach: {name_en}; out of reach: {lost_en}",
    )


def _build_marks(release: Release, found: Evaluation) -> tuple[ThresholdMark, ...]:
    months = {level.key: level.months for level in (release.award.levels if release.award else ())}
    marks: dict[Decimal, ThresholdMark] = {}
    for floor in found.floors:
        if floor.figure != "total" or floor.at_least in marks:
            continue
        length = months.get(floor.level)
        name = "" if length is None else localize(f"{length} mois", f"{length} months")
        shown = f"{name} {format_number(floor.at_least)}".strip()
        marks[floor.at_least] = ThresholdMark(
            shown,
            floor.at_least,
            f"{float(floor.at_least) * WIDE_WIDTH / 100 + 2:.1f}",
            f"{float(floor.at_least) * NARROW_WIDTH / 100 + 2:.1f}",
        )
    return tuple(marks[value] for value in sorted(marks))


def _list_next_steps(release: Release, found: Evaluation) -> tuple[NextStep, ...]:
    """Facts first, for they close questions; then what moves the level, heaviest questions first."""
    weight = {one.plan.key: float(one.plan.weight) for one in found.state.criteria}
    names = dict.fromkeys((*found.missing_for_level, *found.missing))
    ranked = sorted(
        names,
        key=lambda name: (not name.startswith("fact."), -weight.get(name.partition(".")[2], 0)),
    )
    chosen = []
    for name in ranked:
        kind, _, key = name.partition(".")
        if kind not in ("fact", "answer", "input"):
            continue
        question = key if kind == "answer" else ""
        if kind == "input":
            scores = release.inputs[key].scores
            question = scores.criterion if scores else ""
            if not question:
                continue
        chosen.append(NextStep(AnswerPlace(kind, key), str(name_label(release, name)), question))  # type: ignore[arg-type]
        if len(chosen) == NEXT_COUNT:
            break
    return tuple(chosen)
