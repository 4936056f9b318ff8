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
    describe_pages,
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
    for figure in register.listed_figures:
        amount = Text(fr=register.amount(figure, "fr"), en=register.amount(figure, "en"))
        yield SearchDocument(
            "observatory:figure",
            register.title(figure),
            _join_texts(amount, register.said_by(figure), figure.method, figure.note),
            (figure.id,),
            words=" ".join(filter(None, (figure.nomenclature, register.sources[figure.source].title))),
            weight=1 if figure.retained else 0,
        )


def list_source_documents() -> Iterator[SearchDocument]:
    """Each source: its title, its publisher, what is known of it."""
    for source in current_register().sources.values():
        title = Text.same(source.title) if source.title else source.describes or source.publisher
        period = write_in_both_languages(source.published.label) if source.published is not None else None
        yield SearchDocument(
            "observatory:source", title, _join_texts(source.publisher, period, source.note), (source.id,)
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
        for territory in territories(kind):
            yield SearchDocument(
                "observatory:territory",
                territory.label,
                KIND_LABELS[kind],
                (territory.code,),
                words=territory.code,
                weight=-place,
            )


def list_page_documents() -> Iterator[SearchDocument]:
    """The pages of the observatory that have a subject of their own."""
    yield from describe_pages(_PAGES, "observatory:")
    yield _HOME


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
        "economy",
        Text(fr="Ce que la filière apporte", en="What the sector brings"),
        Text(
            fr="Effets direct, indirect et induit : multiplicateur, bornes, hypothèses.",
            en="Direct, indirect and induced effects: multiplier, bounds, assumptions.",
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

_HOME = SearchDocument(
    "observatory:home",
    Text(
        fr="Combien de personnes travaillent dans la relation client en France ?",
        en="How many people work in customer relations in France?",
    ),
    Text(
        fr="Emplois, salariés et effectifs des centres d’appels et de contact, intégrés et prestataires : ce que l’on "
        "déclare, ce que l’on calcule, ce que l’on compte.",
        en="Jobs, employees and headcounts of call and contact centres, in-house and outsourced: what is stated, what "
        "is computed, what is counted.",
    ),
    words="téléconseillers conseillers agents call centre center secteur sector filière industry",
    weight=3,
)

search_documents.add(
    DocumentSource("observatory-pages", PAGES, list_page_documents),
    DocumentSource("figures", FIGURES, list_figure_documents, _amendment_stamp),
    DocumentSource("terms", DEFINITIONS, list_term_documents, _amendment_stamp),
    DocumentSource("sources", SOURCES, list_source_documents, _amendment_stamp),
    DocumentSource("territories", TERRITORIES, list_territory_documents),
)
