"""Doing the jobs that wait, oldest first, one process at a time.

Two locks, which go with a process that dies. Whoever holds ``running`` works. Whoever holds ``waiting`` is next, and
will look at the queue after the other has ended: any third may leave, for its job will be seen. Without the second, a
job asked for at the very moment when a worker finds the queue empty would wait for ever.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.site.quality.models import Job
from filiere.site.quality.work.makers import maker_of
from filiere.site.quality.work.progress import Progress, Stopped

log = logging.getLogger(__name__)
ATTEMPTS = 3
"""Times that a job whose process died is taken up before it is given up."""

State = Job.State


def work(only: Job.Kind | None = None) -> int | None:
    """Do every job that waits, of one kind ``only`` where it is given, and return how many ended; None when another
    process is about to look at the queue."""
    home = Path(settings.FILIERE_HOME)
    with _held(home / "work-waiting.lock", wait=False) as next_in_line:
        if not next_in_line:
            return None
        running = (home / "work-running.lock").open("a")
        fcntl.flock(running, fcntl.LOCK_EX)
    with running:
        _take_up_the_abandoned()
        ended = 0
        while (job := _next(only)) is not None:
            _do(job)
            # A connection that the server dropped meanwhile is renewed; one that carries a transaction is its owner's.
            if not connection.in_atomic_block:
                close_old_connections()
            ended += 1
        return ended


@contextmanager
def _held(path: Path, *, wait: bool) -> Iterator[bool]:
    with path.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _take_up_the_abandoned() -> None:
    """Put back in the queue what runs while nobody works: its process died. After a few times it is given up."""
    for row in Job.objects.filter(state=State.RUNNING):
        if row.cancel_at is not None:
            _end(row, State.CANCELLED)
        elif row.attempts >= ATTEMPTS:
            _end(row, State.FAILED, faults=[_died()])
        else:
            row.state = State.QUEUED
            row.save(update_fields=["state"])


def _next(only: Job.Kind | None) -> Job | None:
    with transaction.atomic():
        waiting = Job.objects.select_for_update().filter(state=State.QUEUED)
        row = (waiting.filter(kind=only) if only else waiting).order_by("asked_at", "pk").first()
        if row is None:
            return None
        row.state, row.attempts = State.RUNNING, row.attempts + 1
        row.started_at = row.beat_at = timezone.now()
        row.stage, row.done, row.total, row.faults = "", 0, 0, []
        row.save()
    return row


def _do(job: Job) -> None:
    """Make one job; whatever comes of it is written on its row, and the next one is not held up."""
    log.info("job %s of kind %s begins, attempt %d", job.key, job.kind, job.attempts)
    try:
        made = maker_of(job)(job, Progress(job))
    except Stopped:
        _end(job, State.CANCELLED)
    except Faults as faults:
        _end(job, State.FAILED, faults=faults.faults)
    except Exception as error:
        # The kind alone: the words of an error may hold a line of the file.
        log.error("job %s of kind %s failed: %s", job.key, job.kind, type(error).__name__)
        _end(job, State.FAILED, faults=[_broken(type(error).__name__)])
    else:
        _end(job, State.DONE, made=made)


def _end(job: Job, state: Job.State, *, faults: tuple[Fault, ...] | list[Fault] = (), made: str = "") -> None:
    fields = {
        "state": state,
        "ended_at": timezone.now(),
        "made": made,
        "faults": [fault_as_kept(one) for one in faults[:SHOWN]],
    }
    Job.objects.filter(pk=job.pk, state=State.RUNNING).update(**fields)
    log.info("job %s of kind %s ended: %s", job.key, job.kind, state)


SHOWN = 200
"""Faults kept with a job; the report of an import holds all of them."""


def fault_as_kept(fault: Fault) -> dict[str, object]:
    """A fault as JSON with its words in both languages; of the path of a file of ours the name alone is told."""
    return {
        "code": fault.code,
        "file": Path(fault.file).name if fault.file else "",
        "line": fault.line,
        "column": fault.column,
        "key": fault.key,
        "message": fault.message.model_dump(),
        "remedy": fault.remedy.model_dump(),
    }


def _died() -> Fault:
    return Fault(
        code="job-died",
        message=Text(
            fr="Le traitement s’est interrompu trois fois, sans doute faute de mémoire.",
            en="The process stopped three times, most likely for want of memory.",
        ),
        remedy=Text(
            fr="Coupez le fichier par mois et versez chaque mois, ou demandez plus de mémoire à qui tient le serveur.",
            en="Cut the file by month and deliver each month, or ask whoever keeps the server for more memory.",
        ),
    )


def _broken(kind: str) -> Fault:
    return Fault(
        code="job-broken",
        message=Text(
            fr=f"Le traitement s’est arrêté sur une erreur du site ({kind}).",
            en=f"The process stopped on an error of the site ({kind}).",
        ),
        remedy=Text(
            fr="Rien n’a été perdu. Relancez une fois ; si cela revient, prévenez qui tient le serveur.",
            en="Nothing was lost. Try once more; if it comes back, tell whoever keeps the server.",
        ),
    )
