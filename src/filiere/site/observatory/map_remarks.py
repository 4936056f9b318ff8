"""What to know before quoting the map: what the index says, what is not shown, what was converted, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from filiere.core import source_language
from filiere.core.numbers import format_number, format_percent
from filiere.figures import Register
from filiere.site.kit.bilingual_text import localize
from filiere.site.observatory import map_data, territory_counts
from filiere.site.observatory.map_data import SMALL_COUNT, Map
from filiere.site.observatory.suppression_notice import SUPPRESSION_NOTICE
from filiere.site.observatory.territory_coverage import extent_phrase

MAX_NAMED = 3
"""Territories that a remark names; the table has them all."""


@dataclass(frozen=True, slots=True)
class MapRemark:
    """A short explanation under the map, with the figures it rests on (title and address are made by the view)."""

    title: str
    words: str
    figures: tuple[str, ...] = ()


def build_remarks(register: Register, shown: Map) -> list[MapRemark]:
    """What to know before quoting the map."""
    found = [_index_remark(shown), _in_house_remark(register, shown)]
    if shown.version is None:
        found += [_other_source_remark(register, shown)]
    found += [
        _conversion_remark(register, shown),
        _small_counts_remark(shown),
        _coverage_remark(shown),
        _gaps_remark(shown),
    ]
    return [remark for remark in found if remark is not None]


def _index_remark(shown: Map) -> MapRemark | None:
    total = shown.total
    top = next((place for place in shown.rank_places("index") if place.index is not None), None)
    if top is None or total is None:
        return None
    sums = (
        f"({format_number(top.jobs)} ÷ {format_number(top.every)}) ÷ ({format_number(total.jobs)} ÷ "
        f"{format_number(total.every)}) × 100 = {format_number(top.index)}"
    )
    return MapRemark(
        localize("Ce que dit l’indice", "What the index shows"),
        localize(
            "Part du secteur dans l’emploi du territoire, divisée par la même part dans l’ensemble, fois 100. "
            f"{top.label.fr} : {sums}.",
            "Share of the sector in the territory’s jobs over the same share overall, times 100. "
            f"{top.label.en}: {sums}.",
        ),
    )


def _in_house_remark(register: Register, shown: Map) -> MapRemark | None:
    """The in-house centres, with a register figure of a region of the map when there is one."""
    codes = {place.code for place in shown.places} | {part for place in shown.places for part in place.parts}
    figure = max(
        (
            one
            for one in register
            if one.indicator == "jobs"
            and one.segment == "whole"
            and one.value is not None
            and one.territory.startswith(("REG-", "R22-"))
            and one.category is None
        ),
        key=lambda one: (one.period, one.id),
        default=None,
    )
    words = localize(
        "Les centres intégrés : banques, opérateurs et assureurs n’ont pas de code d’activité pour eux.",
        "In-house centres: those of banks, operators and insurers have no activity code of their own.",
    )
    if figure is None:
        return MapRemark(localize("Ce qu’elle ne montre pas", "What it does not show"), words)
    name = register.name("territory", figure.territory)
    here = next(
        (
            place
            for place in shown.places
            if place.code == figure.territory or place.code == f"R22-{figure.territory.partition('-')[2]}"
        ),
        None,
    )
    tail_fr = tail_en = ""
    if here is not None and here.jobs is not None and codes:
        jobs = localize("au moins ", "at least ") * here.is_bound + format_number(here.jobs)
        tail_fr = f", contre {jobs} chez les seuls prestataires en {shown.year}"
        tail_en = f", against {jobs} at outsourcers alone in {shown.year}"
    words += " " + localize(
        f"{name.fr}, intégrés compris : {register.amount(figure)} en {figure.period.label('fr')}{tail_fr}.",
        f"{name.en}, in-house included: {register.amount(figure)} in {figure.period.label('en')}{tail_en}.",
    )
    return MapRemark(localize("Ce qu’elle ne montre pas", "What it does not show"), words, (figure.id,))


def _other_source_remark(register: Register, shown: Map) -> MapRemark | None:
    """Two published shares of the same region and year that differ."""
    shares: dict[str, list[str]] = {}
    for figure in register:
        if (
            figure.indicator == "territory-share"
            and figure.period.year == shown.year
            and figure.segment == "outsourced"
            and figure.value is not None
        ):
            shares.setdefault(figure.territory, []).append(figure.id)
    code, ids = max(shares.items(), key=lambda item: len(item[1]), default=("", []))
    if len(ids) < 2:
        return None
    figures = sorted((register[key] for key in ids), key=lambda one: -(one.value or 0))
    said = [f"{register.said_by(one)} : {format_percent(one.value, digits=None)}" for one in figures]
    if source_language() == "en":
        said = [one.replace(" : ", ": ") for one in said]
    name = register.name("territory", code)
    return MapRemark(
        localize("Une autre source ne dit pas pareil", "Another source differs"),
        localize(
            f"Part du pays, {name.fr}, {shown.year} : {' ; '.join(said)}. Le registre des chiffres les garde toutes.",
            f"Share of the country, {name.en}, {shown.year}: {'; '.join(said)}. The register keeps them all.",
        ),
        tuple(one.id for one in figures),
    )


def _conversion_remark(register: Register, shown: Map) -> MapRemark | None:
    title = localize("D’un découpage à l’autre", "From one geography to another")
    if shown.cut == "regions18" and shown.version is None:
        return MapRemark(
            title,
            localize(
                "La source est publiée pour les régions d’avant 2016. Les emplois ont été additionnés : la réforme a "
                "réuni des régions entières, la conversion est donc exacte. L’indice est recalculé, jamais moyenné. Le "
                "retour est refusé : " + map_data.conversion_refusal(register).fr,
                "The source is published for the regions before 2016. Jobs were added up: the reform merged whole "
                "regions, so the conversion is exact. The index is recomputed, never averaged. The reverse "
                "conversion is refused: " + map_data.conversion_refusal(register).en,
            ),
        )
    if shown.cut == "regions22" and shown.version is not None:
        return MapRemark(
            title,
            localize(
                "Ces régions n’existent plus depuis 2016 : leurs nombres sont additionnés depuis les communes du "
                "fichier, ce qui est exact. Depuis les nouvelles régions, ce serait refusé : "
                + map_data.conversion_refusal(register).fr,
                "These regions ended in 2016: their numbers are added up from the communes of the file, which is "
                "exact. From the new regions it would be refused: " + map_data.conversion_refusal(register).en,
            ),
        )
    return None


def _small_counts_remark(shown: Map) -> MapRemark | None:
    small = sorted(
        (place for place in shown.places if place.jobs is not None and place.jobs < SMALL_COUNT and not place.is_bound),
        key=lambda one: one.jobs or Decimal(0),
    )
    if not small:
        return None
    first = [f"{place.label} {format_number(place.jobs)}" for place in small[:3]]
    more = len(small) - len(first)
    fr, en = ", ".join(first), ", ".join(first)
    if more:
        fr, en = f"{fr} et {more} autres", f"{en} and {more} more"
    return MapRemark(
        localize("Petits effectifs", "Small numbers"),
        localize(
            f"Moins de {SMALL_COUNT} emplois : {fr}. L’ouverture ou la fermeture d’un seul site y change tout.",
            f"Fewer than {SMALL_COUNT} jobs: {en}. One site opening or closing changes everything there.",
        ),
    )


def _coverage_remark(shown: Map) -> MapRemark | None:
    """How far a file that is not national goes in the territories that it does not cover wholly."""
    if shown.version is None:
        return None
    covered = territory_counts.coverage_of_version(shown.version)
    parts = [
        (place, found)
        for place in shown.rank_places("count")
        if (found := covered.of(place.code)) and not found.is_whole
    ]
    if not parts:
        return None
    said = [f"{place.label}{localize(' :', ':')} {extent_phrase(found)}" for place, found in parts[:MAX_NAMED]]
    if (more := len(parts) - MAX_NAMED) > 0:
        said.append(localize(f"{more} autres", f"{more} more"))
    listed = localize(" ; ", "; ").join(said)
    return MapRemark(
        localize("Ce que couvre le fichier", "What the file covers"),
        localize(
            f"{listed}. Ces nombres sont des minimums (≥), sans taux ni indice : le rapport des emplois d’une "
            "partie n’est pas celui du territoire.",
            f"{listed}. These numbers are lower bounds (≥), without a rate or an index: the ratio of the jobs of a "
            "part is not that of the territory.",
        ),
    )


def _gaps_remark(shown: Map) -> MapRemark | None:
    """What is unknown, hidden or a lower bound in a loaded map."""
    if shown.version is None:
        return None
    least = sum(place.state == "at-least" for place in shown.places)
    masked = sum(place.state == "confidential" for place in shown.places)
    unknown = sum(place.state in ("unknown", "withheld") for place in shown.places)
    counts = localize(
        f"Non connus : {unknown} ; non publiés : {masked} ; « au moins » (≥), des cases de la somme étant inconnues : "
        f"{least}. Un taux ou un indice se calcule sur les cases connues.",
        f"Not known: {unknown}; not published: {masked}; “at least” (≥), as cells of the sum are unknown: {least}. "
        "A rate or an index is computed on the known cells.",
    )
    return MapRemark(
        localize("Cases vides et petites cases", "Empty and small cells"),
        f"{counts} {SUPPRESSION_NOTICE}",
    )
