"""The loaded years of a territory as a drawing and its title, where a lower bound is never read as a value."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.publication.charts import SeriesChart, SeriesLine, SeriesPoint
from filiere.site.kit.bilingual_text import localize
from filiere.site.observatory import territory_counts
from filiere.site.observatory.territory_profile import TerritoryProfile


def fictitious_suffix(fictitious: bool) -> str:
    """The words that follow a title of fictitious data."""
    return localize(" (données fictives)", " (fictitious data)") if fictitious else ""


def shown_years(profile: TerritoryProfile) -> list[tuple[int, Decimal, bool]]:
    """The years that have a value to show, with that value and whether it is only a lower bound."""
    mine = profile.history.get(profile.territory.code, {})
    return [
        (year, value, pair.sector.state in territory_counts.BOUND_STATES)
        for year, pair in sorted(mine.items())
        if pair.sector is not None and (value := pair.sector.value) is not None
    ]


def trend_finding(profile: TerritoryProfile) -> str:
    """What the years show: from the first value that is wholly known to the last.

    Two lower bounds are not compared: what is unknown in one year is not what is unknown in another.
    """
    shown = shown_years(profile)
    known = [(year, value) for year, value, bound in shown if not bound]
    if len(known) > 1:
        (first, start), (last, end) = known[0], known[-1]
        words = localize(
            f"De {format_number(start, 'fr')} salariés en {first} à {format_number(end, 'fr')} en {last}",
            f"From {format_number(start, 'en')} employees in {first} to {format_number(end, 'en')} in {last}",
        )
        year, value, bound = shown[-1]
        tail = localize(
            f", au moins {format_number(value, 'fr')} en {year}",
            f", at least {format_number(value, 'en')} in {year}",
        )
        return words + (tail if bound else "")
    if not shown:
        return localize("Aucune année connue", "No known year")
    year, value, bound = shown[-1]
    least = localize("au moins ", "at least ") if bound else ""
    words = localize(
        f"En {year}, {least}{format_number(value, 'fr')} salariés",
        f"In {year}, {least}{format_number(value, 'en')} employees",
    )
    if len(shown) == 1:
        return words + localize(" : une seule année connue", ": the only known year")
    return words + localize(
        " ; les années ne se comparent pas, une part de chacune est inconnue",
        "; years cannot be compared, as part of each is unknown",
    )


def reading_note(profile: TerritoryProfile) -> str:
    """How to read the drawing: what the line joins, and what open marks are when there are some."""
    words = localize(
        "Salariés des établissements de code 8220Z, secteur privé. La ligne s’arrête aux années non connues ou non "
        "publiées, qui ne sont pas des zéros.",
        "Employees of establishments coded 8220Z, private sector. The line breaks at unknown or unpublished years, "
        "which are not zeros.",
    )
    if any(bound for _, _, bound in shown_years(profile)):
        words += " " + localize(
            "Un rond ouvert est un minimum : une part n’est pas connue, la valeur est là ou plus haut, et aucune ligne "
            "ne le joint aux autres.",
            "An open marker is a lower bound: part is unknown, the value is there or above, and no line joins it to "
            "the others.",
        )
    return words


def build_trend_chart(profile: TerritoryProfile) -> SeriesChart:
    """The drawing of the years that have a value; a lower bound has no line."""
    shown = shown_years(profile)
    years = [year for year, _, _ in shown]
    label = str(profile.territory.label)
    tail = fictitious_suffix(profile.version is not None and profile.version.fictitious)
    return SeriesChart(
        ident="line",
        lang=source_language(),
        title=localize(
            f"Salariés des centres d’appels externalisés, {label}{tail}",
            f"Employees of outsourced contact centres, {label}{tail}",
        ),
        desc=trend_finding(profile),
        lines=(
            SeriesLine(
                label="",
                points=tuple(
                    SeriesPoint(
                        when=year, label=str(year), value=None if bound else value, low=value if bound else None
                    )
                    for year, value, bound in shown
                ),
                gaps=tuple(before for before, after in pairwise(years) if after - before > 1),
            ),
        ),
        unit=localize("salariés", "employees"),
    )
