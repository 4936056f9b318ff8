"""Doing the jobs that wait, in the turn of those who asked (see `fair_scheduling`), one process at a time.

Two locks, which go with a process that dies. Whoever holds ``running`` works. Whoever holds ``waiting`` is next, and
will look at the queue after the other has ended: any third may leave, for its job will be seen. Without the second, a
job asked for at the very moment when a worker finds the queue empty would wait for ever.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.core.text import shorten
from filiere.site.data_folder import BACKUP_LOCK
from filiere.site.jobs import faults
from filiere.site.jobs.fair_scheduling import take_next_job
from filiere.site.jobs.handlers import handler_of, stop_words_of
from filiere.site.jobs.models import Job
from filiere.site.jobs.progress import JobCancelled, Progress
from filiere.site.journal.writer import record_act

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 3
"""Times that a job whose process died is taken up before it is given up."""

MAX_STORED_CHARACTERS = 300
"""Signs of a sentence of a fault that are kept."""

State = Job.State
STOP_ACT = "job.stop"


def run_waiting_jobs(only: str | None = None) -> int | None:
    """Do in this process every job that waits, of one kind ``only`` where it is given, and return how many ended; None
    when another process is about to look at the queue. A server has each done in a child (see `job_processes`)."""
    with hold_queue() as alone:
        if not alone:
            return None
        ended = 0
        while (job := take_next_job(only)) is not None:
            run_job(job)
            # A connection that the server dropped meanwhile is renewed; one that carries a transaction is its owner's.
            if not connection.in_atomic_block:
                close_old_connections()
            ended += 1
        return ended


@contextmanager
def hold_queue() -> Iterator[bool]:
    """Hold the queue, once nobody else does, and put back in it what a process that died left; False when another
    process waits for the same already."""
    home = Path(settings.FILIERE_HOME)
    with _try_lock(home / "work-waiting.lock") as next_in_line:
        if not next_in_line:
            yield False
            return
        running = (home / "work-running.lock").open("a")
        fcntl.flock(running, fcntl.LOCK_EX)
    with running:
        _requeue_abandoned()
        yield True


def is_backup_waiting() -> bool:
    """Whether a backup waits for the jobs under way to end: no other begins before it has its turn."""
    with (Path(settings.FILIERE_HOME) / BACKUP_LOCK).open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def wait_for_backup() -> None:
    """Wait until no backup waits: it has its turn then, and whoever works next comes after it."""
    with (Path(settings.FILIERE_HOME) / BACKUP_LOCK).open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_SH)


@contextmanager
def _try_lock(path: Path) -> Iterator[bool]:
    with path.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _requeue_abandoned() -> None:
    """Put back in the queue what runs while nobody works: its process died. After a few times it is given up."""
    for row in Job.objects.filter(state=State.RUNNING):
        if row.cancel_at is not None:
            end_job(row, State.CANCELLED)
        elif row.attempts >= MAX_ATTEMPTS:
            end_job(row, State.FAILED, faults=[faults.died_fault(stop_words_of(row))])
        else:
            row.state = State.QUEUED
            row.save(update_fields=["state"])


def run_job(job: Job) -> None:
    """Make one job; whatever comes of it is written on its row, and the next one is not held up."""
    log.info("job %s of kind %s begins, attempt %d", job.key, job.kind, job.attempts)
    try:
        made = handler_of(job).run(job, Progress(job))
    except JobCancelled:
        end_job(job, State.CANCELLED)
    except Faults as found:
        end_job(job, State.FAILED, faults=found.faults)
    except Exception as error:
        # The kind alone: the words of an error may hold a line of the file.
        log.error("job %s of kind %s failed: %s", job.key, job.kind, type(error).__name__)
        if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
            # The engines have a name of their own for it.
            stop_job(job, "memory", State.FAILED, faults.out_of_memory_fault(stop_words_of(job)))
        else:
            end_job(job, State.FAILED, faults=[faults.broken_fault(stop_words_of(job), type(error).__name__)])
    else:
        end_job(job, State.DONE, made=made)


def stop_job(job: Job, how: str, state: Job.State, *found: Fault) -> None:
    """Write that a job was stopped, in its row and in the journal: by what, and with which fault."""
    end_job(job, state, faults=found)
    record_act(job.asked_by, STOP_ACT, "job", job.key, {"kind": str(job.kind), "how": how})


def end_job(job: Job, state: Job.State, *, faults: Sequence[Fault] = (), made: str = "") -> None:
    """Write that a job ended, unless it has already: as what, and what it made or why it made nothing."""
    fields = {
        "state": state,
        "ended_at": timezone.now(),
        "made": made,
        "faults": [fault_to_json(one) for one in faults[:MAX_FAULTS_KEPT]],
    }
    Job.objects.filter(pk=job.pk, state=State.RUNNING).update(**fields)
    log.info("job %s of kind %s ended: %s", job.key, job.kind, state)


MAX_FAULTS_KEPT = 200
"""Faults kept with a job; the report of an import holds all of them."""


def fault_to_json(fault: Fault) -> dict[str, object]:
    """A fault as JSON with its words in both languages; of the path of a file of ours the name alone is told."""
    return {
        "code": fault.code,
        "file": Path(fault.file).name if fault.file else "",
        "line": fault.line,
        "column": fault.column,
        "key": fault.key[:MAX_STORED_CHARACTERS] if fault.key else fault.key,
        "message": _shorten_text(fault.message),
        "remedy": _shorten_text(fault.remedy),
    }


def _shorten_text(text: Text) -> dict[str, str]:
    """A text as it is kept: what a file repeats without end is told by how it begins."""
    return {lang: shorten(words, MAX_STORED_CHARACTERS) for lang, words in text.model_dump().items()}
