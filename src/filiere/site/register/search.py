"""Looking for labels: every one in brief, what a reader asks for, and which meet it.

A list reads a few columns of each label, and whole those alone that a page shows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from filiere.core import Text, fold_text
from filiere.site.journal.clock_trust import public_day
from filiere.site.register.facet_labels import CHANNEL_LABELS, SERVICE_LABELS
from filiere.site.register.label_records import (
    LabelRecord,
    build_search_words,
    compute_verdict,
    find_place,
    label_sort_key,
    labels_of_dossiers,
    list_regions,
    load_label_on,
)
from filiere.site.register.models import Presentation, RegisteredLabel

_BRIEF = (
    "dossier__key",
    "dossier__organisation__key",
    "name",
    "dossier__organisation__name",
    "category",
    "communes",
    "activities",
    "verdict",
    "since",
    "ends",
    "granted",
    "dossier__fictitious",
    "dossier__organisation__fictitious",
)
_SEARCHED = ("siren", "dossier__organisation__siren", "numbers", "sites")


@dataclass(frozen=True, slots=True)
class LabelBrief:
    """A label as lists count, choose and sort it, before the few of a page are read whole.

    ``search_words`` is empty unless words are looked for; ``dossier`` is the key.
    """

    dossier: str
    organisation: str
    name: str
    category: str
    regions: tuple[str, ...]
    activities: Collection[str]
    verdict: str
    granted: date | None
    ends: date | None
    fictitious: bool
    search_words: str = ""

    @property
    def holds(self) -> bool:
        """Whether it is a label that holds today."""
        return self.verdict == "valid"


def find_briefs(day: date | None = None, *, searched: bool = False) -> tuple[LabelBrief, ...]:
    """Every label in brief, in the order of the register; with the words by which each is found, if asked for."""
    day = day or public_day()
    rows = RegisteredLabel.objects.select_related("dossier__organisation")
    late = {
        label_on.dossier: label_on
        for row in rows.filter(due__lt=day)
        if (label_on := load_label_on(row, day)) is not None
    }
    columns = (*_BRIEF, *(_SEARCHED if searched else ()))
    found = (_build_brief(*row, late=late, day=day) for row in RegisteredLabel.objects.values_list(*columns))
    return tuple(sorted(found, key=label_sort_key))


def _build_brief(
    key: str,
    organisation: str,
    borne: str,
    name: str,
    category: str,
    places: str,
    activities: str,
    verdict: str,
    since: date | None,
    ends: date | None,
    granted: date | None,
    *rest: Any,
    late: Mapping[str, LabelRecord],
    day: date,
) -> LabelBrief:
    made_up, of_nobody, *words = rest
    text = ""
    if words:
        siren, known, numbers, sites = words
        named = ((one["name"], find_place(one["commune"], one["country"])[0]) for one in sites)
        text = build_search_words(borne or name, siren or known or "", numbers.splitlines(), named)
    return LabelBrief(
        dossier=key,
        organisation=organisation,
        name=borne or name,
        category=category,
        regions=list_regions(places),
        activities=activities.split(),
        verdict=late[key].verdict if key in late else compute_verdict(verdict, since, ends, day)[0],
        granted=granted,
        ends=late[key].ends if key in late else ends,
        fictitious=made_up or of_nobody,
        search_words=text,
    )


@dataclass(frozen=True, slots=True)
class LabelCriteria:
    """What a reader looks for; empty criteria leave all."""

    words: str = ""
    region: str = ""
    category: str = ""
    activity: str = ""
    service: str = ""
    channel: str = ""
    state: str = ""


def find_last_labels(found: Iterable[LabelBrief]) -> dict[str, str]:
    """The last label of each category, by the key of its dossier."""
    return {one.category: one.dossier for one in found}


def list_categories(found: Iterable[LabelBrief], whole: Mapping[str, LabelRecord] | None = None) -> dict[str, Text]:
    """The categories of these labels in words, as the release of the last of each says them.

    ``whole`` are labels already read, those of :func:`find_last_labels` among them.
    """
    last = find_last_labels(found)
    whole = labels_of_dossiers(last.values()) if whole is None else whole
    return {category: record.category_words for category, key in last.items() if (record := whole.get(key))}


def presentations_by_organisation(keys: Collection[str] | None = None) -> dict[str, Presentation]:
    """What holders say of themselves, or these of them, by key of organisation."""
    rows = Presentation.objects.select_related("organisation")
    return {one.organisation.key: one for one in (rows if keys is None else rows.filter(organisation__key__in=keys))}


def filter_labels[T: (LabelBrief, LabelRecord)](
    found: Iterable[T], wanted: LabelCriteria, said: Mapping[str, Presentation]
) -> tuple[T, ...]:
    """The labels that meet all criteria."""
    words = fold_text(wanted.words).split()
    return tuple(
        item
        for item in found
        if all(word in item.search_words for word in words)
        and _meets_criteria(item, wanted, said.get(item.organisation))
    )


def _meets_criteria(item: LabelBrief | LabelRecord, wanted: LabelCriteria, said: Presentation | None) -> bool:
    services = tuple(said.services) if said is not None else ()
    channels = tuple(said.channels) if said is not None else ()
    return (
        wanted.region in ("", *item.regions)
        and wanted.category in ("", item.category)
        and wanted.activity in ("", *item.activities)
        and wanted.service in ("", *services)
        and wanted.channel in ("", *channels)
        and wanted.state in ("", item.verdict)
    )


def service_names(keys: Iterable[str]) -> list[Text]:
    """Services in words."""
    return [SERVICE_LABELS[key] for key in keys if key in SERVICE_LABELS]


def channel_names(keys: Iterable[str]) -> list[Text]:
    """Channels in words."""
    return [CHANNEL_LABELS[key] for key in keys if key in CHANNEL_LABELS]
