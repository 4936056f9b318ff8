"""The jobs and skills that a file names, in words: those of the profession’s layer, and no other."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.careers.profession import Feeder
from filiere.core import Text
from filiere.site.careers.profession_content import Job, find_job, shipped_profession


def name_job(name: str) -> Text:
    """What people call a job; its id where the content has none of this id any more, said as such."""
    job = find_job(name)
    return (
        job.title if job is not None else Text(fr=f"{name} (retiré de la carte)", en=f"{name} (removed from the map)")
    )


def list_origins() -> Iterator[tuple[str, Text]]:
    """Where somebody comes from: a feeder, or an occupation of the profession."""
    layer = shipped_profession()
    jobs: list[Job] = [*layer.feeders.values(), *layer.occupations.values()]
    for job in jobs:
        yield job.id, job.title


def list_targets() -> Iterator[tuple[str, Text]]:
    """Where somebody goes: an occupation of the profession, or an exit."""
    layer = shipped_profession()
    jobs: list[Job] = [*layer.occupations.values(), *layer.exits.values()]
    for job in jobs:
        yield job.id, job.title


def name_skill(name: str) -> Text:
    """What people call a skill or a phrase."""
    layer = shipped_profession()
    found = layer.skills.get(name) or layer.phrases.get(name)
    return found.label if found is not None else Text(fr=name, en=name)


def is_skill(name: str) -> bool:
    """Whether the content has a skill or a phrase of this id."""
    layer = shipped_profession()
    return name in layer.skills or name in layer.phrases


def list_asked_skills(origin: str, target: str) -> tuple[str, ...]:
    """The skills to ask of somebody who comes from a job: what the target asks, the heaviest first; without one, those
    of the first occupation that the job leads to."""
    job = find_job(target)
    if job is None or isinstance(job, Feeder):
        start = find_job(origin)
        led = getattr(start, "occupations", ())
        job = find_job(led[0]) if led else start
    if job is None or isinstance(job, Feeder):
        return ()
    return tuple(one.skill for one in sorted(job.needs, key=lambda need: (-need.weight, need.skill)))[:12]
