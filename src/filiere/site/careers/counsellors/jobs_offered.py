"""The jobs and skills that a file names, in words: those of the profession’s layer, and no other."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.careers.paths import Person
from filiere.careers.profession import Feeder
from filiere.core import Text
from filiere.site.careers.paths.advice import current_advisor
from filiere.site.careers.profession_content import Job, find_job, shipped_profession

MOST_QUESTIONS = 12
LEAST_OF_TARGET = 4
"""How many of the questions are kept for what the job aimed at needs most."""


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
    """The skills to ask of somebody who comes from a job: those whose answer tells most between the jobs within reach,
    then what the job aimed at needs most, twelve in all. The same two jobs are always asked the same."""
    telling: tuple[str, ...] = ()
    if find_job(origin) is not None:
        telling = tuple(one.id for one in current_advisor().choose_questions(Person(origin), most=MOST_QUESTIONS))
    kept = telling if not target else telling[: MOST_QUESTIONS - LEAST_OF_TARGET]
    return tuple(dict.fromkeys((*kept, *list_needed_skills(target), *telling)))[:MOST_QUESTIONS]


def list_needed_skills(target: str) -> tuple[str, ...]:
    """The skills that a job needs, the heaviest first; none of a job that is not a target."""
    job = find_job(target)
    if job is None or isinstance(job, Feeder):
        return ()
    return tuple(one.skill for one in sorted(job.needs, key=lambda need: (-need.weight, need.skill)))
