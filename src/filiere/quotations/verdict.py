"""Fourth stage: the verdict on a number. The rules, in the order in which they decide:

1. **unknown** when the words choose no topic of the register, when they speak of the speaker's own house or of a town
or
   country of which nothing is known there, or when what follows does not decide. What is missing is asked (``needs``:
   year, place, segment, measure), never guessed. Where no word of the trade stands by the number, it may match a scope
   said whole, and nothing else.
2. **match** when the number fits (:mod:`filiere.quotations.number_fits`) a figure whose every part of scope is the one
   said: unit, measure, segment, territory, period. Of several concurrent values one is enough, and the others are
   listed. A source that is named picks among them: a number that fits another's value only is *out of scope*, by its
   source.
3. **outdated** when the claim is in the present, or undated without a verb in the past, and fits an earlier value of
the
   scope while the latest one known on the day of the speech does not fit. Untraceable values and forecasts are never
   the latest, but a forecast of a year since past, of which nothing else is known, is later than what it follows.
4. **out_of_scope** when nothing fits the scope said and the number fits a figure from which exactly one part sets it
   apart. That part is named. An overlap of ranges is no such fit.
5. **contradicted** when every part of the scope is said (or France and today, by the rules of the third stage), the
   register has values there, one at least of the size of the number (within twenty times), none fits, and none is open
   on the side of the number. Values that only an untraceable
   source gives contradict nothing, save another number said to be of that source; neither does a forecast, save another
   claim on the future. A present claim is
   contradicted by a value of the last three years only.

A claim undated and in the past matches when all that fits in its scope is of one time; else the year is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from filiere.figures import FORESEEN_NATURES, Figure
from filiere.figures.records import UNTRACEABLE
from filiere.quotations.candidates import Candidate, Candidates, Part, list_known
from filiere.quotations.context import Context
from filiere.quotations.mentions import Mention
from filiere.quotations.number_fits import is_alike, is_consistent
from filiere.quotations.place_mentions import ELSEWHERE
from filiere.quotations.topics import Topic
from filiere.quotations.units import PEOPLE, TIME

Verdict = Literal["match", "outdated", "out_of_scope", "contradicted", "unknown"]
VERDICTS: tuple[Verdict, ...] = ("match", "outdated", "out_of_scope", "contradicted", "unknown")
Need = Literal["year", "place", "segment", "measure"]
WrongPart = Literal["unit", "measure", "segment", "territory", "period", "source"]

RECENT_YEARS = 3
_MOST_NEAREST = 3
_ANYWHERE = frozenset({"jobs-at-risk"})
"""Topics whose words fit any trade: a number may match them without a word of this one, not be contradicted."""
_SPOKEN = frozenset({"adviser-mean-age", "seniority"})
"""Topics whose words and years stand in many sentences that measure nothing."""
_PLANS = frozenset({"hires-planned", "jobs-at-risk"})
"""Indicators of what is planned: a forecast is what they measure."""
_PART_ORDER: tuple[Part, ...] = ("unit", "measure", "segment", "territory", "period")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict with what it stands on.

    ``figures`` are those that decide, the best first; ``later`` those that come after an outdated one; ``others`` the
    concurrent values that do not fit; ``nearest`` what the register has closest where it cannot tell.
    """

    verdict: Verdict
    figures: tuple[Figure, ...] = ()
    later: tuple[Figure, ...] = ()
    others: tuple[Figure, ...] = ()
    nearest: tuple[Figure, ...] = ()
    part: WrongPart | None = None
    needs: tuple[Need, ...] = ()
    overlap: bool = False
    hedged: bool = False


def judge(mention: Mention, context: Context, candidates: Candidates) -> Finding:
    """Return the verdict on one number."""
    if not candidates.topics or context.local or not candidates.figures:
        return Finding(verdict="unknown", needs=_list_needs(context, candidates))
    if ELSEWHERE in context.places:
        return _leave_unknown(context, candidates)
    if candidates.loose:
        return _judge_loose(mention, context, candidates)
    if context.moment.period is not None:
        return _judge_dated(mention, context, candidates)
    return _judge_undated(mention, context, candidates)


