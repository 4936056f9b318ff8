"""The titles of the profession’s layer: those that it writes in both languages, and those that people use beside them.

Free text is resolved against them when no other nomenclature is given.
"""

from __future__ import annotations

from pathlib import Path

from filiere.careers.paths.projection import list_jobs, project_profession
from filiere.careers.profession import Profession
from filiere.careers.titles.index import LabelledTitle, list_titles
from filiere.core.content_folder import content_path
from filiere.core.yaml_documents import read_yaml

_FILE = ("titles", "profession.yaml")
_JOB_NOMENCLATURES = ("rome-",)


def list_profession_titles(profession: Profession, path: Path | None = None) -> list[LabelledTitle]:
    """Return every title of every job of the profession’s layer, under the id of the job.

    Usual titles of a job that the profession no longer has are passed over.
    """
    jobs = list_jobs(profession)
    usual = read_yaml(path or content_path(*_FILE)).data["titles"]
    return [
        *list_titles(project_profession(profession)),
        *(LabelledTitle(name, job.title.en) for name, job in jobs.items()),
        *(LabelledTitle(name, title) for name, titles in usual.items() if name in jobs for title in titles),
    ]


def list_jobs_of_code(profession: Profession, code: str) -> tuple[str, ...]:
    """Return the ids of the jobs counted under a code of any nomenclature of jobs that the profession names.

    The job to which the code belongs most comes first; codes of sectors and of statistics name no job.
    """
    asked = code.strip().upper()
    weights: dict[str, float] = {}
    for name, job in list_jobs(profession).items():
        for link in job.codes:
            if link.code == asked and link.nomenclature.startswith(_JOB_NOMENCLATURES):
                weights[name] = max(weights.get(name, 0.0), float(link.weight))
    return tuple(sorted(weights, key=lambda name: (-weights[name], name)))
