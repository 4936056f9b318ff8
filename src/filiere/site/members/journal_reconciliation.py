"""What the journal tells of organisations, memberships and mandates, compared with their rows now.

Each act seals the whole row as it left it, so the last entry about a row is what the row must say. Contacts are left
out: they open no right, and their words go when a person asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.site.journal.reconciliation import Difference, entries_for
from filiere.site.journal.sealed_rows import SealedRow, get_key, name_acts
from filiere.site.members.models import FormerGroup, Mandate, Membership, Organisation, Site
from filiere.site.members.organisation_groups import fold_group

ORGANISATION_SUBJECT, SITE_SUBJECT, MEMBERSHIP_SUBJECT, MANDATE_SUBJECT = (
    "organisation",
    "site",
    "membership",
    "mandate",
)
FORMER_GROUP_SUBJECT = "former-group"
ACTS = ("create", "change", "end", "import")


def _format_day(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def organisation_payload(organisation: Organisation) -> dict[str, Any]:
    """What the journal seals of an organisation."""
    return {
        "name": organisation.name,
        "siren": organisation.siren,
        "country": organisation.country,
        "kind": str(organisation.kind),
        "group": organisation.group,
        "fictitious": organisation.fictitious,
        "since": _format_day(organisation.since),
        "until": _format_day(organisation.until),
        "fee_paid_until": _format_day(organisation.fee_paid_until),
    }


def site_payload(site: Site) -> dict[str, Any]:
    """What the journal seals of a site."""
    return {
        "organisation": site.organisation.key,
        "name": site.name,
        "siret": site.siret,
        "commune": site.commune,
        "country": site.country,
        "activity": site.activity,
        "headcount": site.headcount,
        "positions": site.positions,
        "is_head_office": site.is_head_office,
        "opened": _format_day(site.opened),
        "closed": _format_day(site.closed),
    }


def membership_payload(membership: Membership) -> dict[str, Any]:
    """What the journal seals of a membership."""
    return {
        "user": membership.user.key,
        "organisation": membership.organisation.key,
        "right": str(membership.right),
        "since": _format_day(membership.since),
        "until": _format_day(membership.until),
    }


def mandate_payload(mandate: Mandate) -> dict[str, Any]:
    """What the journal seals of a mandate."""
    return {
        "user": mandate.user.key,
        "instance": str(mandate.instance),
        "college": mandate.college,
        "seat": mandate.seat,
        "organisation": mandate.organisation.key if mandate.organisation is not None else None,
        "since": _format_day(mandate.since),
        "until": _format_day(mandate.until),
        "substitute_of": mandate.substitute_of_id,
    }


def former_group_payload(former_group: FormerGroup) -> dict[str, Any]:
    """What the journal seals of a group that was annulled."""
    return {
        "organisation": former_group.organisation.key,
        "group": former_group.group,
        "until": _format_day(former_group.until),
        "annulled_on": _format_day(former_group.annulled_on),
    }


def compare_former_groups() -> Iterator[Difference]:
    """Groups that organisations left: each change of a group in the journal left one row, and nothing else did."""
    words = Text(fr="Ancien groupe", en="Former group")
    table = FormerGroup._meta.db_table
    group: dict[str, str] = {}
    expected: dict[str, list[int]] = {}
    for entry in entries_for(ORGANISATION_SUBJECT, [f"{ORGANISATION_SUBJECT}.{act}" for act in ACTS]):
        if entry.body is None:
            continue
        before, now = group.get(entry.subject, ""), str(entry.body.get("group") or "")
        if fold_group(before) and fold_group(before) != fold_group(now):
            key = f"{entry.subject}:{before}:{timezone.localdate(entry.at).isoformat()}"
            expected.setdefault(key, []).append(entry.number)
        group[entry.subject] = now
    for row in FormerGroup.objects.select_related("organisation").order_by("pk").iterator(chunk_size=500):
        key = f"{row.organisation.key}:{row.group}:{row.until.isoformat()}"
        if expected.get(key):
            expected[key].pop()
        else:
            yield Difference("stray", table, key, Text(fr=f"{words.fr} {key}", en=f"{words.en} {key}"))
    yield from _compare_annulled_groups(words)
    for key, numbers in expected.items():
        for number in numbers:
            yield Difference("missing", table, key, Text(fr=f"{words.fr} {key}", en=f"{words.en} {key}"), number)


def _compare_annulled_groups(words: Text) -> Iterator[Difference]:
    """Groups annulled without an act, or that an act annulled and that count again."""

    def key(body: dict[str, Any]) -> str:
        return ":".join(str(body[name]) for name in ("organisation", "group", "until", "annulled_on"))

    acts = {
        key(entry.body): entry.number
        for entry in entries_for(FORMER_GROUP_SUBJECT, [f"{FORMER_GROUP_SUBJECT}.annul"])
        if entry.body
    }
    rows = FormerGroup.objects.filter(annulled_on__isnull=False).select_related("organisation").order_by("pk")
    found = {key(former_group_payload(row)): row for row in rows}
    for act_key in sorted(acts.keys() ^ found.keys()):
        name = Text(fr=f"{words.fr} {act_key}", en=f"{words.en} {act_key}")
        yield Difference("changed", FormerGroup._meta.db_table, act_key, name, acts.get(act_key), ("annulled_on",))


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    SealedRow(
        Organisation,
        ORGANISATION_SUBJECT,
        name_acts(ORGANISATION_SUBJECT, *ACTS),
        organisation_payload,
        Text(fr="Organisation", en="Organisation"),
        key=get_key,
    ),
    SealedRow(
        Site,
        SITE_SUBJECT,
        name_acts(SITE_SUBJECT, *ACTS),
        site_payload,
        Text(fr="Site", en="Site"),
        key=get_key,
        rows=lambda: Site.objects.select_related("organisation"),
    ),
    SealedRow(
        Membership,
        MEMBERSHIP_SUBJECT,
        name_acts(MEMBERSHIP_SUBJECT, *ACTS),
        membership_payload,
        Text(fr="Appartenance", en="Membership"),
        rows=lambda: Membership.objects.select_related("user", "organisation"),
    ),
    SealedRow(
        Mandate,
        MANDATE_SUBJECT,
        name_acts(MANDATE_SUBJECT, *ACTS),
        mandate_payload,
        Text(fr="Mandat", en="Mandate"),
        rows=lambda: Mandate.objects.select_related("user", "organisation"),
    ),
)
"""Rows that the last act on them seals whole: memberships open dossiers, mandates open votes."""
