"""The labels of the register as pages, files and programs read them, from the rows that the events keep.

A label shows from the certificate that a decision froze, and its state from the events up to this day. Headcounts are
in no row: they are read for the statistics alone, which pass the gate of publication; no page shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from django.db.models import Min

from filiere.core import Faults, Text, fold_text
from filiere.core.collation import CollationKey, collation_key
from filiere.credentials import read_certificate_number
from filiere.geography import communes, department_of_commune_code, territory, territory_code
from filiere.site.holders.certificates import describe_bearer, find_current_certificate
from filiere.site.holders.successions import FOLLOWED_OUTCOMES
from filiere.site.journal.clock_trust import public_day
from filiere.site.register.facet_labels import ACTIVITY_LABELS
from filiere.site.register.models import RegisteredLabel
from filiere.site.register.projection import find_snapshots, project_label
from filiere.site.register.querysets import RegisteredLabelQuerySet
from filiere.site.workflow.engine_adapter import load_release, load_rules_named, replay_until, replay_with_due
from filiere.site.workflow.models import Dossier


@dataclass(frozen=True, slots=True)
class PublicSite:
    """A site of the perimeter as everybody sees it; ``employees`` never leaves this module but for the statistics."""

    name: str
    place: str
    country: str
    region: str
    activity: str
    employees: int = field(repr=False, default=0)


@dataclass(frozen=True, slots=True)
class LabelEvent:
    """One line of the history: what happened, on which day, and what the label has been since."""

    day: date
    event: str
    words: Text
    shown: str


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """A label as the register shows it. ``verdict`` is a key of `VERDICTS`, so ``since`` that day.

    ``ends`` is the day of its term as things stand, when it no longer holds; ``numbers`` are those of its
    certificates, the last first.
    """

    dossier: str
    organisation: str
    name: str
    siren: str
    category: str
    category_words: Text
    numbers: tuple[str, ...]
    release: str
    release_sha256: str
    granted: date | None
    until: date | None
    ends: date | None
    france_percent: Decimal | None
    verdict: str
    since: date | None
    sites: tuple[PublicSite, ...]
    lines: tuple[LabelEvent, ...]
    fingerprints: tuple[str, ...]
    fictitious: bool

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, as certificates print it."""
        return self.ends - timedelta(days=1) if self.ends is not None else None

    @property
    def last_valid_day(self) -> date | None:
        """The last day on which it holds, or on which it held once it is suspended, or ended by anything but its
        term."""
        if self.ends is not None or self.holds:
            return self.last_day
        held = None
        for before, line in pairwise(self.lines):
            if before.shown == "valid" != line.shown:
                held = line.day - timedelta(days=1)
        return held

    @property
    def number(self) -> str:
        """The number of the certificate in force, or of the last."""
        return self.numbers[0] if self.numbers else ""

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of the perimeter."""
        return tuple(sorted({one.region for one in self.sites if one.region}))

    @property
    def search_words(self) -> str:
        """The words by which it is found."""
        return build_search_words(self.name, self.siren, self.numbers, ((one.name, one.place) for one in self.sites))

    @property
    def activities(self) -> tuple[str, ...]:
        """The activities of its sites."""
        return tuple(key for key in ACTIVITY_LABELS if any(one.activity == key for one in self.sites))

    @property
    def holds(self) -> bool:
        """Whether it is a label that holds today."""
        return self.verdict == "valid"


def list_labels(day: date | None = None) -> tuple[LabelRecord, ...]:
    """Every label that was ever granted, by name of holder, then from the latest."""
    return _read_labels(RegisteredLabel.objects.all(), day)


def labels_of_dossiers(keys: Iterable[str], day: date | None = None) -> dict[str, LabelRecord]:
    """The labels of these dossiers, by key."""
    found = _read_labels(RegisteredLabel.objects.filter(dossier__key__in=list(keys)), day)
    return {one.dossier: one for one in found}


def labels_of_organisation(key: str, day: date | None = None) -> tuple[LabelRecord, ...]:
    """The labels of one organisation, the latest first."""
    return _read_labels(RegisteredLabel.objects.filter(dossier__organisation__key=key), day)


def find_by_number(words: str, day: date | None = None) -> LabelRecord | None:
    """The label that a number names, however it was typed; None when no certificate bears it."""
    asked = {words.strip()}
    with suppress(Faults):
        asked.add(read_certificate_number(words))
    rows = (RegisteredLabel.objects.bearing("numbers", one) for one in asked)
    found = (one for several in rows for one in _read_labels(several, day) if not asked.isdisjoint(one.numbers))
    return min(found, key=label_sort_key, default=None)


def find_by_fingerprint(sha256: str, day: date | None = None) -> LabelRecord | None:
    """The label whose certificate has this fingerprint."""
    found = _read_labels(RegisteredLabel.objects.bearing("fingerprints", sha256), day)
    return next((one for one in found if sha256 in one.fingerprints), None)


def find_bearer_change(label_record: LabelRecord) -> tuple[str, date] | None:
    """Who held a label before whoever bears it now, and the day of the vote that let it follow; None for the same.

    Only events that the register was told of are asked, of one label: the page of a list asks none.
    """
    days = [line.day for line in label_record.lines if line.event in FOLLOWED_OUTCOMES]
    dossier = Dossier.objects.filter(key=label_record.dossier).first() if days else None
    if dossier is None:
        return None
    name = label_record.name
    for day in reversed(days):
        before = find_current_certificate(dossier, day - timedelta(days=1))
        earlier = describe_bearer(before, day - timedelta(days=1))["organisation"] if before is not None else name
        if earlier and earlier != name:
            return str(earlier), day
    return None


def find_first_opening() -> date | None:
    """The day on which the first of the dossiers that were ever granted a label was opened; None without any."""
    found: date | None = RegisteredLabel.objects.aggregate(first=Min("dossier__opened"))["first"]
    return found


def labels_held_on(day: date) -> tuple[LabelRecord, ...]:
    """The labels that held at the close of a day that is over, as they were then: what came later changes nothing.

    The past is replayed, for the statistics of a half-year, once; and these alone come with the headcounts.
    """
    found: list[LabelRecord] = []
    for row in RegisteredLabel.objects.perhaps_held_on(day).select_related("dossier__organisation"):
        then = project_label(row.dossier, replay_until(row.dossier, day), day)
        if then is not None:
            found.append(_load_label(then, day, _headcounts_by_site(row.dossier, day)))
    return tuple(sorted((one for one in found if one.holds), key=lambda one: one.dossier))


def _read_labels(rows: RegisteredLabelQuerySet, day: date | None) -> tuple[LabelRecord, ...]:
    day = day or public_day()
    found = (load_label_on(row, day) for row in rows.select_related("dossier__organisation"))
    return tuple(sorted((one for one in found if one is not None), key=label_sort_key))


def load_label_on(row: RegisteredLabel, day: date) -> LabelRecord | None:
    """The label on a day; what fell due since the row was written, and is not written yet, is asked of the engine."""
    if row.due is None or row.due >= day:
        return _load_label(row, day)
    now = project_label(row.dossier, replay_with_due(row.dossier, day))
    return _load_label(now, day) if now is not None else None


def _load_label(row: RegisteredLabel, day: date, headcounts: Mapping[str, int] | None = None) -> LabelRecord:
    """The label that a row tells, in words."""
    dossier, organisation = row.dossier, row.dossier.organisation
    known = load_release(dossier).referential.categories.get(row.category)
    events = load_rules_named(dossier.release).procedure.events
    verdict, since = compute_verdict(row.verdict, row.since, row.ends, day)
    return LabelRecord(
        dossier=dossier.key,
        organisation=organisation.key,
        name=row.name or organisation.name,
        siren=row.siren or organisation.siren or "",
        category=row.category,
        category_words=known.text if known is not None else Text.same(row.category or "–"),
        numbers=tuple(row.numbers.splitlines()),
        release=row.release,
        release_sha256=row.release_sha256,
        granted=row.granted,
        until=row.until,
        ends=row.ends,
        france_percent=_parse_percent(row.france_share),
        verdict=verdict,
        since=since,
        sites=tuple(_public_sites(row.sites, headcounts or {})),
        lines=tuple(
            LabelEvent(date.fromisoformat(on), event, events.get(event) or Text.same(event), shown)
            for on, event, shown in row.lines
        ),
        fingerprints=tuple(row.fingerprints.splitlines()),
        fictitious=dossier.fictitious or organisation.fictitious,
    )


def compute_verdict(verdict: str, since: date | None, ends: date | None, day: date) -> tuple[str, date | None]:
    """What a label is on a day for which its row speaks, and since when."""
    if verdict == "valid" and ends is not None and ends <= day:
        # Its term has come and only an answer that nobody gave keeps it from ending: doubt never shows as a label.
        return "expired", ends
    return verdict, since


class ListedLabel(Protocol):
    """A label, whole or in brief."""

    @property
    def dossier(self) -> str:
        """The key of its dossier."""

    @property
    def name(self) -> str:
        """Who bears it."""

    @property
    def granted(self) -> date | None:
        """Since when its certificate holds."""


def label_sort_key(listed_label: ListedLabel) -> tuple[CollationKey, int, str]:
    """Where a label stands in the register: by name of holder, then from the latest."""
    return collation_key(listed_label.name), -(listed_label.granted or date.min).toordinal(), listed_label.dossier


def build_search_words(name: str, siren: str, numbers: Iterable[str], sites: Iterable[tuple[str, str]]) -> str:
    """The words by which a label is found, compared as typed ones are; a site is its name and its place."""
    return fold_text(f"{name} {siren} {' '.join(numbers)} {' '.join(f'{site} {place}' for site, place in sites)}")


def _parse_percent(value: str) -> Decimal | None:
    """A share in points, however JSON held it."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found <= 100 else None


