"""Weeks to get there, from the weeks of each skill to learn: lowest and highest, line by line.

Highest: every skill of the heart of the job that is missing takes its weeks, one after the other. Lowest: what nobody
has asked turns out to be there, what a bridge brings is enough, and skills that one training teaches are learned
together, in the time of the longest. Skills that only some forms of the job ask count in neither.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from filiere.careers.paths.records import CrossedBridge, Effort, EffortBin, EffortLine, Gap, GapState
from filiere.careers.profession import NeedKind
from filiere.core.numbers import format_number
from filiere.core.text import Text

MOST_WEEKS = ((EffortBin.SIX_MONTHS, 26.0), (EffortBin.ONE_YEAR, 52.0), (EffortBin.THREE_YEARS, 156.0))
"""The most weeks of each bin of the OECD (small, moderate, large retraining); beyond, it is *longer*."""
EFFORT_LABELS = {
    EffortBin.SIX_MONTHS: Text(fr="six mois au plus", en="six months at most"),
    EffortBin.ONE_YEAR: Text(fr="un an au plus", en="one year at most"),
    EffortBin.THREE_YEARS: Text(fr="trois ans au plus", en="three years at most"),
    EffortBin.LONGER: Text(fr="plus de trois ans", en="more than three years"),
}
_SAID_NO = Text(fr="à apprendre", en="to be learned")
_NOT_ASKED = Text(fr="pas encore demandé : peut-être déjà là", en="not asked yet: may be there already")
_DEEPEN = Text(fr="déjà là, à approfondir", en="already there, to be taken further")


def compute_effort(
    gaps: Sequence[Gap], bridges: Sequence[CrossedBridge], remains: dict[str, float], weeks: dict[str, float | None]
) -> Effort:
    """Return the effort of the gaps and of what crossed bridges leave to learn.

    ``remains`` is the share of each skill that is left to learn, ``weeks`` its weeks, both by id of skill; weeks are
    None where nobody has estimated them.
    """
    core = [gap for gap in gaps if gap.kind is NeedKind.CORE]
    in_gaps = {gap.id for gap in core}
    crossed = [one for one in bridges if one.kind is NeedKind.CORE and one.target not in in_gaps]
    lines = [_measure_gap(gap, gaps, remains, weeks) for gap in core if weeks[gap.id] is not None]
    lines += [
        EffortLine(one.target, one.target_label, 0.0, whole * remains[one.target], _say_bridge(one.counted))
        for one in crossed
        if (whole := weeks[one.target]) is not None and remains[one.target] > 0
    ]
    low, high = math.fsum(one.low for one in lines), math.fsum(one.high for one in lines)
    unknown = tuple(
        name for name in (*(gap.id for gap in core), *(one.target for one in crossed)) if weeks[name] is None
    )
    return Effort(low, high, find_bin(high), tuple(lines), unknown)


def find_bin(weeks: float) -> EffortBin:
    """Return the bin of the OECD that a number of full-time weeks stands in."""
    return next((name for name, most in MOST_WEEKS if weeks <= most + 1e-9), EffortBin.LONGER)


def _measure_gap(
    gap: Gap, gaps: Iterable[Gap], remains: dict[str, float], weeks: dict[str, float | None]
) -> EffortLine:
    high = (weeks[gap.id] or 0.0) * remains[gap.id]
    if gap.state is GapState.NOT_ASKED:
        return EffortLine(gap.id, gap.label, 0.0, high, _NOT_ASKED)
    if gap.state is GapState.TO_DEEPEN:
        return EffortLine(gap.id, gap.label, 0.0, high, _DEEPEN)
    longer = _find_longer(gap, gaps, weeks)
    if longer is not None:
        return EffortLine(gap.id, gap.label, 0.0, high, _say_together(longer.label))
    return EffortLine(gap.id, gap.label, high, high, _SAID_NO)


def _find_longer(gap: Gap, gaps: Iterable[Gap], weeks: dict[str, float | None]) -> Gap | None:
    """The gap that the same first training teaches and that takes longer; of two as long, the first by id."""
    if not gap.trainings:
        return None
    together = [
        other
        for other in gaps
        if other.kind is NeedKind.CORE
        and other.state is GapState.SAID_NO
        and other.trainings
        and other.trainings[0].id == gap.trainings[0].id
        and weeks[other.id] is not None
    ]
    longest = min(together, key=lambda other: (-(weeks[other.id] or 0.0), other.id))
    return None if longest.id == gap.id else longest


def _say_together(label: Text) -> Text:
    return Text(
        fr=f"peut s’apprendre en même temps, par la même formation, que « {label.fr} »",
        en=f"may be learned at the same time, in the same training, as “{label.en}”",
    )


def _say_bridge(counted: float) -> Text:
    fr, en = (format_number(round(counted * 100), lang) for lang in ("fr", "en"))
    return Text(
        fr=f"passerelle qui compte pour {fr} % de la compétence", en=f"bridge that counts for {en}% of the skill"
    )
