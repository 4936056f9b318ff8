"""Jobs: asked twice they are done once, killed they are taken up, cancelled they stop, and none holds up the next."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.scenes.dossier_sample import make_person
from support.scenes.quality_sample import make_centre

from filiere.core import Faults, Text
from filiere.site.jobs import handlers as registered
from filiere.site.jobs import queue
from filiere.site.jobs.fair_scheduling import has_waiting_owner, take_next_job
from filiere.site.jobs.handlers import JobHandler
from filiere.site.jobs.models import NO_OWNER, Job
from filiere.site.jobs.presenters import build_job_view
from filiere.site.jobs.progress import Progress
from filiere.site.jobs.queue import enqueue_job, request_cancellation
from filiere.site.jobs.worker import MAX_ATTEMPTS, run_waiting_jobs
from filiere.site.jobs.worker_startup import ensure_worker
from filiere.site.kit.languages import use_page_language
from filiere.site.quality.actions.compute_figures import request_opening_figures
from filiere.site.quality.job_kinds import STAGES, JobKind, job_owner

pytestmark = pytest.mark.django_db

Kind, State = JobKind, Job.State


def ask(centre: Any, subject: str = "d-1", kind: Any = Kind.IMPORT) -> Job:
    """A job that waits."""
    return enqueue_job(owner=job_owner(centre), kind=kind, subject=subject, by=centre.editor)


def made(job: Job, progress: Progress) -> str:
    """A maker that has nothing to do."""
    return "made"


@pytest.fixture
def make() -> Iterator[Any]:
    """`make(function)` sets the handler of imports."""
    with ExitStack() as block:
        yield lambda function: block.enter_context(
            registered.job_handlers.add_for_block("import", JobHandler(function, STAGES, frozenset({"read"})))
        )


def test_asked_twice_it_is_one_job(centre: Any, make: Any) -> None:
    """Until it has ended; then it is another."""
    make(made)
    first = ask(centre)
    assert ask(centre).pk == first.pk
    assert ask(centre, "d-2").pk != first.pk
    assert run_waiting_jobs() == 2
    assert ask(centre).pk != first.pk


def test_faults_and_errors_end_a_job_and_not_the_next(centre: Any, make: Any, caplog: Any) -> None:
    """Faults are kept in both languages; the words of an error, which may hold a line of the file, are not."""

    def maker(job: Job, progress: Progress) -> str:
        if job.subject == "d-1":
            words = Text(fr="Colonne inconnue", en="Unknown column")
            raise Faults.one(code="unknown-column", message=words, remedy=words, line=3, file="/secret/path")
        if job.subject == "d-2":
            raise ValueError("0612345678")
        return "made"

    make(maker)
    rows = [ask(centre, f"d-{number}") for number in (1, 2, 3)]
    assert run_waiting_jobs() == 3
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == [State.FAILED, State.FAILED, State.DONE]
    assert rows[0].faults[0]["message"]["en"] == "Unknown column"
    assert rows[0].faults[0]["line"] == 3
    assert "/secret" not in str(rows[0].faults)
    assert rows[1].faults[0]["code"] == "job-broken"
    assert "0612345678" not in str(rows[1].faults) + caplog.text
    assert rows[2].made == "made"


def test_only_one_kind_is_done_where_it_is_asked(centre: Any, make: Any) -> None:
    """The others wait on, older ones too."""
    make(made)
    older, newer = ask(centre, "common-v1", Kind.RUN), ask(centre)
    with registered.job_handlers.add_for_block("run", JobHandler(made)):
        assert run_waiting_jobs(Kind.IMPORT) == 1
        assert [Job.objects.get(pk=one.pk).state for one in (older, newer)] == [State.QUEUED, State.DONE]
        assert run_waiting_jobs() == 1


def test_cancelled_while_it_waits_and_while_it_runs(centre: Any, make: Any) -> None:
    """At once in the queue; at its next sign of life under way. An ended job stays as it is."""
    seen: list[str] = []

    def maker(job: Job, progress: Progress) -> str:
        progress("read", 0, 10)
        request_cancellation(job)
        seen.append("before")
        progress("write", 1, 10)
        seen.append("after")
        return "made"

    make(maker)
    waiting = request_cancellation(ask(centre, "d-9"))
    assert waiting.state == State.CANCELLED
    running = ask(centre)
    assert run_waiting_jobs() == 1
    running.refresh_from_db()
    assert (running.state, seen) == (State.CANCELLED, ["before"])
    assert request_cancellation(running).state == State.CANCELLED


def test_a_job_whose_process_died_is_taken_up_a_few_times(centre: Any, make: Any) -> None:
    """What runs while nobody holds the lock has lost its process; after the third time it says why it stops."""
    make(made)
    row = ask(centre)
    Job.objects.filter(pk=row.pk).update(state=State.RUNNING, attempts=1)
    assert run_waiting_jobs() == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.DONE, 2)
    again = ask(centre)
    Job.objects.filter(pk=again.pk).update(state=State.RUNNING, attempts=MAX_ATTEMPTS)
    assert run_waiting_jobs() == 0
    again.refresh_from_db()
    assert (again.state, again.faults[0]["code"]) == (State.FAILED, "job-died")


def test_one_process_works_and_one_waits_the_others_leave(centre: Any, home: Path) -> None:
    """The one that waits will see whatever was asked for."""
    with (home / "work-waiting.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert run_waiting_jobs() is None
    assert run_waiting_jobs() == 0


def test_how_far_a_job_is(centre: Any, make: Any) -> None:
    """A page and its script read the same words; a job of another centre is not found, a reader may not stop it."""
    seen: dict[str, Any] = {}
    client = Client()
    client.force_login(centre.reader)

    def maker(job: Job, progress: Progress) -> str:
        progress("read", 1000, 4000)
        seen.update(client.get(reverse("quality:job", args=[centre.key, job.key])).json())
        seen["stop"] = client.post(reverse("quality:job-stop", args=[centre.key, job.key])).status_code
        return "made"

    make(maker)
    row = ask(centre)
    run_waiting_jobs()
    assert seen["percent"] == 25
    assert seen["open"] is True
    assert "Lecture des lignes, 25\u202f%" in seen["words"]
    assert seen["stop"] == 403
    other = make_centre()
    assert client.get(reverse("quality:job", args=[other.key, row.key])).status_code == 404
    theirs = ask(other)
    assert client.get(reverse("quality:job", args=[centre.key, theirs.key])).status_code == 404


def test_a_page_wakes_a_worker_for_a_job_that_nobody_does(centre: Any, monkeypatch: Any, settings: Any) -> None:
    """One that waits, or has given no sign of life; not one that is at work, and not one that has ended."""
    from datetime import timedelta

    from django.utils import timezone

    from filiere.site.jobs import worker_startup as waking

    woken: list[int] = []
    monkeypatch.setattr(waking, "start_worker_on_commit", lambda: woken.append(1))
    row = ask(centre)
    ensure_worker(row)
    row.state, row.beat_at = State.RUNNING, timezone.now()
    ensure_worker(row)
    row.beat_at = timezone.now() - timedelta(minutes=5)
    ensure_worker(row)
    row.state = State.DONE
    ensure_worker(row)
    assert len(woken) == 2


@pytest.mark.parametrize(("code", "bytes_read", "figures"), [("fr", "25\u202f%", "3 sur 4"), ("en", "25%", "3 of 4")])
def test_bytes_read_are_told_by_percent(centre: Any, code: Any, bytes_read: str, figures: str) -> None:
    """What is counted in bytes of the file must not be taken for rows; what is counted in steps is told as such."""
    job = ask(centre)
    for stage, done, total, words in (
        ("read", 2_400, 9_600, f"{STAGES['read'].get(code)}, {bytes_read}"),
        ("figures", 3, 4, f"{STAGES['figures'].get(code)}, {figures}"),
    ):
        Job.objects.filter(pk=job.pk).update(state=State.RUNNING, stage=stage, done=done, total=total)
        job.refresh_from_db()
        with use_page_language(code):
            assert build_job_view(job, follow="/").words == words


def test_one_job_is_read_however_many_wait(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """M5: every job that waited was read whole, twice before one began, the second time under the lock of writing."""
    other = make_centre()
    for number in range(12):
        ask(centre, f"d-{number}")
    last = ask(other)
    read: list[int] = []
    whole = Job.from_db.__func__  # type: ignore[attr-defined]

    def counted(cls: type[Job], db: str, names: Any, values: Any, **how: Any) -> Job:
        read.append(1)
        return whole(cls, db, names, values, **how)

    monkeypatch.setattr(Job, "from_db", classmethod(counted))
    assert has_waiting_owner([])
    begun = [take_next_job() for _ in range(3)]
    assert [one.subject for one in begun if one is not None] == ["d-0", "d-1", "d-1"]
    assert len(read) == 3
    assert [one.owner_key for one in begun if one is not None] == [centre.key, other.key, centre.key]
    assert take_next_job(busy=[last.turn, begun[0].turn]) is None  # type: ignore[union-attr]
    assert not has_waiting_owner([Job.turn_of("centre", centre.key, 0)])


def test_a_centre_has_so_many_jobs_that_wait(centre: Any, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """M5: a person could ask for any number of them; what the site asks by itself is never refused."""
    make(made)
    monkeypatch.setattr(queue, "MAX_JOBS", 3)
    asked = [ask(centre, f"d-{number}") for number in range(3)]
    with pytest.raises(Faults) as caught:
        ask(centre, "d-3")
    (fault,) = caught.value.faults
    assert (fault.code, fault.message.en) == ("jobs-too-many", "3 jobs are already queued.")
    assert ask(centre, "d-2").pk == asked[2].pk
    assert ask(make_centre(), "d-3").state == State.QUEUED
    kept = enqueue_job(owner=job_owner(centre), kind=Kind.ERASE, subject="retention", by=centre.editor, by_itself=True)
    assert kept.state == State.QUEUED
    request_opening_figures(centre, by=centre.editor)
    assert Job.objects.for_owner(job_owner(centre)).filter(kind=Kind.RUN).count() == 1
    auditor = make_person("auditor")
    for number in range(3):
        enqueue_job(owner=NO_OWNER, kind=Kind.PACK, subject=f"p-{number}", by=auditor)
    with pytest.raises(Faults):
        enqueue_job(owner=NO_OWNER, kind=Kind.PACK, subject="p-3", by=auditor)
    assert run_waiting_jobs(Kind.IMPORT) == 4
    assert ask(centre, "d-3").state == State.QUEUED
