"""Questions of the public authorities, and the answers of the association; both are told of each."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.site.accounts.letters import add_greeting
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.journal.act_decorator import TODAY, act, make_row_lock
from filiere.site.mail.outbox import post_letters
from filiere.site.programme.agreements.actions.common import AGREEMENT, QUESTION
from filiere.site.programme.agreements.faults import refuse
from filiere.site.programme.agreements.models import Agreement, Question


@act("agreement-question.ask", on=AGREEMENT, right="agreement:control")
def ask_question(agreement: Agreement, *, actor: User, text: str, due: date, day: date = TODAY) -> Question:
    """Ask the association something about an agreement, and by when the answer is awaited."""
    if due < day:
        raise refuse("question-due-early", "due", due=spell_day(due))
    made = Question.objects.create(agreement=agreement, text=text, due=due, asked_at=timezone.now(), asked_by=actor)
    due_on = spell_day(due)
    post_letters(
        to=User.objects.for_role(Role.PROGRAMME),
        subject=Text(fr="Question de l’administration", en="Question from the authorities"),
        body=add_greeting(
            Text(
                fr=f"Les pouvoirs publics posent une question sur la convention « {agreement.title} ». La réponse est "
                f"attendue pour le {due_on.fr}.",
                en=f"The public authorities have asked a question about the agreement “{agreement.title}”. The answer "
                f"is due on {due_on.en}.",
            )
        ),
        kind="agreement.question",
        about=f"agreement:{agreement.key}",
        link=f"/programme/agreements/{agreement.key}/",
    )
    return made


@act("agreement-question.answer", on=QUESTION, right="programme:edit", lock=make_row_lock("agreement", "asked_by"))
def answer_question(question: Question, *, actor: User, answer: str) -> Question:
    """Answer a question, once."""
    if question.answered_at is not None:
        raise refuse("question-answered")
    question.answer, question.answered_at, question.answered_by = answer, timezone.now(), actor
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    agreement = question.agreement
    post_letters(
        to=[question.asked_by] if question.asked_by is not None else [],
        subject=Text(fr="Réponse de l’association", en="Answer from the association"),
        body=add_greeting(
            Text(
                fr=f"L’association a répondu à votre question sur la convention « {agreement.title} ».",
                en=f"The association has answered your question about the agreement “{agreement.title}”.",
            )
        ),
        kind="agreement.answer",
        about=f"agreement:{agreement.key}",
        link=f"/programme/agreements/{agreement.key}/",
    )
    return question
