"""What of the occupations the search finds: the map, the person’s page, and every job that the profession describes."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.careers.profession import Exit, Feeder
from filiere.core import Text
from filiere.site.careers.profession_content import Job, list_jobs, shipped_profession
from filiere.site.search.extension_points import (
    PAGES,
    DocumentSource,
    SearchDocument,
    describe_pages,
    search_documents,
)

OPEN_PAGES = (
    (
        "careers:occupations",
        Text(fr="La carte des métiers de la relation client", en="The map of customer relations occupations"),
        Text(
            fr="Les métiers par niveau et par famille, les montées et les pas de côté.",
            en="Occupations by level and family, the ways up and the moves to the side.",
        ),
    ),
    (
        "careers:paths",
        Text(fr="Mon métier, et après", en="My job, and next"),
        Text(
            fr="Reconversion, évolution : ce que vous savez déjà faire, ce qui vous manque, en combien de temps.",
            en="Changing jobs or moving up: what you can already do, what you lack, how long it takes.",
        ),
    ),
)


def list_occupation_documents() -> Iterator[SearchDocument]:
    """The open pages, then each job by its title, with what is said of it and its codes."""
    yield from describe_pages(OPEN_PAGES)
    for job in list_jobs():
        codes = ", ".join(dict.fromkeys(link.code for link in job.codes if link.nomenclature in ("rome-4", "fap")))
        said = _describe(job)
        body = Text(fr=f"{said.fr} · {codes}", en=f"{said.en} · {codes}")
        yield SearchDocument("careers:occupation", job.title, body, (job.id,))


def _describe(job: Job) -> Text:
    if isinstance(job, Exit):
        return Text(fr=f"Métier où l’on va : {job.summary.fr}", en=f"Job people go to: {job.summary.en}")
    if not isinstance(job, Feeder):
        return job.summary
    names = [shipped_profession().occupations[key].short for key in job.occupations]
    return Text(
        fr=f"Mène à : {', '.join(one.fr for one in names)}", en=f"Leads to: {', '.join(one.en for one in names)}"
    )


search_documents.add(DocumentSource("careers", PAGES, list_occupation_documents))