def judge_rivals(mention: Mention, context: Context, candidates: Candidates) -> Finding | None:
    """Return the match of a dated number with a scope that the words say whole, by topics that others said more of."""
    if context.moment.period is None or context.local or candidates.loose or ELSEWHERE in context.places:
        return None
    exact = [one for one in candidates.figures if one.fit in {"equal", "rounded"} and set(one.parts) == {"equal"}]
    return _find_match(mention, exact) if exact else None


def _judge_loose(mention: Mention, context: Context, candidates: Candidates) -> Finding:
    """Judge a number that no word of the trade stands by: it may match a scope said whole, and no more."""
    if context.moment.period is not None and context.places:
        found = _find_match(mention, [one for one in candidates.figures if not one.others])
        if found is not None and found.verdict == "match":
            return found
    return _leave_unknown(context, candidates)


def _judge_dated(mention: Mention, context: Context, candidates: Candidates) -> Finding:
    scope = [one for one in candidates.figures if not one.others]
    found = _find_match(mention, scope)
    if found is not None:
        return found
    away = _find_away(candidates.figures)
    if away is not None:
        return away
    if _may_contradict(mention, context, candidates, scope):
        return _contradict(scope)
    return _leave_unknown(context, candidates)


def _judge_undated(mention: Mention, context: Context, candidates: Candidates) -> Finding:
    known = list_known(candidates.figures, context.said)
    scope = [one for one in known if not one.others]
    present = context.moment.tense in {"present", "none"}
    if present:
        return _judge_present(mention, context, candidates, known, scope)
    fitting = [one for one in scope if one.fit != "none"]
    years = {one.figure.period.last_year for one in fitting}
    if fitting and (len(years) == 1 or len(fitting) == 1):
        found = _find_match(mention, scope)
        if found is not None:
            return found
    return _leave_unknown(context, candidates)


def _judge_present(
    mention: Mention,
    context: Context,
    candidates: Candidates,
    known: Sequence[Candidate],
    scope: Sequence[Candidate],
) -> Finding:
    latest = _list_latest(scope)
    found = _find_match(mention, [one for one in latest if one.fit != "overlap"])
    if found is not None:
        return _find_overdue(context, scope, latest, found) or found
    if not latest:
        doubtful = _find_match(mention, scope)
        return doubtful or _find_away_now(known) or _leave_unknown(context, candidates)
    newest = max(one.figure.period.end for one in latest)
    earlier = [
        one
        for one in scope
        if one.fit not in {"none", "overlap"} and one.figure.period.end < newest and one not in latest
    ]
    earlier = [one for one in earlier if one.figure.nature not in FORESEEN_NATURES] or earlier
    if earlier:
        ranked = _rank(earlier)
        return Finding(
            verdict="outdated",
            figures=tuple(one.figure for one in ranked),
            later=tuple(one.figure for one in _rank(latest)),
        )
    doubtful = _find_match(mention, latest) or _find_match(mention, [one for one in scope if one not in latest])
    if doubtful is not None:
        return doubtful
    away = _find_away_now(known)
    if away is not None:
        return away
    recent = context.said is None or newest.year >= context.said.year - RECENT_YEARS
    if context.moment.now and recent and _may_contradict(mention, context, candidates, latest):
        return _contradict(latest)
    return _leave_unknown(context, candidates)


def _find_overdue(
    context: Context, scope: Sequence[Candidate], latest: Sequence[Candidate], found: Finding
) -> Finding | None:
    """Return that a present claim is outdated by what was foreseen of a time since past, of which nothing else came."""
    if context.said is None or not latest:
        return None
    newest = max(one.figure.period.end for one in latest)
    overdue = [
        one
        for one in scope
        if one.figure.nature in FORESEEN_NATURES
        and one.figure.confidence != UNTRACEABLE
        and newest < one.figure.period.start <= one.figure.period.end < context.said
        and one.fit == "none"
    ]
    if not overdue:
        return None
    return Finding(verdict="outdated", figures=found.figures, later=tuple(one.figure for one in _rank(overdue)))


