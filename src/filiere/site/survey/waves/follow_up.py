"""Whom to call first: the centres that have not replied, by what their answer is expected to change in the total of
jobs, which the engine tells from their weight, what they answered the time before and what those like them answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from filiere.core import Text
from filiere.site.survey.waves.code_labels import UNIT_STATE_LABELS, name_stratum
from filiere.site.survey.waves.models import Reply, SampledUnit, Wave
from filiere.site.survey.waves.sample_draws import replay_sample
from filiere.survey.questionnaires import AnswerState, read_number
from filiere.survey.samples import FollowedTotal, count_sufficient, order_follow_ups

SETTLED: Final = 0.9
"""The share of what can still change that the first of the list settle, as the page says it."""
STAFF: Final = "staff"
"""The question whose total orders the list; every questionnaire has it."""


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """A centre to call, its share of what can still change and that of all down to it, in per cent."""

    unit: SampledUnit
    stratum: Text
    percent: float
    cumulative_percent: float
    state: Text
    mark: str


@dataclass(frozen=True, slots=True)
class CallList:
    """The centres, and how many of the first settle how much, in per cent."""

    lines: tuple[FollowUpLine, ...]
    settled_by: int
    settled_percent: float


def list_priorities(wave: Wave) -> CallList:
    """Return those who are awaited, the one that can change most first."""
    awaited = {unit.unit: unit for unit in wave.units.awaited()}
    total = float(sum(int(row["size"]) for row in wave.frame))
    outcome = FollowedTotal(
        name=STAFF,
        answered=_read_staff(wave),
        prior=_read_staff(wave.previous) if wave.previous is not None else {},
        total=total,
    )
    found = order_follow_ups(replay_sample(wave), [outcome], awaited=list(awaited))
    lines, before = [], 0.0
    for follow_up in found:
        unit, share = awaited[follow_up.unit], follow_up.cumulative_share
        label, mark = UNIT_STATE_LABELS[unit.state]
        lines.append(FollowUpLine(unit, name_stratum(unit.stratum), 100 * (share - before), 100 * share, label, mark))
        before = share
    settled = count_sufficient(found, SETTLED)
    return CallList(tuple(lines), settled, lines[settled - 1].cumulative_percent if settled else 100.0)


def _read_staff(wave: Wave) -> dict[str, float]:
    """The headcount that each centre answered, by its key."""
    found = {}
    for reply in Reply.objects.filter(unit__wave=wave, submitted_at__isnull=False).select_related("unit"):
        value = AnswerState.from_json(reply.answers).values.get(STAFF)
        number = read_number(value) if isinstance(value, str) else None
        if number is not None:
            found[reply.unit.unit] = float(number)
    return found
