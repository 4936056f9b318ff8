"""Jobs by whose they are and what they are about; whoever asks holds the right to that thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from filiere.site.accounts.models import User

if TYPE_CHECKING:
    from filiere.site.jobs.models import Job, JobOwner


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs."""

    def for_owner(self, owner: JobOwner) -> JobQuerySet:
        """Those of one owner; of nobody in particular for `NO_OWNER`."""
        return self.filter(owner_kind=owner.kind, owner_key=owner.key)

    def for_key(self, owner: JobOwner, key: str) -> Job | None:
        """The job of that key and owner, None for any other."""
        return self.for_owner(owner).filter(key=key).first()

    def for_subject(self, owner: JobOwner, kind: str, *subjects: str) -> Job | None:
        """The last job of a kind about a subject, whichever of these it is called by; None if there was none."""
        found = self.for_owner(owner).filter(kind=kind, subject__in=subjects)
        return found.order_by("-asked_at", "-pk").first()

    def for_subject_prefix(self, owner: JobOwner, kind: str, prefix: str) -> Job | None:
        """The last job of a kind whose subject begins so, None if there was none."""
        found = self.for_owner(owner).filter(kind=kind, subject__startswith=prefix)
        return found.order_by("-asked_at", "-pk").first()

    def for_best_of_subject(self, owner: JobOwner, kind: str, subject: str) -> Job | None:
        """The last job about a subject: an open one, else the last that made something, else the last of all; None if
        there was none."""
        found = self.for_owner(owner).filter(kind=kind, subject=subject)
        order = {"queued": 0, "running": 0, "done": 1}
        return min(found.order_by("-asked_at", "-pk"), key=lambda job: order.get(job.state, 2), default=None)

    def for_asker(self, owner: JobOwner, key: str, asker: User) -> Job | None:
        """The job of that key and owner, for whoever asked for it; None for anybody else."""
        return self.for_owner(owner).filter(key=key, asked_by=asker).first()
