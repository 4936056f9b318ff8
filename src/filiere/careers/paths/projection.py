"""The profession’s layer as a nomenclature of its own: the proximity between jobs then serves without any download.

Its jobs are the occupations, the feeder jobs and the exits; its items, the skills and the phrases. Skills and phrases
that are said in the same words stay two items: a bridge goes from one to the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from filiere.careers.nomenclature import Item, ItemKind, Job, JobTitle, Nomenclature, Requirement, SheetPart
from filiere.careers.profession import Exit, Feeder, NeedKind, Occupation, Phrase, Profession, Skill
from filiere.core.text import Text

NAME = "filiere"
VERSION = "1"
_SEPARATORS = re.compile(r"\s*[,;]\s*")


def project_profession(profession: Profession, *, version: str = VERSION) -> Nomenclature:
    """Return the profession’s layer as a nomenclature, in French; without official moves, since it states none."""
    jobs: dict[str, Job] = {}
    for occupation in profession.occupations.values():
        texts = (occupation.summary, *occupation.missions)
        jobs[occupation.id] = _build_job(occupation, (occupation.title, occupation.short), texts)
    for exit_job in profession.exits.values():
        jobs.setdefault(exit_job.id, _build_job(exit_job, (exit_job.title,), (exit_job.summary,)))
    for feeder in profession.feeders.values():
        held = tuple(Requirement(one, base=True) for one in feeder.skills)
        jobs.setdefault(
            feeder.id, Job(feeder.id, feeder.title.fr, _list_titles(feeder.id, (feeder.title,)), requirements=held)
        )
    known: list[Skill | Phrase] = [*profession.skills.values(), *profession.phrases.values()]
    items = {one.id: Item(one.id, one.label.fr, ItemKind.ACTIVITY) for one in known}
    return Nomenclature(NAME, version, jobs, items)


def list_jobs(profession: Profession) -> dict[str, Occupation | Feeder | Exit]:
    """Return every job of the profession’s layer by id; of two with the same id, the occupation, then the exit."""
    found: dict[str, Occupation | Feeder | Exit] = {}
    for jobs in (profession.occupations, profession.exits, profession.feeders):
        for name, job in jobs.items():
            found.setdefault(name, job)
    return found


def _build_job(job: Occupation | Exit, titles: tuple[Text, ...], sentences: Iterable[Text]) -> Job:
    return Job(
        job.id,
        job.title.fr,
        _list_titles(job.id, titles),
        requirements=tuple(Requirement(need.skill, base=need.kind is NeedKind.CORE) for need in job.needs),
        sheet={SheetPart.DEFINITION: tuple(one.fr for one in sentences)},
    )


def _list_titles(job: str, titles: Iterable[Text]) -> tuple[JobTitle, ...]:
    words = dict.fromkeys(one.fr for one in titles)
    return tuple(JobTitle(f"{job}-{place}", label) for place, label in enumerate(words, start=1))
