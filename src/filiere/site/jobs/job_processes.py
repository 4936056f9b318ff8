"""Doing the jobs that wait, each in a child of this process, with limits, a deadline and a share that end it.

As many children run at once as there are lanes, and one of each owner at the most (see `fair_scheduling`). This process
reads nothing that anybody sent: it looks at its children and at the queue, kills the group of a child that was
cancelled, or that passed its deadline, and sets aside one that had its share while others wait for a lane. What is set
aside is queued again; an import goes on from where it was. A child that is killed at any moment leaves the store and
the database as they were: its transaction is undone, and files have their names once they are whole.

Killed itself, this process takes its children with it: the next one finds jobs that run while nobody works.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import shutil
import signal
import tempfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import OperationalError, connection, connections
from django.db.models import F
from django.utils import timezone

from filiere.site.child_process import Limits, linux_calls
from filiere.site.child_process.limits import set_limits
from filiere.site.jobs import faults
from filiere.site.jobs.fair_scheduling import has_waiting_owner, take_next_job
from filiere.site.jobs.handlers import stop_words_of
from filiere.site.jobs.models import Job
from filiere.site.jobs.worker import (
    MAX_ATTEMPTS,
    end_job,
    hold_queue,
    is_backup_waiting,
    run_job,
    stop_job,
    wait_for_backup,
)
from filiere.site.work_folders import job_folder, remove_orphaned_job_folders

log = logging.getLogger(__name__)
POLL_SECONDS = 0.3
"""Seconds between two looks at the queue and at what was cancelled; the end of a child is seen at once."""
HEARTBEAT_SECONDS = 10
"""Seconds between two signs of life that are given for a child, which may be silent in a long query."""
NICENESS = 5
LOCK_WAIT_SECONDS = 30
"""Seconds that a job waits for the lock of a file database, as pages do; whoever ends jobs waits one."""
MAX_SHARE_DOUBLINGS = 2
"""Times that the share of a job is doubled: one that was set aside has a longer turn the next time."""


@dataclass(slots=True)
class Lane:
    """A job in its child: the file that tells the end of the child, when it began, why it is being killed if it is."""

    job: Job
    pid: int
    place: int
    folder: Path
    begun: float = field(default_factory=monotonic)
    killed: str = ""

    @property
    def run_seconds(self) -> float:
        """Seconds of this turn."""
        return monotonic() - self.begun

    @property
    def seconds_over_share(self) -> float:
        """Seconds by which this turn passed the share of the job, below zero before."""
        share: int = settings.FILIERE_JOB_SHARE_SECONDS
        return self.run_seconds - float(share * 2 ** min(self.job.turns, MAX_SHARE_DOUBLINGS))

    def kill(self, why: str) -> None:
        """Kill the child and all its group, once."""
        if not self.killed:
            self.killed = why
            kill_group(self.pid)


def kill_group(pid: int) -> None:
    """Kill a process and its group, which may not be there yet or any more."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


def run_jobs_in_lanes() -> int | None:
    """Do every job that waits, and return how many ended; None when another process is about to look at the queue.

    A backup that waits has its turn as soon as the jobs under way ended, before any other.
    """
    ended = 0
    while True:
        with hold_queue() as alone:
            if not alone:
                return None
            remove_orphaned_job_folders(Path(settings.FILIERE_HOME))
            ended += Lanes().run()
        if not is_backup_waiting():
            return ended
        wait_for_backup()


