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
from typing import Protocol

from django.db.models import Min

from filiere.core import Faults, Text, folded
from filiere.credentials import read_number
from filiere.geography import code_of, communes, department_of_commune_code, territory
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.running import current, release_of, rules_named, stood_on
from filiere.site.journal.clock import public_day
from filiere.site.register.models import RegisteredLabel
from filiere.site.register.projection import frozen_until, project_label
from filiere.site.register.querysets import RegisteredLabelQuerySet
from filiere.site.register.vocabulary import ACTIVITIES


@dataclass(frozen=True, slots=True)
class SiteShown:
    """A site of the perimeter as everybody sees it; ``employees`` never leaves this module but for the statistics."""

    name: str
    place: str
    country: str
    region: str
    activity: str
    employees: int = field(repr=False, default=0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history: what happened, on which day, and what the label has been since."""

    day: date
    event: str
    words: Text
    shown: str


@dataclass(frozen=True, slots=True)
class Holding:
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
    sites: tuple[SiteShown, ...]
    lines: tuple[Line, ...]
    fingerprints: tuple[str, ...]
    fictitious: bool

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, as certificates print it."""
        return self.ends - timedelta(days=1) if self.ends is not None else None

    @property
    def number(self) -> str:
        """The number of the certificate in force, or of the last."""
        return self.numbers[0] if self.numbers else ""

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of the perimeter."""
        return tuple(sorted({one.region for one in self.sites if one.region}))

    @property
    def searched(self) -> str:
        """The words by which it is found."""
        return searched_words(self.name, self.siren, self.numbers, ((one.name, one.place) for one in self.sites))

    @property
    def activities(self) -> tuple[str, ...]:
        """The activities of its sites."""
        return tuple(key for key in ACTIVITIES if any(one.activity == key for one in self.sites))

    @property
    def holds(self) -> bool:
        """Whether it is a label that holds today."""
        return self.verdict == "valid"


def holdings(day: date | None = None) -> tuple[Holding, ...]:
    """Every label that was ever granted, by name of holder, then from the latest."""
    return _read(RegisteredLabel.objects.all(), day)


def of_dossiers(keys: Iterable[str], day: date | None = None) -> dict[str, Holding]:
    """The labels of these dossiers, by key."""
    found = _read(RegisteredLabel.objects.filter(dossier__key__in=list(keys)), day)
    return {one.dossier: one for one in found}


def of_organisation(key: str, day: date | None = None) -> tuple[Holding, ...]:
    """The labels of one organisation, the latest first."""
    return _read(RegisteredLabel.objects.filter(dossier__organisation__key=key), day)


def by_number(words: str, day: date | None = None) -> Holding | None:
    """The label that a number names, however it was typed; None when no certificate bears it."""
    asked = {words.strip()}
    with suppress(Faults):
        asked.add(read_number(words))
    rows = (RegisteredLabel.objects.bearing("numbers", one) for one in asked)
    found = (one for several in rows for one in _read(several, day) if not asked.isdisjoint(one.numbers))
    return min(found, key=order_of, default=None)


def by_fingerprint(sha256: str, day: date | None = None) -> Holding | None:
    """The label whose certificate has this fingerprint."""
    found = _read(RegisteredLabel.objects.bearing("fingerprints", sha256), day)
    return next((one for one in found if sha256 in one.fingerprints), None)


def first_opened() -> date | None:
    """The day on which the first of the dossiers that were ever granted a label was opened; None without any."""
    found: date | None = RegisteredLabel.objects.aggregate(first=Min("dossier__opened"))["first"]
    return found


def held_on(day: date) -> tuple[Holding, ...]:
    """The labels that held at the close of a day that is over, as they were then: what came later changes nothing.

    The past is replayed, for the statistics of a half-year, once; and these alone come with the headcounts.
    """
    found: list[Holding] = []
    for row in RegisteredLabel.objects.perhaps_held_on(day).select_related("dossier__organisation"):
        then = project_label(row.dossier, stood_on(row.dossier, day), day)
        if then is not None:
            found.append(_holding(then, day, _headcounts(row.dossier, day)))
    return tuple(sorted((one for one in found if one.holds), key=lambda one: one.dossier))


def _read(rows: RegisteredLabelQuerySet, day: date | None) -> tuple[Holding, ...]:
    day = day or public_day()
    found = (holding_on(row, day) for row in rows.select_related("dossier__organisation"))
    return tuple(sorted((one for one in found if one is not None), key=order_of))


def holding_on(row: RegisteredLabel, day: date) -> Holding | None:
    """The label on a day; what fell due since the row was written, and is not written yet, is asked of the engine."""
    if row.due is None or row.due >= day:
        return _holding(row, day)
    now = project_label(row.dossier, current(row.dossier, day))
    return _holding(now, day) if now is not None else None


def _holding(row: RegisteredLabel, day: date, headcounts: Mapping[str, int] | None = None) -> Holding:
    """The label that a row tells, in words."""
    dossier, organisation = row.dossier, row.dossier.organisation
    known = release_of(dossier).referential.categories.get(row.category)
    events = rules_named(dossier.release).procedure.events
    verdict, since = verdict_on(row.verdict, row.since, row.ends, day)
    return Holding(
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
        france_percent=_percent(row.france_share),
        verdict=verdict,
        since=since,
        sites=tuple(_sites(row.sites, headcounts or {})),
        lines=tuple(
            Line(date.fromisoformat(on), event, events.get(event) or Text.same(event), shown)
            for on, event, shown in row.lines
        ),
        fingerprints=tuple(row.fingerprints.splitlines()),
        fictitious=dossier.fictitious or organisation.fictitious,
    )


def verdict_on(verdict: str, since: date | None, ends: date | None, day: date) -> tuple[str, date | None]:
    """What a label is on a day for which its row speaks, and since when."""
    if verdict == "valid" and ends is not None and ends <= day:
        # Its term has come and only an answer that nobody gave keeps it from ending: doubt never shows as a label.
        return "expired", ends
    return verdict, since


class Listed(Protocol):
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


def order_of(one: Listed) -> tuple[str, int, str]:
    """Where a label stands in the register: by name of holder, then from the latest."""
    return folded(one.name), -(one.granted or date.min).toordinal(), one.dossier


def searched_words(name: str, siren: str, numbers: Iterable[str], sites: Iterable[tuple[str, str]]) -> str:
    """The words by which a label is found, compared as typed ones are; a site is its name and its place."""
    return folded(f"{name} {siren} {' '.join(numbers)} {' '.join(f'{site} {place}' for site, place in sites)}")


def _percent(value: str) -> Decimal | None:
    """A share in points, however JSON held it."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found <= 100 else None


def _headcounts(dossier: Dossier, until: date) -> dict[str, int]:
    """The employees of each site by its key, as they were judged by a day; the certificate does not tell them."""
    found: dict[str, int] = {}
    frozen = frozen_until(dossier, until)
    for snapshot in frozen.filter(name__in=("application", "audit"), body__isnull=False).order_by("pk"):
        perimeter = snapshot.body.get("perimeter") if isinstance(snapshot.body, dict) else None
        for one in perimeter if isinstance(perimeter, list) else ():
            if isinstance(one, dict) and isinstance(one.get("headcount"), int):
                found[str(one.get("key"))] = one["headcount"]
    return found


def _sites(sites: Iterable[Mapping[str, str]], headcounts: Mapping[str, int]) -> Iterator[SiteShown]:
    for one in sites:
        place, region = place_of(one["commune"], one["country"])
        yield SiteShown(
            name=one["name"],
            place=place,
            country=one["country"],
            region=region,
            activity=one["activity"],
            employees=max(0, headcounts.get(one["key"], 0)),
        )


@lru_cache(maxsize=8192)
def place_of(commune: str, country: str) -> tuple[str, str]:
    """What a place is called, and its region: that of the commune where it is one of France, else the country."""
    found = communes().get(commune) if commune and country == "FR" else None
    if found is None:
        return country, ""
    try:
        department = territory(code_of("department", department_of_commune_code(commune)))
    except Faults:
        return found.name, ""
    return found.name, department.parent("region13") or ""


@lru_cache(maxsize=8192)
def regions_of(places: str) -> tuple[str, ...]:
    """The regions of communes, by their codes with a space between."""
    return tuple(sorted({region for code in places.split() if (region := place_of(code, "FR")[1])}))


def region_words(code: str) -> Text:
    """The name of a region."""
    return territory(code).label
