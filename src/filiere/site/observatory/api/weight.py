"""The sector's weight for programs: the range with its retained value, each method, and the regions."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from filiere.core.text import Lang
from filiere.estimation import DRAWS, MethodId, estimate, regional_table, sector_weight
from filiere.site.kit.api import PROBLEMS
from filiere.site.observatory.figure_register import current_register

router = Router()

Year = Annotated[int, Query(..., ge=1990, le=2100)]
Language = Annotated[Lang, Query("fr", description="fr or en")]
Segment = Literal["whole", "outsourced", "in-house"]


@router.get("/range", response={200: dict[str, Any], **PROBLEMS}, summary="Range, retained value and reasons")
def weight_range(request: HttpRequest, year: Year, segment: Segment = "whole", lang: Language = "fr") -> dict[str, Any]:
    """How many jobs in a year: a range that never mixes scopes, with the values left out and why."""
    return sector_weight(current_register(), year, segment=segment).as_json()


@router.get("/estimates/{method}", response={200: dict[str, Any], **PROBLEMS}, summary="One method of estimation")
def weight_estimate(
    request: HttpRequest,
    method: MethodId,
    year: Year,
    lang: Language = "fr",
    seed: Annotated[int, Query(1, ge=0)] = 1,
    draws: Annotated[int, Query(DRAWS, ge=100, le=DRAWS)] = DRAWS,
) -> dict[str, Any]:
    """What a method says: value, bounds, figures used, assumptions, and the one that moves it most."""
    return estimate(current_register(), method, year, seed=seed, draws=draws).as_json()


@router.get("/regions", response={200: dict[str, Any], **PROBLEMS}, summary="Regions, shares and specificity index")
def weight_regions(
    request: HttpRequest, year: Year, regions: Literal["22", "13"] = "22", lang: Language = "fr"
) -> dict[str, Any]:
    """The regions of a year, with their share of national and regional jobs and their index."""
    return regional_table(current_register(), year, regions).as_json()
