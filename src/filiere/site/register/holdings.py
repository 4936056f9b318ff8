"""The labels of the register, read from the dossiers each time: nothing of a label is stored a second time here.

A label shows from the certificate that a decision froze, and its state from the events replayed to this day. Headcounts
are read for the statistics alone, which pass the gate of publication; no page shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from filiere.core import Faults, Text, folded
from filiere.credentials import read_number
from filiere.geography import code_of, communes, department_of_commune_code, territory
from filiere.referentials import running
from filiere.site.dossiers.models import Dossier, Snapshot
from filiere.site.dossiers.running import current, release_of, stood_on
from filiere.site.holders.certificates import bearer, current_certificate
from filiere.site.journal.clock import public_day
from filiere.site.register.models import Presentation
from filiere.site.register.vocabulary import ACTIVITIES, CHANNELS, SERVICES

CERTIFICATE = "certificate"
REGISTER = "register"

_ENDINGS: Mapping[str, str] = {
    "withdrawn": "withdrawn",
    "returned_by_holder": "returned",
    "replaced": "replaced",
}
"""The events that end a label otherwise than by its term, and how the register says it."""


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
    def activities(self) -> tuple[str, ...]:
        """The activities of its sites."""
        return tuple(key for key in ACTIVITIES if any(one.activity == key for one in self.sites))

    @property
    def holds(self) -> bool:
        """Whether it is a label that holds today."""
        return self.verdict == "valid"


def holdings(day: date | None = None) -> tuple[Holding, ...]:
    """Every label that was ever granted, by name of holder, then from the latest."""
    day = day or public_day()
    rows = Dossier.objects.public().values_list("key", "length")
    found = [one for key, length in rows if (one := _holding(key, length, day)) is not None]
    return tuple(sorted(found, key=lambda one: (folded(one.name), -(one.granted or date.min).toordinal(), one.dossier)))


def of_organisation(key: str, day: date | None = None) -> tuple[Holding, ...]:
    """The labels of one organisation, the latest first."""
    return tuple(one for one in holdings(day) if one.organisation == key)


def by_number(words: str, day: date | None = None) -> Holding | None:
    """The label that a number names, however it was typed; None when no certificate bears it."""
    asked = {words.strip()}
    with suppress(Faults):
        asked.add(read_number(words))
    return next((one for one in holdings(day) if not asked.isdisjoint(one.numbers)), None)


def by_fingerprint(sha256: str, day: date | None = None) -> Holding | None:
    """The label whose certificate has this fingerprint."""
    return next((one for one in holdings(day) if sha256 in one.fingerprints), None)


Granted = tuple[tuple[str, int, date], ...]
"""Dossiers by key, with their number of events and the day on which they were opened."""


def ever_granted() -> Granted:
    """Every dossier that was ever granted a label: all that the past of the register depends on."""
    return tuple(sorted(Dossier.objects.public().values_list("key", "length", "opened")))


def held_on(granted: Granted, day: date) -> tuple[Holding, ...]:
    """The labels that held at the close of a day that is over, as they were then: what came later changes nothing."""
    found = (_holding(key, length, day, past=True) for key, length, opened in granted if opened <= day)
    return tuple(one for one in found if one is not None and one.holds)


@lru_cache(maxsize=16384)
def _holding(key: str, length: int, day: date, *, past: bool = False) -> Holding | None:  # noqa: ARG001
    """One label; the number of its events and the day are all that it depends on, hence the cache.

    ``past`` is for what it was at the close of a day that is over.
    """
    row = Dossier.objects.public().select_related("organisation").get(key=key)
    engine = stood_on(row, day) if past else current(row, day)
    record = running.public_record(engine, REGISTER)
    until = day if past else None
    frozen = row.snapshots.filter(events__day__lte=until).distinct() if past else row.snapshots.all()
    snapshots = list(frozen.filter(name=CERTIFICATE).order_by("-pk"))
    bodies = [one.body for one in snapshots if isinstance(one.body, dict)]
    body: dict[str, Any] = bodies[0] if bodies else {}
    certificate = current_certificate(row, until)
    if certificate is not None:
        # A vote may keep a label on another legal unit or fewer sites: the register shows who bears it today.
        body = {**body, **bearer(certificate, until)}
    verdict, since = _verdict(engine, record)
    if verdict is None:
        return None
    if verdict == "valid" and record.ends is not None and record.ends <= day:
        # Its term has come and only an answer that nobody gave keeps it from ending: doubt never shows as a label.
        verdict, since = "expired", record.ends
    referential = release_of(row).referential
    category = str(body.get("category") or row.category)
    known = referential.categories.get(category)
    return Holding(
        dossier=row.key,
        organisation=row.organisation.key,
        name=str(body.get("organisation") or row.organisation.name),
        siren=str(body.get("siren") or row.organisation.siren or ""),
        category=category,
        category_words=known.text if known is not None else Text.same(category or "–"),
        numbers=tuple(str(one["number"]) for one in bodies if one.get("number")),
        release=str(body.get("release") or row.release),
        release_sha256=str(body.get("release_sha256") or row.release_sha256),
        granted=_day(body.get("granted")),
        until=_day(body.get("until")),
        ends=record.ends,
        france_percent=_percent(body.get("france_share")),
        verdict=verdict,
        since=since,
        sites=tuple(_sites(body.get("perimeter"), _headcounts(frozen))),
        lines=tuple(
            Line(one.day, one.event, engine.rules.procedure.events.get(one.event) or Text.same(one.event), one.shown)
            for one in record.entries
        ),
        fingerprints=tuple(one.sha256 for one in snapshots),
        fictitious=row.fictitious or row.organisation.fictitious,
    )


def _verdict(engine: running.Dossier, record: running.PublicRecord) -> tuple[str | None, date | None]:
    """What the label is, and since when; None when the events never gave one."""
    shown = [engine.rules.procedure.by_key[state].label for state in engine.stood]
    # An archived dossier shows no label any more; how its label ended stays.
    while shown and shown[-1] == "none":
        shown.pop()
    if not shown:
        return None, None
    last = shown[-1]
    if last != "ended":
        return last, record.since
    start = len(shown) - 1
    while start and shown[start - 1] == "ended":
        start -= 1
    event = engine.rules.steps[engine.history[start - 1].step].event if start else ""
    return _ENDINGS.get(event, "expired"), engine.day_of(start)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _percent(value: Any) -> Decimal | None:
    """A share in points, however JSON holds it."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found <= 100 else None


