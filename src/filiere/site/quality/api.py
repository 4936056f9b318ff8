"""Service quality for programs: definitions, to everybody; the figures and deliveries of a centre, to who reads them.

It reads what the pages read, by the same right: to whoever is nothing to a centre, it does not exist. No contact is
given here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, get_args

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema

from filiere.contacts import DefinitionSet, IndicatorRow, PeriodInterval, load_definitions
from filiere.core import Fault, Faults, Lang, Text
from filiere.site.accounts.refusal_recorder import record_refusal
from filiere.site.kit.api import PROBLEMS, register_api
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.problems import reject_unknown_parameters
from filiere.site.kit.rights import allowed
from filiere.site.quality import definition_catalogue, figure_store
from filiere.site.quality.figure_store import GROUP_COLUMNS, Cut
from filiere.site.quality.models import Centre, Delivery

router = Router()
Language = Annotated[Lang, Query("fr", description="fr or en")]
Name = Annotated[str, Path(..., max_length=80)]
Key = Annotated[str, Path(..., max_length=40)]
INTERVALS: tuple[str, ...] = get_args(PeriodInterval)
MAX_ROWS = 20_000
"""Rows of one answer, which is checked and written where others are answered."""
MOST_DELIVERIES, FARTHEST = 1_000, 10**9
"""Deliveries of one answer, and how many may be passed over: a database counts no further than its integers."""


class DefinitionOut(Schema):
    """A set of definitions in a list."""

    id: str
    version: int
    kind: str
    status: str
    title: str
    sha256: str
    indicators: int


class DefinitionsOut(Schema):
    """The newest version of every set that ships."""

    definitions: list[DefinitionOut]


class DefinitionDetail(Schema):
    """One set: `content` is exactly what `sha256` is the hash of, in its canonical form (RFC 8785)."""

    sha256: str
    content: dict[str, Any]


class FiguresOut(Schema):
    """The last figures under a set; `stale`: contacts were imported or erased since. No `made` is nothing computed."""

    definition: str
    made: datetime | None
    stale: bool
    store: str | None
    figures: list[IndicatorRow]


class DeliveryOut(Schema):
    """A delivery: `rows` = `accepted` + `repaired` + `rejected` + `duplicates` + `superseded`."""

    key: str
    sha256: str
    size: int
    kind: str
    source: str
    state: str
    sent: datetime
    imported: datetime | None
    erased: datetime | None
    erased_rule: str
    rows: int
    accepted: int
    repaired: int
    rejected: int
    duplicates: int
    superseded: int


class DeliveriesOut(Schema):
    """A part of the deliveries of a centre, the latest first: `count` is how many there are in all; `kept_since`:
    contacts of before that day were erased by age."""

    kept_since: date | None
    count: int
    offset: int
    deliveries: list[DeliveryOut]


def _definition_summary(definition_set: DefinitionSet) -> dict[str, Any]:
    return {
        "id": definition_set.id,
        "version": definition_set.version,
        "kind": definition_set.kind,
        "status": definition_set.status,
        "title": str(definition_set.title),
        "sha256": definition_set.sha256,
        "indicators": len(definition_set.indicators),
    }


@router.get("/definitions", response={200: DefinitionsOut, **PROBLEMS}, summary="Shipped definitions")
def quality_definitions(request: HttpRequest, lang: Language) -> dict[str, Any]:  # noqa: ARG001
    """Every set of definitions that ships, vocabularies that compute nothing among them."""
    reject_unknown_parameters(request, {"lang"})
    known = load_definitions()
    return {"definitions": [_definition_summary(known[name]) for name in known]}


@router.get("/definitions/{name}", response={200: DefinitionDetail, **PROBLEMS}, summary="One definition")
def quality_definition(request: HttpRequest, name: Name, lang: Language) -> dict[str, Any]:  # noqa: ARG001
    """A shipped set by its name, `id` or `id@version`, with its seal."""
    reject_unknown_parameters(request, {"lang"})
    known = load_definitions()
    if name not in known:
        raise Faults([_unknown_definition_fault(name)])
    return {"sha256": known[name].sha256, "content": known[name].content()}


def _too_many_fault(rows: int) -> Fault:
    return Fault(
        code="figures-too-many",
        message=Text(
            fr=f"Cette réponse aurait {rows} lignes ; {MAX_ROWS} au plus sont fournies à la fois.",
            en=f"This answer would have {rows} rows; at most {MAX_ROWS} are returned at once.",
        ),
        remedy=Text(
            fr="Demandez une période plus longue, ou prenez le fichier d’un indicateur à la page du centre.",
            en="Request a longer interval, or download the file of one indicator from the centre’s page.",
        ),
        key="interval",
    )


def _unknown_definition_fault(name: str) -> Fault:
    return Fault(
        code="unknown-definition",
        message=Text(fr=f"Aucune définition « {name} ».", en=f"There is no definition “{name}”."),
        remedy=Text(
            fr="Demandez la liste à /api/v1/quality/definitions.", en="See /api/v1/quality/definitions for the list."
        ),
        key="name",
    )


def _find_centre(request: HttpRequest, response: HttpResponse, key: str) -> Centre:
    """The centre of a key, to whoever reads its figures; to anybody else it does not exist."""
    response.headers["Cache-Control"] = "private, no-store"
    found = Centre.objects.for_key(key)
    if found is None or not allowed(request.user, "quality:read", found):
        if found is not None and request.user.is_authenticated:
            record_refusal(request.user, "quality:read", subject_kind="centre", subject_id=found.organisation.key)
        raise Faults.one(
            code="unknown-centre",
            message=Text(
                fr=f"Aucun centre « {key} » ne vous est ouvert.", en=f"You do not have access to a centre “{key}”."
            ),
            remedy=Text(
                fr="Connectez-vous comme une personne qui lit les indicateurs de ce centre.",
                en="Sign in as someone entitled to read this centre’s indicators.",
            ),
            key="key",
        )
    return found


@router.get("/centres/{key}/figures", response={200: FiguresOut, **PROBLEMS}, summary="Figures of a centre")
def quality_figures(
    request: HttpRequest,
    response: HttpResponse,
    key: Key,
    lang: Language,  # noqa: ARG001
    definition: Annotated[str, Query(definition_catalogue.COMMON_DEFINITION, max_length=80)],
    interval: Annotated[str, Query("all", pattern=f"^({'|'.join(INTERVALS)})$")],
    by: Annotated[str, Query("", pattern=f"^({'|'.join(GROUP_COLUMNS)})?$")],
) -> dict[str, Any]:
    """The last figures computed under a set, its own ones among them; a cut that no page asked for has no rows."""
    reject_unknown_parameters(request, {"lang", "definition", "interval", "by"})
    centre = _find_centre(request, response, key)
    chosen = definition_catalogue.find_definition(centre, definition)
    if chosen is None:
        raise Faults([_unknown_definition_fault(definition)])
    run = figure_store.latest_run(centre, chosen.id, version=chosen.version)
    cut = Cut(interval, (by,) if by else ())  # type: ignore[arg-type]  # The pattern lets nothing else through.
    if run is not None and (rows := figure_store.count_figures(run, cut)) > MAX_ROWS:
        raise Faults([_too_many_fault(rows)])
    return {
        "definition": chosen.name,
        "made": run.made_at if run is not None else None,
        "stale": run is not None and run.store != figure_store.store_seal(centre),
        "store": run.store if run is not None else None,
        "figures": list(figure_store.read_figure_rows(run, cut)) if run is not None else [],
    }


@router.get("/centres/{key}/deliveries", response={200: DeliveriesOut, **PROBLEMS}, summary="Deliveries of a centre")
def quality_deliveries(
    request: HttpRequest,
    response: HttpResponse,
    key: Key,
    lang: Language,  # noqa: ARG001
    offset: Annotated[int, Query(0, ge=0, le=FARTHEST)],
    limit: Annotated[int, Query(MOST_DELIVERIES, ge=1, le=MOST_DELIVERIES)],
) -> dict[str, Any]:
    """What a centre delivered and what became of its rows; the names of files are left to the pages."""
    reject_unknown_parameters(request, {"lang", "offset", "limit"})
    centre = _find_centre(request, response, key)
    found = Delivery.objects.for_listing(centre)
    return {
        "count": found.count(),
        "offset": offset,
        "kept_since": figure_store.kept_since(centre),
        "deliveries": [
            {
                **{name: getattr(one, name) for name in ("key", "sha256", "size", "kind", "source", "state")},
                **{name: getattr(one, name) for name in COUNT_FIELDS},
                "sent": one.sent_at,
                "imported": one.imported_at,
                "erased": one.erased_at,
                "erased_rule": one.erased_rule,
            }
            for one in found[offset : offset + limit]
        ],
    }


COUNT_FIELDS = ("rows", "accepted", "repaired", "rejected", "duplicates", "superseded")

register_api(
    "/quality",
    router,
    tag="quality",
    descriptions={
        "/api/v1/quality/definitions": bilingual("Les définitions livrées", "The built-in definitions"),
        "/api/v1/quality/definitions/{name}": bilingual(
            "Une définition : ses choix, ses indicateurs, son sceau", "One definition: choices, indicators, seal"
        ),
        "/api/v1/quality/centres/{key}/figures": bilingual(
            "Les indicateurs d’un centre, à qui les lit", "The indicators of a centre, for those entitled to read them"
        ),
        "/api/v1/quality/centres/{key}/deliveries": bilingual(
            "Les versements d’un centre et leurs comptes", "The deliveries of a centre and their counts"
        ),
    },
    not_found=(
        "unknown-definition",
        "unknown-centre",
    ),
)
