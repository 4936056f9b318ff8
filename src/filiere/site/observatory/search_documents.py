"""What of the observatory the search finds: figures, their sources, the terms and indicators defined, territories."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.core import Text
from filiere.core.text import write_in_both_languages
from filiere.geography import KIND_LABELS, TerritoryKind, territories
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.models import Amendment
from filiere.site.search.extension_points import (
    DEFINITIONS,
    FIGURES,
    PAGES,
    SOURCES,
    TERRITORIES,
    DocumentSource,
    SearchDocument,
    search_documents,
)

_TERRITORY_KINDS: tuple[TerritoryKind, ...] = ("region13", "department", "region22")


def _amendment_stamp() -> str:
    """The number of the last amendment: the figures shipped are those of the version, which every stamp has."""
    return str(Amendment.objects.count())


def _join_texts(*parts: Text | None) -> Text | None:
    """Several sentences one after the other; None for none."""
    known = [one for one in parts if one is not None]
    if not known:
        return None
    return Text(
        fr=" ".join(_end_sentence(one.fr) for one in known), en=" ".join(_end_sentence(one.en) for one in known)
    )


def _end_sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!", "…")) else f"{words}."


def list_figure_documents() -> Iterator[SearchDocument]:
    """Each figure: its value, who says it, by what method."""
    register = current_register()
    for one in register:
        amount = Text(fr=register.amount(one, "fr"), en=register.amount(one, "en"))
        yield SearchDocument(
            "observatory:figure",
            register.title(one),
            _join_texts(amount, register.said_by(one), one.method, one.note),
            (one.id,),
            words=" ".join(filter(None, (one.nomenclature, register.sources[one.source].title))),
            weight=1 if one.retained else 0,
        )


def list_source_documents() -> Iterator[SearchDocument]:
    """Each source: its title, its publisher, what is known of it."""
    for one in current_register().sources.values():
        title = Text.same(one.title) if one.title else one.publisher
        period = write_in_both_languages(one.published.label) if one.published is not None else None
        yield SearchDocument(
            "observatory:source", title, _join_texts(one.publisher if one.title else None, period, one.note), (one.id,)
        )


def list_term_documents() -> Iterator[SearchDocument]:
    """Each indicator of the register and each term of its vocabulary, with its definition."""
    register = current_register()
    for key, indicator in register.indicators.items():
        yield SearchDocument(
            "observatory:register", indicator.label, indicator.definition, suffix=f"?indicator={key}", weight=1
        )
    for vocabulary, terms in register.vocabulary.items():
        for term in (one for one in terms.values() if one.definition is not None):
            yield SearchDocument("observatory:methods", term.label, term.definition, suffix=f"#{vocabulary}")


def list_territory_documents() -> Iterator[SearchDocument]:
    """Each region and department, those of today first."""
    for place, kind in enumerate(_TERRITORY_KINDS):
        for one in territories(kind):
            yield SearchDocument(
                "observatory:territory", one.label, KIND_LABELS[kind], (one.code,), words=one.code, weight=-place
            )


def list_page_documents() -> Iterator[SearchDocument]:
    """The pages of the observatory that have a subject of their own."""
    for page, title, body in _PAGES:
        yield SearchDocument(f"observatory:{page}", title, body, weight=1)


_PAGES = (
    (
        "weight",
        Text(fr="Le poids de la relation client en France", en="The size of customer relations in France"),
        Text(
            fr="Combien de personnes y travaillent : la fourchette, les sources, les méthodes d’estimation.",
            en="How many people work in it: the range, the sources, the estimation methods.",
        ),
    ),
    (
        "map",
        Text(fr="La carte de la relation client", en="The map of customer relations"),
        Text(
            fr="Établissements et effectifs par région, département et zone d’emploi.",
            en="Establishments and headcounts by region, department and employment zone.",
        ),
    ),
    (
        "outsourced",
        Text(fr="Les prestataires", en="Outsourcers"),
        Text(
            fr="La part externalisée du secteur : emplois, chiffre d’affaires, entreprises.",
            en="The outsourced part of the sector: jobs, turnover, companies.",
        ),
    ),
    (
        "abroad",
        Text(fr="Les emplois à l’étranger", en="Jobs abroad"),
        Text(
            fr="Ce que l’on sait des centres qui servent la France depuis l’étranger (offshore).",
            en="What is known of offshore centres that serve France from abroad.",
        ),
    ),
    (
        "international",
        Text(fr="Comparaisons internationales", en="International comparisons"),
        Text(fr="La relation client dans d’autres pays.", en="Customer relations in other countries."),
    ),
    (
        "methods",
        Text(fr="Définitions et méthodes", en="Definitions and methods"),
        Text(
            fr="Comment la fourchette est calculée, ce qui est compté, ce qui ne l’est pas.",
            en="How the range is computed, what is counted and what is not.",
        ),
    ),
    (
        "register",
        Text(fr="Registre des chiffres", en="Register of figures"),
        Text(
            fr="Tous les chiffres publiés, par thème, année, territoire et source.",
            en="All published figures, by topic, year, territory and source.",
        ),
    ),
    (
        "downloads",
        Text(fr="Téléchargements et données ouvertes", en="Downloads and open data"),
        Text(fr="Tous les tableaux en CSV, tableur et JSON.", en="Every table as CSV, spreadsheet and JSON."),
    ),
)

search_documents.add(
    DocumentSource("observatory-pages", PAGES, list_page_documents),
    DocumentSource("figures", FIGURES, list_figure_documents, _amendment_stamp),
    DocumentSource("terms", DEFINITIONS, list_term_documents, _amendment_stamp),
    DocumentSource("sources", SOURCES, list_source_documents, _amendment_stamp),
    DocumentSource("territories", TERRITORIES, list_territory_documents),
)
