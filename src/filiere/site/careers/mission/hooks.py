"""What the pages of the mission register with others."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.core import Text
from filiere.site.careers.mission import (  # noqa: F401  They register there.
    forecast_tables,
    mobility_tables,
    portrait_tables,
)
from filiere.site.careers.mission.assumptions import list_scenarios
from filiere.site.kit.navigation import MenuEntry, footer_menu
from filiere.site.observatory.figure_register import current_register, shipped_register
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages
from filiere.site.search.extension_points import (
    PAGES,
    DocumentSource,
    SearchDocument,
    describe_pages,
    search_documents,
)

_PAGES = (
    (
        "careers:mission",
        Text(fr="La mission nationale sur les métiers", en="The national mission on the occupations"),
        Text(
            fr="Recrutement, formation, reconnaissance, évolution des métiers : ce qu’on sait, ce qui manque, "
            "qui agit.",
            en="Recruitment, training, recognition, evolution of the occupations: what is known, what is missing, "
            "who acts.",
        ),
    ),
    (
        "careers:mission-observatory",
        Text(fr="L’observatoire des métiers", en="The observatory of the occupations"),
        Text(
            fr="Emplois par contrat, genre, âge et région ; entrées, sorties, tension, salaires, passages.",
            en="Jobs by contract, gender, age and region; entries, exits, tension, pay, moves between occupations.",
        ),
    ),
    (
        "careers:mission-forecasts",
        Text(fr="Scénarios d’emploi", en="Scenarios of employment"),
        Text(
            fr="Combien d’emplois demain, sous quelles hypothèses : changez-les, le calcul suit.",
            en="How many jobs tomorrow, under which assumptions: change them and the computation follows.",
        ),
    ),
)

for _rank, _name, _label in (
    (30, "careers:mission", Text(fr="Mission nationale", en="National mission")),
    (31, "careers:mission-observatory", Text(fr="Observatoire des métiers", en="Observatory of occupations")),
    (32, "careers:mission-forecasts", Text(fr="Scénarios d’emploi", en="Employment scenarios")),
):
    footer_menu.register(MenuEntry(_name, _label, _name, "careers"), order=_rank)


def list_mission_documents() -> Iterator[SearchDocument]:
    """The pages of the mission, and each scenario by its question."""
    yield from describe_pages(_PAGES)
    for one in list_scenarios(current_register())[0]:
        yield SearchDocument("careers:mission-forecast", one.label, one.question, (one.id,))


search_documents.add(DocumentSource("careers-mission", PAGES, list_mission_documents))


@sitemap_pages.register("careers-mission")
def list_mission_pages() -> list[PageAddress]:
    """The three pages, and one a scenario."""
    pages: list[PageAddress] = [(name, ()) for name, _, _ in _PAGES]
    scenarios = list_scenarios(shipped_register())[0]
    return pages + [("careers:mission-forecast", (one.id,)) for one in scenarios]
