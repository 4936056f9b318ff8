"""What can be downloaded, counted and described once a register: tables, series, loaded sources, API addresses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from filiere.core import Lang, Text
from filiere.figures import Register
from filiere.site.observatory import tables
from filiere.site.observatory.api import api
from filiere.site.observatory.shown import Download, downloads
from filiere.site.observatory.tables import Asked
from filiere.site.observatory.tables.columns import SOURCE
from filiere.site.observatory.words import both


@dataclass(frozen=True, slots=True)
class Size:
    """Rows and columns of a table, with its source; None for one that changes with the site."""

    rows: int | None
    columns: int | None
    source: Text


@dataclass(frozen=True, slots=True)
class Offered:
    """A table of the registry, as the downloads page lists it; ``source`` is empty when it is the register."""

    id: str
    title: str
    about: str
    rows: int | None
    columns: int | None
    source: str
    files: tuple[Download, ...]


@lru_cache(maxsize=4)
def _sizes(register: Register) -> dict[str, Size]:
    """The size of each table that needs no parameter: building them takes time, and only a new register changes it."""
    found = {}
    for entry in tables.TABLES.values():
        if entry.listed and not entry.live:
            found[entry.id] = _size(entry.id, register)
    return found


def _size(table_id: str, register: Register) -> Size:
    table = tables.build(table_id, Asked(register))
    return Size(len(table.rows), len(table.columns), table.source)


def offered(register: Register, lang: Lang) -> list[Offered]:
    """Every listed table of the registry, in the order in which it was registered."""
    live = [entry.id for entry in tables.TABLES.values() if entry.listed and entry.live]
    # Counting what changes with the site would cost the page what the file itself costs.
    sizes = _sizes(register) | dict.fromkeys(live, Size(None, None, SOURCE))
    return [
        Offered(
            entry.id,
            entry.title.get(lang),
            entry.about.get(lang) if entry.about else "",
            sizes[entry.id].rows,
            sizes[entry.id].columns,
            "" if sizes[entry.id].source == SOURCE else sizes[entry.id].source.get(lang),
            downloads(entry.id, lang),
        )
        for entry in tables.TABLES.values()
        if entry.listed
    ]


API_WORDS: dict[str, Text] = {
    "/api/v1/figures": both("Chercher dans le registre, par page", "Search the register, page by page"),
    "/api/v1/figures/{figure_id}": both("Un chiffre, avec sa citation", "One figure, with its citation"),
    "/api/v1/figures/{figure_id}/concurrent": both(
        "Ses valeurs concurrentes, et ce qui diffère", "Its competing values, and how they differ"
    ),
    "/api/v1/sources": both("Les sources du registre", "The sources of the register"),
    "/api/v1/indicators": both("Les indicateurs et leurs définitions", "Indicators and their definitions"),
    "/api/v1/groups/{kind}": both(
        "Séries, contradictions et valeurs retenues", "Series, contradictions and retained values"
    ),
    "/api/v1/weight/range": both("La fourchette d’une année et ses raisons", "The range of a year and its reasons"),
    "/api/v1/weight/estimates/{method}": both("Une méthode d’estimation", "One method of estimation"),
    "/api/v1/weight/regions": both("Régions, parts et indice", "Regions, shares and index"),
    "/api/v1/territories/": both("Les territoires d’un genre", "The territories of a kind"),
    "/api/v1/territories/{code}": both("Un territoire", "One territory"),
    "/api/v1/territories/{code}/counts": both("Ses comptes chargés, par année", "Its loaded counts, by year"),
}
"""The addresses of the API in words; one that is not here shows the words of its own description."""


@lru_cache(maxsize=1)
def _paths() -> tuple[tuple[str, str], ...]:
    """Addresses and summaries, from the API's own description."""
    schema = api.get_openapi_schema()
    return tuple(
        (path, next((str(one.get("summary", "")) for one in operations.values()), ""))
        for path, operations in schema["paths"].items()
    )


def api_addresses(lang: Lang) -> list[tuple[str, str, bool]]:
    """Path, words, and whether the path can be opened as it is."""
    return [
        (path, API_WORDS[path].get(lang) if path in API_WORDS else summary, "{" not in path and "weight" not in path)
        for path, summary in _paths()
    ]
