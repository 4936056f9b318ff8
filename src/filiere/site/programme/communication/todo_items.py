"""What communication awaits: approvals, answers of an office, results to count, fates to decide, figures to enter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.kit.rights import allowed
from filiere.site.observatory.figure_register import current_register
from filiere.site.pages.todo_list import Task, task_providers
from filiere.site.programme.communication.actions.recalls import list_awaited_uses
from filiere.site.programme.communication.models import Message, Operation, Recall, Result
from filiere.site.programme.communication.result_figures import name_figure
from filiere.site.programme.communication.rights import APPROVE, RECALL, WRITE
from filiere.site.programme.communication.scheduled_tasks import SILENCE_OUTCOMES

RESULTS_PATIENCE = timedelta(days=60)
"""How long after an operation its results are asked for."""


def _message_task(message: Message, what: str, words: Text, button: Text, form: str = "", **more: object) -> Task:
    """A task on a message; ``form`` is where on its page it is done."""
    return Task(
        key=f"message-{what}:{message.key}",
        words=words,
        url=reverse("programme:message", args=[message.key]) + form,
        button=button,
        about=f"message:{message.key}",
        **more,  # type: ignore[arg-type]
    )


def _shorten(sentence: str) -> str:
    """A sentence as it is quoted within another: without its full stop."""
    return sentence.rstrip(".")


@task_providers.register
def list_approval_tasks(person: User, _day: date) -> Iterator[Task]:
    """Messages that somebody else wrote, for whoever approves."""
    if not allowed(person, APPROVE):
        return
    for message in Message.objects.for_judgement().exclude(author=person):
        yield _message_task(
            message,
            "approve",
            Text(
                fr=f"Approuver ou refuser un message : {_shorten(message.sentence)}",
                en=f"Approve or refuse a message: {_shorten(message.sentence_en)}",
            ),
            Text(fr="Lire le message", en="Read the message"),
            "#juger",
            since=timezone.localdate(message.submitted_at) if message.submitted_at else None,
        )


@task_providers.register
def list_writing_tasks(person: User, day: date) -> Iterator[Task]:
    """Answers to record, messages to rewrite, results to count, for whoever prepares them."""
    if not allowed(person, WRITE):
        return
    for message in Message.objects.for_office():
        operation = message.operation
        if operation is None or operation.office_deadline is None:
            continue
        outcome = SILENCE_OUTCOMES[Operation.Silence(operation.silence_rule)]
        silent = message.office_answer == Message.Answer.SILENCE
        yield _message_task(
            message,
            "office",
            Text(
                fr=f"Enregistrer la réponse du cabinet : {_shorten(message.sentence)}",
                en=f"Record the answer of the minister’s office: {_shorten(message.sentence_en)}",
            ),
            Text(fr="Enregistrer la réponse", en="Record the answer"),
            "#cabinet",
            due=None if silent else timezone.localdate(operation.office_deadline),
            outcomes=()
            if silent
            else (Text(fr=f"Sans réponse : {outcome.fr}.", en=f"Without an answer: {outcome.en}."),),
        )
    for message in Message.objects.filter(author=person, state=Message.State.REFUSED):
        yield _message_task(
            message,
            "rewrite",
            Text(
                fr=f"Réécrire un message refusé : {_shorten(message.sentence)}",
                en=f"Rewrite a refused message: {_shorten(message.sentence_en)}",
            ),
            Text(fr="Lire le motif", en="Read the reason"),
        )
    held = Operation.objects.filter(state=Operation.State.PLANNED, day__lt=day, day__gte=day - RESULTS_PATIENCE)
    for operation in held:
        yield Task(
            key=f"operation-results:{operation.key}",
            words=Text(
                fr=f"Compter les résultats d’une opération : {operation.title}",
                en=f"Count the results of an operation: {operation.title_en}",
            ),
            url=reverse("programme:operation-results", args=[operation.key]),
            button=Text(fr="Inscrire un résultat", en="Record a result"),
            since=operation.day,
            about=f"operation:{operation.key}",
        )


@task_providers.register
def list_recall_tasks(person: User, _day: date) -> Iterator[Task]:
    """Recalls under way, for whoever decides fates."""
    if not allowed(person, RECALL):
        return
    register = current_register()
    for recall in Recall.objects.filter(state=Recall.State.OPEN).prefetch_related("decisions"):
        decided = {one.use for one in recall.decisions.all()}
        left = sum(use.key not in decided for use in list_awaited_uses(recall.figure))
        title = register.title(register[recall.figure]) if recall.figure in register else Text.same(recall.figure)
        yield Task(
            key=f"recall:{recall.key}",
            words=Text(
                fr=f"Décider du sort de {left} usage{'s' if left > 1 else ''} d’un chiffre : {title.fr}",
                en=f"Decide what becomes of {left} use{'s' if left != 1 else ''} of a figure: {title.en}",
            )
            if left
            else Text(
                fr=f"Achever le rappel d’un chiffre : {title.fr}", en=f"Complete the recall of a figure: {title.en}"
            ),
            url=reverse("programme:recall", args=[recall.figure]),
            button=Text(fr="Ouvrir le plan de rappel", en="Open the recall plan"),
            since=timezone.localdate(recall.opened_at),
            about=f"recall:{recall.key}",
        )


@task_providers.register
def list_proposal_tasks(person: User, _day: date) -> Iterator[Task]:
    """Counts proposed to the register, for the statistician, until they are in it."""
    if Role.STATISTICIAN not in person.roles():
        return
    register = current_register()
    for result in Result.objects.filter(proposed_at__isnull=False, figure="", refusal="").select_related("operation"):
        if name_figure(result) in register:
            continue
        yield Task(
            key=f"result:{result.key}",
            words=Text(
                fr=f"Inscrire au registre un résultat d’opération : {result.operation.title}",
                en=f"Enter a result of an operation in the register: {result.operation.title_en}",
            ),
            url=reverse("programme:operation", args=[result.operation.key]),
            button=Text(fr="Lire le résultat", en="Read the result"),
            since=timezone.localdate(result.proposed_at),
            about=f"operation:{result.operation.key}",
        )
