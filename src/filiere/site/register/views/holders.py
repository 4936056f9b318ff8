"""The list of holders with search, the page of one with its history, and the clause for tenders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.core.collation import collation_key
from filiere.geography import territories
from filiere.site.kit.bilingual_text import join_list, localize
from filiere.site.kit.rights import allowed
from filiere.site.kit.tables import list_downloads
from filiere.site.label.visible_releases import near_names, visible_catalogue
from filiere.site.members.models import Organisation
from filiere.site.register.facet_labels import ACTIVITY_LABELS, CHANNEL_LABELS, SERVICE_LABELS, VERDICT_LABELS
from filiere.site.register.forms import FollowForm
from filiere.site.register.label_counts import describe_kind
from filiere.site.register.label_records import (
    LabelRecord,
    find_bearer_change,
    labels_of_dossiers,
    labels_of_organisation,
    region_name,
)
from filiere.site.register.models import Follow, Presentation
from filiere.site.register.search import (
    LabelBrief,
    LabelCriteria,
    channel_names,
    filter_labels,
    find_briefs,
    find_last_labels,
    list_categories,
    presentations_by_organisation,
    service_names,
)
from filiere.site.register.tables import CRITERIA_KEYS, parse_criteria

PAGE_SIZE = 25
MOST_PLACES = 3
PROVIDERS = ("outsourcer", "small_outsourcer")
"""The categories whom a buyer may call: they come first in each group."""
SORTS: dict[str, tuple[Text, Callable[[LabelBrief], int]]] = {
    "name": (Text(fr="nom", en="name"), lambda _one: 0),
    "granted": (Text(fr="attribution la plus récente", en="latest granted"), lambda one: -_count_day(one.granted)),
    "ends": (Text(fr="échéance la plus lointaine", en="longest validity"), lambda one: -_count_day(one.ends)),
}
"""In what order a reader asks for the labels of each group; those that stand equal are by name."""


@dataclass(frozen=True, slots=True)
class HolderRow:
    """A label as a buyer reads it: who, where, what for, until when, and whom to call."""

    one: LabelRecord
    verdict: Text
    places: str
    kind: Text | None
    regions: str
    services: str
    channels: str
    contact: Presentation | None


@require_safe
def list_holders(request: HttpRequest) -> HttpResponse:
    """The register: the labels that hold, then those suspended, then those that ended; all, or by criteria."""
    every = find_briefs(searched=bool(parse_criteria(request.GET).words))
    wanted, problems = _read_criteria(request, every)
    said = presentations_by_organisation() if wanted.service or wanted.channel else None
    found = filter_labels(every, wanted, said or {})
    sort = request.GET.get("sort", "")
    rank = SORTS.get(sort, SORTS["name"])[1]
    ranked = sorted(found, key=lambda one: (_group_of(one), one.category not in PROVIDERS, rank(one)))
    page = Paginator(ranked, PAGE_SIZE).get_page(request.GET.get("page"))
    query = {name: value for name in CRITERIA_KEYS if (value := request.GET.get(name, "").strip())}
    whole = labels_of_dossiers([*find_last_labels(every).values(), *(one.dossier for one in page)])
    choices = _criteria_choices(every, wanted, list_categories(every, whole))
    groups = _build_groups(list(page), whole, Counter(map(_group_of, found)))
    context = {
        "wanted": wanted,
        "problems": problems,
        "groups": groups,
        "page": page,
        "valid": sum(one.holds for one in every),
        "fictitious": any(one.fictitious for one in every),
        "region": choices[0],
        "refined": choices[1:],
        "narrowed": any(getattr(wanted, one["name"]) for one in choices[1:]),
        "sort": sort if sort in SORTS else "name",
        "sorts": [(key, str(words)) for key, (words, _) in SORTS.items()],
        "without": [] if found else _suggest_criteria(every, wanted, choices, query),
        "near": [] if found or not wanted.words else _suggest_names(every, wanted.words),
        "downloads": list_downloads("label-holders", query),
        "history_downloads": list_downloads("label-history"),
    }
    return _render_page(request, "holders", context)


def _count_day(day: date | None) -> int:
    return day.toordinal() if day is not None else 0


def _group_of(label_brief: LabelBrief) -> str:
    """The group of a label in the list; their keys are in the order in which a buyer reads them."""
    return "1-valid" if label_brief.holds else "2-suspended" if label_brief.verdict == "suspended" else "3-ended"


def _build_groups(
    briefs: list[LabelBrief], whole: Mapping[str, LabelRecord], counts: Mapping[str, int]
) -> list[dict[str, Any]]:
    """The labels of a page by group, each with how many the whole list has of it."""
    said = presentations_by_organisation([one.organisation for one in briefs])
    return [
        {
            "key": key[2:],
            "count": counts[key],
            "rows": [
                _build_row(record, said.get(record.organisation))
                for brief in rows
                if (record := whole.get(brief.dossier))
            ],
        }
        for key, rows in groupby(briefs, key=_group_of)
    ]


def _build_row(label_record: LabelRecord, said: Presentation | None) -> HolderRow:
    places = list(dict.fromkeys(site.place for site in label_record.sites if site.place))
    more = len(places) - MOST_PLACES
    if more > 0:
        places[MOST_PLACES:] = [localize(f"{more} {'autre' if more == 1 else 'autres'}", f"{more} more")]
    return HolderRow(
        one=label_record,
        verdict=VERDICT_LABELS[label_record.verdict],
        places=join_list(places),
        kind=describe_kind(label_record),
        regions=join_list([str(region_name(code)) for code in label_record.regions]),
        services=", ".join(map(str, service_names(said.services))) if said is not None else "",
        channels=", ".join(map(str, channel_names(said.channels))) if said is not None else "",
        contact=said if said is not None and (said.email or said.phone) else None,
    )


def _suggest_criteria(
    every: tuple[LabelBrief, ...], wanted: LabelCriteria, choices: list[dict[str, Any]], query: dict[str, str]
) -> list[tuple[str, int, str]]:
    """For each criterion, its words, how many labels are found without it, and the address of these."""
    said = presentations_by_organisation()
    names = {"words": ("q", wanted.words)}
    names |= {one["name"]: (one["name"], str(words)) for one in choices if (words := one["choices"].get(one["chosen"]))}
    found = []
    for field, (parameter, words) in names.items():
        count = len(filter_labels(every, replace(wanted, **{field: ""}), said)) if words else 0
        rest = {key: value for key, value in query.items() if key != parameter}
        found.append((words, count, f"?{urlencode(rest)}"))
    return [one for one in found if one[1]]


def _suggest_names(every: tuple[LabelBrief, ...], words: str) -> list[tuple[str, str]]:
    """Holders whose name looks like the words, with their keys."""
    names = {one.name: one.organisation for one in every}
    return [(name, names[name]) for name in near_names(words, tuple(names))]


def _read_criteria(request: HttpRequest, every: tuple[LabelBrief, ...]) -> tuple[LabelCriteria, list[str]]:
    """The criteria of the address; what is not understood is said and left aside."""
    problems = [
        (
            localize(
                f"« {key[:60]} » n’est pas un critère : il est laissé de côté.",
                f"“{key[:60]}” is not a criterion: it was ignored.",
            )
        )
        for key in sorted(set(request.GET) - {*CRITERIA_KEYS, "page", "sort"})
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
            wanted = replace(wanted, **{name: ""})
    return wanted, problems


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


def _criteria_choices(
    every: tuple[LabelBrief, ...], wanted: LabelCriteria, categories: Mapping[str, Text]
) -> list[dict[str, Any]]:
    """The lists of the form: name, label and choices of each criterion."""
    codes = {code for one in every for code in one.regions} | ({wanted.region} - {""})
    regions = sorted(codes, key=lambda code: collation_key(str(region_name(code))))
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
            "choices": found,
            "chosen": getattr(wanted, name),
        }
        for name, label, found in lists
    ]


@require_safe
def show_holder(request: HttpRequest, key: str) -> HttpResponse:
    """One holder: its labels, their perimeter and their whole history, kept after they end."""
    return render_holder(request, key)


def render_holder(
    request: HttpRequest, key: str, follow_form: FollowForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a holder, with the form of following it, empty or as it was refused."""
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
                "bearer": find_bearer_change(one),
            }
            for one in found
        ],
        "fictitious": any(one.fictitious for one in found),
        "contact": said if said is not None and (said.email or said.phone) else None,
        "services": service_names(said.services) if said is not None else [],
        "channels": channel_names(said.channels) if said is not None else [],
        "follows": follows,
        "follow_form": follow_form or FollowForm(),
        "presents": request.user.is_authenticated and allowed(request.user, "organisation:edit", organisation),
        "downloads": list_downloads("label-history", {"q": organisation.name}),
    }
    return _render_page(request, "holder", context, status)


@require_safe
def show_tender_clause(request: HttpRequest) -> HttpResponse:
    """A model clause for the tender of a buyer, in our own words."""
    return _render_page(request, "clause", {})


def _render_page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"register/{name}.html", {"nav": "label", **context}, status=status)
