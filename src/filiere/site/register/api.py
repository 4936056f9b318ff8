"""The register for programs: labels by criteria, one certificate by its number, the statistics; what pages show."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from filiere.core import Faults, Lang, Text
from filiere.site.journal.clock_trust import public_day
from filiere.site.kit.api import PROBLEMS, register_api
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.problems import reject_unknown_parameters
from filiere.site.register.facet_labels import ACTIVITY_LABELS, VERDICT_LABELS
from filiere.site.register.label_records import LabelRecord, find_by_number, list_labels, region_name
from filiere.site.register.search import filter_labels, presentations_by_organisation
from filiere.site.register.statistics import MEASURE_LABELS, statistics_on
from filiere.site.register.tables import CRITERIA_KEYS, parse_criteria

router = Router()

Language = Annotated[Lang, Query("fr", description="fr or en")]


class RegisterCriteriaIn(Schema):
    """What is looked for: words, or the key of a region, a category, an activity, a service, a channel, a state."""

    q: str = Field("", max_length=100)
    region: str = Field("", max_length=100)
    category: str = Field("", max_length=100)
    activity: str = Field("", max_length=100)
    service: str = Field("", max_length=100)
    channel: str = Field("", max_length=100)
    state: str = Field("", max_length=100)


class SiteOut(Schema):
    """A site of the perimeter."""

    name: str
    place: str
    country: str
    region: str | None
    activity: str | None


class LabelEventOut(Schema):
    """What happened on a day, and what the label has been since."""

    day: str
    event: str
    words: str
    shown: str


class LabelOut(Schema):
    """A label as the register shows it; ``ends`` is the day of its term as it stands, ``last_day`` the eve."""

    holder: str
    name: str
    siren: str | None
    category: str
    category_label: str
    number: str | None
    numbers: list[str]
    verdict: str
    verdict_label: str
    valid: bool
    since: str | None
    granted: str | None
    until: str | None
    ends: str | None
    last_day: str | None
    france_percent: float | None
    release: str
    release_sha256: str
    certificate_sha256: str | None
    services: list[str]
    channels: list[str]
    sites: list[SiteOut]
    history: list[LabelEventOut]
    fictitious: bool


class RegisterOut(Schema):
    """The labels that meet the criteria, all of them."""

    day: str
    total: int
    labels: list[LabelOut]


class StatisticsOut(Schema):
    """One public table a measure for a day, the last of a half-year; a withheld cell has no value."""

    day: str
    tables: dict[str, dict[str, Any]]
    labels: dict[str, str]


def _iso_day(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _label_json(label_record: LabelRecord, said: Any) -> dict[str, Any]:
    return {
        "holder": label_record.organisation,
        "name": label_record.name,
        "siren": label_record.siren or None,
        "category": label_record.category,
        "category_label": str(label_record.category_words),
        "number": label_record.number or None,
        "numbers": list(label_record.numbers),
        "verdict": label_record.verdict,
        "verdict_label": str(VERDICT_LABELS[label_record.verdict]),
        "valid": label_record.holds,
        "since": _iso_day(label_record.since),
        "granted": _iso_day(label_record.granted),
        "until": _iso_day(label_record.until),
        "ends": _iso_day(label_record.ends),
        "last_day": _iso_day(label_record.last_day),
        "france_percent": float(label_record.france_percent) if label_record.france_percent is not None else None,
        "release": label_record.release,
        "release_sha256": label_record.release_sha256,
        "certificate_sha256": label_record.fingerprints[0] if label_record.fingerprints else None,
        "services": list(said.services) if said is not None else [],
        "channels": list(said.channels) if said is not None else [],
        "sites": [
            {
                "name": site.name,
                "place": site.place,
                "country": site.country,
                "region": str(region_name(site.region)) if site.region else None,
                "activity": str(ACTIVITY_LABELS[site.activity]) if site.activity in ACTIVITY_LABELS else None,
            }
            for site in label_record.sites
        ],
        "history": [
            {"day": line.day.isoformat(), "event": line.event, "words": str(line.words), "shown": line.shown}
            for line in label_record.lines
        ],
        "fictitious": label_record.fictitious,
    }


@router.get("/register", response={200: RegisterOut, **PROBLEMS}, summary="The labels of the register")
def register(
    request: HttpRequest,
    wanted: Annotated[RegisterCriteriaIn, Query(...)],
    lang: Language = "fr",  # noqa: ARG001
) -> dict[str, Any]:
    """Every label, or those that meet the criteria."""
    reject_unknown_parameters(request, {*CRITERIA_KEYS, "lang"})
    said = presentations_by_organisation()
    found = filter_labels(list_labels(), parse_criteria(wanted.dict()), said)
    return {
        "day": public_day().isoformat(),
        "total": len(found),
        "labels": [_label_json(one, said.get(one.organisation)) for one in found],
    }


@router.get("/register/statistics", response={200: StatisticsOut, **PROBLEMS}, summary="The statistics of the label")
def label_statistics(request: HttpRequest, lang: Language = "fr") -> dict[str, Any]:
    """Holders and employees by region and category, and by size, at the end of a half-year, as they may be told."""
    reject_unknown_parameters(request, {"lang"})
    found = statistics_on(timezone.localdate())
    return {
        "day": found.day.isoformat(),
        "tables": {measure: table.as_json(lang) for measure, table in found.tables.items()},
        "labels": {measure: str(words) for measure, words in MEASURE_LABELS.items()},
    }


@router.get("/register/{number}", response={200: LabelOut, **PROBLEMS}, summary="One certificate")
def certificate(
    request: HttpRequest,
    number: Annotated[str, Path(..., max_length=80)],
    lang: Language = "fr",  # noqa: ARG001
) -> dict[str, Any]:
    """What the register says of the label that a number names, today."""
    reject_unknown_parameters(request, {"lang"})
    found = find_by_number(number)
    if found is None:
        raise Faults.one(
            code="unknown-certificate",
            message=Text(fr="Aucun certificat ne porte ce numéro.", en="No certificate has this number."),
            remedy=Text(
                fr="Recopiez-le depuis le certificat, ou cherchez par nom à /api/v1/register?q=…",
                en="Copy it from the certificate, or search by name at /api/v1/register?q=…",
            ),
            key="number",
        )
    return _label_json(found, presentations_by_organisation().get(found.organisation))


register_api(
    "/",
    router,
    tag="register",
    descriptions={
        "/api/v1/register": bilingual("Le registre du label", "The label register"),
        "/api/v1/register/statistics": bilingual("Les statistiques du label", "The statistics of the label"),
        "/api/v1/register/{number}": bilingual("Un certificat : valide ou non", "One certificate: valid or not"),
    },
    not_found=("unknown-certificate",),
)
