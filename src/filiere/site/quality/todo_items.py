"""Files that a centre sent and that wait for its quality managers: to be read, or to be said what their columns are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.core.text import shorten
from filiere.site.accounts.models import User
from filiere.site.jobs.models import Job
from filiere.site.pages.todo_list import Task, task_providers
from filiere.site.prepared_queries import PreparedRows
from filiere.site.quality.job_kinds import CENTRE_OWNER, JobKind
from filiere.site.quality.models import Centre, Delivery, QualityManager
from filiere.site.quality.source_detection import is_mappable

WAITING = (Delivery.State.RECEIVED, Delivery.State.REFUSED)
LONGEST_NAME = 60


_MANAGED_CENTRES: PreparedRows[Centre] = PreparedRows(
    lambda person, day: Centre.objects.filter(
        pk__in=QualityManager.objects.current(day).filter(user=person).values("centre")
    ).select_related("organisation"),
    -1,
    date.max,
)


@task_providers.register
def list_delivery_tasks(person: User, day: date) -> Iterator[Task]:
    """Those of the centres that a person manages, and the first file of a centre that has none."""
    centres = {centre.pk: centre for centre in _MANAGED_CENTRES.fetch(person.pk, day)}
    if not centres:
        return
    waiting = list(Delivery.objects.filter(centre__in=centres, state__in=WAITING))
    keys = [one.key for one in waiting]
    jobs = Job.objects.filter(owner_kind=CENTRE_OWNER, kind=JobKind.IMPORT, subject__in=keys, state__in=Job.OPEN)
    under_way = set(jobs.values_list("subject", flat=True)) if keys else set()
    for delivery in waiting:
        if delivery.key not in under_way:
            yield _make_file_task(centres[delivery.centre_id], delivery)
    for pk in set(centres).difference(Delivery.objects.filter(centre__in=centres).values_list("centre", flat=True)):
        yield _make_first_task(centres[pk])


def _make_file_task(centre: Centre, delivery: Delivery) -> Task:
    name, refused = shorten(delivery.name, LONGEST_NAME), delivery.state == Delivery.State.REFUSED
    mapped = not refused and is_mappable(delivery.kind)
    return Task(
        key=f"delivery:{delivery.key}",
        words=Text(
            fr=f"{'Corriger' if refused else 'Importer'} le fichier {name} : {centre.name}",
            en=f"{'Correct' if refused else 'Import'} the file {name}: {centre.name}",
        ),
        url=reverse("quality:map" if mapped else "quality:delivery", args=[centre.key, delivery.key]),
        button=Text(fr="Désigner les colonnes", en="Name the columns") if mapped else _OPEN,
        note=_REFUSED if refused else _WAITS,
        since=timezone.localdate(delivery.sent_at),
        about=f"centre:{centre.key}",
    )


_OPEN = Text(fr="Ouvrir le dépôt", en="Open the delivery")
_REFUSED = Text(
    fr="Il n’a pas été importé ; la page dit pourquoi, et comment le lire autrement.",
    en="It was not imported; the page says why, and how to read it another way.",
)
_WAITS = Text(
    fr="Ce fichier est reçu, mais ses contacts ne comptent pas tant qu’il n’est pas importé.",
    en="It has been received but is not counted until it is imported.",
)


def _make_first_task(centre: Centre) -> Task:
    return Task(
        key=f"first-delivery:{centre.key}",
        words=Text(fr=f"Déposer un premier fichier : {centre.name}", en=f"Deliver a first file: {centre.name}"),
        url=reverse("quality:deliver", args=[centre.key]),
        button=Text(fr="Déposer un fichier", en="Deliver a file"),
        note=Text(
            fr="L’export de votre outil suffit ; vos indicateurs s’affichent ensuite.",
            en="An export from your system is enough; your indicators appear next.",
        ),
        since=timezone.localdate(centre.opened_at),
        about=f"centre:{centre.key}",
    )
