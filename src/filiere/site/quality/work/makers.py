"""What each kind of job makes: makers are registered here by the acts that ask for them.

A maker is given its job, and a `Progress` to tell how far it is. It returns the key of what it made. It may be called
again for the same job after a crash, and must then end with the same result. `Faults` that it raises are those of the
file or of the definitions: they are kept with the job and shown.
"""

from __future__ import annotations

from collections.abc import Callable

from filiere.site.quality.models import Job
from filiere.site.quality.work.progress import Progress

Maker = Callable[[Job, Progress], str]

makers: dict[str, Maker] = {}


def makes(kind: Job.Kind, what: str = "") -> Callable[[Maker], Maker]:
    """Register the maker of a kind of job, or of the jobs of a kind that ask for one thing; each has one."""
    name = f"{kind.value}:{what}" if what else kind.value

    def register(maker: Maker) -> Maker:
        if name in makers:
            raise RuntimeError(f"{name} has two makers")
        makers[name] = maker
        return maker

    return register


def maker_of(job: Job) -> Maker:
    """The maker of what a job asks for (``asked["what"]``), else that of its kind."""
    return makers.get(f"{job.kind}:{job.asked.get('what', '')}") or makers[job.kind]
