"""A reader's selection in the register, read from an address and written back to one.

Every choice is in the address, so that a selection can be kept, sent and downloaded. A value that the register does
not know selects nothing, and the page says so; a year that is no year is said, and left aside. A file says nothing of
the kind: it is refused when a criterion cannot be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from filiere.core import Fault, Text
from filiere.figures import FACETS, SORTS, Figure, Query, Register, find_query_faults
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.pages.query_parameters import DEFAULT_YEARS, unknown_value_fault, year_fault

CRITERIA_KEYS: tuple[str, ...] = (*FACETS, "year", "retained", "text", "sort")
"""Parameters of an address that make a selection, in the order they are written."""
_BOOLEAN_WORDS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class RegisterSelection:
    """What was asked: the query of the engine, the parameters as given, and what could not be understood."""

    query: Query
    params: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Fault, ...] = ()

    def drop_criterion(self, key: str) -> RegisterSelection:
        """The same selection with one criterion less, to count what its facet offers."""
        return parse_selection({name: value for name, value in self.params.items() if name != key})

    def address(self, **changes: str | None) -> str:
        """The query string after changes; None removes a criterion. Pages of results always start again."""
        merged = {**self.params, **{key: value for key, value in changes.items() if value}}
        kept = {
            key: merged[key] for key in CRITERIA_KEYS if key in merged and not (key in changes and not changes[key])
        }
        return f"?{urlencode(kept)}" if kept else "?"

    def faults(self, register: Register) -> list[Fault]:
        """Everything that was asked for and cannot be: what could not be read, and what the register does not know."""
        return [*self.problems, *find_query_faults(self.query, register)]


def unread_parameter_notices(params: Mapping[str, str]) -> tuple[Text, ...]:
    """What to say of the parameters of a page's address that no criterion reads: they were left aside."""
    return tuple(
        bilingual(
            f"« {key[:60]} » n’est pas un critère du registre : il n’a pas été pris en compte.",
            f"“{key[:60]}” is not a register criterion: it was ignored.",
        )
        for key in sorted(params)
        if key not in CRITERIA_KEYS and key != "page"
    )


def parse_selection(params: Mapping[str, str]) -> RegisterSelection:
    """The selection that an address asks for."""
    given = {key: params[key].strip() for key in CRITERIA_KEYS if params.get(key, "").strip()}
    problems: list[Fault] = []
    year: int | None = None
    if "year" in given:
        words = given["year"]
        if words.isascii() and words.isdigit() and int(words) in DEFAULT_YEARS:
            year = int(words)
        else:
            given.pop("year")
            problems.append(year_fault("year", words, DEFAULT_YEARS))
    if "sort" in given and given["sort"].removeprefix("-") not in SORTS:
        problems.append(unknown_value_fault("sort", given.pop("sort"), SORTS))
    retained: bool | str | None = None
    if "retained" in given:
        retained = _BOOLEAN_WORDS.get(given["retained"], given["retained"])
    criteria: dict[str, Any] = {name: given[name] for name in FACETS if name in given}
    query = Query(**criteria, year=year, retained=retained, text=given.get("text"), sort=given.get("sort"))
    return RegisterSelection(query, given, tuple(problems))


_CONFIDENCE_ORDER = ("high", "medium", "low", "untraceable")


def find_figures(register: Register, chosen: RegisterSelection) -> list[Figure]:
    """The figures of a selection, in the order asked for; else the retained first, then the surest, then the latest."""
    found = register.search(chosen.query)
    if chosen.query.sort:
        return found

    def usual(figure: Figure) -> tuple[bool, int, int, str]:
        rank = (
            _CONFIDENCE_ORDER.index(figure.confidence)
            if figure.confidence in _CONFIDENCE_ORDER
            else len(_CONFIDENCE_ORDER)
        )
        return (not figure.retained, rank, -figure.period.year, figure.id)

    return sorted(found, key=usual)