def _headcounts(frozen: QuerySet[Snapshot]) -> dict[str, int]:
    """The employees of each site by its key, as they were judged; the certificate does not tell them."""
    found: dict[str, int] = {}
    for snapshot in frozen.filter(name__in=("application", "audit"), body__isnull=False).order_by("pk"):
        perimeter = snapshot.body.get("perimeter") if isinstance(snapshot.body, dict) else None
        for one in perimeter if isinstance(perimeter, list) else ():
            if isinstance(one, dict) and isinstance(one.get("headcount"), int):
                found[str(one.get("key"))] = one["headcount"]
    return found


def _sites(perimeter: Any, headcounts: Mapping[str, int]) -> Iterable[SiteShown]:
    for one in perimeter if isinstance(perimeter, list) else ():
        if not isinstance(one, dict):
            continue
        code = str(one.get("commune") or "")
        country = str(one.get("country") or "FR")
        found = communes().get(code) if code and country == "FR" else None
        employees = headcounts.get(str(one.get("key")), 0)
        yield SiteShown(
            name=str(one.get("name") or one.get("key") or ""),
            place=found.name if found is not None else country,
            country=country,
            region=_region(code) if found is not None else "",
            activity=str(one.get("activity") or ""),
            employees=max(0, employees),
        )


def _region(commune: str) -> str:
    """The region of a commune, by its code."""
    try:
        department = territory(code_of("department", department_of_commune_code(commune)))
    except Faults:
        return ""
    return department.parent("region13") or ""


def region_words(code: str) -> Text:
    """The name of a region."""
    return territory(code).label


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a reader looks for; empty criteria leave all."""

    words: str = ""
    region: str = ""
    category: str = ""
    activity: str = ""
    service: str = ""
    channel: str = ""
    state: str = ""


def presentations() -> dict[str, Presentation]:
    """What holders say of themselves, by key of organisation."""
    return {one.organisation.key: one for one in Presentation.objects.select_related("organisation")}


def selected(found: Iterable[Holding], wanted: Criteria, said: Mapping[str, Presentation]) -> tuple[Holding, ...]:
    """The labels that meet all criteria."""
    return tuple(one for one in found if _meets(one, wanted, said.get(one.organisation)))


def _meets(one: Holding, wanted: Criteria, said: Presentation | None) -> bool:
    services = tuple(said.services) if said is not None else ()
    channels = tuple(said.channels) if said is not None else ()
    if wanted.words:
        sites = " ".join(f"{site.name} {site.place}" for site in one.sites)
        text = folded(f"{one.name} {one.siren} {' '.join(one.numbers)} {sites}")
        if any(word not in text for word in folded(wanted.words).split()):
            return False
    return (
        wanted.region in ("", *one.regions)
        and wanted.category in ("", one.category)
        and wanted.activity in ("", *one.activities)
        and wanted.service in ("", *services)
        and wanted.channel in ("", *channels)
        and wanted.state in ("", one.verdict)
    )


def known_services(keys: Iterable[str]) -> list[Text]:
    """Services in words."""
    return [SERVICES[key] for key in keys if key in SERVICES]


def known_channels(keys: Iterable[str]) -> list[Text]:
    """Channels in words."""
    return [CHANNELS[key] for key in keys if key in CHANNELS]
