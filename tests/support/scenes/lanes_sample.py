"""Jobs that run wild in their lanes, of several centres: what becomes of each, of the others, and of what was there.

It needs a database that processes share: a file, or PostgreSQL.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from support.harness import hostile_readers


class Gate:
    """What a job waits at, in whatever process it runs, until another opens it; nobody looks at a clock."""

    def __init__(self) -> None:
        self._inside, self._outside = os.pipe()

    def wait(self) -> bytes:
        """Wait for a word."""
        return os.read(self._inside, 100)

    def open(self, word: bytes = b"!") -> None:
        """Say it."""
        os.write(self._outside, word)


def all_at_once() -> dict[str, Any]:
    """What becomes of jobs of every bad sort."""
    from django.conf import settings
    from support.scenes.quality_sample import make_centre

    from filiere.site.jobs import handlers

    settings.FILIERE_JOB_MEMORY_BYTES = 64 << 20
    settings.FILIERE_JOB_SECONDS = 60
    centres = [make_centre() for _ in range(3)]
    told = Path(settings.FILIERE_HOME) / "told"
    told.touch()
    with handlers.job_handlers.add_for_block("import:lanes", handlers.JobHandler(_run_maker)):
        return {
            name: scene(centres, told)
            for name, scene in (
                ("turns", _turns),
                ("share", _share),
                ("wild", _wild),
                ("cancelled", _cancelled),
                ("killed", _killed),
            )
        }


_makers: list[Callable[[Any], None]] = []
"""What makes the jobs of the scene that is played: the last one."""


def _make(maker: Callable[[Any], None]) -> None:
    """Set what makes the jobs of these scenes."""
    _makers.append(maker)


def _run_maker(job: Any, _progress: Any) -> str:
    _makers[-1](job)
    return "made"


def _ask(centre: Any, subject: str) -> Any:
    from filiere.site.jobs.queue import enqueue_job
    from filiere.site.quality.job_kinds import JobKind, job_owner

    asked = {"what": "lanes"}
    return enqueue_job(owner=job_owner(centre), kind=JobKind.IMPORT, subject=subject, asked=asked, by=centre.opened_by)


def _ended(*jobs: Any) -> list[Any]:
    """Each as it stands: its state, the code of its fault, its attempts, the times it was set aside."""
    for job in jobs:
        job.refresh_from_db()
    return [[job.state, *[one["code"] for one in job.faults], job.attempts, job.turns] for job in jobs]


def _work() -> int | None:
    from filiere.site.jobs.job_processes import run_jobs_in_lanes

    return run_jobs_in_lanes()


def _turns(centres: list[Any], told: Path) -> Any:
    """The first centre asks for three jobs, each of which waits for one of another centre that was asked for later."""
    gate = Gate()

    def maker(job: Any) -> None:
        with told.open("a") as stream:
            stream.write(f"{job.subject} ")
        gate.wait() if job.subject.startswith("slow") else gate.open()

    _make(maker)
    jobs = [_ask(centres[0], f"slow-{number}") for number in (1, 2, 3)]
    jobs += [_ask(one, f"quick-{number}") for number in (1, 2) for one in centres[1:]]
    ended = _work()
    order = told.read_text().split()
    return {"ended": ended, "states": _ended(*jobs), "order": order}


def _share(centres: list[Any], _: Path) -> Any:
    """In the only lane, one that never ends and holds the interpreter: it makes room, then passes its deadline."""
    from django.conf import settings
    from support.scenes.quality_sample import make_centre

    lanes, share, seconds = settings.FILIERE_JOB_LANES, settings.FILIERE_JOB_SHARE_SECONDS, settings.FILIERE_JOB_SECONDS
    settings.FILIERE_JOB_LANES, settings.FILIERE_JOB_SHARE_SECONDS, settings.FILIERE_JOB_SECONDS = 1, 0, 2
    _make(lambda job: hostile_readers.match_for_ever() if job.subject == "endless" else None)
    # A centre that had no turn yet comes first.
    jobs = [_ask(make_centre(), "endless"), _ask(centres[1], "waits")]
    try:
        ended = _work()
    finally:
        settings.FILIERE_JOB_LANES, settings.FILIERE_JOB_SHARE_SECONDS = lanes, share
        settings.FILIERE_JOB_SECONDS = seconds
    return {"ended": ended, "states": _ended(*jobs), "journal": _stops(jobs)}


def _wild(centres: list[Any], _: Path) -> Any:
    """One that takes memory without end, and one that crashes; then one that behaves."""
    makers: dict[str, Callable[[], Any]] = {
        "memory": hostile_readers.allocate,
        "crash": hostile_readers.crash,
        "behaves": lambda: None,
    }
    _make(lambda job: makers[job.subject]())
    jobs = [_ask(one, subject) for one, subject in zip(centres, makers, strict=True)]
    return {"ended": _work(), "states": _ended(*jobs), "journal": _stops(jobs)}


def _cancelled(centres: list[Any], _: Path) -> Any:
    """Cancelled in the middle of a transaction, while it looks at nothing: its process is killed."""
    import tempfile

    from django.conf import settings
    from django.db import transaction

    from filiere.site.jobs.queue import request_cancellation
    from filiere.site.members.models import Organisation

    mine = Organisation.objects.filter(pk=centres[0].organisation_id)
    before = mine.get().name

    def maker(job: Any) -> None:
        Path(tempfile.gettempdir(), "half").touch()
        assert Path(settings.FILIERE_HOME) in Path(tempfile.gettempdir()).parents
        request_cancellation(job)
        with transaction.atomic():
            mine.update(name="half written")
            threading.Event().wait()

    _make(maker)
    job = _ask(centres[0], "cancelled")
    ended = _work()
    left = list((Path(settings.FILIERE_HOME) / "work").iterdir())
    return {"ended": ended, "states": _ended(job), "as before": mine.get().name == before, "left": len(left)}


def _killed(centres: list[Any], _: Path) -> Any:
    """The process that works is killed: its child goes with it, and the next one takes the job up."""
    from django.db import connections

    there = Gate()

    def wait(_job: Any) -> None:
        there.open(str(os.getpid()).encode())
        threading.Event().wait()

    _make(wait)
    job = _ask(centres[0], "taken-up")
    connections.close_all()
    manager = os.fork()
    if not manager:
        _work()
        os._exit(0)
    child = int(there.wait())
    os.kill(manager, signal.SIGKILL)
    os.waitpid(manager, 0)
    until = monotonic() + 30
    while _runs(child) and monotonic() < until:
        sleep(0.02)
    _make(lambda _: None)
    gone = not _runs(child)
    return {"gone": gone, "ended": _work(), "states": _ended(job)}


def _runs(pid: int) -> bool:
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] != "Z"


def _stops(jobs: list[Any]) -> list[Any]:
    """What the journal holds of jobs that were stopped."""
    from filiere.site.journal.models import Entry

    rows = Entry.objects.filter(act="job.stop", subject_id__in=[job.key for job in jobs]).order_by("number")
    return [[one.actor_key == jobs[0].asked_by.key, one.payload.body["how"]] for one in rows]
