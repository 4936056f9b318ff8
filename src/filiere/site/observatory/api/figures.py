"""The register for programs: figures with every facet, their rivals, their citation, and what they stand on."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from filiere.core.faults import Faults
from filiere.core.text import Lang
from filiere.figures import SORTS, Figure, Register, find_query_faults
from filiere.figures import Query as Search
from filiere.site.kit.api import PROBLEMS
from filiere.site.kit.problems import reject_unknown_parameters
from filiere.site.observatory.figure_register import current_register

router = Router()

Number = int | float


class FigureOut(Schema):
    """A figure of the register; codes are those of the vocabulary, and ``*_label`` says them in words.

    ``said_by`` is the ``producer`` when it is not the publisher of the source, else that publisher.
    """

    id: str
    title: str
    indicator: str
    indicator_label: str
    category: str | None
    value: Number | None
    low: Number | None
    high: Number | None
    unit: str
    unit_label: str
    segment: str
    segment_label: str
    measure: str | None
    measure_label: str | None
    staff: str | None
    market: str | None
    threshold: str | None
    nomenclature: str | None
    period: str
    period_certain: bool
    published: str | None
    territory: str
    territory_label: str
    producer: str | None
    said_by: str
    source: str
    source_label: str
    locator: str | None
    method: str | None
    nature: str
    nature_label: str
    mark: str
    kind: str
    kind_label: str
    confidence: str
    confidence_label: str
    derived: dict[str, Any] | None
    retained: list[str]
    note: str | None
    version: int
    permalink: str


class FigurePage(Schema):
    """A part of the figures found: ``count`` is how many there are in all."""

    count: int
    offset: int
    figures: list[FigureOut]


class FigureDetail(FigureOut):
    """A figure, and what stands beside it."""

    citation: str
    concurrent: list[str]
    contradictions: list[str]
    series: list[str]


class DifferenceOut(Schema):
    """A figure on the same point, and in which parts of its scope it differs."""

    figure: FigureOut
    differences: list[str]


class SourceOut(Schema):
    """A publication, with the ids of the figures taken from it."""

    id: str
    publisher: str
    title: str | None
    describes: str | None
    author: str | None
    address: str | None
    mirror: bool
    archive: str | None
    published: str | None
    consulted: str | None
    licence: str | None
    reliability: str
    kind: str
    repeats: str | None
    reading: str
    read: bool
    via: str | None
    note: str | None
    figures: list[str]


class IndicatorOut(Schema):
    """What is counted, in which unit, with its definition."""

    id: str
    label: str
    definition: str
    unit: str
    family: str
    categories: dict[str, str]


class GroupOut(Schema):
    """Figures that belong together: a series, a contradiction, a retention."""

    id: str
    title: str
    figures: list[str]
    explanation: str | None


class Filters(Schema):
    """The facets of the register; several values of a facet are separated by commas."""

    indicator: str | None = None
    category: str | None = None
    family: str | None = None
    segment: str | None = None
    measure: str | None = None
    staff: str | None = None
    market: str | None = None
    territory: str | None = None
    unit: str | None = None
    nature: str | None = None
    mark: str | None = None
    confidence: str | None = None
    source: str | None = None
    year: Annotated[int | None, Field(ge=1900, le=2100)] = None
    start: Annotated[int | None, Field(ge=1900, le=2100, alias="from")] = None
    end: Annotated[int | None, Field(ge=1900, le=2100, alias="to")] = None
    text: Annotated[str | None, Field(max_length=200)] = None
    retained: bool | None = None
    sort: Annotated[str | None, Field(pattern=rf"^-?({'|'.join(SORTS)})$")] = None

    def search(self) -> Search:
        """Return the engine's query."""
        given = self.dict(exclude_none=True)
        facets: dict[str, Any] = {
            name: tuple(value.split(",")) if isinstance(value, str) and name not in {"text", "sort"} else value
            for name, value in given.items()
        }
        return Search(**facets)


Language = Annotated[Lang, Query("fr", description="fr or en")]


def figure_json(register: Register, figure: Figure) -> dict[str, Any]:
    """Return a figure as the API gives it."""
    return register.describe(figure)


