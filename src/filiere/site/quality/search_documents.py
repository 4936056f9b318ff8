"""What of service quality the search finds: the sets of definitions, their indicators, and the open pages."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.contacts import load_definitions
from filiere.contacts.definitions.choice_narrative import indicator_title
from filiere.core import Text
from filiere.site.quality.presenters.definitions import definition_note, measure_sentence
from filiere.site.search.extension_points import (
    DEFINITIONS,
    PAGES,
    DocumentSource,
    SearchDocument,
    describe_pages,
    search_documents,
)

_COMMON = "common-v1"


def list_definition_documents() -> Iterator[SearchDocument]:
    """Each set of definitions, then each of its indicators; those of the common definition first."""
    shelf = load_definitions()
    for key in shelf:
        definition_set = shelf[key]
        weight = int(definition_set.id == _COMMON)
        yield SearchDocument(
            "quality:definition",
            definition_set.title,
            definition_note(definition_set) or definition_set.owner,
            (definition_set.name,),
            weight=weight,
        )
        for indicator in definition_set.indicators:
            said = measure_sentence(indicator)
            yield SearchDocument(
                "quality:definition",
                indicator_title(indicator),
                Text(fr=f"{definition_set.title.fr} · {said.fr}", en=f"{definition_set.title.en} · {said.en}"),
                (definition_set.name,),
                suffix="#indicateurs",
                weight=weight,
            )


def list_page_documents() -> Iterator[SearchDocument]:
    """The open pages of service quality."""
    yield from describe_pages(_PAGES, "quality:")


_PAGES = (
    (
        "home",
        Text(fr="Mesurer la qualité de service", en="Measuring service quality"),
        Text(
            fr="Pourquoi un même fichier d’appels donne plusieurs taux, et la définition commune.",
            en="Why one call log gives several rates, and the common definition.",
        ),
    ),
    (
        "definitions",
        Text(fr="Définitions de la qualité de service", en="Service quality definitions"),
        Text(
            fr="Ce que comptent les outils, les manuels, les normes et les règles publiques.",
            en="What tools, handbooks, standards and public rules count.",
        ),
    ),
    (
        "log-gap",
        Text(fr="L’écart entre deux définitions, expliqué", en="The gap between two definitions, explained"),
        Text(
            fr="Sur les appels d’une banque : chaque règle qui change, et les appels qu’elle reclasse.",
            en="On a bank’s calls: each rule that changes, and the calls it affects.",
        ),
    ),
    (
        "definitions-compare",
        Text(fr="Comparer deux définitions", en="Compare two definitions"),
        Text(fr="Choix par choix, ce qui change.", en="Choice by choice, what changes."),
    ),
    (
        "templates",
        Text(fr="Modèles de fichiers d’appels", en="Call file templates"),
        Text(
            fr="Les colonnes à remettre pour mesurer un centre.",
            en="The columns to provide in order to measure a centre.",
        ),
    ),
    (
        "staffing",
        Text(fr="Dimensionner une équipe", en="Staffing a team"),
        Text(
            fr="Combien de conseillers pour un volume d’appels, selon l’attente acceptée.",
            en="How many agents a volume of calls requires: Erlang and waiting times.",
        ),
    ),
    (
        "packs-about",
        Text(fr="Dossiers scellés", en="Sealed packs"),
        Text(
            fr="Faire vérifier ses mesures par un tiers : créer et contrôler un dossier scellé.",
            en="Prove measurements without handing over contacts: make and verify a pack.",
        ),
    ),
)

OPEN_PAGES = tuple(page for page, _title, _body in _PAGES)
"""The names of the open pages that need no parameter."""

search_documents.add(
    DocumentSource("quality-pages", PAGES, list_page_documents),
    DocumentSource("definitions", DEFINITIONS, list_definition_documents),
)
