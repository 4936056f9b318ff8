"""The list of holders with search, the page of one with its history, and the clause for tenders."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from filiere.core.collation import collation_key
from filiere.geography import territories
from filiere.site.kit.localization import localize
from filiere.site.kit.rights import allowed
from filiere.site.kit.tables import list_downloads
from filiere.site.label.visible_releases import visible_catalogue
from filiere.site.members.models import Organisation
from filiere.site.register.facet_labels import ACTIVITY_LABELS, CHANNEL_LABELS, SERVICE_LABELS, VERDICT_LABELS
from filiere.site.register.label_records import labels_of_dossiers, labels_of_organisation, region_name
from filiere.site.register.models import Follow
from filiere.site.register.search import (
    LabelBrief,
    LabelCriteria,
    channel_names,
    filter_labels,
    find_briefs,
    list_categories,
    presentations_by_organisation,
    service_names,
)
from filiere.site.register.tables import CRITERIA_KEYS, parse_criteria

PAGE_SIZE = 25


@require_safe
def list_holders(request: HttpRequest) -> HttpResponse:
    """The register: every label, or those that meet the criteria."""
    every = find_briefs(searched=bool(parse_criteria(request.GET).words))
    wanted, problems = _read_criteria(request, every)
    said = presentations_by_organisation() if wanted.service or wanted.channel else {}
    page = Paginator(filter_labels(every, wanted, said), PAGE_SIZE).get_page(request.GET.get("page"))
    whole = labels_of_dossiers([one.dossier for one in page])
    query = {name: value for name in CRITERIA_KEYS if (value := request.GET.get(name, "").strip())}
    context = {
        "wanted": wanted,
        "problems": problems,
        "rows": [
            {"one": one, "verdict": VERDICT_LABELS[one.verdict]} for brief in page if (one := whole.get(brief.dossier))
        ],
        "page": page,
        "valid": sum(one.holds for one in every),
        "total": len(every),
        "fictitious": any(one.fictitious for one in every),
        "choices": _criteria_choices(every, wanted),
        "downloads": list_downloads("label-holders", query),
        "history_downloads": list_downloads("label-history"),
    }
    return _render_page(request, "holders", context)


def _read_criteria(request: HttpRequest, every: tuple[LabelBrief, ...]) -> tuple[LabelCriteria, list[str]]:
    """The criteria of the address; what is not understood is said and left aside."""
    problems = [
        (
            localize(
                f"« {key[:60]} » n’est pas un critère : il est laissé de côté.",
                f"“{key[:60]}” is not a criterion: it was ignored.",
            )
        )
        for key in sorted(set(request.GET) - {*CRITERIA_KEYS, "page"})
    ]
    wanted = parse_criteria(request.GET)
    for name, known in _known_values(every).items():
        value = getattr(wanted, name)
        if value and value not in known:
            problems.append(
                localize(
                    f"« {value} » ne dit rien au registre : ce critère est laissé de côté.",
                    f"The register does not know “{value}”: this criterion was ignored.",
                )
            )
            wanted = LabelCriteria(**{**_criteria_values(wanted), name: ""})
    return wanted, problems


def _criteria_values(wanted: LabelCriteria) -> dict[str, str]:
    return {name: getattr(wanted, name) for name in wanted.__slots__}


def _known_values(every: tuple[LabelBrief, ...]) -> dict[str, set[str]]:
    return {
        # A region without any label is a region all the same: it answers with none, never with all.
        "region": {one.code for one in territories("region13")},
        "category": {one.category for one in every},
        "activity": set(ACTIVITY_LABELS),
        "service": set(SERVICE_LABELS),
        "channel": set(CHANNEL_LABELS),
        "state": set(VERDICT_LABELS) - {"unknown"},
    }


def _criteria_choices(every: tuple[LabelBrief, ...], wanted: LabelCriteria) -> list[dict[str, Any]]:
    """The lists of the form: name, label and choices of each criterion."""
    codes = {code for one in every for code in one.regions} | ({wanted.region} - {""})
    regions = sorted(codes, key=lambda code: collation_key(str(region_name(code))))
    categories = list_categories(every)
    lists = (
        ("region", localize("Région", "Region"), {code: region_name(code) for code in regions}),
        ("category", localize("Catégorie", "Category"), categories),
        (
            "state",
            localize("État", "State"),
            {key: VERDICT_LABELS[key] for key in VERDICT_LABELS if key != "unknown"},
        ),
        ("activity", localize("Activité", "Activity"), ACTIVITY_LABELS),
        ("service", "Service", SERVICE_LABELS),
        ("channel", localize("Canal", "Channel"), CHANNEL_LABELS),
    )
    return [
        {
            "name": name,
            "label": label,
            "choices": [(key, str(words), key == getattr(wanted, name)) for key, words in found.items()],
        }
        for name, label, found in lists
    ]


@require_safe
def show_holder(request: HttpRequest, key: str) -> HttpResponse:
    """One holder: its labels, their perimeter and their whole history, kept after they end."""
    found = labels_of_organisation(key)
    if not found:
        raise Http404
    organisation = get_object_or_404(Organisation, key=key)
    said = presentations_by_organisation().get(key)
    seen = visible_catalogue(request.user).releases
    follows = request.user.is_authenticated and Follow.objects.for_user(request.user, organisation).exists()
    context = {
        "organisation": organisation,
        "labels": [
            {
                "one": one,
                "verdict": VERDICT_LABELS[one.verdict],
                "sites": [{"one": site, "activity": ACTIVITY_LABELS.get(site.activity)} for site in one.sites],
                "lines": one.lines[::-1],
                "release_title": str(seen[one.release].title) if one.release in seen else one.release,
                "regions": [region_name(code) for code in one.regions],
            }
            for one in found
        ],
        "fictitious": any(one.fictitious for one in found),
        "contact": said if said is not None and (said.email or said.phone) else None,
        "services": service_names(said.services) if said is not None else [],
        "channels": channel_names(said.channels) if said is not None else [],
        "follows": follows,
        "presents": request.user.is_authenticated and allowed(request.user, "organisation:edit", organisation),
        "downloads": list_downloads("label-history", {"q": organisation.name}),
    }
    return _render_page(request, "holder", context)


@require_safe
def show_tender_clause(request: HttpRequest) -> HttpResponse:
    """A model clause for the tender of a buyer, in our own words."""
    return _render_page(request, "clause", {})


def _render_page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"register/{name}.html", {"nav": "label", **context}, status=status)
