"""What each kind of job makes: makers are registered here by the acts that ask for them.

A maker is given its job, and a `Progress` to tell how far it is. It returns the key of what it made. It may be called
again for the same job after a crash, and must then end with the same result. `Faults` that it raises are those of the
file or of the definitions: they are kept with the job and shown.
"""

from __future__ import annotations

from collections.abc import Callable

from filiere.core import DamagedFiles, Fault, Faults
from filiere.site.quality.figures import open_store
from filiere.site.quality.models import Job
from filiere.site.quality.work.progress import Progress, Stopped

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
    """The maker of what a job asks for (``asked["what"]``), else that of its kind.

    Where it fails and files of the centre's store are damaged, they are what is told.
    """
    maker = makers.get(f"{job.kind}:{job.asked.get('what', '')}") or makers[job.kind]

    def make(job: Job, progress: Progress) -> str:
        try:
            return maker(job, progress)
        except (Faults, Stopped):
            raise
        except Exception as error:
            if damage := _damage(job):
                raise DamagedFiles(damage) from error
            raise

    return make


def _damage(job: Job) -> tuple[Fault, ...]:
    """What is wrong with the files of the store that a job read; it is looked for only once something failed."""
    store = open_store(job.centre) if job.centre is not None else None
    return store.check().faults if store is not None else ()
