"""The questionnaires that ship, read once: the version of a wave, the latest of each, and what waves are called."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from filiere.core import Period, Text
from filiere.site.survey.waves.models import Reply, Wave
from filiere.survey.questionnaires import (
    AnswerState,
    Questionnaire,
    Value,
    find_prior_values,
    list_shipped_questionnaires,
    read_questionnaire,
    start_answers,
)


@cache
def shipped_questionnaires() -> Mapping[str, Questionnaire]:
    """Every version of every questionnaire, by its identifier."""
    return {one.identifier: one for one in map(read_questionnaire, list_shipped_questionnaires())}


@cache
def list_latest() -> Mapping[str, Questionnaire]:
    """The latest version of each questionnaire, by its key."""
    ordered = sorted(shipped_questionnaires().values(), key=lambda one: (one.key, one.version))
    return {one.key: one for one in ordered}


def find_questionnaire(wave: Wave) -> Questionnaire:
    """The questionnaire of a wave, in the version that its centres answer."""
    return shipped_questionnaires()[f"{wave.questionnaire}@{wave.version}"]


def title_wave(wave: Wave) -> Text:
    """What people call a wave: its questionnaire and its period."""
    questionnaire = list_latest().get(wave.questionnaire)
    return questionnaire.title if questionnaire is not None else Text.same(wave.questionnaire)


def name_wave(wave: Wave) -> Text:
    """A wave as papers call it: its survey and its period."""
    title, period = title_wave(wave), Period.parse(wave.period)
    return Text(fr=f"{title.fr}, {period.label('fr')}", en=f"{title.en}, {period.label('en')}")


def read_answers(wave: Wave, reply: Reply | None) -> AnswerState:
    """What a centre has said so far; nothing yet without a reply."""
    if reply is None or not reply.answers:
        return start_answers(find_questionnaire(wave))
    return AnswerState.from_json(reply.answers)


def read_prior(wave: Wave, unit: str) -> Mapping[str, Value]:
    """What the same centre answered at the wave before, by place, to questions that still ask the same."""
    if wave.previous is None:
        return {}
    earlier = Reply.objects.filter(unit__wave=wave.previous, unit__unit=unit, submitted_at__isnull=False).first()
    if earlier is None:
        return {}
    state = AnswerState.from_json(earlier.answers)
    return find_prior_values(find_questionnaire(wave), find_questionnaire(wave.previous), state)
