"""The published waves for programs: read only, the same numbers as the page and the files."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import ConfigDict

from filiere.core import Faults, Lang
from filiere.core.text import make_printable
from filiere.site.kit.api import PROBLEMS, register_api
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.problems import reject_unknown_parameters
from filiere.site.survey.faults import fault
from filiere.site.survey.results.published_results import (
    PublishedResult,
    find_published_wave,
    list_published_waves,
    list_results,
)
from filiere.site.survey.waves.models import Wave
from filiere.site.survey.waves.questionnaires import title_wave

router = Router()
Language = Annotated[Lang, Query("fr", description="fr or en")]
WaveKey = Annotated[str, Path(..., max_length=40)]
_CLOSED = ConfigDict(json_schema_extra={"additionalProperties": False})


class SurveyWaveOut(Schema):
    """A published wave: how many centres were drawn and how many replied, out-of-scope ones left out."""

    model_config = _CLOSED

    key: str
    survey: str
    title: str
    period: str
    version: int
    published: datetime
    drawn: int
    replies: int
    fictitious: bool


class SurveyWavesOut(Schema):
    """The published waves, the latest first."""

    model_config = _CLOSED

    waves: list[SurveyWaveOut]


class SurveyChangeOut(Schema):
    """The change since the wave before, with its 95 % interval and its test."""

    model_config = _CLOSED

    difference: float
    low: float
    high: float
    p_value: float
    verdict: Literal["rise", "fall", "not-established"]


class SurveyResultOut(Schema):
    """A result; what is kept back has no number, and one typed by hand no interval. A share is in per cent and its
    change in points. `awaited`: known to be wrong, its correction does not go out yet. `few_carry_variance`: the
    interval holds the true value less often than it says."""

    model_config = _CLOSED

    key: str
    question: str
    option: str
    domain: str
    label: str
    statistic: Literal["share", "mean", "total"]
    withheld: bool
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    response_share: float | None
    change: SurveyChangeOut | None
    corrected_from: float | None
    awaited: bool
    few_carry_variance: bool


class SurveyResultsOut(Schema):
    """A published wave with all its results."""

    model_config = _CLOSED

    wave: SurveyWaveOut
    results: list[SurveyResultOut]


@router.get("/waves", response={200: SurveyWavesOut, **PROBLEMS}, summary="Published survey waves")
def list_survey_waves(request: HttpRequest, lang: Language) -> dict[str, Any]:  # noqa: ARG001
    """Every wave that was published; none before its announced hour."""
    reject_unknown_parameters(request, {"lang"})
    return {"waves": [_write_wave(wave) for wave in list_published_waves()]}


@router.get("/waves/{wave}", response={200: SurveyResultsOut, **PROBLEMS}, summary="Results of a survey wave")
def show_survey_results(request: HttpRequest, wave: WaveKey, lang: Language) -> dict[str, Any]:  # noqa: ARG001
    """The results of a wave, those that are kept back too."""
    reject_unknown_parameters(request, {"lang"})
    found = find_published_wave(wave)
    if found is None:
        raise Faults([fault("survey-wave-unknown", wave=make_printable(wave, 40))])
    return {"wave": _write_wave(found), "results": [_write_result(one) for one in list_results(found)]}


def _write_wave(wave: Wave) -> dict[str, Any]:
    results = wave.results or {}
    return {
        "key": wave.key,
        "survey": wave.questionnaire,
        "title": str(title_wave(wave)),
        "period": wave.period,
        "version": wave.version,
        "published": wave.publish_at,
        "drawn": results["drawn"],
        "replies": results["replies"],
        "fictitious": wave.fictitious,
    }


def _write_result(result: PublishedResult) -> dict[str, Any]:
    names = ("key", "question", "option", "domain", "statistic", "withheld", "n", "awaited", "few_carry_variance")
    amounts = ("value", "low", "high", "response_share", "corrected_from")
    change = result.change
    return {
        **{name: getattr(result, name) for name in names},
        **{name: _write_number(getattr(result, name)) for name in amounts},
        "label": str(result.label),
        "change": None
        if change is None
        else {
            **{name: float(getattr(change, name)) for name in ("difference", "low", "high", "p_value")},
            "verdict": change.verdict,
        },
    }


def _write_number(value: Any) -> float | None:
    return None if value is None else float(value)


register_api(
    "/survey",
    router,
    tag="survey",
    descriptions={
        "/api/v1/survey/waves": bilingual("Les vagues d’enquête parues", "The published survey waves"),
        "/api/v1/survey/waves/{wave}": bilingual(
            "Les résultats d’une vague : estimation, intervalle, réponses, test",
            "The results of a wave: estimate, interval, replies, test",
        ),
    },
    not_found=("survey-wave-unknown",),
)
