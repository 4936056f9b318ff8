"""The voice of the staff beside that of management: when it may be given, and where the two part.

The window opens with the questionnaire and closes fifteen working days after it is handed in, so that representatives
see what management finally says. Where both give a level to a question, the distance between the two is a signal for
the auditor, and for the committee: not a verdict, and never shown to the employer's side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from filiere.core import Text
from filiere.core.workdays import add_working_days
from filiere.referentials import Criterion, Release
from filiere.referentials.workbook import AnswerPlace, sort_themes
from filiere.site.candidature.case_evaluation import load_entries
from filiere.site.candidature.models import Opinion
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

AFTER_HANDING_IN = 15
"""Working days, proposed by us: no rule of the label says so."""
OPEN_TERM = Text(
    fr=f"jusqu’à {AFTER_HANDING_IN} jours ouvrés après la remise du questionnaire",
    en=f"until {AFTER_HANDING_IN} working days after the questionnaire is submitted",
)


@dataclass(frozen=True, slots=True)
class OpinionWindow:
    """The days on which opinions may be signed; ``until`` is None while the questionnaire is not handed in."""

    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether a day is inside."""
        return self.since <= day and (self.until is None or day <= self.until)


def find_opinion_window(dossier: Dossier) -> OpinionWindow | None:
    """Return the window; None before the questionnaire is open."""
    days = dict[str, date]()
    for state, day in dossier.events.order_by("number").values_list("state", "day"):
        if state == "declaring":
            days.setdefault("since", day)
        elif state == "naming_auditor" and "since" in days:
            days.setdefault("until", day)
    if "since" not in days:
        return None
    until = days.get("until")
    return OpinionWindow(days["since"], add_working_days(until, AFTER_HANDING_IN) if until is not None else None)


def list_opinion_questions(release: Release, category: str, theme: str) -> tuple[Criterion, ...]:
    """Return the questions of a theme of which staff representatives see a level."""
    return tuple(
        one
        for one in release.theme(theme).criteria
        if one.is_asked_of(category) and one.key in release.scales and "staff_representatives" in one.assessed_by
    )


@dataclass(frozen=True, slots=True)
class OpinionGap:
    """A question on which the two voices part: levels in words, and how many levels lie between."""

    number: str
    text: str
    management: str
    staff: str
    levels: int


@dataclass(frozen=True, slots=True)
class ThemeSignal:
    """What opinions on a theme tell: how many questions both judged, and the gaps, widest first."""

    theme: str
    name: str
    both: int
    gaps: tuple[OpinionGap, ...]

    @property
    def strong(self) -> bool:
        """Whether a gap is of two levels or more, or a third of the questions part: the auditor looks there first."""
        return any(abs(one.levels) >= 2 for one in self.gaps) or (self.both > 0 and 3 * len(self.gaps) >= self.both)


def compute_signals(dossier: Dossier, opinions: Iterable[Opinion]) -> tuple[ThemeSignal, ...]:
    """Return the signal of each theme on which there is an opinion, against what management says now."""
    release = load_release(dossier)
    entries = load_entries(dossier)
    by_theme: dict[str, list[Opinion]] = {}
    for item in opinions:
        by_theme.setdefault(item.theme, []).append(item)
    found = []
    for theme in sort_themes(release):
        held = by_theme.get(theme.key)
        if not held:
            continue
        both, gaps = 0, []
        for opinion in held:
            for key, level in opinion.levels.items():
                criterion, entry = release.criteria.get(key), entries.get(AnswerPlace("answer", key))
                if criterion is None or entry is None or not entry.value:
                    continue
                scale = release.scales[key]
                both += 1
                distance = scale.rank(entry.value) - scale.rank(level)
                if distance:
                    gaps.append(
                        OpinionGap(
                            criterion.number or "",
                            str(criterion.text),
                            str(scale.level(entry.value).text),
                            str(scale.level(level).text),
                            distance,
                        )
                    )
        gaps.sort(key=lambda gap: -abs(gap.levels))
        found.append(ThemeSignal(theme.key, str(theme.text), both, tuple(gaps)))
    return tuple(found)


WINDOW_CLOSED = Text(
    fr="Le délai des avis n’est pas ouvert ou il est passé.", en="The period for opinions has not opened, or is over."
)
