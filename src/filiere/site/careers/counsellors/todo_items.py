"""What is awaited of a counsellor: next steps that are due, follow-ups after a hiring, files that will be erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.accounts.processing_register import find_retention_days
from filiere.site.careers.counsellors.actions.files import RETENTION_RULE
from filiere.site.careers.counsellors.actions.steps import FOLLOW_UPS, add_months
from filiere.site.careers.counsellors.funnel import STAGE_LABELS
from filiere.site.careers.counsellors.models import PersonFile, Stage
from filiere.site.pages.todo_list import Task, task_providers

WARNING = timedelta(days=60)
"""How long before a file is erased its counsellor is warned."""
LETTER_WORDS = Text(fr="Un dossier vous attend", en="A file awaits you")
"""What a letter says of a task: neither the pseudonym nor what is planned, since erasing a file reaches no mailbox."""


def find_erasure_day(file: PersonFile) -> date:
    """The day on which a file goes, unless there is a contact before."""
    return file.last_contact + timedelta(days=find_retention_days(RETENTION_RULE) + 1)


def find_follow_up(file: PersonFile) -> tuple[Stage, date] | None:
    """The next follow-up after a hiring, and the day from which it may be noted."""
    known = {Stage(one.stage): one.on for one in file.steps.all()}
    if Stage.HIRED not in known:
        return None
    after = [Stage.HIRED, *FOLLOW_UPS]
    last = max((after.index(one) for one in known if one in after), default=0)
    left = [one for one in after[last + 1 :] if one not in known]
    return (left[0], add_months(known[Stage.HIRED], FOLLOW_UPS[left[0]])) if left else None


@task_providers.register
def list_file_tasks(person: User, day: date) -> Iterator[Task]:
    """One’s own files, for what comes next in each."""
    for file in PersonFile.objects.visible_to(person).for_listing():
        url, about = reverse("careers:file", args=(file.key,)), f"person-file:{file.key}"
        if file.next_on is not None and file.next_on <= day + timedelta(days=7):
            yield Task(
                key=f"{about}:next",
                words=Text(
                    fr=f"{file.pseudonym} : {file.next_what or 'prochaine étape'}",
                    en=f"{file.pseudonym}: {file.next_what or 'next step'}",
                ),
                url=url,
                button=Text(fr="Ouvrir le dossier", en="Open the file"),
                due=file.next_on,
                about=about,
                letter_words=LETTER_WORDS,
            )
        found = find_follow_up(file)
        if found is not None and found[1] <= day:
            label = STAGE_LABELS[found[0]]
            yield Task(
                key=f"{about}:{found[0].value}",
                words=Text(
                    fr=f"Demander des nouvelles à {file.pseudonym} ({label.fr.lower()} ou non)",
                    en=f"Ask {file.pseudonym} for news ({label.en.lower()} or not)",
                ),
                url=url,
                button=Text(fr="Noter la réponse", en="Record the answer"),
                due=found[1],
                about=about,
                letter_words=LETTER_WORDS,
            )
        erased = find_erasure_day(file)
        if erased <= day + WARNING:
            yield Task(
                key=f"{about}:erasure",
                words=Text(
                    fr=f"Reprendre contact avec {file.pseudonym}, ou laisser effacer le dossier",
                    en=f"Contact {file.pseudonym} again, or let the file be erased",
                ),
                url=url,
                button=Text(fr="Ouvrir le dossier", en="Open the file"),
                note=Text(
                    fr=f"Dernier contact le {spell_day(file.last_contact).fr}.",
                    en=f"Last contact on {spell_day(file.last_contact).en}.",
                ),
                due=erased,
                about=about,
                letter_words=LETTER_WORDS,
            )