def _headcounts_by_site(dossier: Dossier, until: date) -> dict[str, int]:
    """The employees of each site by its key, as they were judged by a day; the certificate does not tell them."""
    found: dict[str, int] = {}
    frozen = find_snapshots(dossier, until)
    for snapshot in frozen.filter(name__in=("application", "audit"), body__isnull=False).order_by("pk"):
        perimeter = snapshot.body.get("perimeter") if isinstance(snapshot.body, dict) else None
        for part in perimeter if isinstance(perimeter, list) else ():
            if isinstance(part, dict) and isinstance(part.get("headcount"), int):
                found[str(part.get("key"))] = part["headcount"]
    return found


def _public_sites(sites: Iterable[Mapping[str, str]], headcounts: Mapping[str, int]) -> Iterator[PublicSite]:
    for site in sites:
        place, region = find_place(site["commune"], site["country"])
        yield PublicSite(
            name=site["name"],
            place=place,
            country=site["country"],
            region=region,
            activity=site["activity"],
            employees=max(0, headcounts.get(site["key"], 0)),
        )


@lru_cache(maxsize=8192)
def find_place(commune: str, country: str) -> tuple[str, str]:
    """What a place is called, and its region: that of the commune where it is one of France, else the country."""
    found = communes().get(commune) if commune and country == "FR" else None
    if found is None:
        return country, ""
    try:
        department = territory(territory_code("department", department_of_commune_code(commune)))
    except Faults:
        return found.name, ""
    return found.name, department.parent("region13") or ""


@lru_cache(maxsize=8192)
def list_regions(places: str) -> tuple[str, ...]:
    """The regions of communes, by their codes with a space between."""
    return tuple(sorted({region for code in places.split() if (region := find_place(code, "FR")[1])}))


def region_name(code: str) -> Text:
    """The name of a region."""
    return territory(code).label
