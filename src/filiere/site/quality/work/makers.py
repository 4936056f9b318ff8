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
from filiere.site.quality.work.progress import JobCancelled, Progress

JobHandler = Callable[[Job, Progress], str]

job_handlers: dict[str, JobHandler] = {}


def handles_job(kind: Job.Kind, what: str = "") -> Callable[[JobHandler], JobHandler]:
    """Register the maker of a kind of job, or of the jobs of a kind that ask for one thing; each has one."""
    name = f"{kind.value}:{what}" if what else kind.value

    def register(maker: JobHandler) -> JobHandler:
        if name in job_handlers:
            raise RuntimeError(f"{name} has two makers")
        job_handlers[name] = maker
        return maker

    return register


def handler_of(job: Job) -> JobHandler:
    """The maker of what a job asks for (``asked["what"]``), else that of its kind.

    Where it fails and files of the centre's store are damaged, they are what is told.
    """
    maker = job_handlers.get(f"{job.kind}:{job.asked.get('what', '')}") or job_handlers[job.kind]

    def make(job: Job, progress: Progress) -> str:
        try:
            return maker(job, progress)
        except (Faults, JobCancelled):
            raise
        except Exception as error:
            if damage := _damaged_store_faults(job):
                raise DamagedFiles(damage) from error
            raise

    return make


def _damaged_store_faults(job: Job) -> tuple[Fault, ...]:
    """What is wrong with the files of the store that a job read; it is looked for only once something failed."""
    store = open_store(job.centre) if job.centre is not None else None
    return store.check().faults if store is not None else ()
