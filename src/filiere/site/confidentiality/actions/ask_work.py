"""Having a table prepared, or its curves drawn, apart from any page: both may last minutes, and a page may not.

The jobs of the site do it (see `filiere.site.quality.work`). Asked twice, it is done once; a page read
again tells how far it is.
"""

from __future__ import annotations

from filiere.core import Faults, Text
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Permission, require
from filiere.site.confidentiality.actions.discard_protection import require_waiting
from filiere.site.confidentiality.actions.weigh_table import weigh_table
from filiere.site.confidentiality.asking import rule_of, write_spec
from filiere.site.confidentiality.drafts import Draft, draft_of
from filiere.site.confidentiality.models import Protection
from filiere.site.confidentiality.preparing import About, prepare
from filiere.site.quality.models import Job
from filiere.site.quality.work.makers import makes
from filiere.site.quality.work.progress import Progress
from filiere.site.quality.work.queueing import enqueue
from filiere.site.quality.work.waking import wake

PREPARE, WEIGH = "protect-table", "weigh-table"


def ask_protection(draft: Draft, *, actor: User) -> Job:
    """Have the table of a draft prepared, all its questions answered. Raises ``PermissionRefused``."""
    require(actor, Permission.RELEASE_PROTECT, subject_kind="protection", subject_id="new")
    return _asked(PREPARE, draft.key, actor)


def ask_curves(row: Protection, *, actor: User) -> Job:
    """Have a waiting table weighed. Raises ``PermissionRefused``, and ``Faults`` for one that is decided."""
    require(actor, Permission.RELEASE_PROTECT, subject_kind="protection", subject_id=row.key)
    require_waiting(row)
    return _asked(WEIGH, row.key, actor)


def _asked(what: str, key: str, actor: User) -> Job:
    asked = {"what": what, "key": key}
    job = enqueue(centre=None, kind=Job.Kind.RUN, subject=f"{what}:{key}", asked=asked, by=actor)
    wake()
    return job


def job_of(what: str, key: str) -> Job | None:
    """The last job that was asked about a draft or a table, one that made something rather than one that failed after
    it; None if there was none."""
    return Job.objects.for_thing(Job.Kind.RUN, f"{what}:{key}")


@makes(Job.Kind.RUN, PREPARE)
def _prepare(job: Job, progress: Progress) -> str:
    draft = draft_of(job.asked_by, str(job.asked["key"]), in_job=True)
    rule = rule_of(draft) if draft is not None else None
    if draft is None or rule is None:
        raise Faults.one(
            code="draft-gone",
            message=Text(
                fr="Les lignes de ce tableau ne sont plus là, ou sa règle n’est plus en vigueur.",
                en="This table’s rows no longer exist, or its rule is no longer in force.",
            ),
            remedy=Text(fr="Envoyez-les de nouveau.", en="Upload them again."),
        )
    progress("protect", 0, 0)
    write_spec(draft)
    said = draft.answers["words"]
    about = About(Text(fr=said["title_fr"], en=said["title_en"]), said["population"], said["period"])
    row = prepare(actor=job.asked_by, data=draft.data, spec=draft.spec, about=about, rule=rule)
    draft.erase()
    return row.key


@makes(Job.Kind.RUN, WEIGH)
def _weigh(job: Job, progress: Progress) -> str:
    progress("weigh", 0, 0)
    weigh_table(Protection.objects.get(key=str(job.asked["key"])), actor=job.asked_by)
    return str(job.asked["key"])
