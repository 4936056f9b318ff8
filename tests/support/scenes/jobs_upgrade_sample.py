"""Jobs that waited when their table was of another app, and what becomes of them after the upgrade.

It needs a database whose schema may change: a file, or PostgreSQL.
"""

from __future__ import annotations

from typing import Any

BEFORE, AFTER = [("quality", "0006_notice_of_retention")], [("jobs", "0001_initial")]


def _migrate(targets: list[tuple[str, str]]) -> Any:
    """Migrate there, and return the models as they were."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def all_at_once() -> dict[str, Any]:
    """One of a centre, one that runs, one that ended, and one that an auditor asked for without a centre."""
    from django.utils import timezone
    from support.scenes.quality_sample import make_centre

    from filiere.site.jobs import handlers
    from filiere.site.jobs.models import Job
    from filiere.site.jobs.worker import run_waiting_jobs
    from filiere.site.quality.job_kinds import job_owner
    from filiere.site.quality.models import Centre

    centre = make_centre()
    asked = {"kind": "import", "asked": {"what": "upgrade"}, "asked_by_id": centre.opened_by.pk}
    asked["asked_at"] = timezone.now()
    try:
        jobs = _migrate(BEFORE).get_model("quality", "Job")
        jobs.objects.create(centre_id=centre.pk, subject="waits", **asked)
        jobs.objects.create(centre_id=centre.pk, subject="runs", state="running", attempts=1, **asked)
        jobs.objects.create(centre_id=centre.pk, subject="ended", state="done", made="before", **asked)
        jobs.objects.create(centre_id=None, subject="auditor", **asked)
    finally:
        _migrate(AFTER)
    made: list[tuple[str, bool]] = []

    def make(job: Job, _progress: object) -> str:
        made.append((job.subject, bool(job.owner_kind) and Centre.objects.for_job(job) == centre))
        return "after"

    with handlers.job_handlers.add_for_block("import:upgrade", handlers.JobHandler(make)):
        ended = run_waiting_jobs()
    return {
        "ended": ended,
        "made": sorted(made),
        "states": sorted(Job.objects.values_list("subject", "state", "made", "attempts")),
        "of the centre": sorted(one.subject for one in Job.objects.for_owner(job_owner(centre))),
    }
