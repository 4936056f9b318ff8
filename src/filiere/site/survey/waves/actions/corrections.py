"""The desk corrects an answer, of a question that its centre was not shown too, and says why."""

from __future__ import annotations

from datetime import date
from typing import Any

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, lock_row
from filiere.site.survey.faults import refuse
from filiere.site.survey.waves.models import Correction, Reply
from filiere.site.survey.waves.questionnaires import find_questionnaire
from filiere.site.survey.waves.rights import CONDUCT
from filiere.survey.questionnaires import AnswerChanges, AnswerState, apply_answers

REPLY = ActTarget[Reply]("survey-reply", lambda reply: reply.unit.key, lock_row, refusals=False)


@act("response.correct", on=REPLY, right=CONDUCT)
def correct_answer(
    reply: Reply, *, question: str, answer: Any, reason: str, actor: User, day: date = TODAY
) -> Correction:
    """Put an answer in the place of another; empty takes it away. What the centre had said stays in the correction."""
    questionnaire = find_questionnaire(reply.unit.wave)
    if question not in questionnaire.places:
        raise refuse("survey-question-unknown", "question", question=question[:120])
    state = AnswerState.from_json(reply.answers)
    try:
        corrected = apply_answers(questionnaire, state, AnswerChanges(values={question: answer}))
    except Faults:
        raise refuse("survey-answer-unreadable", "answer", value=str(answer)[:80], question=question) from None
    before = state.as_json()["values"].get(question)
    reply.answers = corrected.as_json()
    reply.save(update_fields=["answers"])
    after = reply.answers["values"].get(question)
    return Correction.objects.create(
        reply=reply, question=question, before=before, after=after, reason=reason, by=actor, made_on=day
    )