@router.get("/figures", response={200: FigurePage, **PROBLEMS}, summary="Search the register")
def list_figures(
    request: HttpRequest,
    filters: Query[Filters],
    lang: Language = "fr",
    offset: Annotated[int, Query(0, ge=0)] = 0,
    limit: Annotated[int, Query(100, ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """Figures that meet every filter, in the order of ``sort``; a word the register does not know is a problem."""
    known = {field.alias or name for name, field in Filters.model_fields.items()}
    reject_unknown_parameters(request, known | {"lang", "offset", "limit"})
    register = current_register()
    query = filters.search()
    if faults := find_query_faults(query, register):
        raise Faults(faults)
    found = register.search(query)
    return {
        "count": len(found),
        "offset": offset,
        "figures": [figure_json(register, figure) for figure in found[offset : offset + limit]],
    }


@router.get("/figures/{figure_id}", response={200: FigureDetail, **PROBLEMS}, summary="One figure")
def show_figure(request: HttpRequest, figure_id: str, lang: Language = "fr") -> dict[str, Any]:
    """A figure with its citation and the ids of what stands beside it."""
    register = current_register()
    figure = register.find(figure_id)
    base = request.build_absolute_uri("/").rstrip("/")
    return figure_json(register, figure) | {
        "citation": register.cite(figure, lang, timezone.localdate(), base=base),
        "concurrent": [other.id for other in register.concurrent(figure)],
        "contradictions": [one.id for one in register.contradictions_of(figure)],
        "series": [one.id for one in register.series_of(figure)],
    }


@router.get("/figures/{figure_id}/concurrent", response={200: list[DifferenceOut], **PROBLEMS}, summary="Rival values")
def list_concurrent(request: HttpRequest, figure_id: str, lang: Language = "fr") -> list[dict[str, Any]]:
    """The other figures on the same point, each with what differs in its scope."""
    register = current_register()
    figure = register.find(figure_id)
    return [
        {
            "figure": figure_json(register, other),
            "differences": [one.sentence() for one in register.differences(figure, other)],
        }
        for other in register.concurrent(figure)
    ]


@router.get("/sources", response={200: list[SourceOut], **PROBLEMS}, summary="Every source of the register")
def list_sources(request: HttpRequest, lang: Language = "fr") -> list[dict[str, Any]]:
    """The publications the figures come from."""
    register = current_register()
    used: dict[str, list[str]] = {}
    for figure in register:
        used.setdefault(figure.source, []).append(figure.id)
    return [source.as_json() | {"figures": used.get(source.id, [])} for source in register.sources.values()]


@router.get("/indicators", response={200: list[IndicatorOut], **PROBLEMS}, summary="Indicators and their definitions")
def list_indicators(request: HttpRequest, lang: Language = "fr") -> list[dict[str, Any]]:
    """What the register counts."""
    return [
        {
            "id": one.id,
            "label": str(one.label),
            "definition": str(one.definition),
            "unit": one.unit,
            "family": one.family,
            "categories": {category.id: str(category.label) for category in one.categories},
        }
        for one in current_register().indicators.values()
    ]


Group = Literal["series", "contradictions", "retained"]


@router.get("/groups/{kind}", response={200: list[GroupOut], **PROBLEMS}, summary="Series, contradictions, choices")
def list_groups(request: HttpRequest, kind: Group, lang: Language = "fr") -> list[dict[str, Any]]:
    """Figures that belong together, with the reason."""
    register = current_register()
    if kind == "series":
        return [
            {"id": one.id, "title": str(one.title), "figures": list(one.figures),
             "explanation": " ".join(str(cut.reason) for cut in one.breaks) or None}
            for one in register.series
        ]  # fmt: skip
    if kind == "contradictions":
        return [
            {"id": one.id, "title": str(one.title), "figures": list(one.figures),
             "explanation": str(one.explanation)}
            for one in register.contradictions
        ]  # fmt: skip
    return [
        {"id": one.use, "title": str(one.label), "figures": [one.figure], "explanation": str(one.reason)}
        for one in register.retained_figures
    ]
