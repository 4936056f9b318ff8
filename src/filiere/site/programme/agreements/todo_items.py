"""What agreements await from people: answers and reports from the lead, spending to accept from the authorities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.kit.rights import allowed
from filiere.site.pages.todo_list import Task, task_providers
from filiere.site.programme.agreements.models import Agreement, Question, ReportingPeriod
from filiere.site.programme.agreements.standing import read_standing
from filiere.site.programme.reading_dates import ReadingDates

REPORT_NOTICE = timedelta(days=60)
"""How long before it is due a report is a task, once its period is over."""


@task_providers.register
def list_agreement_tasks(person: User, day: date) -> Iterator[Task]:
    """Those of the lead, then those of the authorities."""
    if allowed(person, "programme:edit"):
        yield from _list_lead_tasks(day)
    if allowed(person, "agreement:control"):
        yield from _list_authority_tasks(day)


def _list_lead_tasks(day: date) -> Iterator[Task]:
    for question in Question.objects.for_pending():
        yield Task(
            key=f"agreement-question:{question.key}",
            words=Text(
                fr=f"Répondre à l’administration : {question.agreement.title}",
                en=f"Answer the authorities: {question.agreement.name.en}",
            ),
            url=reverse("programme:question-answer", args=(question.key,)),
            button=Text(fr="Lire la question", en="Read the question"),
            due=question.due,
            about=f"agreement:{question.agreement.key}",
        )
    for period in ReportingPeriod.objects.without_report():
        if period.ends < day and day >= period.due - REPORT_NOTICE:
            yield Task(
                key=f"agreement-report:{period.pk}",
                words=Text(
                    fr=f"Sceller le rapport n° {period.number} : {period.agreement.title}",
                    en=f"Seal report no. {period.number}: {period.agreement.name.en}",
                ),
                url=reverse("programme:agreement-report-prepare", args=(period.agreement.key, period.number)),
                button=Text(fr="Relire le rapport", en="Review the report"),
                note=Text(fr="Ses chiffres sont déjà remplis.", en="Its figures are already filled in."),
                due=period.due,
                about=f"agreement:{period.agreement.key}",
            )


def _list_authority_tasks(day: date) -> Iterator[Task]:
    for agreement in Agreement.objects.for_day(day):
        standing = read_standing(agreement, ReadingDates(day, day))
        waiting = [one for one in standing.uses if one.spent > one.accepted]
        if waiting:
            yield Task(
                key=f"agreement-spending:{agreement.key}",
                words=Text(
                    fr=f"Accepter ou questionner {len(waiting)} dépense{'s' if len(waiting) > 1 else ''} : "
                    f"{agreement.title}",
                    en=f"Accept or question {len(waiting)} item{'s' if len(waiting) > 1 else ''} of spending: "
                    f"{agreement.name.en}",
                ),
                url=reverse("programme:spending"),
                button=Text(fr="Lire les dépenses", en="Read the spending"),
                option=True,
                about=f"agreement:{agreement.key}",
            )
