"""What can be downloaded, counted and described once a register: tables, series, loaded sources, API addresses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from filiere.core import Lang, Text
from filiere.figures import Register
from filiere.site.kit.phrases import bilingual
from filiere.site.kit.tables import Download, list_downloads
from filiere.site.observatory import tables
from filiere.site.observatory.api import api
from filiere.site.observatory.tables import TableRequest
from filiere.site.observatory.tables.figure_columns import SOURCE


@dataclass(frozen=True, slots=True)
class TableSize:
    """Rows and columns of a table, with its source; None for one that changes with the site."""

    rows: int | None
    columns: int | None
    source: Text


@dataclass(frozen=True, slots=True)
class OfferedTable:
    """A table of the registry, as the downloads page lists it; ``source`` is empty when it is the register."""

    id: str
    title: str
    about: str
    rows: int | None
    columns: int | None
    source: str
    files: tuple[Download, ...]


@lru_cache(maxsize=4)
def _table_sizes(register: Register) -> dict[str, TableSize]:
    """The size of each table that needs no parameter: building them takes time, and only a new register changes it."""
    found = {}
    for entry in tables.EXPORTED_TABLES.values():
        if entry.listed and not entry.live:
            found[entry.id] = _measure_table(entry.id, register)
    return found


def _measure_table(table_id: str, register: Register) -> TableSize:
    table = tables.build_table(table_id, TableRequest(register))
    return TableSize(len(table.rows), len(table.columns), table.source)


def list_offered_tables(register: Register, lang: Lang) -> list[OfferedTable]:
    """Every listed table of the registry, in the order in which it was registered."""
    live = [entry.id for entry in tables.EXPORTED_TABLES.values() if entry.listed and entry.live]
    # Counting what changes with the site would cost the page what the file itself costs.
    sizes = _table_sizes(register) | dict.fromkeys(live, TableSize(None, None, SOURCE))
    return [
        OfferedTable(
            entry.id,
            entry.title.get(lang),
            entry.about.get(lang) if entry.about else "",
            sizes[entry.id].rows,
            sizes[entry.id].columns,
            "" if sizes[entry.id].source == SOURCE else sizes[entry.id].source.get(lang),
            list_downloads(entry.id, lang),
        )
        for entry in tables.EXPORTED_TABLES.values()
        if entry.listed
    ]


API_DESCRIPTIONS: dict[str, Text] = {
    "/api/v1/figures": bilingual("Chercher dans le registre, par page", "Search the register, page by page"),
    "/api/v1/figures/{figure_id}": bilingual("Un chiffre, avec sa citation", "One figure, with its citation"),
    "/api/v1/figures/{figure_id}/concurrent": bilingual(
        "Ses valeurs concurrentes, et ce qui diffère", "Its competing values, and how they differ"
    ),
    "/api/v1/sources": bilingual("Les sources du registre", "The sources of the register"),
    "/api/v1/indicators": bilingual("Les indicateurs et leurs définitions", "Indicators and their definitions"),
    "/api/v1/groups/{kind}": bilingual(
        "Séries, contradictions et valeurs retenues", "Series, contradictions and retained values"
    ),
    "/api/v1/weight/range": bilingual(
        "La fourchette d’une année et ses raisons", "The range of a year and its reasons"
    ),
    "/api/v1/weight/estimates/{method}": bilingual("Une méthode d’estimation", "One method of estimation"),
    "/api/v1/weight/regions": bilingual("Régions, parts et indice", "Regions, shares and index"),
    "/api/v1/territories/": bilingual("Les territoires d’un genre", "The territories of a kind"),
    "/api/v1/territories/{code}": bilingual("Un territoire", "One territory"),
    "/api/v1/territories/{code}/counts": bilingual("Ses comptes chargés, par année", "Its loaded counts, by year"),
}
"""The addresses of the API in words; one that is not here shows the words of its own description."""


@lru_cache(maxsize=1)
def _api_paths() -> tuple[tuple[str, str], ...]:
    """Addresses and summaries, from the API's own description."""
    schema = api.get_openapi_schema()
    return tuple(
        (path, next((str(one.get("summary", "")) for one in operations.values()), ""))
        for path, operations in schema["paths"].items()
    )


def list_api_addresses(lang: Lang) -> list[tuple[str, str, bool]]:
    """Path, words, and whether the path can be opened as it is."""
    return [
        (
            path,
            API_DESCRIPTIONS[path].get(lang) if path in API_DESCRIPTIONS else summary,
            "{" not in path and "weight" not in path,
        )
        for path, summary in _api_paths()
    ]
