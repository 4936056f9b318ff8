"""Three maps of what outsourcers bring, region by region: their jobs, output between its bounds, and its uncertainty.

An amount by region rests on an assumption about suppliers: the map that says how much never goes without the one that
says how well it is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from filiere.core import Text, source_language
from filiere.core.numbers import format_number, format_percent
from filiere.economy import ASSUMPTIONS, TerritoryEffect
from filiere.estimation import Region
from filiere.figures import Register
from filiere.geography import territory, tiles
from filiere.publication import round_classes
from filiere.publication.charts import TileMap
from filiere.publication.charts.maps import draw_swatch
from filiere.site.kit.bilingual_text import bilingual, localize, to_decimal
from filiere.site.kit.charts import ChartKey, ChartLink, ChartView, draw_cached, trusted_svg
from filiere.site.observatory.economic_weight import EconomicWeight, divide_by_region
from filiere.site.observatory.map_charts import place_tile
from filiere.site.observatory.page_figures import list_regions
from filiere.site.observatory.views.common import build_source_links, territory_url

ASSUMPTION_LINES = (
    (bilingual("Fournisseurs proches", "Suppliers nearby"), ASSUMPTIONS["near"]),
    (bilingual("Fournisseurs répartis", "Suppliers spread"), ASSUMPTIONS["spread"]),
    (
        bilingual("Aucune n’est vraie", "Neither is true"),
        bilingual(
            "Un fournisseur peut être la porte à côté ou dans la capitale. La carte va de la plus basse des deux à la "
            "plus haute.",
            "A supplier may be next door or in the capital. The map goes from the lower of both to the higher.",
        ),
    ),
    (
        bilingual("Tous les partages admis", "All admissible splits"),
        bilingual(
            "À chaque bout, l’effet indirect du pays est à sa borne basse, ou haute.",
            "At each end the indirect effect of the country is at its lower bound, or its upper one.",
        ),
    ),
    (
        bilingual("Non compté", "Not counted"),
        bilingual(
            "Que les emplois datent de 2008, et les montants de plus tard : des centres ont ouvert, fermé et déménagé.",
            "That jobs date from 2008 and amounts from later: centres opened, closed and moved.",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class RegionalOutput:
    """What the page says of regions: the finding, the three maps, and what they assume, each under its name."""

    finding: str
    maps: tuple[ChartView, ...]
    assumptions: tuple[tuple[Text, Text], ...] = ASSUMPTION_LINES


@dataclass(frozen=True, slots=True)
class _TileValue:
    """What a map shows of a region: the value that gives its shade, as the tile prints it and as its card says it."""

    value: Decimal
    shown: str
    words: str


@dataclass(frozen=True, slots=True)
class _RegionRow:
    """A region with its jobs and its effects, in millions of euros."""

    region: Region
    effect: TerritoryEffect

    @property
    def ends(self) -> tuple[str, str]:
        """Both bounds of its output, in words."""
        low, high = (format_number(round(to_decimal(1000 * one))) for one in (self.effect.low, self.effect.high))
        return low, high

    @property
    def uncertainty(self) -> Decimal:
        """Its uncertainty in per cent."""
        return round(to_decimal(self.effect.uncertainty * 100), 0)


def build_regional_output(register: Register, weight: EconomicWeight) -> RegionalOutput | None:
    """The section of regions; None where the register does not give the jobs of every one."""
    regions = {one.code: one for one in list_regions(register)}
    rows = [_RegionRow(regions[one.code], one) for one in divide_by_region(register, weight)]
    if not rows:
        return None
    figures = [register[key] for key in rows[0].region.figures]
    year = weight.figure.period.label()
    maps = (
        _build_map(
            "region-jobs",
            localize("Les emplois des prestataires en 2008", "Outsourcers’ jobs in 2008"),
            localize(
                "Les derniers connus pour toutes les régions. L’effet direct est partagé comme eux.",
                "The last known for every region. The direct effect is divided as they are.",
            ),
            rows,
            [_tell_jobs(one.region) for one in rows],
            sources=build_source_links(register, figures),
        ),
        _build_map(
            "region-output",
            localize(
                f"La production directe et indirecte en {year}, en millions d’euros",
                f"Direct and indirect output in {year}, in millions of euros",
            ),
            localize(
                "De la borne basse à la borne haute ; la teinte suit le milieu.",
                "From the lower bound to the upper one; the shade follows the middle.",
            ),
            rows,
            [_tell_output(one) for one in rows],
        ),
        _build_map(
            "region-uncertainty",
            _describe_uncertainty(rows),
            localize("La moitié de l’intervalle, rapportée à son milieu.", "Half the interval over its middle."),
            rows,
            [_tell_uncertainty(one) for one in rows],
            suffix=localize("\N{NARROW NO-BREAK SPACE}%", "%"),
        ),
    )
    return RegionalOutput(_describe_finding(rows), maps)


def _describe_finding(rows: Sequence[_RegionRow]) -> str:
    top = max(rows, key=lambda one: one.effect.direct)
    at, (low, high) = territory(top.region.code).at, top.ends
    return localize(
        f"De {low} à {high} millions d’euros {at.fr} : les emplois disent où, sans dire combien",
        f"€{low} to {high} million {at.en}: jobs tell where, not how much",
    )


def _describe_uncertainty(rows: Sequence[_RegionRow]) -> str:
    least, most = (choose(rows, key=lambda one: one.effect.uncertainty) for choose in (min, max))
    low, high = (format_percent(one.uncertainty, digits=0) for one in (least, most))
    where = [territory(one.region.code).at for one in (least, most)]
    return localize(
        f"L’incertitude : ± {low} {where[0].fr}, ± {high} {where[1].fr}",
        f"The uncertainty: ±{low} {where[0].en}, ±{high} {where[1].en}",
    )


def _tell_jobs(region: Region) -> _TileValue:
    jobs = to_decimal(region.jobs)
    words = format_number(jobs)
    return _TileValue(jobs, words, localize(f"{words} emplois", f"{words} jobs"))


def _tell_output(row: _RegionRow) -> _TileValue:
    low, high = row.ends
    return _TileValue(
        round(to_decimal(500 * (row.effect.low + row.effect.high)), 1),
        f"{low}–{high}",
        localize(f"de {low} à {high} millions d’euros", f"€{low} to {high} million"),
    )


def _tell_uncertainty(row: _RegionRow) -> _TileValue:
    words = format_percent(row.uncertainty, digits=0)
    low, high = row.ends
    return _TileValue(
        row.uncertainty,
        words,
        localize(f"± {words}, de {low} à {high} millions d’euros", f"±{words}, €{low} to {high} million"),
    )


def _build_map(
    ident: str,
    title: str,
    subtitle: str,
    rows: Sequence[_RegionRow],
    values: Sequence[_TileValue],
    sources: tuple[ChartLink, ...] = (),
    suffix: str = "",
) -> ChartView:
    lang, squares = source_language(), {one.code: one for one in tiles("region22").tiles}
    classes = round_classes(one.value for one in values)
    spec = TileMap(
        ident=ident,
        lang=lang,
        title=title,
        desc=subtitle,
        tiles=tuple(
            place_tile(
                squares[row.region.code],
                row.region.label,
                shown=told.shown,
                css=classes.css_class(told.value),
                words=told.words,
                url=territory_url(row.region.code),
            )
            for row, told in zip(rows, values, strict=True)
        ),
    )
    keys = tuple(
        ChartKey(
            trusted_svg(draw_swatch(css, f"{ident}-{css}")), classes.label(rank, lang, digits=0, suffix=suffix), css
        )
        for rank, css in enumerate(classes.css)
    )
    return ChartView(id=ident, title=title, subtitle=subtitle, drawing=draw_cached(spec), keys=keys, sources=sources)
