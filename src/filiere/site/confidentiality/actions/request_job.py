"""Having a table prepared, or its curves drawn, apart from any page: both may last minutes, and a page may not.

The jobs of the site do it (see `filiere.site.jobs`). Asked twice, it is done once; a page read
again tells how far it is.
"""

from __future__ import annotations

from filiere.core import Faults, Text
from filiere.site.accounts.models import User
from filiere.site.confidentiality.actions.compute_tradeoffs import compute_tradeoffs
from filiere.site.confidentiality.actions.discard_protection import require_waiting
from filiere.site.confidentiality.drafts import Draft, find_draft
from filiere.site.confidentiality.faults import fault
from filiere.site.confidentiality.models import Protection
from filiere.site.confidentiality.table_protection import TableDescription, prepare_table
from filiere.site.confidentiality.wizard import chosen_rule, write_specification
from filiere.site.jobs.handlers import handles_job
from filiere.site.jobs.models import NO_OWNER, Job
from filiere.site.jobs.progress import Progress
from filiere.site.jobs.queue import enqueue_job
from filiere.site.jobs.worker_startup import start_worker_on_commit
from filiere.site.kit.rights import require

JOB_KIND, PREPARE_JOB, WEIGH_JOB = "run", "protect-table", "weigh-table"


def request_protection(draft: Draft, *, actor: User) -> Job:
    """Have the table of a draft prepared, all its questions answered. Raises ``RightRefused``."""
    require(actor, "release:protect", subject_kind="protection", subject_id="new")
    return _enqueue_job(PREPARE_JOB, draft.key, actor)


def request_tradeoff(row: Protection, *, actor: User) -> Job:
    """Have a waiting table weighed. Raises ``RightRefused``, and ``Faults`` for one that is decided."""
    require(actor, "release:protect", subject_kind="protection", subject_id=row.key)
    require_waiting(row)
    return _enqueue_job(WEIGH_JOB, row.key, actor)


def _enqueue_job(what: str, key: str, actor: User) -> Job:
    asked = {"what": what, "key": key}
    job = enqueue_job(owner=NO_OWNER, kind=JOB_KIND, subject=f"{what}:{key}", asked=asked, by=actor)
    start_worker_on_commit()
    return job


def last_job(what: str, key: str) -> Job | None:
    """The last job that was asked about a draft or a table, one that made something rather than one that failed after
    it; None if there was none."""
    return Job.objects.for_best_of_subject(NO_OWNER, JOB_KIND, f"{what}:{key}")


@handles_job(
    JOB_KIND,
    PREPARE_JOB,
    stages={
        "protect": Text(
            fr="Recherche des cases à masquer, preuve, puis mise à l’épreuve",
            en="Choosing cells to withhold, proving the protection, then attacking it",
        )
    },
)
def _run_preparation(job: Job, progress: Progress) -> str:
    draft = find_draft(job.asked_by, str(job.asked["key"]), in_job=True)
    rule = chosen_rule(draft) if draft is not None else None
    if draft is None or rule is None:
        raise Faults([fault("draft-gone")])
    progress("protect", 0, 0)
    write_specification(draft)
    said = draft.answers["words"]
    about = TableDescription(Text(fr=said["title_fr"], en=said["title_en"]), said["population"], said["period"])
    row = prepare_table(actor=job.asked_by, data=draft.data, spec=draft.spec, about=about, rule=rule)
    draft.erase()
    return row.key


@handles_job(
    JOB_KIND,
    WEIGH_JOB,
    stages={"weigh": Text(fr="Le même tableau, protégé autrement", en="The same table, protected differently")},
)
def _run_tradeoff(job: Job, progress: Progress) -> str:
    progress("weigh", 0, 0)
    compute_tradeoffs(Protection.objects.get(key=str(job.asked["key"])), actor=job.asked_by)
    return str(job.asked["key"])
