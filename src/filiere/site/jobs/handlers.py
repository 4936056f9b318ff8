"""What each kind of job makes, and its words: registered here by the acts that ask for them.

A handler is given its job, and a `Progress` to tell how far it is. It returns the key of what it made. It may be called
again for the same job after a crash, and must then end with the same result. `Faults` that it raises are those of the
file or of what was asked: they are kept with the job and shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from filiere.core import DamagedFiles, Fault, Faults, Text
from filiere.site.jobs.models import Job
from filiere.site.jobs.progress import JobCancelled, Progress
from filiere.site.kit.hooks import KeyedHook

MakeJob = Callable[[Job, Progress], str]


_UNCHANGED = Text(
    fr="Rien n’a changé : ce qui était là avant y est encore.", en="Nothing has changed: everything is as it was."
)
_LESS = Text(fr="Demandez moins à la fois", en="Request less at once")


@dataclass(frozen=True, slots=True)
class StopWords:
    """What is said of a job that was stopped: what is as it was before, and how to ask for less."""

    unchanged: Text = _UNCHANGED
    less: Text = _LESS


def _find_no_damage(_job: Job) -> tuple[Fault, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class JobHandler:
    """What makes the jobs of a kind.

    ``stages`` are the words of its stages; those in ``byte_stages`` count bytes of a file, or its rows where the source
    tells them: a reader is told a percentage. ``find_damage`` looks, once something failed, for damage of the files
    that a job read. ``keeps_ended`` keeps each job that ended, where the last about a thing is enough for others.
    """

    make: MakeJob
    stages: Mapping[str, Text] = field(default_factory=dict)
    byte_stages: frozenset[str] = frozenset()
    find_damage: Callable[[Job], tuple[Fault, ...]] = _find_no_damage
    words: StopWords = StopWords()
    keeps_ended: bool = False

    def run(self, job: Job, progress: Progress) -> str:
        """Make a job; where that fails and files are damaged, they are what is told."""
        try:
            return self.make(job, progress)
        except (Faults, JobCancelled):
            raise
        except Exception as error:
            if damage := self.find_damage(job):
                raise DamagedFiles(damage) from error
            raise


job_handlers = KeyedHook[JobHandler]()
"""By kind, and by ``kind:what`` for the jobs of a kind that ask for one thing (``asked["what"]``)."""


def handles_job(
    kind: str,
    what: str = "",
    *,
    stages: Mapping[str, Text] | None = None,
    byte_stages: frozenset[str] = frozenset(),
    find_damage: Callable[[Job], tuple[Fault, ...]] = _find_no_damage,
    words: StopWords | None = None,
    keeps_ended: bool = False,
) -> Callable[[MakeJob], MakeJob]:
    """Register what makes a kind of job, or the jobs of a kind that ask for one thing; each has one."""
    name = f"{kind}:{what}" if what else str(kind)

    def register(make: MakeJob) -> MakeJob:
        job_handlers.put(
            name, JobHandler(make, stages or {}, byte_stages, find_damage, words or StopWords(), keeps_ended)
        )
        return make

    return register


def find_handler(kind: str, what: str = "") -> JobHandler | None:
    """The handler of what a job asks for, else that of its kind; None for a kind that no app registered."""
    return job_handlers.get(f"{kind}:{what}") or job_handlers.get(str(kind))


def handler_of(job: Job) -> JobHandler:
    """The handler of a job. Raises `LookupError` where no app of this version makes its kind."""
    found = find_handler(job.kind, job.asked.get("what", ""))
    if found is None:
        raise LookupError(f"no app makes jobs of kind {job.kind}")
    return found


def stop_words_of(job: Job) -> StopWords:
    """What is said of a job that was stopped, whoever makes it."""
    found = find_handler(job.kind, job.asked.get("what", ""))
    return found.words if found is not None else StopWords()