def _list_latest(scope: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates of the last period of a scope, those that may be: neither untraceable nor foreseen."""
    sound = [one for one in scope if is_sound(one.figure)]
    if not sound:
        return []
    newest = max((one.figure.period for one in sound), key=lambda period: (period.end, period.start))
    return [one for one in sound if one.figure.period.overlaps(newest)]


def is_sound(figure: Figure) -> bool:
    """Tell whether a figure may stand against a claim: traceable, and of what has happened."""
    return figure.confidence != UNTRACEABLE and figure.nature not in FORESEEN_NATURES


def _find_match(mention: Mention, scope: Sequence[Candidate]) -> Finding | None:
    """Return the match that a scope allows; a source that is named, and has a value there, picks it."""
    named = [one for one in scope if one.named]
    pool = named or list(scope)
    fitting = [one for one in pool if one.fit != "none"]
    if fitting:
        ranked = _rank(fitting)
        chosen = {one.figure.id for one in ranked}
        others = [
            one
            for one in scope
            if one.figure.id not in chosen
            and one.figure.confidence != UNTRACEABLE
            and one.fit == "none"
            and not is_consistent(mention, one.figure)
        ]
        return Finding(
            verdict="match",
            figures=tuple(one.figure for one in ranked),
            others=tuple(one.figure for one in _rank(others)),
            overlap=ranked[0].fit == "overlap",
            hedged=ranked[0].fit == "hedged",
        )
    if named:
        stray = [one for one in scope if one.fit not in {"none", "overlap"}]
        if stray:
            return Finding(
                verdict="out_of_scope",
                figures=tuple(one.figure for one in _rank(stray)),
                others=tuple(one.figure for one in _rank(named)),
                part="source",
            )
    return None


def _find_away(figures: Sequence[Candidate]) -> Finding | None:
    """Return the figures that one part of the scope sets apart from the claim, the most telling part first."""
    found: dict[Part, list[Candidate]] = {}
    for one in figures:
        if len(one.others) == 1 and one.fit in {"equal", "rounded", "hedged"}:
            found.setdefault(one.others[0], []).append(one)
    if not found:
        return None
    order = sorted(found, key=lambda part: (not any(one.named for one in found[part]), _PART_ORDER.index(part)))
    chosen = found[order[0]]
    ranked = sorted(chosen, key=lambda one: (not one.named, one.fit != "equal", not one.figure.retained))
    return Finding(verdict="out_of_scope", figures=tuple(one.figure for one in ranked), part=order[0])


def _find_away_now(known: Sequence[Candidate]) -> Finding | None:
    """Return the same for a claim in the present: the figure must be among the latest of its own scope."""
    groups: dict[tuple[object, ...], list[Candidate]] = {}
    for one in known:
        if len(one.others) == 1 and is_sound(one.figure):
            key = (one.figure.indicator, one.figure.category, one.figure.segment, one.figure.territory, one.figure.unit)
            groups.setdefault(key, []).append(one)
    latest = [candidate for group in groups.values() for candidate in _list_latest(group)]
    return _find_away(latest)


def _may_contradict(mention: Mention, context: Context, candidates: Candidates, scope: Sequence[Candidate]) -> bool:
    """Tell whether a scope is complete and closed enough for an accusation."""
    if context.moment.tense == "future" or context.unit is None:
        return False
    if not (context.sector or context.sources) and any(topic.key in _ANYWHERE for topic in candidates.topics):
        return False
    if context.unit in TIME and not any(
        topic.lines and topic.lines[0] & (context.core if topic.key in _SPOKEN else context.near)
        for topic in candidates.topics
    ):
        # « Vingt ans de métier, et je me souviens… » measures nobody’s age.
        return False
    sound = [
        one
        for one in scope
        if "unsaid" not in one.parts[1:4] and (_may_oppose(one) or one.figure.nature in {"target", "announcement"})
    ]
    if not sound:
        return False
    if not any(is_alike(mention, one.figure, growth=one.topic.growth) for one in sound):
        return False
    if not _covers(candidates.topics, {one.figure.id for one in sound}):
        return False
    if context.unit in PEOPLE and not context.sector and any(one.figure.segment != "none" for one in sound):
        return not any(one.topic.key in {"jobs", "positions"} for one in sound)
    pool = [one for one in scope if one.named and _may_oppose(one)] or scope
    return not any(is_consistent(mention, one.figure) and not _is_closed(one.figure, scope) for one in pool)


def _is_closed(figure: Figure, scope: Sequence[Candidate]) -> bool:
    """Tell whether what a bound leaves open, “at least 3.5 billion”, another figure of the time and scope says."""
    if figure.value is not None or (figure.low is None) == (figure.high is None):
        return False
    return any(
        one.figure.value is not None
        and is_sound(one.figure)
        and (one.figure.indicator, one.figure.category, one.figure.segment, one.figure.unit)
        == (figure.indicator, figure.category, figure.segment, figure.unit)
        and (figure.low is None or one.figure.value >= figure.low)
        and (figure.high is None or one.figure.value <= figure.high)
        for one in scope
    )


def _covers(topics: Sequence[Topic], figures: set[str]) -> bool:
    """Tell whether each topic has a figure in a scope. Two may share figures, and an indicator as a whole need have
    none where one line of its breakdown, which the words say too, has."""
    covered = {topic.key for topic in topics if any(figure.id in figures for figure in topic.figures)}
    lines = {key.partition("/")[0] for key in covered}
    return all(topic.key in covered or ("/" not in topic.key and topic.key in lines) for topic in topics)


def _may_oppose(candidate: Candidate) -> bool:
    """Tell whether a figure may contradict: a sound one, or what a source that the text names has said of its own."""
    said = candidate.named and candidate.figure.nature not in FORESEEN_NATURES
    if candidate.figure.indicator in _PLANS:
        return candidate.figure.confidence != UNTRACEABLE
    return said or is_sound(candidate.figure)


def _contradict(scope: Sequence[Candidate]) -> Finding:
    named = [one for one in scope if one.named and _may_oppose(one)]
    ranked = _rank(named or scope)
    chosen = {one.figure.id for one in ranked}
    return Finding(
        verdict="contradicted",
        figures=tuple(one.figure for one in ranked),
        others=tuple(one.figure for one in scope if one.figure.id not in chosen),
    )


def _leave_unknown(context: Context, candidates: Candidates) -> Finding:
    return Finding(
        verdict="unknown",
        needs=_list_needs(context, candidates),
        nearest=_list_nearest(candidates),
    )


def _list_nearest(candidates: Candidates) -> tuple[Figure, ...]:
    """Return what the register has closest: fewest parts apart, soundest and latest first."""
    ranked = sorted(
        (one for one in candidates.figures if len(one.others) <= 1),
        key=lambda one: (len(one.others), one.figure.confidence == UNTRACEABLE, -one.figure.period.end.toordinal()),
    )
    return tuple(one.figure for one in ranked[:_MOST_NEAREST])


def _list_needs(context: Context, candidates: Candidates) -> tuple[Need, ...]:
    needs: list[Need] = []
    if context.moment.period is None and not context.moment.now:
        needs.append("year")
    if not context.places and (
        not candidates.topics or not any(topic.territories & {"FR", "WORLD"} for topic in candidates.topics)
    ):
        needs.append("place")
    if not context.segments and any(len(topic.segments - {"none"}) > 1 for topic in candidates.topics):
        needs.append("segment")
    if not candidates.topics or (context.unit in {None, "jobs", "persons"} and context.unit is None):
        needs.append("measure")
    return tuple(needs)


def _rank(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Order figures: the source named, the closest fit, retained ones, the soundest, then the order of the register."""
    fits = {"equal": 0, "rounded": 1, "hedged": 2, "overlap": 3, "none": 4}
    levels = {"high": 0, "medium": 1, "low": 2}
    return sorted(
        candidates,
        key=lambda one: (
            not one.named,
            fits[one.fit],
            not one.figure.retained,
            levels.get(one.figure.confidence, 3),
            -one.figure.period.end.toordinal(),
        ),
    )