class Lanes:
    """The lanes of this process."""

    def __init__(self) -> None:
        self._lanes: list[Lane] = []
        self._closing: list[tuple[Lane, int]] = []
        self._ended = 0
        _wait_for_lock(1)
        self._ends = select.poll()
        self._beat = monotonic()

    def run(self) -> int:
        """Until nothing runs, and nothing waits but for a backup; how many jobs ended."""
        while True:
            self._reap()
            self._kill_overdue()
            try:
                self._kill_cancelled()
                self._record_endings()
                self._fill()
                if not self._lanes and not self._closing:
                    return self._ended
                self._send_heartbeat()
            except OperationalError:
                # A job holds the lock of the database, or its server is away for a moment: what is late is killed all
                # the same, and what ended is written once it can be.
                log.warning("the database does not answer; looking again")
                connection.close()
            self._ends.poll(POLL_SECONDS * 1000)

    def _fill(self) -> None:
        if is_backup_waiting():
            return
        while len(self._lanes) < settings.FILIERE_JOB_LANES:
            job = take_next_job(busy=self._owners())
            if job is None:
                return
            self._start(job)

    def _owners(self) -> set[str]:
        """Those whose job is under way, or is not yet written as ended."""
        return {one.job.turn for one in [*self._lanes, *(lane for lane, _ in self._closing)]}

    def _start(self, job: Job) -> None:
        folder = job_folder(Path(settings.FILIERE_HOME), job.key)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        # A connection belongs to one process: the child opens its own, and so does this one when it next asks.
        connections.close_all()
        parent = os.getpid()
        with warnings.catch_warnings():
            # A thread that a library keeps for itself has no part in what a child does.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if not pid:
            _run_in_child(parent, job, folder)
        place = os.pidfd_open(pid)
        self._ends.register(place, select.POLLIN)
        self._lanes.append(Lane(job, pid, place, folder))

    def _reap(self) -> None:
        for lane in list(self._lanes):
            pid, status = os.waitpid(lane.pid, os.WNOHANG)
            if not pid:
                continue
            self._lanes.remove(lane)
            self._ends.unregister(lane.place)
            os.close(lane.place)
            # What the child left behind in its group, then in its folder.
            kill_group(lane.pid)
            shutil.rmtree(lane.folder, ignore_errors=True)
            self._closing.append((lane, os.waitstatus_to_exitcode(status)))

    def _record_endings(self) -> None:
        """Write how each job ended whose child did, and count those that did not go back to the queue."""
        while self._closing:
            self._ended += _record_end(*self._closing[0])
            del self._closing[0]

    def _kill_overdue(self) -> None:
        """Kill what passed its deadline, for which nobody is asked anything."""
        for lane in self._lanes:
            if lane.job.seconds + lane.run_seconds > settings.FILIERE_JOB_SECONDS:
                lane.kill("time")

    def _kill_cancelled(self) -> None:
        """Kill what was cancelled; where others wait, or a backup, what had its share for longest."""
        running = [one.job.pk for one in self._lanes]
        if not running:
            return
        cancelled = set(Job.objects.filter(pk__in=running, cancel_at__isnull=False).values_list("pk", flat=True))
        for lane in self._lanes:
            if lane.job.pk in cancelled:
                lane.kill("cancel")
        over = [one for one in self._lanes if not one.killed and one.seconds_over_share > 0]
        full = len(self._lanes) >= settings.FILIERE_JOB_LANES and not any(one.killed for one in self._lanes)
        if over and (is_backup_waiting() or (full and has_waiting_owner(self._owners()))):
            max(over, key=lambda one: one.seconds_over_share).kill("turn")

    def _send_heartbeat(self) -> None:
        """Give a sign of life for the jobs under way, now and then."""
        if monotonic() - self._beat > HEARTBEAT_SECONDS:
            running = [one.job.pk for one in self._lanes]
            self._beat = monotonic()
            Job.objects.filter(pk__in=running, state=Job.State.RUNNING).update(beat_at=timezone.now())


def _wait_for_lock(seconds: float) -> None:
    """Have this process wait so long for the lock of a file database, from its next connection on."""
    if connection.vendor == "sqlite":
        connection.close()
        connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "timeout": seconds}


def _record_end(lane: Lane, code: int) -> bool:
    """Write how a job ended whose child could not; whether it ended rather than went back to the queue."""
    job = Job.objects.select_related("asked_by").get(pk=lane.job.pk)
    if job.state != Job.State.RUNNING:
        return True
    if job.cancel_at is not None:
        end_job(job, Job.State.CANCELLED)
        return True
    if lane.killed == "time" or code == -signal.SIGXCPU:
        stop_job(job, "time", Job.State.FAILED, faults.too_long_fault(stop_words_of(job), settings.FILIERE_JOB_SECONDS))
        return True
    if lane.killed == "turn":
        spent = F("seconds") + round(lane.run_seconds)
        _requeue(job, turns=F("turns") + 1, seconds=spent, attempts=F("attempts") - 1)
        return False
    log.warning("job %s of kind %s: its process ended by %d", job.key, job.kind, code)
    if job.attempts >= MAX_ATTEMPTS:
        stop_job(job, "crash", Job.State.FAILED, faults.died_fault(stop_words_of(job)))
        return True
    _requeue(job)
    return False


def _requeue(job: Job, **fields: object) -> None:
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(state=Job.State.QUEUED, **fields)
    log.info("job %s of kind %s goes back to the queue", job.key, job.kind)


def child_limits() -> Limits:
    """What the child of a job may take."""
    seconds: int = settings.FILIERE_JOB_SECONDS
    return Limits(
        # Engines use two processors.
        processor=2 * seconds,
        wall=seconds,
        memory=settings.FILIERE_JOB_MEMORY_BYTES,
        file=settings.FILIERE_JOB_FILE_BYTES,
        open_files=1024,
    )


def _run_in_child(parent: int, job: Job, folder: Path) -> None:
    """Do a job as a child, and never come back."""
    try:
        os.setsid()
        linux_calls.die_with_parent(parent)
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
        os.nice(NICENESS)
        _wait_for_lock(LOCK_WAIT_SECONDS)
        set_limits(child_limits())
        run_job(job)
    except BaseException as error:
        log.error("job %s of kind %s: %s", job.key, job.kind, type(error).__name__)
        os._exit(1)
    os._exit(0)
