"""Third stage: the figures of the register that a number may quote, and how each part of their scope compares.

The words choose the topics: of those whose every line of words stands in the sentence, the ones that say most. Then
every figure of a topic is compared with what is said: ``equal``, ``other``, or ``unsaid`` where the text does not say
and the register has one possibility only.

Where no place is said, a text on the sector speaks of France; the revenue, the prices and the margins of outsourcers
are those of the French market, wherever the service is produced. *En France* means France alone; “French” before a
noun says either. Jobs and people are one measure; full-time equivalents and positions are two others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from filiere.core.periods import Period
from filiere.figures import Figure, Register
from filiere.quotations.context import Context
from filiere.quotations.mentions import Mention
from filiere.quotations.number_fits import OUT_OF_SIZE, Fit, find_fit, is_alike
from filiere.quotations.place_mentions import ELSEWHERE, list_same_places
from filiere.quotations.segment_mentions import SECTOR
from filiere.quotations.source_names import index_sources
from filiere.quotations.topics import UNIT_GROUPS, Topic, index_topics
from filiere.quotations.units import HOURLY, MONEY, PEOPLE, REGISTER_UNITS, TIME

Part = Literal["unit", "measure", "segment", "territory", "period"]
Comparison = Literal["equal", "other", "unsaid"]
PARTS: tuple[Part, ...] = ("unit", "measure", "segment", "territory", "period")

_CORE, _NEAR, _WIDE, _LEAST = 1.1, 1.0, 0.6, 0.25
_PLACED = 1.0
_TIE = 0.05
_QUOTED = 1.0
_TITLED = 2.0
_RISING = -0.5
_SIGNED = frozenset({"pay-gap"})
_FEWEST_FIGURES, _FIGURES_ALONE = 2, 3
_PARTS = frozenset({"outsourced", "in-house"})
_ABROAD = frozenset({"ABROAD", "OFFSHORE"})
_FRANCE = frozenset({"FR", "FR-M"})
_HELD = ("label", "norm", "rcf")
"""Indicators of what companies or their centres hold: texts say one for the other."""
_PLACES = {
    "companies": ("company", "organisation"), "centres": ("centre", "establishment"),
    "establishments": ("establishment", "centre", "company"), "organisations": ("organisation", "company"),
}  # fmt: skip
_PROGRAMMES = ("jobs-promised", "programme-", "employees-to-train", "state-share", "funding-per-job")
"""Indicators of an agreement, whose period is that from its signature to its end."""
_PAPERS = frozenset({"document-pages", "norm-sections"})
"""Indicators of a paper that its name singles out: nobody says where it is true."""
_MEASURES = {"fte": "FTE", "position": "positions", "seat": "positions"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure that a number may quote: how it fits, and each part of its scope against what is said."""

    figure: Figure
    topic: Topic
    fit: Fit
    parts: tuple[Comparison, ...]
    named: bool

    @property
    def others(self) -> tuple[Part, ...]:
        """The parts of the scope that are not those said."""
        return tuple(part for part, found in zip(PARTS, self.parts, strict=True) if found == "other")

    def part(self, name: Part) -> Comparison:
        """Return how one part compares."""
        return self.parts[PARTS.index(name)]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The topics that a sentence may speak of, and their figures compared.

    ``loose`` is true where no word of the trade says that the sentence is about it: women may be a share of any staff.
    """

    topics: tuple[Topic, ...]
    figures: tuple[Candidate, ...]
    loose: bool = False


def find_candidates(mention: Mention, context: Context, register: Register, *, rivals: bool = False) -> Candidates:
    """Return the topics of a number and those of their figures that one part of the scope at most sets apart.

    ``rivals`` asks for the topics whose words stand in the sentence too, but say less than the ones chosen.
    """
    topics = _choose_topics(mention, context, register, rivals=rivals)
    sources = index_sources(register)
    found: dict[str, Candidate] = {}
    for topic in topics:
        for figure in topic.figures:
            if figure.id in found or not (context.unit in topic.counts or _is_comparable(context.unit, figure)):
                continue
            parts = _compare(context, topic, figure)
            if parts is not None:
                named = bool(context.sources & sources.names_of(figure))
                fit = find_fit(mention, figure, growth=topic.growth)
                found[figure.id] = Candidate(figure, topic, fit, parts, named)
    evident = context.sector or context.segments or context.sources or index_topics(register).advisers & context.wide
    loose = not evident and not any(topic.free for topic in topics)
    return Candidates(tuple(topics), tuple(found.values()), loose)


def find_backed(mention: Mention, context: Context, register: Register) -> Candidates | None:
    """Return the one figure that measure, place, year and value single out, where no word says the indicator.

    The text speaks of the trade and is dated; the value has three telling figures, or two and words of the indicator
    that stand in the sentence. Nothing is returned where two indicators fit. It serves to agree, never to accuse.
    """
    period = context.moment.period
    figures = max((count_telling_figures(one) for one in mention.numbers), default=0)
    evident = context.sector or context.segments - {"none"} or context.sources
    if period is None or not evident or figures < _FEWEST_FIGURES:
        return None
    index, groups = index_topics(register), _unit_groups(context.unit)
    rising = mention.kind == "growth" or mention.sign != 0
    found: dict[tuple[str, str | None], Candidate] = {}
    for topic, figure in index.dated.get(period.start.year, ()):
        if not topic.groups & groups or not _suits_kind(topic, mention, rising):
            continue
        said = sum(bool(line & context.wide) for line in topic.lines)
        if figures < _FIGURES_ALONE and not (said and len(topic.lines) - said <= 1 and len(topic.lines) > 1):
            continue
        if not _is_comparable(context.unit, figure):
            continue
        fit = find_fit(mention, figure, growth=topic.growth)
        if fit in {"equal", "rounded"}:
            parts = _compare(context, topic, figure)
            if parts is not None and set(parts) == {"equal"} and not topic.none & context.core:
                found[figure.indicator, figure.category] = Candidate(figure, topic, fit, parts, named=False)
    if len(found) != 1:
        return None
    candidate = next(iter(found.values()))
    return Candidates((candidate.topic,), (candidate,))


def count_telling_figures(number: Decimal) -> int:
    """Return how many figures of a number tell something: those before its last zeros; 4.63 has three, 36,000 two."""
    return len(str(abs(number)).replace(".", "").strip("0"))


def _compare(context: Context, topic: Topic, figure: Figure) -> tuple[Comparison, ...] | None:
    """Return how each part of a scope compares, in the order of :data:`PARTS`; None when more than one is another."""
    territory = _compare_territory(context, topic, figure)
    period = _compare_period(context, topic, figure)
    if territory == period == "other" or (territory == "other" and _is_beyond(context, topic, figure)):
        return None
    if period == "other" and topic.growth and _is_mean(context, figure):
        return None
    segment = _compare_segment(context, topic, figure)
    parts = (_compare_unit(context, figure), _compare_measure(context, figure), segment, territory, period)
    return parts if parts.count("other") <= 1 else None


def _is_beyond(context: Context, topic: Topic, figure: Figure) -> bool:
    """Tell whether a share of a French region is set against a place abroad, of which it could never be one."""
    abroad = bool(context.places) and all(len(one) == 2 and one != "FR" for one in context.places)
    return topic.placed and abroad and figure.territory.startswith(("R22", "REG", "DEP"))


def _is_mean(context: Context, figure: Figure) -> bool:
    """Tell whether the growth of one year is set against the mean of several, which measures something else."""
    said = context.moment.period
    one_year = said is not None and said.year == said.last_year
    return one_year and figure.indicator == "annual-growth" and figure.period.year != figure.period.last_year


def _choose_topics(mention: Mention, context: Context, register: Register, *, rivals: bool) -> list[Topic]:
    groups = _unit_groups(context.unit)
    index = index_topics(register)
    scored = []
    rising = mention.kind == "growth" or mention.sign != 0 or bool(index.growth & context.near)
    for topic in index.topics:
        counted = context.unit in topic.counts
        if not (counted or topic.groups & groups) or not _suits_kind(topic, mention, rising):
            continue
        if context.base & topic.base:
            continue
        if context.attributed and topic.absorbed == "outsourced":
            continue
        if not (counted or any(_is_comparable(context.unit, figure) for figure in topic.kinds)):
            continue
        score = _score(topic, context) + (_RISING if topic.growth and mention.kind == "share" else 0)
        if score >= _LEAST and _is_of_size(mention, topic):
            scored.append((score, topic))
    if not scored:
        return []
    best = max(score for score, _ in scored)
    return [topic for score, topic in scored if (score < best - _TIE) == rivals]


def _is_of_size(mention: Mention, topic: Topic) -> bool:
    """Tell whether one figure of a topic at least is of the size of a number: no salary is of three billion."""
    return any(is_alike(mention, figure, growth=topic.growth, most=OUT_OF_SIZE) for figure in topic.figures)


def _score(topic: Topic, context: Context) -> float:
    quoted = _score_label(topic, context)
    total = topic.plus + quoted
    if not quoted:
        if topic.never & context.wide or (topic.own and not topic.lines[0] & context.near):
            return 0.0
        for line in topic.lines:
            if line & context.core:
                total += _CORE
            elif line & context.near:
                total += _NEAR
            elif line & context.wide:
                total += _WIDE
            elif line & context.back.keys():
                total += max(context.back[number] for number in line & context.back.keys())
            else:
                return 0.0
        beside = any(line & context.near for line in topic.lines)
        whole = all(line & context.core for line in topic.lines)
        refused = topic.none & (context.core if whole else context.near)
        if refused or (topic.none & context.wide and not beside):
            return 0.0
    if topic.placed:
        if not context.places or (context.weak and "FR" in context.places):
            return 0.0
        if context.places <= _FRANCE and not topic.territories & _FRANCE:
            return 0.0
        total += _PLACED
    return total


def _score_label(topic: Topic, context: Context) -> float:
    """Return what a text earns by quoting the title of a figure, or the label of its indicator and that of its
    category where it has one."""
    title = max((worth for number, worth in topic.titles if number in context.near), default=0.0)
    if title:
        return title + _QUOTED + _TITLED
    own = max((worth for number, worth in topic.labels if number in context.near), default=0.0)
    if not own:
        return 0.0
    if topic.line_labels:
        return own + _QUOTED + 1 if topic.line_labels & context.near else 0.0
    return own + _QUOTED


def _unit_groups(unit: str | None) -> frozenset[str]:
    if unit in {"%", "points"}:
        return frozenset({"share"})
    if unit == "times":
        return frozenset({"times", "share"})
    if unit in PEOPLE or unit == "seats":
        return frozenset({"people"})
    if unit in MONEY:
        return frozenset({"money", "rate"}) if unit not in HOURLY else frozenset({"rate"})
    if unit in {"centres", "companies", "establishments", "organisations"}:
        return frozenset({"place"})
    if unit in TIME:
        return frozenset({"time"})
    if unit == "index":
        return frozenset({"index"})
    if unit == "persons/position":
        return frozenset({"per-position"})
    if unit is None:
        return frozenset({"index", "per-position"})
    return frozenset({"item"}) if unit in REGISTER_UNITS else frozenset()


def _suits_kind(topic: Topic, mention: Mention, rising: bool) -> bool:
    """Tell whether a growth is compared with growths, and a share with shares; ``rising``: a word of growth is near."""
    if mention.unit == "%":
        if topic.growth:
            return rising
        pointed = any(figure.unit == "percentage-point" for figure in topic.figures)
        return mention.kind != "growth" or pointed or topic.figures[0].indicator in _SIGNED
    if mention.unit == "points" and mention.sign:
        return topic.growth or any(figure.unit == "percentage-point" for figure in topic.figures)
    if mention.unit == "times" and "share" in topic.groups:
        return topic.growth
    return True


def _is_comparable(unit: str | None, figure: Figure) -> bool:
    """Tell whether a figure's unit may be set against the text's, were it to find them different."""
    group = UNIT_GROUPS.get(figure.unit, "item")
    if unit in TIME:
        return figure.unit in REGISTER_UNITS.get(unit or "", ())
    if group == "place" and not figure.indicator.startswith(_HELD):
        return figure.unit in _PLACES.get(unit or "", ())
    if group == "item" and unit != "items":
        return figure.unit in REGISTER_UNITS.get(unit or "", (figure.unit,))
    if group == "rate":
        return unit in MONEY and unit != "EUR/job"
    if group == "money":
        return unit in MONEY and unit not in HOURLY
    return True


def _compare_unit(context: Context, figure: Figure) -> Comparison:
    unit = context.unit
    if unit == "%":
        return "equal" if figure.unit == "percent" else "other"
    if unit == "points":
        return "equal" if figure.unit == "percentage-point" else "other"
    if unit in MONEY:
        if figure.unit in {"eur-per-hour", "eur-per-job"}:
            return "equal" if unit.startswith("EUR") else "other"
        return "equal" if figure.unit in REGISTER_UNITS.get(unit, ()) else "other"
    return "equal"


def _compare_measure(context: Context, figure: Figure) -> Comparison:
    if UNIT_GROUPS.get(figure.unit) != "people":
        return "equal"
    if context.measure is None:
        return "unsaid"
    return "equal" if _MEASURES.get(figure.unit, "people") == context.measure else "other"


def _compare_segment(context: Context, topic: Topic, figure: Figure) -> Comparison:
    if "none" in context.segments and "none" in topic.segments:
        return "equal" if figure.segment == "none" else "other"
    narrow = context.segments - {"whole", "none", SECTOR}
    if topic.absorbed in narrow:
        narrow -= {topic.absorbed}
    if figure.segment == "none":
        return "equal" if topic.segments == {"none"} or not context.sector else "other"
    if not narrow:
        if figure.segment == "whole":
            return "equal"
        if SECTOR in context.segments and figure.segment in _PARTS and not topic.absorbed and not topic.free:
            return "other"
        if len(topic.segments) == 1:
            return "equal" if context.sector or context.sources or topic.free else "unsaid"
        return "other" if "whole" in context.segments else "unsaid"
    if figure.segment in narrow or (figure.segment == "whole" and len(narrow) > 1):
        return "equal"
    return "other"


def _compare_territory(context: Context, topic: Topic, figure: Figure) -> Comparison:
    places = context.places
    if ELSEWHERE in places:
        return "other"
    if not places and figure.indicator in _PAPERS:
        return "equal"
    if figure.indicator == "offshore-share" and (not places or places & {*_ABROAD, "FR", "WORLD"}):
        return "equal"
    served = figure.market == "market-served" and (context.served or UNIT_GROUPS.get(figure.unit) != "people")
    if not places or (context.weak and "FR" in places):
        if figure.territory in _FRANCE or (figure.territory == "WORLD" and served):
            return "equal"
        if not places and not topic.territories & _FRANCE and len(topic.territories) == 1:
            return "unsaid"
        if not topic.territories & {*_FRANCE, "WORLD"} and not places:
            return "unsaid"
        return "other"
    if places & _FRANCE:
        if figure.indicator == "revenue" and figure.market == "market-served" and not context.produced:
            # Outsourcers of France earn their revenue on the French market, wherever the work is done.
            return "equal"
        if figure.territory in _FRANCE:
            return "equal"
        return "unsaid" if served and topic.territories == {"WORLD"} else "other"
    ground = frozenset().union(*(list_same_places(code) for code in places))
    if figure.territory in ground or (places & _ABROAD and figure.territory in _ABROAD):
        return "equal"
    return "other"


def _compare_period(context: Context, topic: Topic, figure: Figure) -> Comparison:
    """Compare the time said with that of a figure; a growth needs both ends of its span."""
    said = context.moment.period
    if said is None:
        return "unsaid"
    if topic.growth and figure.indicator != "barometer-headcount-growth":
        return "equal" if _years(said) == _years(figure.period) else "other"
    if not said.overlaps(figure.period):
        return "other"
    if figure.indicator.startswith(_PROGRAMMES) and said.kind == "year" and figure.period.start.year < said.year:
        # « L’accord de 2009 » is the one signed that year, not the one that was to end in it.
        signed = any(one.period.start.year == said.year for one in topic.figures if one.category == figure.category)
        return "other" if signed else "equal"
    return "equal"


def _years(period: Period) -> tuple[int, int]:
    return period.start.year, period.end.year


def list_known(candidates: Sequence[Candidate], said: date | None) -> list[Candidate]:
    """Return the candidates whose period had begun on the day of the speech."""
    return [one for one in candidates if said is None or one.figure.period.start <= said]
