"""Weeks to get there, from the weeks of each skill to learn: lowest, likely and highest, line by line.

For each skill of the heart of the job that is missing: its weeks w (those of the skill × the share that is left to
learn), and the probability p that somebody of that origin has it all the same. p is 0 for what they said no to, else
the share of people of the job of origin who have such a skill (``weights.yes_shares``, as for the questions): what that
job asks of everybody, of some, or does not ask. Skills that only some forms of the job ask count nowhere.

Skills that one training teaches are learned together, in the time of the longest that is missing. With those of one
training from the longest, w1 ≥ w2 ≥ …, the likely time is what is to be expected of that longest:

    likely = Σ over trainings of Σ over k of w_k × (1 − p_k) × p_1 × … × p_(k−1)

and a skill without known training counts by itself, w × (1 − p). The lowest is the same with p = 1 for all that nobody
said no to; the highest is Σ w, one skill after the other and nothing there. So low ≤ likely ≤ high; a yes raises none
of the three, a no lowers none, and *I don’t know* changes none. The bin is that of ``likely``; both ends are told.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from filiere.careers.paths.explanations import NeedAccount
from filiere.careers.paths.records import Effort, EffortBin, EffortLine, GapState
from filiere.careers.profession import NeedKind
from filiere.core.numbers import format_number
from filiere.core.text import Text

Shares = Callable[[str], float]
"""The share of people of an origin who hold a skill, by its id."""
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


@dataclass(frozen=True, slots=True)
class _Missing:
    """A skill to learn: its weeks, and the probability that it is there all the same (0 where the person said no)."""

    id: str
    label: Text
    weeks: float
    share: float
    said_no: bool
    reason: Text


def compute_effort(account: NeedAccount, shares: Shares) -> Effort:
    """Return the effort of the gaps and of what crossed bridges leave to learn, for people of one origin."""
    missing = _list_missing(account, shares)
    unestimated = tuple(one.id for one in missing if account.weeks[one.id] is None)
    groups: defaultdict[str, list[_Missing]] = defaultdict(list)
    known = [one for one in missing if account.weeks[one.id] is not None]
    for one in known:
        groups[account.trainings[one.id] or f" {one.id}"].append(one)
    told = {line.id: line for group in groups.values() for line in _measure_group(group)}
    lines = tuple(told[one.id] for one in known)
    low, likely, high = (
        (math.fsum(values) for values in zip(*((one.low, one.likely, one.high) for one in lines), strict=True))
        if lines
        else (0.0, 0.0, 0.0)
    )
    return Effort(low, likely, high, find_bin(likely), lines, unestimated)


def find_bin(weeks: float) -> EffortBin:
    """Return the bin of the OECD that a number of full-time weeks stands in."""
    return next((name for name, most in MOST_WEEKS if weeks <= most + 1e-9), EffortBin.LONGER)


def _list_missing(account: NeedAccount, shares: Shares) -> list[_Missing]:
    reasons = {GapState.SAID_NO: _SAID_NO, GapState.NOT_ASKED: _NOT_ASKED, GapState.TO_DEEPEN: _DEEPEN}

    def measure(item: str, label: Text, reason: Text, *, said_no: bool) -> _Missing:
        weeks = (account.weeks[item] or 0.0) * account.remains[item]
        return _Missing(item, label, weeks, 0.0 if said_no else shares(item), said_no, reason)

    core = [gap for gap in account.gaps if gap.kind is NeedKind.CORE]
    in_gaps = {gap.id for gap in core}
    found = [measure(gap.id, gap.label, reasons[gap.state], said_no=gap.state is GapState.SAID_NO) for gap in core]
    return found + [
        measure(one.target, one.target_label, _say_bridge(one.counted), said_no=False)
        for one in account.bridges
        if one.kind is NeedKind.CORE and one.target not in in_gaps and account.remains[one.target] > 0
    ]


def _measure_group(group: Sequence[_Missing]) -> list[EffortLine]:
    """The lines of the skills that one training teaches.

    What the training takes at least is told of the longest skill that the person said no to. What is likely beyond is
    shared between the skills that nobody said no to, as each alone would take: a line never goes under its lowest, nor
    over its highest.
    """
    ordered = sorted(group, key=lambda one: (-one.weeks, one.id))
    refused = next((one for one in ordered if one.said_no), None)
    least = refused.weeks if refused else 0.0
    expected, chance = 0.0, 1.0
    for one in ordered:
        expected += one.weeks * (1 - one.share) * chance
        chance *= one.share
    alone = math.fsum(one.weeks * (1 - one.share) for one in group if not one.said_no)
    part = min(1.0, max(0.0, expected - least) / alone) if alone else 0.0
    lines = []
    for one in group:
        low = one.weeks if one is refused else 0.0
        likely = low if one.said_no else one.weeks * (1 - one.share) * part
        together = refused is not None and one.said_no and one is not refused
        reason = _say_together(refused.label) if together and refused else one.reason
        lines.append(EffortLine(one.id, one.label, low, likely, one.weeks, reason))
    return lines


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
