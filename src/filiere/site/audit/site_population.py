"""The sites of a candidature as they were frozen, and the list to draw from that is made of them.

The draw reads the frozen perimeter and never the directory of today, so that nobody adds or hides a site once the
audit is called for.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from filiere.core import Faults, Text
from filiere.referentials.sampling import Beacon, Population
from filiere.referentials.sampling import Site as ListedSite
from filiere.site.audit import findings
from filiere.site.audit.evaluation_comparison import load_facts, load_frozen_body
from filiere.site.audit.faults import fault
from filiere.site.audit.models import Round
from filiere.site.members.models import Site
from filiere.site.workflow.models import Dossier

SIZES = (50, 250)
"""Bounds of the size classes of sites, in people, ours: below 50, from 50 to 249, 250 and more."""

SIZE_LABELS: Mapping[str, Text] = {
    "under_50": Text(fr="moins de 50 salariés", en="fewer than 50 employees"),
    "from_50_to_249": Text(fr="de 50 à 249 salariés", en="50 to 249 employees"),
    "from_250": Text(fr="250 salariés et plus", en="250 employees or more"),
}
SIZE_NAMES = tuple(SIZE_LABELS)
EARLIEST_DAY = date(1900, 1, 1)
"""The opening of a site whose day is not known: no later than any audit."""


@dataclass(frozen=True, slots=True)
class AuditedSite:
    """A site of the frozen perimeter."""

    key: str
    name: str
    activity: str
    country: str
    headcount: int
    opened: date | None
    head_office: bool


def list_audited_sites(dossier: Dossier) -> list[AuditedSite]:
    """The sites of the perimeter handed to the audit, completed by the directory where the snapshot names no more."""
    told = [one for one in load_frozen_body(dossier).get("perimeter") or [] if isinstance(one, Mapping)]
    keys = [str(one.get("key") or one.get("site") or "") for one in told]
    rows = {row.key: row for row in Site.objects.filter(organisation=dossier.organisation_id, key__in=keys)}
    return [_build_site(one, key, rows.get(key)) for one, key in zip(told, keys, strict=True) if key]


def build_population(round_: Round, *, beacon: Beacon, sealed_at: datetime, risky: Iterable[str] = ()) -> Population:
    """The list to seal: strata, the sites always visited, what was open at the last audit."""
    dossier = round_.dossier
    sites = list_audited_sites(dossier)
    if not sites:
        raise Faults([fault("audit-no-sites")])
    flagged, before = frozenset(risky), find_previous_round(round_)
    open_majors = _list_sites_with_open_majors(round_)
    return Population(
        candidate=dossier.organisation.name,
        sealed_at=sealed_at,
        beacon=beacon,
        kind=round_.kind,
        last_audit=before.opened if before is not None else None,
        majors_before=_count_majors(before) if before is not None else 0,
        facts=load_facts(dossier),
        secret=secrets.token_hex(32),
        sites=tuple(
            ListedSite(
                key=one.key,
                activity=_make_stratum_key(one.activity),
                country=_make_stratum_key(one.country),
                size_class=classify_size(one.headcount),
                headcount=one.headcount,
                opened=one.opened or EARLIEST_DAY,
                head_office=one.head_office,
                risky=one.key in flagged,
                open_major=one.key in open_majors,
            )
            for one in sites
        ),
    )


def serialize_population(population: Population) -> dict[str, Any]:
    """A list as it is kept and handed out: numbers stay numbers, so that whoever reads it again draws the same."""
    told = population.model_dump(mode="json")
    told["facts"] = {
        key: _to_json_number(value) if isinstance(value, Decimal) else value for key, value in population.facts.items()
    }
    return told


def _to_json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def classify_size(headcount: int) -> str:
    """The size class of a site."""
    return next((name for bound, name in zip(SIZES, SIZE_NAMES, strict=False) if headcount < bound), SIZE_NAMES[-1])


def find_previous_round(round_: Round) -> Round | None:
    """The audit before this one, of this dossier or of that it renews."""
    own = round_.dossier.audits.filter(number__lt=round_.number).order_by("-number").first()
    if own is not None or round_.dossier.renews is None:
        return own
    return round_.dossier.renews.audits.order_by("-number").first()


def _count_majors(round_: Round) -> int:
    return sum(one.kind == "major" for one in round_.findings.all())


def _list_sites_with_open_majors(round_: Round) -> frozenset[str]:
    return frozenset(
        one.row.site
        for one in findings.list_standing_findings(round_, round_.opened)
        if one.open and one.row.kind == "major" and one.row.site
    )


def _build_site(told: Mapping[str, Any], key: str, row: Site | None) -> AuditedSite:
    def of(*names: str, default: Any = None) -> Any:
        for name in names:
            if told.get(name) not in (None, ""):
                return told[name]
        return default

    opened = of("opened", default=row.opened if row is not None else None)
    return AuditedSite(
        key=key,
        name=str(of("name", default=row.name if row is not None else key)),
        activity=str(of("activity", default=row.activity if row is not None else "")),
        country=str(of("country", default=row.country if row is not None else "FR")),
        headcount=int(of("headcount", "employees", default=(row.headcount if row is not None else None) or 0)),
        opened=date.fromisoformat(opened) if isinstance(opened, str) else opened,
        head_office=bool(of("head_office", "is_head_office", default=row.is_head_office if row is not None else False)),
    )


def _make_stratum_key(words: str) -> str:
    """A word as a key of a stratum: plain lower-case letters, digits and underscores."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return key if key[:1].isalpha() else f"x_{key}" if key else "unknown"
