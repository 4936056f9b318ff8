"""What of the label and of the standards the search finds: the versions, themes and questions that a visitor sees."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser

from filiere.core import Text
from filiere.referentials import Criterion, Release
from filiere.site.label.search import list_question_texts
from filiere.site.label.visible_releases import ReleaseCatalogue, prefer_in_force, visible_catalogue
from filiere.site.search.document_index import hash_parts
from filiere.site.search.extension_points import (
    PAGES,
    QUESTIONS,
    DocumentSource,
    SearchDocument,
    describe_pages,
    search_documents,
)


def _public_catalogue() -> ReleaseCatalogue:
    return visible_catalogue(AnonymousUser())


def _catalogue_stamp() -> str:
    return hash_parts(sorted(one.sha256 for one in _public_catalogue().releases.values()))


def list_question_documents() -> Iterator[SearchDocument]:
    """Each version, theme and question; those of the version of a label that holds first."""
    shelf = _public_catalogue()
    for releases in shelf.kinds.values():
        for release in releases:
            first = prefer_in_force(shelf.of(release.referential.key))
            weight = int(release.referential.kind == "label" and release is first)
            yield SearchDocument(
                "label:release", release.title, release.referential.title, (release.id,), weight=weight
            )
            for theme in release.themes:
                yield SearchDocument("label:theme", theme.text, release.title, (release.id, theme.key), weight=weight)
            for criterion in release.criteria.values():
                yield _build_question(release, criterion, weight)


def _build_question(release: Release, criterion: Criterion, weight: int) -> SearchDocument:
    texts = list(dict.fromkeys((text.fr, text.en) for text in list_question_texts(release, criterion)))
    number = f"{criterion.number} " if criterion.number else ""
    return SearchDocument(
        "label:question",
        Text(fr=f"{number}{criterion.text.fr}", en=f"{number}{criterion.text.en}"),
        Text(
            fr=" · ".join([release.title.fr, *(fr for fr, _ in texts)]),
            en=" · ".join([release.title.en, *(en for _, en in texts)]),
        ),
        (release.id, criterion.key),
        weight=weight,
    )


def list_page_documents() -> Iterator[SearchDocument]:
    """The pages of the label that have a subject of their own."""
    yield from describe_pages(_PAGES, "label:")


_PAGES = (
    (
        "home",
        Text(fr="Le label de responsabilité sociale", en="The social responsibility label"),
        Text(
            fr="Ce que le label demande, version par version, et les normes du métier.",
            en="What the label asks, version by version, and the standards of the trade.",
        ),
    ),
    (
        "search",
        Text(fr="Chercher une question du label", en="Search the label’s questions"),
        Text(fr="Par mot ou par numéro, dans tous les référentiels.", en="By word or number, in all referentials."),
    ),
    (
        "compare",
        Text(fr="Comparer deux versions", en="Compare two versions"),
        Text(
            fr="Ce qui change d’une version du label ou d’une norme à l’autre.",
            en="What changes from one version of the label or of a standard to another.",
        ),
    ),
    (
        "mappings",
        Text(fr="Correspondances avec les normes", en="Mappings to standards"),
        Text(
            fr="Ce qui, dans une norme déjà respectée, aide à répondre au label.",
            en="Which parts of a standard already met help to answer the label’s questions.",
        ),
    ),
    (
        "factors",
        Text(fr="Facteurs d’émission", en="Emission factors"),
        Text(
            fr="Les valeurs de la Base Empreinte qui servent au bilan carbone des sites.",
            en="The values used for the carbon footprint of sites.",
        ),
    ),
    (
        "simulations",
        Text(fr="Simulations du label", en="Label simulations"),
        Text(
            fr="L’effet d’un changement de version ou de poids sur des dossiers fictifs.",
            en="The effect of a change of version or weights on fictitious dossiers.",
        ),
    ),
)

search_documents.add(
    DocumentSource("label-pages", PAGES, list_page_documents),
    DocumentSource("questions", QUESTIONS, list_question_documents, _catalogue_stamp),
)
